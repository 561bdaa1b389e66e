using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Fusionize.Aws.CloudWatchLogs;
using Fusionize.Records;

namespace Fusionize.Aws;

/// <summary>
/// Log lines from CloudWatch Logs, page by page. A few log groups are read at once, because one call's latency is longer than the rate limit's
/// interval; at most one page per group is kept in memory.
/// </summary>
public sealed class CloudWatchLogSource(AmazonCloudWatchLogsClient logs) : ILogSource
{
    private const int GroupsAtOnce = 4;

    /// <summary>Reads only lines that match this filter pattern of CloudWatch; null: all lines.</summary>
    public string? FilterPattern { get; init; }

    /// <summary>The maximum number of events in a page; null: the service's limit, 10,000.</summary>
    internal int? PageSize { get; init; }

    public async IAsyncEnumerable<LogEvent> ReadAsync(LogQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var pages = Channel.CreateBounded<IEnumerable<LogEvent>>(GroupsAtOnce);
        var reading = Task.Run(
            async () =>
            {
                Exception? error = null;
                try
                {
                    await Parallel
                        .ForEachAsync(
                            query.LogGroups.Distinct(),
                            new ParallelOptions { MaxDegreeOfParallelism = GroupsAtOnce, CancellationToken = stop.Token },
                            async (group, token) => await ReadGroupAsync(group, query, pages.Writer, token).ConfigureAwait(false)
                        )
                        .ConfigureAwait(false);
                }
                catch (Exception e)
                {
                    error = e;
                }
                pages.Writer.Complete(error);
            },
            CancellationToken.None
        );

        try
        {
            await foreach (var page in pages.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
            {
                foreach (var line in page)
                    yield return line;
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(false);
        }
    }

    private async Task ReadGroupAsync(string group, LogQuery query, ChannelWriter<IEnumerable<LogEvent>> pages, CancellationToken cancellation)
    {
        var request = new FilterLogEventsRequest
        {
            LogGroupName = group,
            StartTime = query.From.ToUnixTimeMilliseconds(),
            EndTime = query.To?.ToUnixTimeMilliseconds(),
            FilterPattern = FilterPattern,
            Limit = PageSize,
        };
        while (true)
        {
            FilterLogEventsResponse page;
            try
            {
                page = await logs.FilterLogEventsAsync(request, cancellation).ConfigureAwait(false);
            }
            catch (ResourceNotFoundException)
            {
                // A function's log group is created with its first line.
                return;
            }
            if (page.Events is { Count: > 0 } events)
                await pages.WriteAsync(events.Select(e => ToLogEvent(group, e)), cancellation).ConfigureAwait(false);
            // An empty page isn't always the last one: pages depend on the searched data, not on the matches.
            if (string.IsNullOrEmpty(page.NextToken) || page.NextToken == request.NextToken)
                return;
            request.NextToken = page.NextToken;
        }
    }

    private static LogEvent ToLogEvent(string group, FilteredLogEvent e) =>
        new(
            group,
            e.LogStreamName ?? "",
            DateTimeOffset.FromUnixTimeMilliseconds(e.Timestamp ?? 0),
            (e.Message ?? "").TrimEnd('\n', '\r'),
            e.EventId
        );
}
