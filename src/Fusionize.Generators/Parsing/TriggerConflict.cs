using Fusionize.Shared;

namespace Fusionize.Generators.Parsing;

/// <summary>Triggers of one source that AWS doesn't accept, or with which each task would miss messages.</summary>
internal static class TriggerConflict
{
    /// <summary>Why two triggers can't exist at the same time; null if they can.</summary>
    public static string? Between(ManifestTrigger one, string oneTask, ManifestTrigger other, string otherTask)
    {
        if (one.Kind != other.Kind || one.Source != other.Source)
            return null;
        return one.Kind switch
        {
            TriggerKind.Sqs => oneTask == otherTask
                ? "a function can have one mapping of a queue"
                : "each message goes to one of them; send it to a topic with a queue for each",
            TriggerKind.DynamoDbStream or TriggerKind.Kinesis when oneTask == otherTask => "a function can have one mapping of a stream",
            TriggerKind.Sns when oneTask == otherTask => "a function can have one subscription of a topic",
            TriggerKind.S3 when Overlap(one, other) => "a bucket can't notify two of the same events of the same keys",
            _ => null,
        };
    }

    private static bool Overlap(ManifestTrigger one, ManifestTrigger other) =>
        Values(one, "events").Any(e => Values(other, "events").Any(o => Covers(e, o) || Covers(o, e)))
        && IsBeginning(Value(one, "prefix"), Value(other, "prefix"))
        && IsEnd(Value(one, "suffix"), Value(other, "suffix"));

    private static bool Covers(string all, string name) =>
        all == name || (all.EndsWith("*", StringComparison.Ordinal) && name.StartsWith(all.TrimEnd('*'), StringComparison.Ordinal));

    private static bool IsBeginning(string a, string b) => a.StartsWith(b, StringComparison.Ordinal) || b.StartsWith(a, StringComparison.Ordinal);

    private static bool IsEnd(string a, string b) => a.EndsWith(b, StringComparison.Ordinal) || b.EndsWith(a, StringComparison.Ordinal);

    private static string Value(ManifestTrigger trigger, string option) => Values(trigger, option).FirstOrDefault() ?? "";

    private static IEnumerable<string> Values(ManifestTrigger trigger, string option) =>
        trigger.Options.Where(o => o.Name == option).Select(static o => o.Value);
}
