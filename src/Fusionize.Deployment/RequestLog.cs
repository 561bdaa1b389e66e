using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Fusionize.Records;

namespace Fusionize.Deployment;

/// <summary>A request, as a function's log tells of it.</summary>
/// <param name="Version">The version that served it.</param>
/// <param name="Age">How many requests its instance had before, as far as the log was read.</param>
/// <param name="StartedAt">Unix milliseconds.</param>
/// <param name="DurationMs">What the platform measured, without INIT; null: the request hasn't ended.</param>
/// <param name="IsFromBirth">Whether the log was read from the instance's start on, so that <paramref name="Age"/> is exact.</param>
internal readonly record struct LoggedRequest(string Version, int Age, long StartedAt, double? DurationMs, bool HasFailed, bool IsFromBirth);

/// <summary>
/// Collects the requests that a function's log tells of, whether or not they are traced: START and REPORT lines come from the platform. Lines may
/// come again, out of order and torn. Trace lines only add what the platform doesn't know: that an answer was an error, and that a request was a call
/// of another function.
/// </summary>
internal sealed partial class RequestLog
{
    private const string Start = "START RequestId: ";
    private const string Version = " Version: ";
    private const string Report = "REPORT RequestId: ";
    private const string ExitPrefix = "RequestId: ";
    private const string ExitMark = " Error: ";
    private const string TimeOutMark = " Task timed out after ";

    private readonly Dictionary<string, Instance> _instances = new(StringComparer.Ordinal);

    /// <summary>The time of the newest line, Unix milliseconds; 0: nothing was read.</summary>
    public long Newest { get; private set; }

    public IEnumerable<LoggedRequest> Requests =>
        from instance in _instances.Values
        from request in instance.Requests.Values
        let version = request.Version ?? instance.Version
        where version is not null && !request.IsCall && (request.StartedAt is not null || request.DurationMs is not null)
        select new LoggedRequest(
            version,
            request.Age,
            request.StartedAt ?? request.EndedAt - (long)request.DurationMs!.Value,
            request.DurationMs,
            request.HasFailed,
            instance.IsFromBirth
        );

    public void Add(LogEvent line)
    {
        var time = line.Timestamp.ToUnixTimeMilliseconds();
        Newest = Math.Max(Newest, time);
        if (!_instances.TryGetValue(line.Stream, out var instance))
            _instances.Add(line.Stream, instance = new(VersionOf(line.Stream)));
        var text = line.Message;
        if (text.StartsWith(Start, StringComparison.Ordinal))
            AddStart(instance, time, text);
        else if (text.StartsWith(Report, StringComparison.Ordinal))
            AddReport(instance, time, text[Report.Length..].Split('\t'));
        else if (text.StartsWith("INIT_START ", StringComparison.Ordinal))
            instance.IsFromBirth = true;
        else if (text.StartsWith(ExitPrefix, StringComparison.Ordinal) && text.IndexOf(ExitMark, StringComparison.Ordinal) is > 0 and var exit)
            Fail(instance, text[ExitPrefix.Length..exit]);
        else if (text.IndexOf(TimeOutMark, StringComparison.Ordinal) is > 0 and var end && text.LastIndexOf(' ', end - 1) is > 0 and var blank)
            Fail(instance, text[(blank + 1)..end]);
        else if (
            text.StartsWith('{')
            && (text.Contains("fusionize", StringComparison.Ordinal) || text.Contains("\"platform.", StringComparison.Ordinal))
        )
            AddJson(instance, time, text, isWrapped: false);
    }

    private static void AddStart(Instance instance, long time, string text)
    {
        var at = text.IndexOf(Version, StringComparison.Ordinal);
        if (at > 0)
            Started(instance, time, text[Start.Length..at], text[(at + Version.Length)..].Trim());
    }

    private static void Started(Instance instance, long time, string id, string version)
    {
        // The stream's name is the platform's; a line may be anybody's.
        if (instance.Version is not null && instance.Version != version)
            return;
        if (instance.Of(id) is not { } request)
            return;
        request.StartedAt ??= time;
        request.Version ??= version;
    }

