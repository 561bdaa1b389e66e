using Fusionize.Shared;

namespace Fusionize.Packaging;

/// <summary>Finds what is wrong with a trigger of a manifest, which is an untrusted file.</summary>
internal static class TriggerCheck
{
    private const string Streams = $"{TriggerKind.DynamoDbStream} {TriggerKind.Kinesis}";
    private const string Batches = $"{TriggerKind.Sqs} {Streams}";

    /// <summary>The error; null if there is none.</summary>
    public static string? Problem(string task, ManifestTriggerInfo trigger) =>
        ProblemOf(trigger) is { } problem ? $"the trigger '{trigger.Kind}' of task '{task}' {problem}" : null;

    private static string? ProblemOf(ManifestTriggerInfo trigger) =>
        trigger.Kind
            is not (
                TriggerKind.Sqs
                or TriggerKind.Sns
                or TriggerKind.S3
                or TriggerKind.EventBridge
                or TriggerKind.DynamoDbStream
                or TriggerKind.Kinesis
                or TriggerKind.Schedule
            )
            ? "is of an unknown kind"
            : Members(trigger).Select(m => ProblemOf(trigger.Kind, m)).FirstOrDefault(p => p is not null);

    private static string? ProblemOf(string kind, Member member)
    {
        var isOf = member.Kinds.Split(' ').Contains(kind);
        if (member.Value is null)
            return isOf && member.IsRequired ? $"has no '{member.Name}'" : null;
        if (!isOf)
            return $"has '{member.Name}', which it can't have";
        return member.Value switch
        {
            string text when string.IsNullOrWhiteSpace(text) => $"has an empty '{member.Name}'",
            IReadOnlyList<string> list when list.Count == 0 || list.Any(string.IsNullOrWhiteSpace) => $"has an empty value in '{member.Name}'",
            int number when number < member.Least || number > member.Most =>
                $"has {number} as '{member.Name}', which isn't from {member.Least} to {member.Most}",
            _ => null,
        };
    }

    private static IEnumerable<Member> Members(ManifestTriggerInfo t) =>
        [
            new(
                "source",
                t.Source,
                $"{Batches} {TriggerKind.Sns} {TriggerKind.S3} {TriggerKind.EventBridge}",
                IsRequired: true
            ),
            new("batchSize", t.BatchSize, Batches, IsRequired: true, 1, 10_000),
            new("maximumBatchingWindowInSeconds", t.MaximumBatchingWindowInSeconds, Batches, Most: 300),
            new("maximumConcurrency", t.MaximumConcurrency, TriggerKind.Sqs, Least: 2, Most: 1000),
            new("maxReceiveCount", t.MaxReceiveCount, TriggerKind.Sqs, Least: 1, Most: 1000),
            new("filters", t.Filters, Batches),
            new("reportBatchItemFailures", t.ReportBatchItemFailures, Batches),
            new("startingPosition", t.StartingPosition, Streams, IsRequired: true),
            new("parallelizationFactor", t.ParallelizationFactor, Streams, Least: 1, Most: 10),
            new("maximumRetryAttempts", t.MaximumRetryAttempts, Streams, Most: 10_000),
            new("maximumRecordAgeInSeconds", t.MaximumRecordAgeInSeconds, Streams, Least: 60, Most: 604_800),
            new("bisectBatchOnFunctionError", t.BisectBatchOnFunctionError, Streams),
            new("filterPolicy", t.FilterPolicy, TriggerKind.Sns),
            new("events", t.Events, TriggerKind.S3, IsRequired: true),
            new("prefix", t.Prefix, TriggerKind.S3),
            new("suffix", t.Suffix, TriggerKind.S3),
            new("pattern", t.Pattern, TriggerKind.EventBridge, IsRequired: true),
            new("expression", t.Expression, TriggerKind.Schedule, IsRequired: true),
        ];

    /// <param name="Name">The member's name.</param>
    /// <param name="Value">Its value; null if it isn't there.</param>
    /// <param name="Kinds">The kinds that may have it, separated by spaces.</param>
    /// <param name="IsRequired">Whether these kinds must have it.</param>
    /// <param name="Least">The least number.</param>
    /// <param name="Most">The greatest number.</param>
    private sealed record Member(string Name, object? Value, string Kinds, bool IsRequired = false, int Least = 0, int Most = 0);
}
