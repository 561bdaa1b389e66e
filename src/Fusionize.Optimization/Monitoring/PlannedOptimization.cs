using System.Collections.Immutable;
using Fusionize.Records;
using Fusionize.Setups;

namespace Fusionize.Optimization.Monitoring;

/// <summary>Asks an optimizer only if the sampling plan says so.</summary>
public static class PlannedOptimization
{
    /// <summary>The optimizer's proposal, if it was asked, and the plan's next state.</summary>
    /// <param name="plan">The application's stored plan.</param>
    /// <param name="input">All records; outdated ones are left out here.</param>
    /// <param name="optimizer">Who is asked.</param>
    /// <param name="cancellation">Passed on to the optimizer.</param>
    /// <param name="instances">The ages of instances, if they are tracked across reads; null: by these records only.</param>
    public static async Task<PlannedProposal> ProposeAsync(
        SamplingPlan plan,
        OptimizationInput input,
        ISetupOptimizer optimizer,
        CancellationToken cancellation,
        InstanceAgeTracker? instances = null
    )
    {
        var why = "";
        ImmutableArray<Drift> drifts = [];
        if (plan.IsWatching && Newest(input) is { } newest)
        {
            if (newest.Setup.Id != plan.SetupId)
            {
                why = $"The functions run setup {newest.Setup.Id} instead of the watched {plan.SetupId}: optimize again. ";
                plan = plan.Optimize(newest.Records.Min(r => r.StartMs));
            }
            else
            {
                var verdict = Look(plan, newest.Setup, input.History, instances);
                if (!verdict.Optimize)
                    return new(verdict.Plan, verdict.Why, [], null);
                (why, drifts) = (verdict.Why + " ", verdict.Drifts);
                plan = verdict.Plan.Optimize(verdict.Since);
            }
        }
        var history = input
            .History.Select(m => m with { Records = [.. m.Records.Where(r => r.StartMs >= plan.Since)] })
            .Where(m => m.Records.Any(r => r.IsRoot))
            .ToImmutableArray();
        if (history.IsEmpty && (plan.IsWatching || plan.Since > 0))
            return new(plan, "Nothing to do yet: no new requests.", [], null);
        var proposal = await optimizer.ProposeWithinBoundaryAsync(input with { History = history }, cancellation);
        return new(Settle(plan, proposal, history, instances), why + proposal.Decision, drifts, proposal);
    }

    /// <summary>
    /// The plan after an optimizer's answer. If nothing is left to try, the setup that stays is watched from now on, beginning with the records of
    /// the decision.
    /// </summary>
    public static SamplingPlan Settle(
        SamplingPlan plan,
        Proposal proposal,
        ImmutableArray<MeasuredSetup> history,
        InstanceAgeTracker? instances = null
    )
    {
        if (
            (
                proposal.Next is null ? proposal.Best
                : proposal.Final ? proposal.Next
                : null
            )
            is not { } chosen
        )
            return plan;
        plan = plan.Watch(chosen.Id);
        return history.Any(m => m.Setup == chosen) ? Look(plan, chosen, history, instances).Plan : plan;
    }

    private static PlanVerdict Look(SamplingPlan plan, FusionSetup setup, ImmutableArray<MeasuredSetup> history, InstanceAgeTracker? instances)
    {
        var records = history.Where(m => m.Setup == setup).SelectMany(m => m.Records).ToList();
        if (instances is null)
            (instances = new()).Add(records);
        return plan.Look(records, setup, instances.AgeOf);
    }

    private static MeasuredSetup? Newest(OptimizationInput input) =>
        input.History.Where(m => m.Records.Any(r => r.IsRoot)).MaxBy(m => m.Records.Where(r => r.IsRoot).Max(r => r.StartMs));
}

/// <summary>The result of <see cref="PlannedOptimization"/>.</summary>
/// <param name="Plan">The next state, to be stored.</param>
/// <param name="Why">The reason, in words.</param>
/// <param name="Drifts">What has changed, if the optimizer was asked because of it.</param>
/// <param name="Proposal">The optimizer's answer; null if it was not asked.</param>
public sealed record PlannedProposal(SamplingPlan Plan, string Why, ImmutableArray<Drift> Drifts, Proposal? Proposal)
{
    /// <summary>
    /// For scripts: <c>nothing-to-do</c>, <c>propose</c> (a setup to try) or <c>settled</c> (the optimizer was asked and has no better one).
    /// </summary>
    public string Status =>
        Proposal is null ? "nothing-to-do"
        : Proposal.Next is null ? "settled"
        : "propose";
}
