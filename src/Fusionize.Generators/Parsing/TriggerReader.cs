using System.Globalization;
using Fusionize.Shared;
using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Parsing;

/// <summary>
/// Reads one trigger attribute, and checks its values as AWS would at the deployment. The first problem counts. Each value is written with the name
/// that it has in <c>fusion-manifest.json</c>, unless it is the platform's own default.
/// </summary>
internal sealed class TriggerReader(AttributeData attribute)
{
    private readonly List<ManifestOption> _options = [];
    private string? _problem;

    public TriggerParser.Trigger Read(string kind)
    {
        var source = kind == TriggerKind.EventBridge ? Text("EventBusName") ?? "default" : Constructor();
        switch (kind)
        {
            case TriggerKind.Sqs:
                Name(source, "queue", "sqs", 80, "-_", TriggerKind.Fifo);
                Sqs(source.EndsWith(TriggerKind.Fifo, StringComparison.Ordinal));
                break;
            case TriggerKind.Sns:
                Name(source, "topic", "sns", 256, "-_", "");
                if (source.EndsWith(TriggerKind.Fifo, StringComparison.Ordinal))
                    Fail("a FIFO topic can't invoke functions; subscribe a queue");
                Json("FilterPolicy", "filterPolicy");
                break;
            case TriggerKind.S3:
                S3(source);
                break;
            case TriggerKind.EventBridge:
                Name(source, "event bus", "events", 256, "-_./", "");
                Add("pattern", Pattern());
                break;
            case TriggerKind.DynamoDbStream:
                Name(source, "table", "dynamodb", 255, "-_.", "");
                Stream();
                break;
            case TriggerKind.Kinesis:
                Name(source, "stream", "kinesis", 128, "-_.", "");
                Stream();
                break;
            default:
                if (ScheduleExpression.ProblemOf(source) is { } problem)
                    Fail(problem);
                Add("expression", source);
                break;
        }
        if (Value("Enabled") is false)
            Add("enabled", "false");
        return new(attribute, new ManifestTrigger(kind, kind == TriggerKind.Schedule ? null : source, new(_options)), _problem);
    }

    private void Sqs(bool isFifo)
    {
        var batch = Number("BatchSize", "batchSize", 10, 1, isFifo ? 10 : 10_000, isAlways: true);
        var window = Number("MaximumBatchingWindowInSeconds", "maximumBatchingWindowInSeconds", 0, 0, 300);
        if (isFifo && window > 0)
            Fail("a FIFO queue has no batching window");
        if (batch > 10 && window == 0)
            Fail("a batch of more than 10 messages needs a MaximumBatchingWindowInSeconds of at least 1");
        Number("MaximumConcurrency", "maximumConcurrency", 0, 2, 1000);
        Number("MaxReceiveCount", "maxReceiveCount", 0, 1, 1000);
        Number("MaxDegreeOfParallelism", TriggerKind.Parallelism, 10, 1, 10_000);
        Filters();
    }

    private void Stream()
    {
        Number("BatchSize", "batchSize", 100, 1, 10_000, isAlways: true);
        Number("MaximumBatchingWindowInSeconds", "maximumBatchingWindowInSeconds", 0, 0, 300);
        var start = Text("StartingPosition") ?? "LATEST";
        if (start is not ("LATEST" or "TRIM_HORIZON"))
            Fail($"StartingPosition is '{start}' and must be LATEST or TRIM_HORIZON");
        Add("startingPosition", start);
        Number("ParallelizationFactor", "parallelizationFactor", 1, 1, 10);
        Number("MaximumRetryAttempts", "maximumRetryAttempts", -1, 0, 10_000);
        Number("MaximumRecordAgeInSeconds", "maximumRecordAgeInSeconds", -1, 60, 604_800);
        if (Value("BisectBatchOnFunctionError") is true)
            Add("bisectBatchOnFunctionError", "true");
        Filters();
    }

