using System.Collections.Immutable;
using Fusionize.Aws.CloudWatchLogs;
using Fusionize.Setups;

namespace Fusionize.Aws;

/// <summary>The result of a query: rows by name without empty fields, and the cost.</summary>
public sealed record InsightsResult(ImmutableArray<IReadOnlyDictionary<string, string>> Rows, long BytesScanned)
{
    public static InsightsResult Nothing { get; } = new([], 0);

    public InsightsResult With(InsightsResult other) => new([.. Rows, .. other.Rows], BytesScanned + other.BytesScanned);
}

/// <summary>
/// Runs queries of CloudWatch Logs Insights to their end. Abandoned queries are stopped, because AWS charges for the scanned bytes.
/// </summary>
public sealed class LogInsights(AmazonCloudWatchLogsClient logs, TimeProvider? time = null)
{
    /// <summary>USD per GB scanned (us-east-1).</summary>
    private const double PerGB = 0.005;

    private const int MaxGroups = 50;
    private const int MaxRows = 10_000;
    private static readonly TimeSpan s_firstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longestDelay = TimeSpan.FromSeconds(2);

    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>The cost of scanning, in USD.</summary>
    public static double Cost(long bytesScanned) => bytesScanned / 1e9 * PerGB;

    /// <summary>One query over any number of log groups. Missing groups have no rows in the result.</summary>
    public async Task<InsightsResult> RunAsync(
        string query,
        IReadOnlyList<string> logGroups,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken cancellation = default
    )
    {
        var result = InsightsResult.Nothing;
        foreach (var part in logGroups.Distinct(StringComparer.Ordinal).Chunk(MaxGroups))
            result = result.With(await RunPartAsync(query, part, from, to, cancellation));
        return result;
    }

    private async Task<InsightsResult> RunPartAsync(
        string query,
        string[] groups,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken cancellation
    )
    {
        string id;
        try
        {
            id = (
                await logs.StartQueryAsync(
                    new()
                    {
                        LogGroupNames = [.. groups],
                        QueryString = query,
                        StartTime = from.ToUnixTimeSeconds(),
                        EndTime = to.ToUnixTimeSeconds(),
                        Limit = MaxRows,
                    },
                    cancellation
                )
            ).QueryId!;
        }
        catch (ResourceNotFoundException)
        {
            // A function's log group is created with its first line. If a group is missing, the whole query fails, and the error doesn't contain the
            // group.
            if (groups.Length == 1)
                return InsightsResult.Nothing;
            var half = groups.Length / 2;
            return (await RunPartAsync(query, groups[..half], from, to, cancellation)).With(
                await RunPartAsync(query, groups[half..], from, to, cancellation)
            );
        }
        return await WaitAsync(id, groups.Length, cancellation);
    }

    private async Task<InsightsResult> WaitAsync(string id, int groups, CancellationToken cancellation)
    {
        try
        {
            for (var delay = s_firstDelay; ; delay = delay * 1.5 < s_longestDelay ? delay * 1.5 : s_longestDelay)
            {
                var answer = await logs.GetQueryResultsAsync(new() { QueryId = id }, cancellation);
                switch (answer.Status)
                {
                    case QueryStatus.Complete:
                        return ResultOf(answer, groups);
                    case QueryStatus.Failed or QueryStatus.Cancelled or QueryStatus.Timeout:
                        throw Failed($"The query {id} over {groups} log group(s) ended as {answer.Status}.");
                }
                await Task.Delay(delay, _time, cancellation);
            }
        }
        catch (Exception e) when (e is not FusionizeException)
        {
            await StopAsync(id);
            throw;
        }
    }

    private async Task StopAsync(string id)
    {
        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5), _time);
            await logs.StopQueryAsync(new() { QueryId = id }, patience.Token);
        }
        catch (Exception e)
            when (e
                    is Amazon.Runtime.AmazonServiceException
                        or Amazon.Runtime.AmazonClientException
                        or HttpRequestException
                        or OperationCanceledException
            )
        {
            // The query has ended, or the service is unreachable and the query ends by itself.
        }
    }

    private static FusionizeException Failed(string message) => new(AwsCodes.QueryFailed, null, message);

    private static InsightsResult ResultOf(GetQueryResultsResponse answer, int groups)
    {
        var rows = answer.Results ?? [];
        return rows.Count >= MaxRows
            ? throw Failed($"The query over {groups} log group(s) has more than {MaxRows} rows.")
            : new(
                [
                    .. rows.Select(row =>
                        (IReadOnlyDictionary<string, string>)
                            row.Where(f => f is { Field: not null, Value: not null })
                                .ToDictionary(f => f.Field!, f => f.Value!, StringComparer.Ordinal)
                    ),
                ],
                (long)(answer.Statistics?.BytesScanned ?? 0)
            );
    }
}
