using Fusionize.Aws.EventBridge;
using Fusionize.Aws.Lambda;
using Fusionize.Aws.Sqs;
using Fusionize.Packaging;
using Fusionize.Setups;

namespace Fusionize.Deployment;

/// <summary>The clients with which a deployment makes what triggers need.</summary>
/// <param name="Sqs">Queues.</param>
/// <param name="Events">Rules.</param>
public sealed record TriggerClients(AmazonSqsClient Sqs, AmazonEventBridgeClient Events);

/// <summary>
/// Makes what the triggers of an application need: queues that don't exist yet, event source mappings, rules and their permissions. All of them
/// invoke the alias <c>live</c> of the entry's function, which is the same under every setup. What an earlier deployment made and the code no longer
/// has is removed, except for queues.
/// </summary>
internal sealed class TriggerDeployer(AmazonLambdaClient lambda, TriggerClients clients, TimeProvider time)
{
    private readonly TriggerQueues _queues = new(clients.Sqs);
    private readonly TriggerMappings _mappings = new(lambda, time);
    private readonly TriggerRules _rules = new(clients.Events, lambda);

    /// <param name="manifest">The build.</param>
    /// <param name="functions">The functions of the release.</param>
    /// <param name="there">The functions on the platform.</param>
    /// <param name="cancellation">Stops between two calls.</param>
    /// <returns>Null: neither the code nor an earlier release has triggers.</returns>
    public async Task<TriggerPlan?> PlanAsync(
        FusionManifest manifest,
        IReadOnlyList<DesiredFunction> functions,
        IReadOnlyList<FunctionConfiguration> there,
        CancellationToken cancellation
    )
    {
        var desired = DesiredTriggers.Of(manifest, functions);
        // Deployments of applications without triggers need no permissions for them.
        if (desired is { IsEmpty: true, Others.IsEmpty: true } && !there.Any(HasTriggers))
            return null;
        var queues = new List<PlannedQueue>();
        foreach (var queue in desired.Queues)
            queues.Add(await _queues.PlanAsync(manifest.App, queue, cancellation));
        var (mappings, oldMappings) = await PlanMappingsAsync(manifest.App, desired, functions, there, cancellation);
        var (rules, oldRules) = await PlanRulesAsync(manifest.App, desired, cancellation);
        return new(manifest.App, desired, queues, mappings, rules, oldMappings, oldRules);
    }

    private static bool HasTriggers(FunctionConfiguration function) =>
        function.Environment?.Variables?.ContainsKey(DesiredFunction.TriggersVariable) == true;

    private async Task<(List<PlannedMapping>, List<EventSourceMappingConfiguration>)> PlanMappingsAsync(
        string app,
        DesiredTriggers desired,
        IReadOnlyList<DesiredFunction> functions,
        IReadOnlyList<FunctionConfiguration> there,
        CancellationToken cancellation
    )
    {
        var names = functions.Select(f => f.Name).Concat(there.Select(f => f.FunctionName!)).ToHashSet(StringComparer.Ordinal);
        var current = await _mappings.ListAsync(names, cancellation);
        var planned = new List<PlannedMapping>();
        foreach (var mapping in desired.Mappings)
        {
            var source = mapping.Trigger.Source!;
            var found = current.FirstOrDefault(m => TriggerMappings.FunctionOf(m) == mapping.Function && IsSource(m.EventSourceArn, source));
            if (found is not null)
                current.Remove(found);
            planned.Add(new(mapping, found?.EventSourceArn ?? source, found, found is not null && TriggerMappings.Differs(mapping.Trigger, found)));
        }
        var old = new List<EventSourceMappingConfiguration>();
        foreach (var mapping in current)
        {
            if (await _mappings.IsOwnAsync(app, mapping, cancellation))
                old.Add(mapping);
        }
        return (planned, old);
    }

