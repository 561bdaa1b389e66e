using System.Collections.Immutable;
using Fusionize.Optimization;
using Fusionize.Optimization.Forecasts;
using Fusionize.Optimization.Monitoring;
using Fusionize.Records;
using Fusionize.Rounds.Load;
using Fusionize.Setups;
using Fusionize.Setups.Stores;

namespace Fusionize.Rounds;

/// <summary>
/// Runs the loop: build, deploy, load, extract, optimize, and then the same with the next setup, until the optimizer proposes no other setup.
/// </summary>
public sealed class RoundLoop(
    IAppBuild build,
    IRoundPlatform platform,
    SetupStore store,
    RecordStore traces,
    ISetupOptimizer optimizer,
    LoopOptions options,
    IProgress<RoundProgress> progress,
    TimeProvider? time = null,
    IMachine? machine = null
)
{
    private static readonly LocalMachine s_machine = new();

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly List<MeasuredSetup> _history = [];
    private readonly List<RoundResult> _results = [];
    private StoredPointer? _current;
    private readonly List<string> _changes = [];
    private FusionSetup? _best;
    private AppModel? _model;
    private SearchConstraints? _constraints;
    private WatchResult? _watch;
    private ImmutableArray<string> _withoutLoad = [];

    /// <param name="finished">Called after each round with all results so far.</param>
    public async Task<LoopResult> RunAsync(Action<LoopResult> finished, CancellationToken cancellation)
    {
        var end = await SearchAsync("initial", "The first setup.", finished, cancellation);
        if (options.Watch <= TimeSpan.Zero)
            return Result(end);
        var until = _time.GetUtcNow() + options.Watch;
        while (_best is not null && await WatchAsync(until, cancellation) is { } change)
        {
            // Earlier measurements are from before the change.
            _history.Clear();
            _changes.Add(change);
            end = await SearchAsync("watch", change, finished, cancellation);
        }
        return Result(end);
    }

    /// <summary>Runs rounds until the optimizer proposes no other setup. Returns its last decision.</summary>
    private async Task<string> SearchAsync(string proposer, string decision, Action<LoopResult> finished, CancellationToken cancellation)
    {
        Prediction? expected = null;
        var isFinal = false;
        var most = _results.Count + options.Rounds;
        while (true)
        {
            var round = _results.Count + 1;
            var app = await BuildAsync(round, cancellation);
            if (_current is null)
                await PublishAsync(app.Setup, cancellation);
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
            await platform.DeployAsync(app, 1, Phase(round, RoundPhase.Deploy), cancellation);
            var (client, records, conditions) = await MeasureAsync(round, app, cancellation);
            if (!records.Any(r => r.IsRoot))
                throw new FusionizeException(RoundCodes.NoTraces, null, $"the functions of round {round} left no trace lines in their logs");
            var outcome = SetupOutcome.Of(records, app.Setup);
            _history.Add(
                new MeasuredSetup(app.Setup, records, round) { IsDisturbed = conditions.IsDisturbed(), IsSaturated = conditions.IsSaturated() }
            );
            _results.Add(
                new RoundResult(
                    round,
                    app.Setup,
                    client,
                    outcome,
                    [.. app.Manifest.Groups.Select(g => g.Bytes)],
                    app.Took,
                    proposer,
                    decision,
                    expected
                )
                {
                    Conditions = conditions,
                }
            );
            await traces.PutAsync($"round-{round}", records, cancellation);
            await store.PutRoundAsync(record with { Ended = DateTimeOffset.UtcNow, Outcome = outcome, Conditions = conditions }, cancellation);

            Report(round, RoundPhase.Optimize, default);
            _constraints = app.Complete(options.Constraints);
            var proposal = isFinal
                ? null
                : await OptimizationStep.AskAsync(
                    new(app, [.. _history], optimizer, options.Goal) { KeepPermissions = options.KeepPermissions, Constraints = options.Constraints },
                    cancellation
                );
            _best = proposal?.Best ?? GoalChoice.BestMeasured(_history, options.Goal);
            _model = app.Model;
            finished(Result(""));

            // The setup to keep needs no further round if it was measured before.
            var next = proposal is null || (proposal.Final && _history.Exists(m => m.Setup == proposal.Next)) ? null : proposal.Next;
            if (next is null || round >= most)
            {
                // The next build of the application uses the best setup, not the last one tried.
                if (_best is not null && _best.Id != _current!.SetupId)
                    await PublishAsync(_best, cancellation);
                // Its zips are in the build's output, ready to deploy. A watch builds them itself.
                if (app.Setup.Id != _current!.SetupId && options.Watch <= TimeSpan.Zero)
                    await BuildAsync(round, cancellation);
                return next is not null
                    ? $"Stopped after {(options.Rounds == 1 ? "1 round" : $"{options.Rounds} rounds")}, as asked. Next would be: {proposal!.Decision}"
                    : proposal?.Decision ?? "The optimizer has nothing left to try.";
            }
            await PublishAsync(next, cancellation);
            (proposer, decision, isFinal, expected) = (optimizer.Name, proposal!.Decision, proposal.Final, proposal.Expected);
        }
    }

    /// <summary>
    /// Keeps the best setup under load and compares its behaviour with that at the time of the choice, with the tracing of the sampling plan. Returns
    /// the change in words; null if nothing changed within the time.
    /// </summary>
    private async Task<string?> WatchAsync(DateTimeOffset until, CancellationToken cancellation)
    {
        var round = _results.Count;
        var app = await BuildAsync(round, cancellation);
        var stored = await store.GetPlanAsync(app.Manifest.App, cancellation);
        var plan = (stored?.Plan ?? options.Sampling.Begin(app.Manifest.App)).Watch(app.Setup.Id);
        var instances = new InstanceAgeTracker();
        var traced = double.NaN;
        _watch ??= new(0, 0, 0, [], "", 1);
        while (_time.GetUtcNow() < until)
        {
            if (plan.TraceFraction != traced)
                await platform.DeployAsync(app, traced = plan.TraceFraction, Phase(round, RoundPhase.Deploy), cancellation);
            var (client, records, _) = await MeasureAsync(round, app, cancellation);
            instances.Add(records);
            var verdict = plan.Look(records, app.Setup, instances.AgeOf);
            plan = verdict.Plan;
            _watch = _watch with
            {
                Windows = _watch.Windows + 1,
                Requests = _watch.Requests + client.Requests,
                Traced = _watch.Traced + records.Count(r => r.IsRoot),
                State = verdict.Why,
                TraceFraction = plan.TraceFraction,
            };
            if (await store.TrySetPlanAsync(plan, stored, cancellation))
                stored = await store.GetPlanAsync(plan.App, cancellation);
            Report(round, RoundPhase.Watch, new(0, 0, verdict.Why));
            if (verdict.Optimize)
                return verdict.Why;
        }
        return null;
    }

    private async Task<BuiltApp> BuildAsync(int round, CancellationToken cancellation)
    {
        Report(round, RoundPhase.Build, default);
        var app = await build.BuildAsync(Phase(round, RoundPhase.Build), cancellation);
        return _current is null || app.Setup.Id == _current.SetupId
            ? app
            : throw new FusionizeException(
                RoundCodes.BuildFailed,
                null,
                $"the build used setup {app.Setup.Id} instead of {_current.SetupId}, the store's current one",
                "remove the property FusionizeSetup from the project"
            );
    }

    private async Task<(LoadSummary Client, ImmutableArray<InvocationRecord> Records, RoundConditions Conditions)> MeasureAsync(
        int round,
        BuiltApp app,
        CancellationToken cancellation
    )
    {
        var requests = options.Mix.Requests.Select(r => EntryRequest.For(app.Manifest, r)).ToImmutableArray();
        // Requests by method and path count for the entry of their route.
        var mix = options.Mix with
        {
            Requests = [.. options.Mix.Requests.Zip(requests, (asked, found) => found.Http is null ? asked : asked with { Entry = found.Task })],
        };
        _withoutLoad = [.. app.Manifest.Tasks.Where(t => t.Entry).Select(t => t.Id).Except(requests.Select(r => r.Task))];
        var from = DateTimeOffset.UtcNow;
        var phase = Phase(round, RoundPhase.Load);
        phase.Report(new(0, options.Load.Count, ""));
        var target = platform.Entries(requests);
        using var ends = target as IDisposable;
        var monitor = new RoundMonitor(machine ?? s_machine, TimeProvider.System);
        var load = await new LoadGenerator(target, options.RequestTimeout, new LoadProgressOf(phase), mix).RunAsync(
            options.Load,
            cancellation
        );
        cancellation.ThrowIfCancellationRequested();
        var client = load.Summary;
        if (client.Errors == client.Requests)
            throw new FusionizeException(
                RoundCodes.NothingServed,
                null,
                $"all {client.Requests} requests of round {round} failed: "
                    + $"{string.Join(", ", client.ErrorsByKind.Select(e => $"{e.Value} × {e.Key}"))}",
                "the functions' logs say why; a request's argument is set by --data or --mix"
            );

        await platform.DrainAsync(Phase(round, RoundPhase.Drain), cancellation);
        monitor.End();
        Report(round, RoundPhase.Extract, default);
        var records = await platform.ExtractAsync(app.Manifest, from, cancellation);
        return (client, records, monitor.Judge(client, records, platform.LimitsCpu));
    }

    private async Task PublishAsync(FusionSetup setup, CancellationToken cancellation)
    {
        await store.PutSetupAsync(setup, cancellation);
        if (!await store.TrySetCurrentAsync(setup.Id, _current, cancellation))
        {
            var there = await store.GetCurrentAsync(cancellation);
            if (there?.Pin is { } pin)
                throw new StoreException(
                    StoreCodes.Pinned,
                    store.Location,
                    $"Setup {there.SetupId} was {pin} meanwhile. The loop doesn't replace it."
                );
            throw new FusionizeException(RoundCodes.SetupChanged, null, $"someone else published a setup in {store.Location} meanwhile");
        }
        _current = await store.GetCurrentAsync(cancellation);
    }

    private LoopResult Result(string end)
    {
        var best = _best is null ? null : _results.FindLast(r => r.Setup == _best);
        return new(_results[0].Setup.App, [.. _results], best, end)
        {
            Monitoring = _history.Count == 0 ? null : MonitoringCost.Of(_history[^1].Records, _history[^1].Setup, _watch?.TraceFraction ?? 1),
            Cheapest = end.Length == 0 || best is null ? null : CheapestAt(best),
            WithoutLoad = _withoutLoad,
            Watch = _watch is null ? null : _watch with { Changes = [.. _changes] },
        };
    }

    /// <summary>The cheapest setup that is as fast as the best one, predicted from everything that was measured.</summary>
    private CheapestAtLatency? CheapestAt(RoundResult best)
    {
        // This search doesn't keep permissions apart.
        if (options.KeepPermissions || !_history.Exists(Forecast.CanUse))
            return null;
        var forecast = Forecast.For(options.Goal, _model!, [.. _history]);
        var own = forecast.PointOf(best.Setup).Figures;
        var search = new CheapestSetups(forecast, _constraints);
        return search.At(own.P50Ms * 1.0001) is { } found
            ? new(found.Setup.FullNotation, search.IsExhaustive, found.Figures.P50Ms, found.Figures.CostPerMillion, own.P50Ms, own.CostPerMillion)
            : null;
    }

    private void Report(int round, RoundPhase phase, PhaseProgress what) => progress.Report(new RoundProgress(round, phase, what));

    private IProgress<PhaseProgress> Phase(int round, RoundPhase phase) => new PhaseProgressOf(this, round, phase);

    // Not Progress<T>, which reports later, from other threads, and out of order.
    private sealed class PhaseProgressOf(RoundLoop loop, int round, RoundPhase phase) : IProgress<PhaseProgress>
    {
        public void Report(PhaseProgress value) => loop.Report(round, phase, value);
    }

    private sealed class LoadProgressOf(IProgress<PhaseProgress> phase) : IProgress<LoadProgress>
    {
        public void Report(LoadProgress p) =>
            phase.Report(
                new(
                    p.Completed,
                    p.Total,
                    $"{p.Completed}/{p.Total}, {p.Started - p.Completed} under way{(p.Failed > 0 ? $", {p.Failed} failed" : "")}"
                )
            );
    }
}
