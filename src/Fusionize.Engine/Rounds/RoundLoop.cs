using System.Collections.Immutable;
using Fusionize.Engine.Feedback;
using Fusionize.Engine.Load;
using Fusionize.Engine.Optimization;
using Fusionize.Engine.Setups;

namespace Fusionize.Engine.Rounds;

/// <summary>The loop: build, deploy, load, extract, optimize, and again with the next setup, until the optimizer has nothing left to try.</summary>
public sealed class RoundLoop(IAppBuild build, IRoundPlatform platform, ISetupStore store, FolderRecordStore traces, ISetupOptimizer optimizer, LoopOptions options, IProgress<RoundProgress> progress)
{
    private readonly List<MeasuredSetup> _history = [];
    private readonly List<RoundResult> _results = [];
    private StoredPointer? _current;
    private FusionSetup? _best;

    /// <param name="finished">Called after each round with everything so far.</param>
    public async Task<LoopResult> RunAsync(Action<LoopResult> finished, CancellationToken cancellation)
    {
        var (proposer, decision) = ("initial", "The first setup: every task is a function of its own.");
        var isFinal = false;
        while (true)
        {
            var round = _results.Count + 1;
            var app = await BuildAsync(round, cancellation);
            if (_current is null)
                await PublishAsync(app.Setup, cancellation);
            else if (app.Setup.Id != _current.SetupId)
                throw new RoundException(RoundCodes.BuildFailed, $"the build used setup {app.Setup.Id} instead of {_current.SetupId}, the store's current one", "does the project set FusionizeSetup?");

            var record = new RoundRecord
            {
                Round = round,
                App = app.Manifest.App,
                SetupId = app.Setup.Id,
                Notation = app.Setup.Notation,
                Proposer = proposer,
                Goal = options.Goal.ToString(),
                Decision = decision,
                Started = DateTimeOffset.UtcNow,
            };
            await store.PutRoundAsync(record, cancellation);
            var (client, records) = await MeasureAsync(round, app, cancellation);
            var outcome = SetupOutcome.Of(records, app.Setup);
            _history.Add(new MeasuredSetup(app.Setup, records, round));
            _results.Add(new RoundResult(round, app.Setup, client, outcome, [.. app.Manifest.Groups.Select(g => g.Bytes)], app.Took, proposer, decision));
            await traces.PutAsync($"round-{round}", records, cancellation);
            await store.PutRoundAsync(record with { Ended = DateTimeOffset.UtcNow, Outcome = outcome }, cancellation);

            Report(round, RoundPhase.Optimize, default);
            var proposal = isFinal ? null : await optimizer.ProposeWithinBoundaryAsync(
                new OptimizationInput(app.Model, [.. _history], options.Goal) { Boundary = options.KeepPermissions ? PermissionBoundary.Of(app.Manifest) : null, Constraints = options.Constraints }, cancellation);
            _best = proposal?.Best ?? GoalChoice.BestMeasured(_history, options.Goal);
            finished(Result(""));

            // A last word that was measured before needs no round of its own.
            var next = proposal is null || (proposal.Final && _history.Exists(m => m.Setup == proposal.Next)) ? null : proposal.Next;
            if (next is null || round >= options.Rounds)
            {
                var end = next is not null ? $"{options.Rounds} rounds are over; next would have been: {proposal!.Decision}" : proposal?.Decision ?? "The optimizer has nothing left to try.";
                // The next build of the application takes the best setup, not the last one tried.
                if (_best is not null && _best.Id != _current!.SetupId)
                    await PublishAsync(_best, cancellation);
                return Result(end);
            }
            await PublishAsync(next, cancellation);
            (proposer, decision, isFinal) = (optimizer.Name, proposal!.Decision, proposal.Final);
        }
    }

    private async Task<BuiltApp> BuildAsync(int round, CancellationToken cancellation)
    {
        Report(round, RoundPhase.Build, default);
        return await build.BuildAsync(cancellation);
    }

    private async Task<(LoadSummary Client, ImmutableArray<InvocationRecord> Records)> MeasureAsync(int round, BuiltApp app, CancellationToken cancellation)
    {
        var entry = EntryRequest.For(app.Manifest, options.Entry, options.Body);
        await platform.DeployAsync(app, Phase(round, RoundPhase.Deploy), cancellation);

        var from = DateTimeOffset.UtcNow;
        var phase = Phase(round, RoundPhase.Load);
        phase.Report(new(0, options.Load.Count, ""));
        var target = platform.Entry(entry);
        using var ends = target as IDisposable;
        var load = await new LoadGenerator(target, options.RequestTimeout, new LoadProgressOf(phase)).RunAsync(options.Load, cancellation);
        cancellation.ThrowIfCancellationRequested();
        var client = load.Summary;
        if (client.Errors == client.Requests)
            throw new RoundException(
                RoundCodes.NothingServed, $"all {client.Requests} requests of round {round} failed: {string.Join(", ", client.ErrorsByKind.Select(e => $"{e.Value} × {e.Key}"))}",
                "the functions' logs say why; a request's argument is set by --data");

        await platform.DrainAsync(Phase(round, RoundPhase.Drain), cancellation);
        Report(round, RoundPhase.Extract, default);
        var records = await platform.ExtractAsync(app.Manifest, from, cancellation);
        return records.Any(r => r.IsRoot)
            ? (client, records)
            : throw new RoundException(RoundCodes.NoTraces, $"the functions of round {round} left no trace lines in their logs", "is FUSIONIZE_TRACE off?");
    }

    private async Task PublishAsync(FusionSetup setup, CancellationToken cancellation)
    {
        await store.PutSetupAsync(setup, cancellation);
        if (!await store.TrySetCurrentAsync(setup.Id, _current, cancellation))
        {
            var there = await store.GetCurrentAsync(cancellation);
            if (there?.Pin is { } pin)
                throw new StoreException(StoreCodes.Pinned, store.Location, $"Setup {there.SetupId} was {pin} meanwhile. The loop doesn't replace it.");
            throw new RoundException(RoundCodes.SetupChanged, $"someone else published a setup in {store.Location} meanwhile", "give this loop a folder of its own");
        }
        _current = await store.GetCurrentAsync(cancellation);
    }

    private LoopResult Result(string end) =>
        new(_results[0].Setup.App, [.. _results], _best is null ? null : _results.FindLast(r => r.Setup == _best), end);

    private void Report(int round, RoundPhase phase, PhaseProgress what) => progress.Report(new RoundProgress(round, phase, what));

    private IProgress<PhaseProgress> Phase(int round, RoundPhase phase) => new PhaseProgressOf(this, round, phase);

    // Not Progress<T>: that one reports later, from another thread, out of order.
    private sealed class PhaseProgressOf(RoundLoop loop, int round, RoundPhase phase) : IProgress<PhaseProgress>
    {
        public void Report(PhaseProgress value) => loop.Report(round, phase, value);
    }

    private sealed class LoadProgressOf(IProgress<PhaseProgress> phase) : IProgress<LoadProgress>
    {
        public void Report(LoadProgress p) =>
            phase.Report(new(p.Completed, p.Total, $"{p.Completed}/{p.Total}, {p.Started - p.Completed} under way{(p.Failed > 0 ? $", {p.Failed} failed" : "")}"));
    }
}