    private void S3(string bucket)
    {
        if (!TriggerNames.IsBucket(bucket))
            Fail($"'{bucket}' can't be a bucket's name");
        foreach (var name in Split(Text("Events") ?? "s3:ObjectCreated:*"))
        {
            if (!TriggerNames.IsBucketEvent(name))
                Fail($"'{name}' is no event of a bucket, such as s3:ObjectCreated:*");
            Add("events", name);
        }
        if (_options.Count == 0)
            Fail("Events names no event");
        foreach (var (member, name) in (ReadOnlySpan<(string, string)>)[("Prefix", "prefix"), ("Suffix", "suffix")])
        {
            if (Text(member) is not { Length: > 0 } text)
                continue;
            if (text.Contains('*'))
                Fail($"{member} is '{text}', and S3 takes it literally, without '*'");
            Add(name, text);
        }
    }

    private string Pattern()
    {
        var (source, type, pattern) = (Text("Source"), Text("DetailType"), Text("Pattern"));
        if (pattern is not null)
        {
            if (source is not null || type is not null)
                Fail("it has both a Pattern and a Source or DetailType");
            if (JsonCheck.ProblemOfObject(pattern) is { } problem)
                Fail($"Pattern {problem}");
            return pattern;
        }
        if (source is null && type is null)
            Fail("it has neither a Source, nor a DetailType, nor a Pattern");
        var members = new List<string>();
        if (source is not null)
            members.Add($"\"source\":[{JsonCheck.Literal(source)}]");
        if (type is not null)
            members.Add($"\"detail-type\":[{JsonCheck.Literal(type)}]");
        return $"{{{string.Join(",", members)}}}";
    }

    private void Filters()
    {
        foreach (var filter in Split(Text("Filters") ?? ""))
        {
            if (JsonCheck.ProblemOfObject(filter) is { } problem)
                Fail($"a filter {problem}");
            Add("filters", filter);
        }
    }

    private void Json(string member, string name)
    {
        if (Text(member) is not { } text)
            return;
        if (JsonCheck.ProblemOfObject(text) is { } problem)
            Fail($"{member} {problem}");
        Add(name, text);
    }

    private void Name(string name, string what, string service, int most, string marks, string end)
    {
        if (!TriggerNames.IsName(name, service, most, marks, end))
            Fail($"'{name}' can't be a {what}'s name or ARN");
    }

    /// <summary>A number; the default value if the attribute doesn't say it or says the default value.</summary>
    private int Number(string member, string name, int usual, int least, int most, bool isAlways = false)
    {
        var value = Value(member) is int given ? given : usual;
        if (value != usual && (value < least || value > most))
            Fail($"{member} is {Text(value)} and must be from {Text(least)} to {Text(most)}");
        if (isAlways || value != usual)
            Add(name, Text(value));
        return value;
    }

    /// <summary>Splits at semicolons that aren't inside of braces or quotes.</summary>
    private static IEnumerable<string> Split(string list)
    {
        var start = 0;
        var depth = 0;
        var isQuoted = false;
        for (var i = 0; i <= list.Length; i++)
        {
            var c = i < list.Length ? list[i] : ';';
            if (c == '"' && (i == 0 || list[i - 1] != '\\'))
                isQuoted = !isQuoted;
            depth += isQuoted ? 0 : c switch { '{' => 1, '}' => -1, _ => 0 };
            if (i < list.Length && (c != ';' || depth > 0 || isQuoted))
                continue;
            var part = list.Substring(start, i - start).Trim();
            if (part.Length > 0)
                yield return part;
            start = i + 1;
        }
    }

    private void Add(string name, string value) => _options.Add(new ManifestOption(name, value));

    private void Fail(string problem) => _problem ??= problem;

    private string Constructor() => attribute.ConstructorArguments is [{ Value: string text }] ? text : "";

    private string? Text(string member) => Value(member) as string;

    private object? Value(string member)
    {
        foreach (var named in attribute.NamedArguments)
            if (named.Key == member)
                return named.Value.Value;
        return null;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
