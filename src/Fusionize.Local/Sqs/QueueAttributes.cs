using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fusionize.Local.Sqs;

/// <summary>Where messages go that were received too often.</summary>
internal sealed record RedrivePolicy(string Target, int MaxReceives);

/// <summary>A queue's settings, as text like in the API. Those that aren't set have SQS's defaults.</summary>
internal sealed record QueueAttributes(ImmutableSortedDictionary<string, string> Values)
{
    public const int MaxMessageBytes = 1 << 20;

    /// <summary>The numbers, with their limits and defaults.</summary>
    private static readonly Dictionary<string, (int Min, int Max, int Default)> s_numbers = new(StringComparer.Ordinal)
    {
        ["DelaySeconds"] = (0, 900, 0),
        ["MaximumMessageSize"] = (1024, MaxMessageBytes, MaxMessageBytes),
        ["MessageRetentionPeriod"] = (60, 1_209_600, 345_600),
        ["ReceiveMessageWaitTimeSeconds"] = (0, 20, 0),
        ["VisibilityTimeout"] = (0, 43_200, 30),
    };

    /// <summary>The texts of a set, with their defaults; those of FIFO queues come last.</summary>
    private static readonly (string Name, string[] Allowed, string Default, bool Fifo)[] s_choices =
    [
        ("SqsManagedSseEnabled", ["true", "false"], "true", false),
        ("FifoQueue", ["true"], "", true),
        ("ContentBasedDeduplication", ["false", "true"], "false", true),
        ("DeduplicationScope", ["queue", "messageGroup"], "queue", true),
        ("FifoThroughputLimit", ["perQueue", "perMessageGroupId"], "perQueue", true),
    ];

