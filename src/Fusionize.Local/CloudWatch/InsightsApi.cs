using System.Text.Json;
using Fusionize.Local.Functions;
using Fusionize.Local.Logs;
using Fusionize.Local.Logs.Insights;

namespace Fusionize.Local.CloudWatch;

/// <summary>Queries of CloudWatch Logs Insights: clients start them and poll for their results.</summary>
internal sealed class InsightsApi(LogStore logs)
{
    private const int MaxGroups = 50;
    private const int MaxQueryLength = 10_000;

    /// <summary>The number of queries that are kept. The service keeps them for a week.</summary>
    private const int MaxRuns = 100;

    private readonly Lock _gate = new();
    private readonly LinkedList<InsightsRun> _runs = [];

    public Action<Utf8JsonWriter> Start(LogsBody body)
    {
        var named = (body.LogGroupNames?.Length ?? 0) + (body.LogGroupIdentifiers?.Length ?? 0) + (body.LogGroupName is null ? 0 : 1);
        if (
            named is 0 or > MaxGroups
            || new[] { body.LogGroupName is not null, body.LogGroupNames is not null, body.LogGroupIdentifiers is not null }.Count(x => x) != 1
        )
            throw LogsError.Invalid(
                $"Exactly one of logGroupName, logGroupNames and logGroupIdentifiers is required, with at most {MaxGroups} log groups."
            );
        if (body.StartTime is not { } start || body.EndTime is not { } end || start > end)
            throw LogsError.Invalid("startTime and endTime are required, and the end isn't before the start.");
        if (body.QueryLanguage is not (null or "CWLI"))
            throw LogsError.Invalid($"The local platform knows the query language CWLI only, not '{body.QueryLanguage}'.");
        // This operation uses seconds, unlike the rest of the service's API.
        if (end > 100_000_000_000)
            throw LogsError.Invalid("startTime and endTime are in seconds.");
        if (body.Limit is < 1 or > InsightsQuery.MaxRows)
            throw LogsError.Invalid(
                $"1 validation error detected: Value '{body.Limit}' at 'limit' failed to satisfy constraint: between 1 and {InsightsQuery.MaxRows}"
            );
        var text = body.QueryString ?? throw LogsError.Invalid("queryString is required.");
        if (text.Length > MaxQueryLength)
            throw LogsError.Invalid(
                $"1 validation error detected: Value at 'queryString' failed to satisfy constraint: Member must have length less than or equal to "
                    + $"{MaxQueryLength}"
            );
        var query = InsightsQuery.Parse(text);
        query.Limit = Math.Min(query.Limit, body.Limit ?? InsightsQuery.MaxRows);
        var groups = (
            (IEnumerable<string>)
                [.. body.LogGroupNames ?? [], .. body.LogGroupIdentifiers ?? [], .. body.LogGroupName is { } name ? (string[])[name] : []]
        )
            .Select(logs.Get)
            .Distinct()
            .Select(g => (g, $"{FunctionName.Account}:{g.Name}"))
            .ToArray();
        var run = new InsightsRun(query, groups, start * 1000, end * 1000 + 999);
        lock (_gate)
        {
            _runs.AddLast(run);
            if (_runs.Count > MaxRuns)
            {
                _runs.First!.Value.Stop();
                _runs.RemoveFirst();
            }
        }
        return json => json.WriteString("queryId", run.Id);
    }

    public Action<Utf8JsonWriter> Results(LogsBody body)
    {
        var run = Find(body);
        var status = run.Status;
        return json =>
        {
            json.WriteStartArray("results");
            foreach (var row in status == "Complete" ? run.Rows : [])
            {
                json.WriteStartArray();
                foreach (var (field, value) in row)
                {
                    json.WriteStartObject();
                    json.WriteString("field", field);
                    json.WriteString("value", value);
                    json.WriteEndObject();
                }
                json.WriteEndArray();
            }
            json.WriteEndArray();
            json.WriteStartObject("statistics");
            json.WriteNumber("recordsMatched", (double)run.Matched);
            json.WriteNumber("recordsScanned", (double)run.Scanned);
            json.WriteNumber("bytesScanned", (double)run.BytesScanned);
            json.WriteEndObject();
            json.WriteString("status", status);
        };
    }

    public Action<Utf8JsonWriter> Stop(LogsBody body)
    {
        if (!Find(body).Stop())
            throw LogsError.Invalid("Query has ended already.");
        return json => json.WriteBoolean("success", true);
    }

    private InsightsRun Find(LogsBody body)
    {
        lock (_gate)
            return _runs.FirstOrDefault(r => r.Id == body.QueryId)
                ?? throw new LogsError("ResourceNotFoundException", $"Query does not exist: {body.QueryId}");
    }
}
