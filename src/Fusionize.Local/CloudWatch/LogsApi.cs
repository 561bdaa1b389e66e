using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Fusionize.Local.Functions;
using Fusionize.Local.Logs;
using Fusionize.Local.Protocol;
using Microsoft.AspNetCore.Http;

namespace Fusionize.Local.CloudWatch;

internal sealed record LogsBody(
    string? LogGroupName,
    string? LogGroupIdentifier,
    string? LogGroupNamePrefix,
    string? LogGroupNamePattern,
    string? LogStreamName,
    string[]? LogStreamNames,
    string? LogStreamNamePrefix,
    long? StartTime,
    long? EndTime,
    string? FilterPattern,
    string? NextToken,
    int? Limit,
    bool? StartFromHead,
    bool? Descending,
    string? OrderBy,
    string[]? LogGroupNames,
    string[]? LogGroupIdentifiers,
    string? QueryString,
    string? QueryLanguage,
    string? QueryId
);

[JsonSerializable(typeof(LogsBody))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, GenerationMode = JsonSourceGenerationMode.Metadata)]
internal sealed partial class LogsJson : JsonSerializerContext;

/// <summary>The reading operations of CloudWatch Logs' API (JSON 1.1: a header contains the operation).</summary>
internal sealed class LogsApi(LogStore logs, string region)
{
    public const string TargetPrefix = "Logs_20140328.";
    private const int MaxEvents = 10_000;
    private const int MaxPageBytes = 1 << 20;

    private readonly InsightsApi _insights = new(logs);

    public async Task HandleAsync(HttpContext http, string target)
    {
        try
        {
            var bytes = await Bodies.ReadAsync(http, MaxPageBytes, target);
            var body = JsonBody.Parse(bytes, LogsJson.Default.LogsBody);
            await (
                target[TargetPrefix.Length..] switch
                {
                    "FilterLogEvents" => FilterAsync(http, body),
                    "GetLogEvents" => GetAsync(http, body),
                    "DescribeLogStreams" => StreamsAsync(http, body),
                    "DescribeLogGroups" => GroupsAsync(http, body),
                    "DeleteLogGroup" => DeleteAsync(http, body),
                    "StartQuery" => AnswerAsync(http, _insights.Start(body)),
                    "GetQueryResults" => AnswerAsync(http, _insights.Results(body)),
                    "StopQuery" => AnswerAsync(http, _insights.Stop(body)),
                    var operation => throw new LogsError("UnknownOperationException", $"The local platform has no operation {operation}."),
                }
            );
        }
        catch (Exception e) when (e is LogsError or LambdaError)
        {
            var type = e is LogsError error ? error.Type : "InvalidParameterException";
            http.Response.Headers["x-amzn-ErrorType"] = type;
            await Answers.JsonAsync(
                http,
                400,
                json =>
                {
                    json.WriteStartObject();
                    json.WriteString("__type", type);
                    json.WriteString("message", e.Message);
                    if (e is LogsError { Location: { } location })
                    {
                        json.WriteStartObject("queryCompileError");
                        json.WriteStartObject("location");
                        json.WriteNumber("startCharOffset", location.Start);
                        json.WriteNumber("endCharOffset", location.End);
                        json.WriteEndObject();
                        json.WriteString("message", e.Message);
                        json.WriteEndObject();
                    }
                    json.WriteEndObject();
                },
                Answers.Json11
            );
        }
    }

    /// <summary>Reads the time range; both bounds are inclusive, as in CloudWatch.</summary>
    private Task FilterAsync(HttpContext http, LogsBody body)
    {
        var group = Group(body);
        var (start, end) = (body.StartTime ?? 0, body.EndTime ?? long.MaxValue);
        if (body.LogStreamNames is not null && body.LogStreamNamePrefix is not null)
            throw LogsError.Invalid("LogStreamNamePrefix and LogStreamNames cannot be specified together.");
        var limit = Limit(body);
        var pattern = FilterPattern.Parse(body.FilterPattern);
        var from = Token(body.NextToken, 'f');
        var wanted = StreamFilter(group, body);
        long? next = null;
        return AnswerAsync(http, json =>
        {
            json.WriteStartArray("events");
            var (events, bytes) = (0, 0);
            foreach (var (first, page) in group.Read(from, start, end, s => s.Streams.Any(wanted)))
            {
                for (var i = (int)Math.Max(0, from - first); i < page.Events.Length && next is null; i++)
                {
                    ref readonly var e = ref page.Events[i];
                    if (e.Timestamp < start || e.Timestamp > end || !wanted(e.Stream) || !pattern.Matches(page.Message(e)))
                        continue;
                    if (events == limit || (events > 0 && bytes + e.Length + 200 > MaxPageBytes))
                    {
                        next = first + i;
                        break;
                    }
                    events++;
                    bytes += e.Length + 200;
                    WriteEvent(json, page, e);
                    json.WriteString("logStreamName", group.Stream(e.Stream).Name);
                    json.WriteString("eventId", EventId(e.Timestamp, first + i));
                    json.WriteEndObject();
                }
                if (next is not null)
                    break;
            }
            json.WriteEndArray();
            json.WriteStartArray("searchedLogStreams");
            json.WriteEndArray();
            if (next is { } token)
                json.WriteString("nextToken", Token('f', token));
        });
    }

