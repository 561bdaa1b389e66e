using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Fusionize.Packaging;

namespace Fusionize.Deployment;

/// <summary>A queue that a trigger names. It is created unless it exists.</summary>
/// <param name="Name">Its name.</param>
/// <param name="VisibilitySeconds">For how long a message that a function has is invisible to others.</param>
/// <param name="MaxReceives">After so many receptions a message goes to the dead-letter queue.</param>
internal sealed record DesiredQueue(string Name, int VisibilitySeconds, int MaxReceives)
{
    private const string Fifo = ".fifo";

    /// <summary>The longest visibility time-out of SQS.</summary>
    private const int MaxVisibilitySeconds = 12 * 3600;

    /// <summary>AWS recommends at least five receptions, so that throttling doesn't give messages up.</summary>
    public const int DefaultMaxReceives = 5;

    public bool IsFifo => Name.EndsWith(Fifo, StringComparison.Ordinal);

    public string DeadLetters => DeadLettersOf(Name);

    public static string DeadLettersOf(string queue) =>
        queue.EndsWith(Fifo, StringComparison.Ordinal) ? queue[..^Fifo.Length] + "-dead-letters" + Fifo : queue + "-dead-letters";

    /// <summary>AWS recommends six times the function's time-out, plus the time for which a batch is collected.</summary>
    public static int VisibilityFor(int timeoutSeconds, int windowSeconds) => Math.Min(MaxVisibilitySeconds, 6 * timeoutSeconds + windowSeconds);
}

/// <summary>A queue or stream whose messages or records a function gets.</summary>
/// <param name="Function">The function; its alias <c>live</c> gets them.</param>
internal sealed record DesiredMapping(string Function, ManifestTriggerInfo Trigger);

/// <summary>A rule that invokes a function: a schedule, or a pattern of events.</summary>
/// <param name="Bus">The bus; null: the default one.</param>
internal sealed record DesiredRule(string Name, string Function, string Task, string? Bus, string? Schedule, string? Pattern, bool Enabled);

/// <summary>What the triggers of an application need, beside its functions.</summary>
internal sealed record DesiredTriggers(
    ImmutableArray<DesiredQueue> Queues,
    ImmutableArray<DesiredMapping> Mappings,
    ImmutableArray<DesiredRule> Rules,
    ImmutableArray<string> Others
)
{
    private const int MaxRuleName = 64;

    public bool IsEmpty => Queues.IsEmpty && Mappings.IsEmpty && Rules.IsEmpty;

    /// <param name="manifest">The build.</param>
    /// <param name="functions">The functions of the release.</param>
    public static DesiredTriggers Of(FusionManifest manifest, IReadOnlyList<DesiredFunction> functions)
    {
        var all =
            from function in functions
            where function.IsEntry
            from task in manifest.Tasks
            where task.Id == function.Task
            from trigger in task.Triggers ?? []
            select (function, trigger);
        var triggers = all.ToArray();
        return new(
            [
                .. triggers
                    .Where(t => t.trigger.Kind == TriggerKinds.Sqs && !Arns.Is(t.trigger.Source))
                    .GroupBy(t => t.trigger.Source!, StringComparer.Ordinal)
                    .OrderBy(g => g.Key, StringComparer.Ordinal)
                    .Select(g => new DesiredQueue(
                        g.Key,
                        g.Max(t => DesiredQueue.VisibilityFor(t.function.TimeoutSeconds, t.trigger.MaximumBatchingWindowInSeconds ?? 0)),
                        g.Max(t => t.trigger.MaxReceiveCount) ?? DesiredQueue.DefaultMaxReceives
                    )),
            ],
            [
                .. triggers
                    .Where(t => TriggerKinds.IsMapping(t.trigger.Kind))
                    .Select(t => new DesiredMapping(t.function.Name, t.trigger))
                    .OrderBy(m => m.Function, StringComparer.Ordinal)
                    .ThenBy(m => m.Trigger.Source, StringComparer.Ordinal),
            ],
            [
                .. triggers
                    .Where(t => TriggerKinds.IsRule(t.trigger.Kind))
                    .Select(t => RuleOf(t.function, t.trigger))
                    .DistinctBy(r => r.Name)
                    .OrderBy(r => r.Name, StringComparer.Ordinal),
            ],
            [
                .. triggers
                    .Where(t => !TriggerKinds.IsMapping(t.trigger.Kind) && !TriggerKinds.IsRule(t.trigger.Kind))
                    .Select(t => $"{t.trigger.Kind} {t.trigger.Source} of {t.function.Task}"),
            ]
        );
    }

    private static DesiredRule RuleOf(DesiredFunction function, ManifestTriggerInfo trigger)
    {
        var bus = trigger.Kind == TriggerKinds.Schedule || trigger.Source is null or "default" ? null : trigger.Source;
        // The name says what the rule does, so another schedule is another rule, and the old one is removed.
        var content = $"{bus}\n{trigger.Expression}\n{trigger.Pattern}";
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)))[..8];
        var start = function.Name.Length > MaxRuleName - 9 ? function.Name[..(MaxRuleName - 9)] : function.Name;
        return new($"{start}-{hash}", function.Name, function.Task, bus, trigger.Expression, trigger.Pattern, trigger.Enabled != false);
    }
}

/// <summary>The kinds of triggers in a manifest.</summary>
internal static class TriggerKinds
{
    public const string Sqs = "sqs";
    public const string Sns = "sns";
    public const string S3 = "s3";
    public const string EventBridge = "eventbridge";
    public const string DynamoDbStream = "dynamodb-stream";
    public const string Kinesis = "kinesis";
    public const string Schedule = "schedule";

    /// <summary>Whether an event source mapping invokes the function.</summary>
    public static bool IsMapping(string kind) => kind is Sqs or DynamoDbStream or Kinesis;

    /// <summary>Whether a rule of EventBridge invokes the function.</summary>
    public static bool IsRule(string kind) => kind is EventBridge or Schedule;
}

/// <summary>Names of resources.</summary>
internal static class Arns
{
    public static bool Is(string? source) => source?.StartsWith("arn:", StringComparison.Ordinal) == true;
}