    /// <summary>Whether an ARN is that of a trigger's source, which may be a name.</summary>
    private static bool IsSource(string? arn, string source) =>
        arn is not null && (Arns.Is(source) ? arn == source : arn.EndsWith(":" + source, StringComparison.Ordinal) || IsResource(arn, source));

    // arn:…:table/NAME/stream/TIME, arn:…:stream/NAME
    private static bool IsResource(string arn, string source) =>
        arn[(arn.LastIndexOf(':') + 1)..].Split('/') is [_, var name, ..] && name == source;

    private async Task<(List<PlannedRule>, List<(string?, Rule)>)> PlanRulesAsync(string app, DesiredTriggers desired, CancellationToken cancellation)
    {
        var current = await _rules.ListAsync(app, desired.Rules.Select(r => r.Bus), cancellation);
        var planned = new List<PlannedRule>();
        foreach (var rule in desired.Rules)
        {
            var found = current.FirstOrDefault(r => r.Bus == rule.Bus && r.Rule.Name == rule.Name);
            current.Remove(found);
            planned.Add(new(rule, await _rules.IsThereAsync(app, rule, found.Rule, cancellation)));
        }
        return (planned, current);
    }

    /// <summary>Makes the queues, which functions may use as soon as they run.</summary>
    public async Task MakeQueuesAsync(TriggerPlan plan, Action<string> report, CancellationToken cancellation)
    {
        foreach (var queue in plan.Queues.Where(q => q.Change is not null))
        {
            await _queues.MakeAsync(plan.App, queue, cancellation);
            report(queue.Change!);
        }
    }

    /// <summary>Makes mappings and rules, and removes the old ones. Called when live traffic has moved, since they need the alias.</summary>
    public async Task ApplyAsync(TriggerPlan plan, Action<string> report, CancellationToken cancellation)
    {
        foreach (var mapping in plan.Mappings.Where(m => m.Change is not null))
        {
            await _mappings.ApplyAsync(plan.App, mapping with { SourceArn = await ArnAsync(mapping, cancellation) }, cancellation);
            report(mapping.Change!);
        }
        foreach (var rule in plan.Rules.Where(r => !r.IsThere))
        {
            await _rules.PutAsync(plan.App, rule.Desired, await FunctionArnAsync(rule.Desired.Function, cancellation), cancellation);
            report(rule.Change!);
        }
        foreach (var mapping in plan.OldMappings)
        {
            await _mappings.RemoveAsync(mapping, cancellation);
            report($"the mapping of {mapping.EventSourceArn} to {mapping.FunctionArn} removed");
        }
        foreach (var (bus, rule) in plan.OldRules)
        {
            await _rules.RemoveAsync(bus, rule, cancellation);
            report($"the rule {rule.Name} removed");
        }
    }

    private async Task<string> ArnAsync(PlannedMapping mapping, CancellationToken cancellation)
    {
        if (Arns.Is(mapping.SourceArn))
            return mapping.SourceArn;
        if (mapping.Desired.Trigger.Kind != TriggerKinds.Sqs)
            throw new FusionizeException(
                DeployCodes.BadTrigger,
                mapping.Desired.Function,
                $"A deployment doesn't look the stream of '{mapping.SourceArn}' up.",
                "name the stream's ARN in the attribute, or let a template make the mapping (fusionize template --scope everything)"
            );
        var url = await _queues.FindAsync(mapping.SourceArn, cancellation)
            ?? throw new FusionizeException(DeployCodes.BadTrigger, mapping.Desired.Function, $"The queue '{mapping.SourceArn}' is gone.");
        return await _queues.ArnAsync(url, cancellation);
    }

    private async Task<string> FunctionArnAsync(string function, CancellationToken cancellation) =>
        (
            await Calls.RunAsync(
                function,
                "GetFunctionConfiguration",
                () => lambda.GetFunctionConfigurationAsync(new() { FunctionName = function }, cancellation),
                cancellation
            )
        ).FunctionArn!;
}
