using System.Collections.Immutable;
using Fusionize.Optimization;
using Fusionize.Optimization.Monitoring;
using Fusionize.Setups;
using Fusionize.Setups.Stores;

namespace Fusionize.Rounds;

/// <summary>The input of an optimization step.</summary>
public sealed record OptimizationRequest(BuiltApp App, ImmutableArray<MeasuredSetup> History, ISetupOptimizer Optimizer, Goal Goal)
{
    /// <summary>Whether tasks that declare different permissions stay apart.</summary>
    public bool KeepPermissions { get; init; }

    /// <summary>The constraints on setups; null: the optimizer's own.</summary>
    public SearchConstraints? Constraints { get; init; }

    /// <summary>The sampling plan to start with if the store has none; null: ask the optimizer in any case.</summary>
    public SamplingOptions? WhenNeeded { get; init; }

    /// <summary>Whether to make the proposed setup the store's current one.</summary>
    public bool Publish { get; init; }
}

/// <summary>The result of an optimization step.</summary>
/// <param name="Decision">The reason, in words.</param>
/// <param name="Proposal">The optimizer's proposal; null if it was not asked.</param>
/// <param name="Planned">The sampling plan's decision; null if it was not asked.</param>
/// <param name="IsPublished">Whether the proposed setup is now the store's current one.</param>
/// <param name="Pinned">The pin that prevented it, if there is one.</param>
public sealed record OptimizationResult(string Decision, Proposal? Proposal, PlannedProposal? Planned, bool IsPublished, StoreException? Pinned);

/// <summary>
/// One step from measurements to the next setup: asks the optimizer (if the sampling plan requires it), publishes the proposal and records the
/// rounds. The command <c>optimize</c> runs one step; a loop asks the optimizer after each round.
/// </summary>
/// <param name="store">The store of setups, rounds and plans; null: nothing is published, and no plan is used.</param>
public sealed class OptimizationStep(SetupStore? store)
{
    /// <summary>Asks the optimizer for a proposal, given the measurements.</summary>
    public static ValueTask<Proposal> AskAsync(OptimizationRequest request, CancellationToken cancellation) =>
        request.Optimizer.ProposeWithinBoundaryAsync(InputOf(request), cancellation);

    /// <summary>The whole step. Records without requests are never a reason to publish a setup.</summary>
    /// <exception cref="FusionizeException">Another process changed the store meanwhile.</exception>
    public async Task<OptimizationResult> RunAsync(OptimizationRequest request, CancellationToken cancellation)
    {
        var expected = store is null ? null : await store.GetCurrentAsync(cancellation);
        var stored = request.WhenNeeded is null ? null : await Store.GetPlanAsync(request.App.Model.App, cancellation);
        var planned = request.WhenNeeded is { } sampling
            ? await ByPlanAsync(
                request with { History = Traced(request.History, stored?.Plan.TraceFraction ?? 1) },
                (stored?.Plan ?? sampling.Begin(request.App.Model.App)).WithCost(MonitoringCost.OfNewest(request.History)),
                expected is null,
                cancellation
            )
            : null;
        var proposal = planned is null ? await AskAsync(request, cancellation) : planned.Proposal;
        var decision = planned?.Why ?? proposal!.Decision;
        var (isPublished, pinned) = request.Publish ? await PublishAsync(request, proposal, expected, cancellation) : (false, null);
        // Written after the setup: if the process ends between the two writes, the next run inspects the same records again.
        if (planned is not null && !await Store.TrySetPlanAsync(planned.Plan, stored, cancellation))
            throw new FusionizeException(
                RoundCodes.OptimizedMeanwhile,
                null,
                $"another process changed the sampling plan of {request.App.Model.App} in {Store.Location} meanwhile",
                "optimize again"
            );
        return new(decision, proposal, planned, isPublished, pinned);
    }

    private SetupStore Store => store ?? throw new InvalidOperationException("Publishing and sampling plans need a store.");

    private static OptimizationInput InputOf(OptimizationRequest request) =>
        new(request.App.Model, request.History, request.Goal)
        {
            Boundary = request.KeepPermissions ? new PermissionBoundary(request.App.Manifest.Permissions) : null,
            Constraints = request.App.Complete(request.Constraints),
        };

    private static async Task<PlannedProposal> ByPlanAsync(
        OptimizationRequest request,
        SamplingPlan plan,
        bool isFirst,
        CancellationToken cancellation
    ) =>
        isFirst || request.History.Any(HasRequests)
            ? await PlannedOptimization.ProposeAsync(plan, InputOf(request), request.Optimizer, cancellation)
            : new PlannedProposal(plan, "Nothing to do yet: the records hold no requests.", [], null);

    /// <summary>Ends the measured round and begins the next one with the proposed setup.</summary>
    private async Task<(bool, StoreException?)> PublishAsync(
        OptimizationRequest request,
        Proposal? proposal,
        StoredPointer? expected,
        CancellationToken cancellation
    )
    {
        if (request.History.LastOrDefault(HasRequests) is { } done)
            await RoundHistory.EndAsync(Store, done, request.Goal, cancellation);
        // If the store has no current setup, the best measured setup becomes the current one, so that the next build uses it.
        if ((proposal?.Next ?? (expected is null ? proposal?.Best : null)) is not { } next)
            return (false, null);
        await Store.PutSetupAsync(next, cancellation);
        try
        {
            if (!await Store.TrySetCurrentAsync(next.Id, expected, cancellation))
                throw new FusionizeException(
                    RoundCodes.OptimizedMeanwhile,
                    null,
                    $"someone else published a setup in {Store.Location} meanwhile; nothing was published",
                    "look at it, then optimize again"
                );
        }
        // A pin is no failure: a scheduled job continues with the pinned setup.
        catch (StoreException e) when (e.Code == StoreCodes.Pinned)
        {
            return (false, e);
        }
        if (proposal?.Next is not null)
            await RoundHistory.BeginAsync(Store, next, request.Optimizer.Name, request.Goal, proposal.Decision, DateTimeOffset.UtcNow, cancellation);
        return (true, null);
    }

    /// <summary>The load during the newest records, which were traced with the previous plan's fraction.</summary>
    private static ImmutableArray<MeasuredSetup> Traced(ImmutableArray<MeasuredSetup> history, double fraction) =>
        history.IsEmpty ? history : history.SetItem(history.Length - 1, history[^1] with { TraceFraction = fraction });

    private static bool HasRequests(MeasuredSetup measured) => measured.Records.Any(r => r.IsRoot);
}