    /// <summary>Reads one stream, forwards or backwards. The end of the time range is exclusive here.</summary>
    private Task GetAsync(HttpContext http, LogsBody body)
    {
        var group = Group(body);
        var stream = group.Streams().FirstOrDefault(s => s.Name == body.LogStreamName) ?? throw LogsError.StreamNotFound();
        var (start, end, limit) = (body.StartTime ?? 0, body.EndTime is { } e ? e - 1 : long.MaxValue, Limit(body));
        var forward = body.NextToken is { Length: > 0 } token ? token[0] == 'f' : body.StartFromHead == true;
        var from = body.NextToken is null ? (forward ? 0 : long.MaxValue) : Token(body.NextToken, forward ? 'f' : 'b');
        var all = group
            .Read(forward ? from : 0, start, end, s => s.Contains(stream.Index))
            .SelectMany(r => r.Page.Events.Select((x, i) => (Event: x, r.Page, Sequence: r.FirstSequence + i)))
            .Where(x =>
                x.Event.Stream == stream.Index
                && x.Event.Timestamp >= start
                && x.Event.Timestamp <= end
                && (forward ? x.Sequence >= from : x.Sequence < from)
            );
        var page = Cut(forward ? all : all.Reverse(), limit);
        if (!forward)
            page.Reverse();
        return AnswerAsync(http, json =>
        {
            json.WriteStartArray("events");
            foreach (var x in page)
            {
                WriteEvent(json, x.Page, x.Event);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            // At the end of the stream, the token that was passed in is returned; clients stop then.
            var (low, high) =
                page.Count > 0 ? (page[0].Sequence, page[^1].Sequence + 1)
                : forward ? (from, from)
                : (Math.Min(from, long.MaxValue), from);
            json.WriteString("nextForwardToken", Token('f', page.Count == 0 && forward ? from : high));
            json.WriteString("nextBackwardToken", Token('b', low));
        });
    }

    private static List<(StoredEvent Event, LogPage Page, long Sequence)> Cut(
        IEnumerable<(StoredEvent Event, LogPage Page, long Sequence)> events,
        int limit
    )
    {
        var page = new List<(StoredEvent Event, LogPage Page, long Sequence)>();
        var bytes = 0;
        foreach (var e in events)
        {
            bytes += e.Event.Length + 100;
            if (page.Count == limit || (page.Count > 0 && bytes > MaxPageBytes))
                break;
            page.Add(e);
        }
        return page;
    }

    private Task StreamsAsync(HttpContext http, LogsBody body)
    {
        var group = Group(body);
        IEnumerable<LogStream> streams = group.Streams().Where(s => s.Name.StartsWith(body.LogStreamNamePrefix ?? "", StringComparison.Ordinal));
        streams = body.OrderBy == "LastEventTime" ? streams.OrderBy(s => s.LastEvent) : streams.OrderBy(s => s.Name, StringComparer.Ordinal);
        if (body.Descending == true)
            streams = streams.Reverse();
        return PageAsync(http, "logStreams", [.. streams], body, (json, s) =>
        {
            json.WriteString("logStreamName", s.Name);
            json.WriteNumber("creationTime", s.Created);
            if (s.LastEvent > 0)
            {
                json.WriteNumber("firstEventTimestamp", s.FirstEvent);
                json.WriteNumber("lastEventTimestamp", s.LastEvent);
                json.WriteNumber("lastIngestionTime", s.LastEvent);
            }
            json.WriteString("arn", $"{GroupArn(group)}:log-stream:{s.Name}");
            json.WriteNumber("storedBytes", s.StoredBytes);
        });
    }

    private Task GroupsAsync(HttpContext http, LogsBody body)
    {
        var groups = logs.Groups()
            .Where(g =>
                g.Name.StartsWith(body.LogGroupNamePrefix ?? "", StringComparison.Ordinal)
                && g.Name.Contains(body.LogGroupNamePattern ?? "", StringComparison.OrdinalIgnoreCase)
            )
            .ToArray();
        return PageAsync(http, "logGroups", groups, body, (json, g) =>
        {
            json.WriteString("logGroupName", g.Name);
            json.WriteNumber("creationTime", g.Created);
            json.WriteNumber("metricFilterCount", 0);
            json.WriteString("arn", GroupArn(g) + ":*");
            json.WriteString("logGroupArn", GroupArn(g));
            json.WriteNumber("storedBytes", g.StoredBytes);
        });
    }

    private Task DeleteAsync(HttpContext http, LogsBody body)
    {
        if (!logs.Delete(Group(body).Name))
            throw LogsError.GroupNotFound();
        return AnswerAsync(http, static _ => { });
    }

    private LogGroup Group(LogsBody body)
    {
        if (body.LogGroupName is not null && body.LogGroupIdentifier is not null)
            throw LogsError.Invalid("LogGroupName and LogGroupIdentifier cannot be specified together.");
        return logs.Get(body.LogGroupName ?? body.LogGroupIdentifier ?? throw LogsError.Invalid("logGroupName is required."));
    }

    private static Func<int, bool> StreamFilter(LogGroup group, LogsBody body)
    {
        if (body.LogStreamNames is null && body.LogStreamNamePrefix is null)
            return static _ => true;
        var names = body.LogStreamNames?.ToHashSet(StringComparer.Ordinal);
        var known = group.Streams();
        if (names is not null && names.Except(known.Select(s => s.Name)).Any())
            throw LogsError.StreamNotFound();
        var indexes = known
            .Where(s => names?.Contains(s.Name) ?? s.Name.StartsWith(body.LogStreamNamePrefix!, StringComparison.Ordinal))
            .Select(s => s.Index)
            .ToHashSet();
        return indexes.Contains;
    }

    private static int Limit(LogsBody body) =>
        body.Limit is null or (>= 1 and <= MaxEvents)
            ? body.Limit ?? MaxEvents
            : throw LogsError.Invalid(
                $"1 validation error detected: Value '{body.Limit}' at 'limit' failed to satisfy constraint: between 1 and {MaxEvents}"
            );

    private static string Token(char kind, long at) => kind + "/" + at.ToString("D20", CultureInfo.InvariantCulture);

    private static long Token(string? token, char kind)
    {
        if (string.IsNullOrEmpty(token))
            return 0;
        return
            token.Length > 2
            && token[0] == kind
            && token[1] == '/'
            && long.TryParse(token.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            ? at
            : throw LogsError.Invalid("The specified nextToken is invalid.");
    }

    /// <summary>56 digits, as in CloudWatch; they sort in the order of the events.</summary>
    private static string EventId(long timestamp, long sequence) => string.Create(CultureInfo.InvariantCulture, $"3{timestamp:D15}{sequence:D40}");

    /// <summary>Writes the object without its end.</summary>
    private static void WriteEvent(Utf8JsonWriter json, LogPage page, in StoredEvent e)
    {
        json.WriteStartObject();
        json.WriteNumber("timestamp", e.Timestamp);
        json.WriteString("message", page.Message(e));
        json.WriteNumber("ingestionTime", e.Timestamp);
    }

    private string GroupArn(LogGroup group) => $"arn:aws:logs:{region}:{FunctionName.Account}:log-group:{group.Name}";

    private static Task PageAsync<T>(HttpContext http, string member, T[] items, LogsBody body, Action<Utf8JsonWriter, T> write)
    {
        var from = (int)Math.Min(Token(body.NextToken, 'p'), items.Length);
        var to = Math.Min(items.Length, from + Math.Clamp(body.Limit ?? 50, 1, 50));
        return AnswerAsync(http, json =>
        {
            json.WriteStartArray(member);
            foreach (var item in items.AsSpan(from, to - from))
            {
                json.WriteStartObject();
                write(json, item);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            if (to < items.Length)
                json.WriteString("nextToken", Token('p', to));
        });
    }

    private static Task AnswerAsync(HttpContext http, Action<Utf8JsonWriter> write) =>
        Answers.ObjectAsync(http, 200, write, Answers.Json11);
}