    public static QueueAttributes Default { get; } = new(ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal));

    public bool IsFifo => Values.ContainsKey("FifoQueue");
    public bool DeduplicatesByContent => Values.GetValueOrDefault("ContentBasedDeduplication") == "true";
    public bool DeduplicatesByGroup => Values.GetValueOrDefault("DeduplicationScope") == "messageGroup";
    public int MaximumMessageSize => Number("MaximumMessageSize");
    public TimeSpan Delay => TimeSpan.FromSeconds(Number("DelaySeconds"));
    public TimeSpan Retention => TimeSpan.FromSeconds(Number("MessageRetentionPeriod"));
    public TimeSpan ReceiveWait => TimeSpan.FromSeconds(Number("ReceiveMessageWaitTimeSeconds"));
    public TimeSpan Visibility => TimeSpan.FromSeconds(Number("VisibilityTimeout"));

    public RedrivePolicy? Redrive => Values.GetValueOrDefault("RedrivePolicy") is { } text ? ReadRedrive(text) : null;

    private int Number(string name) =>
        Values.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : s_numbers[name].Default;

    /// <summary>All settings with their values; null if a setting has none.</summary>
    public string? Effective(string name) =>
        Values.TryGetValue(name, out var set) ? set
        : s_numbers.TryGetValue(name, out var number) ? number.Default.ToString(CultureInfo.InvariantCulture)
        : s_choices.FirstOrDefault(c => c.Name == name && (!c.Fifo || IsFifo)) is { Name: not null, Default.Length: > 0 } choice ? choice.Default
        : null;

    /// <summary>The names of all settings that it can have.</summary>
    public static IEnumerable<string> Names { get; } = [.. s_numbers.Keys, .. s_choices.Select(c => c.Name), "RedrivePolicy", "RedriveAllowPolicy"];

    /// <summary>With the settings of a request, which are checked. An empty text removes a policy.</summary>
    public QueueAttributes With(IReadOnlyDictionary<string, string?>? given, bool creates)
    {
        var values = Values;
        var fifo = IsFifo || (creates && given?.ContainsKey("FifoQueue") == true);
        foreach (var (name, value) in given ?? new Dictionary<string, string?>())
        {
            if (value is "" or null && name is "RedrivePolicy" or "RedriveAllowPolicy" or "Policy" or "KmsMasterKeyId")
            {
                values = values.Remove(name);
                continue;
            }
            values = values.SetItem(name, Check(name, value ?? "", fifo, creates));
        }
        var all = new QueueAttributes(values);
        if (values.GetValueOrDefault("FifoThroughputLimit") == "perMessageGroupId" && !all.DeduplicatesByGroup)
            throw SqsError.InvalidAttribute("FifoThroughputLimit", "perMessageGroupId");
        return all;
    }

    private static string Check(string name, string value, bool fifo, bool creates)
    {
        if (s_numbers.TryGetValue(name, out var number))
        {
            var valid = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n >= number.Min && n <= number.Max;
            return valid ? n.ToString(CultureInfo.InvariantCulture) : throw SqsError.InvalidAttribute(name, value);
        }
        if (s_choices.FirstOrDefault(c => c.Name == name) is { Name: not null } choice)
        {
            if (choice.Fifo && !fifo)
                throw SqsError.UnknownAttribute(name);
            if (name == "FifoQueue" && !creates)
                throw SqsError.InvalidAttribute(name, value);
            return choice.Allowed.Contains(value) ? value : throw SqsError.InvalidAttribute(name, value);
        }
        switch (name)
        {
            case "RedrivePolicy":
                ReadRedrive(value);
                return value;
            case "RedriveAllowPolicy":
                CheckAllow(value);
                return value;
            case "Policy":
            case "KmsMasterKeyId":
            case "KmsDataKeyReusePeriodSeconds":
                throw SqsError.Unsupported($"The local platform doesn't apply a queue's {name}, so it is refused.");
            default:
                throw SqsError.UnknownAttribute(name);
        }
    }

    private static RedrivePolicy ReadRedrive(string text)
    {
        var policy = Parse("RedrivePolicy", text);
        var known = policy.All(m => m.Key is "deadLetterTargetArn" or "maxReceiveCount");
        var target = Text(policy, "deadLetterTargetArn");
        var valid = int.TryParse(policy["maxReceiveCount"]?.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var max);
        if (!known || target is null || !valid || max is < 1 or > 1000)
            throw SqsError.Invalid(
                "RedrivePolicy",
                text,
                "It must have a deadLetterTargetArn, and a maxReceiveCount from 1 to 1000, and nothing else."
            );
        return new(target, max);
    }

    /// <summary>Whether a queue may use this one as its dead-letter queue.</summary>
    public bool Admits(string sourceArn)
    {
        if (Values.GetValueOrDefault("RedriveAllowPolicy") is not { } text)
            return true;
        var policy = Parse("RedriveAllowPolicy", text);
        return Text(policy, "redrivePermission") switch
        {
            "denyAll" => false,
            "byQueue" => (policy["sourceQueueArns"] as JsonArray)?.Any(q => q?.ToString() == sourceArn) == true,
            _ => true,
        };
    }

    private static void CheckAllow(string text)
    {
        var policy = Parse("RedriveAllowPolicy", text);
        var permission = Text(policy, "redrivePermission");
        var sources = policy["sourceQueueArns"] as JsonArray;
        var valid = permission switch
        {
            "allowAll" or "denyAll" => sources is null,
            "byQueue" => sources is { Count: >= 1 and <= 10 },
            _ => false,
        };
        if (!valid || policy.Any(m => m.Key is not ("redrivePermission" or "sourceQueueArns")))
            throw SqsError.Invalid("RedriveAllowPolicy", text, "It must have a redrivePermission, and sourceQueueArns only with byQueue.");
    }

    private static string? Text(JsonObject policy, string name) =>
        policy[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static JsonObject Parse(string name, string text)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: new() { AllowDuplicateProperties = false }) as JsonObject
                ?? throw SqsError.Invalid(name, text, "It must be a JSON object.");
        }
        catch (JsonException)
        {
            throw SqsError.Invalid(name, text, "Amazon SQS can't create the redrive policy, as it's in an unsupported format.");
        }
    }
}