    private static void AddReport(Instance instance, long time, string[] fields)
    {
        double? duration = null;
        var hasFailed = false;
        foreach (var field in fields.AsSpan(1))
        {
            if (field.StartsWith("Duration: ", StringComparison.Ordinal) && field.EndsWith(" ms", StringComparison.Ordinal))
                duration = Number(field["Duration: ".Length..^3]);
            else if (field.StartsWith("Init Duration: ", StringComparison.Ordinal))
                instance.IsFromBirth = true;
            else if (field.StartsWith("Status: ", StringComparison.Ordinal))
                hasFailed = true;
        }
        if (duration is { } ms)
            Ended(instance, time, fields[0].Trim(), ms, hasFailed);
    }

    private static void Ended(Instance instance, long time, string id, double durationMs, bool hasFailed)
    {
        if (!(durationMs >= 0) || instance.Of(id) is not { } request)
            return;
        request.EndedAt = time;
        request.DurationMs = durationMs;
        request.HasFailed |= hasFailed;
    }

    private static void Fail(Instance instance, string id)
    {
        if (instance.Requests.TryGetValue(id, out var request))
            request.HasFailed = true;
    }

    private static void AddJson(Instance instance, long time, string text, bool isWrapped)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            var root = json.RootElement;
            if (root.TryGetProperty("fusionize", out _) || root.TryGetProperty("fusionizeFailure", out _))
                AddTrace(instance, root);
            else if (!isWrapped && Text(root, "type") is { } type && type.StartsWith("platform.", StringComparison.Ordinal))
                AddPlatform(instance, time, type, root.GetProperty("record"));
            // A logging library, or Lambda's JSON format, may have put the function's line into one of its own.
            else if (!isWrapped && (Text(root, "message") ?? Text(root, "record")) is { } inner && inner.StartsWith('{'))
                AddJson(instance, time, inner, isWrapped: true);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            // The application's own line, or a torn one.
        }
    }

    private static void AddTrace(Instance instance, JsonElement line)
    {
        if (Text(line, "requestId") is not { } id || !instance.Requests.TryGetValue(id, out var request))
            return;
        request.HasFailed |=
            line.TryGetProperty("fusionizeFailure", out _) || (line.TryGetProperty("error", out var e) && e.ValueKind == JsonValueKind.Object);
        // A trace line says it of roots only; earlier versions also said false.
        request.IsCall |=
            line.TryGetProperty("fusionize", out _) && !(line.TryGetProperty("root", out var root) && root.ValueKind == JsonValueKind.True);
    }

    private static void AddPlatform(Instance instance, long time, string type, JsonElement record)
    {
        switch (type)
        {
            case "platform.initStart":
                instance.IsFromBirth = true;
                break;
            case "platform.start" when Text(record, "requestId") is { } id && Text(record, "version") is { } version:
                Started(instance, time, id, version);
                break;
            case "platform.report" when Text(record, "requestId") is { } id:
                var metrics = record.GetProperty("metrics");
                instance.IsFromBirth |= metrics.TryGetProperty("initDurationMs", out _);
                Ended(instance, time, id, metrics.GetProperty("durationMs").GetDouble(), Text(record, "status") is not (null or "success"));
                break;
        }
    }

    private static string? Text(JsonElement e, string name) =>
        e.ValueKind == JsonValueKind.Object && e.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary><c>2026/11/28/[7]0123…</c>: an instance's stream names its version.</summary>
    private static string? VersionOf(string stream) => StreamVersion().Match(stream) is { Success: true } match ? match.Groups[1].Value : null;

    [GeneratedRegex(@"\[(\d+|\$LATEST)\]")]
    private static partial Regex StreamVersion();

    private sealed class Instance(string? version)
    {
        public string? Version { get; } = version;

        public bool IsFromBirth { get; set; }

        public Dictionary<string, Request> Requests { get; } = new(StringComparer.Ordinal);

        /// <summary>Null: no platform gives a request such an id.</summary>
        public Request? Of(string id)
        {
            if (!Requests.TryGetValue(id, out var request))
            {
                if (!Guid.TryParseExact(id, "D", out _))
                    return null;
                Requests.Add(id, request = new() { Age = Requests.Count });
            }
            return request;
        }
    }

    private sealed class Request
    {
        public required int Age { get; init; }
        public string? Version { get; set; }
        public long? StartedAt { get; set; }
        public long EndedAt { get; set; }
        public double? DurationMs { get; set; }
        public bool HasFailed { get; set; }
        public bool IsCall { get; set; }
    }
}
