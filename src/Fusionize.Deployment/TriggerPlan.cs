using System.Collections.Immutable;
using Fusionize.Aws.EventBridge;
using Fusionize.Aws.Lambda;

namespace Fusionize.Deployment;

/// <summary>What a deployment does to queues, event source mappings and rules. Making a plan changes nothing.</summary>
public sealed class TriggerPlan
{
    internal TriggerPlan(
        string app,
        DesiredTriggers desired,
        IEnumerable<PlannedQueue> queues,
        IEnumerable<PlannedMapping> mappings,
        IEnumerable<PlannedRule> rules,
        IEnumerable<EventSourceMappingConfiguration> oldMappings,
        IEnumerable<(string? Bus, Rule Rule)> oldRules
    )
    {
        (App, Desired, Queues, Mappings) = (app, desired, [.. queues], [.. mappings]);
        (Rules, OldMappings, OldRules) = ([.. rules], [.. oldMappings], [.. oldRules]);
    }

    internal string App { get; }
    internal DesiredTriggers Desired { get; }
    internal ImmutableArray<PlannedQueue> Queues { get; }
    internal ImmutableArray<PlannedMapping> Mappings { get; }
    internal ImmutableArray<PlannedRule> Rules { get; }

    /// <summary>Mappings that an earlier deployment made and that the code no longer has.</summary>
    internal ImmutableArray<EventSourceMappingConfiguration> OldMappings { get; }

    /// <summary>Rules that an earlier deployment made and that the code no longer has.</summary>
    internal ImmutableArray<(string? Bus, Rule Rule)> OldRules { get; }

    /// <summary>The changes, one line each.</summary>
    public IEnumerable<string> Changes =>
        [
            .. Queues.Select(q => q.Change).OfType<string>(),
            .. Mappings.Select(m => m.Change).OfType<string>(),
            .. Rules.Select(r => r.Change).OfType<string>(),
            .. OldMappings.Select(m => $"remove the mapping of {m.EventSourceArn} to {m.FunctionArn}"),
            .. OldRules.Select(r => $"remove the rule {r.Rule.Name}"),
        ];

    /// <summary>Triggers that a deployment doesn't make.</summary>
    public ImmutableArray<string> Others => Desired.Others;
}

/// <summary>A queue in a plan.</summary>
/// <param name="Url">Its address; null: it doesn't exist yet.</param>
/// <param name="Changes">Attributes to change of a queue that an earlier deployment made.</param>
internal sealed record PlannedQueue(DesiredQueue Desired, string? Url, ImmutableSortedDictionary<string, string> Changes)
{
    public string? Change =>
        Url is null ? $"create the queue {Desired.Name} with {Desired.DeadLetters}"
        : Changes.IsEmpty ? null
        : $"change {string.Join(", ", Changes.Keys)} of the queue {Desired.Name}";
}

/// <summary>An event source mapping in a plan.</summary>
/// <param name="SourceArn">The queue or stream.</param>
/// <param name="Current">The mapping; null: it doesn't exist yet.</param>
/// <param name="Differs">Whether it has other settings.</param>
internal sealed record PlannedMapping(DesiredMapping Desired, string SourceArn, EventSourceMappingConfiguration? Current, bool Differs)
{
    public string? Change =>
        Current is null ? $"map {SourceArn} to {Desired.Function}:{Aliases.Live}"
        : Differs ? $"change the mapping of {SourceArn} to {Desired.Function}:{Aliases.Live}"
        : null;
}

/// <summary>A rule in a plan.</summary>
/// <param name="IsThere">Whether the rule and its target are as they should be.</param>
internal sealed record PlannedRule(DesiredRule Desired, bool IsThere)
{
    public string? Change =>
        IsThere ? null : $"put the rule {Desired.Name} ({Desired.Schedule ?? "events"}) to {Desired.Function}:{Aliases.Live}";
}
