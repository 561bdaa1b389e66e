using System.Collections.Immutable;
using System.Globalization;
using Fusionize.Optimization.Estimation;
using Fusionize.Optimization.Forecasts;
using Fusionize.Records;
using Fusionize.Setups;

namespace Fusionize.Optimization.Optimizers;

/// <summary>
/// The default optimizer. It measures one setup, predicts all others from the records, and tries the one with the highest expected improvement. The
/// next round verifies the prediction. After a few trials, the best measured setup stays.
/// </summary>
public sealed class ModelOptimizer(ModelOptions? options = null) : ISetupOptimizer
{
    /// <summary>The search keeps a goal's limit by this margin, since predictions may be off.</summary>
    private const double LimitMargin = 0.03;
    private const int MaxSteps = 3;
    private const int MaxNeighbours = 16;

    private readonly ModelOptions _options = options ?? new();

    /// <inheritdoc/>
    public string Name => "model";

    /// <inheritdoc/>
    public ValueTask<Proposal> ProposeAsync(OptimizationInput input, CancellationToken cancellation) => ValueTask.FromResult(Propose(input));

    /// <summary>As <see cref="ProposeAsync"/>.</summary>
    public Proposal Propose(OptimizationInput input)
    {
        var history = input.History.Where(Evidence.HasRequests).ToImmutableArray();
        if (history.IsEmpty)
            return new(
                FusionSetup.OnePerTask(input.App),
                "Nothing is measured yet: start with one function per task, which shows all calls and all work.",
                false,
                null
            );

        var constraints = ConstraintsOf(input);
        constraints.Validate(input.App);
        if (!history.Any(Evidence.HasCpuTimes))
            return WithoutCpuTimes(history, input.Goal);
        var forecast = Forecast.For(input.Goal, input.App, history, _options.Platform);
        var search = new SetupSearch(forecast, constraints);
        var reliable = GoalChoice.Reliable(history).Select(m => m.Setup).ToList();
        var allowed = reliable.Where(constraints.Allows).ToList();
        // The tolerance of 'balanced' counts from the cheapest setup, measured or not.
        var cheapest = forecast.Predict(search.Find(Goal.Cost)).CostPerMillion;
        // Compared by forecasts, which use all rounds: the figures of one round are noisier.
        var best = GoalChoice.Best(allowed.Count > 0 ? allowed : reliable, s => forecast.Predict(s).Figures, input.Goal, cheapest)!;
        var round = new RoundInput(input, history, forecast, search, constraints, best, cheapest, Verify(forecast, history));

        // A setup that breaks a constraint is never kept, even if no trials are left.
        var mustReplace = allowed.Count == 0;
        var trials = history.Select(m => m.Setup).Distinct().Count() - 1;
        if (trials >= _options.MaxTrials && !mustReplace)
            return Settle(round, $"{_options.MaxTrials} setups were tried after the first.");
        return Try(round, trials, mustReplace);
    }

    private Proposal Try(RoundInput round, int trials, bool mustReplace)
    {
        var (found, improvement) = Find(round, isExploring: trials < _options.ExploringTrials, mustReplace);
        // A mistake in the search must not reach a build.
        found.Validate(round.Input.App, "search");
        var (before, after) = (round.Forecast.Predict(round.Best), round.Forecast.Predict(found));
        if (round.History.Any(m => m.Setup == found))
            return Settle(round, "No setup is predicted to be better than the measured ones.");
        if (!mustReplace && !IsNoWorse(round, found))
            return Settle(round, "No setup is predicted to be better than the best measured one.");
        if (!mustReplace && !IsWorthTrying(round, found, improvement, trials))
            return Settle(round, $"Best candidate: {Figures(after)}; current best: {Figures(before)}. Within noise: stop.");

        var why = mustReplace ? $"No measured setup keeps the constraints: {round.Constraints.BrokenBy(round.Best)}. " : "";
        var price = mustReplace && !IsNoWorse(round, found) ? " It is worse, but it keeps the constraints." : "";
        var (stays, reason) = BestToKeep(round);
        var decision =
            $"{round.Verified}{why}{SetupExplanation.Summary(round.Best, found)}. Predicted: {Figures(before)} → {Figures(after)}.{price}{reason}";
        return new(found, decision, false, stays)
        {
            Expected = round.Forecast.PredictWithSteady(found),
            Explanation =
            [
                .. SetupExplanation.Of(round.Best, found, round.Forecast),
                round.Search.Bound(round.Input.Goal.WithMargin(LimitMargin), TailOf(round)),
            ],
        };
    }

    private bool IsWorthTrying(RoundInput round, FusionSetup found, double? improvement, int trials)
    {
        if (improvement is { } expected)
            return expected > (trials == _options.ExploringTrials - 1 ? _options.MinLastImprovement : _options.MinImprovement);
        var deviation = round.Forecast.DeviationOfMeasuredDifference(round.Best, found);
        return round.Input.Goal.IsWorthTrying(
            new(
                round.Forecast.Predict(round.Best).Figures,
                round.Forecast.Predict(found).Figures,
                2 * deviation.P50,
                2 * deviation.Cost,
                _options.MinGain
            )
        );
    }

    /// <summary>
    /// The next setup to try, from what the search finds, its neighbours and the measured setups: while exploring, the one with the highest expected
    /// improvement, else the one that is predicted to be best.
    /// </summary>
    private static (FusionSetup Setup, double? Improvement) Find(RoundInput round, bool isExploring, bool mustReplace)
    {
        var (forecast, search, goal) = (round.Forecast, round.Search, round.Input.Goal.WithMargin(LimitMargin));
        var measured = round.History.Select(m => m.Setup).Where(round.Constraints.Allows).ToHashSet();
        var unseen = new UnseenFunctions(round.Input.App, round.History, round.Best);
        IEnumerable<FusionSetup> Kept(IEnumerable<FusionSetup> setups) =>
            setups.Select(unseen.KeepIn).Where(round.Constraints.Allows).Distinct();
        var candidates = new List<FusionSetup>(measured.Union(Kept(search.Candidates(goal, TailOf(round)))));
        if (candidates.Count == 0)
            candidates.AddRange(search.Candidates(goal, TailOf(round)));
        FusionSetup Best() => GoalChoice.Best(candidates, s => forecast.Predict(s).Figures, goal)!;
        var best = Best();
        for (var step = 0; step < MaxSteps; step++)
        {
            candidates.AddRange(Kept(search.Neighbours(best).Take(MaxNeighbours)).Except(candidates).ToList());
            var better = Best();
            if (better == best)
                break;
            best = better;
        }
        var improvement = isExploring
            ? ExpectedImprovement.For(round.Input.Goal, forecast, round.Best, candidates.Min(s => forecast.Predict(s).CostPerMillion))
            : null;
        // Uncertain setups are explored, but not setups that are predicted to be worse.
        var open = candidates.FindAll(c => !measured.Contains(c) && (mustReplace || IsNoWorse(round, c)));
        if (improvement is null || open.Count == 0)
            return (best, null);
        return open
            .Select(c => (Setup: c, Improvement: (double?)improvement.Of(c)))
            .MaxBy(c => c.Improvement);
    }

    /// <summary>Whether a setup is predicted to be at least as good as the best measured one.</summary>
    private static bool IsNoWorse(RoundInput round, FusionSetup found) =>
        GoalChoice.Best([found, round.Best], s => round.Forecast.Predict(s).Figures, round.Input.Goal, round.Cheapest) == found;

    /// <summary>The constraints, with tasks kept apart whose permissions must not be shared.</summary>
    private SearchConstraints ConstraintsOf(OptimizationInput input)
    {
        var own = input.Constraints ?? _options.Constraints;
        return input.Boundary is not { } boundary
            ? own
            : own with
            {
                NeverTogether =
                [
                    .. own.NeverTogether,
                    .. input.App.Tasks.SelectMany(
                        (a, i) => input.App.Tasks.Skip(i + 1).Where(b => boundary.Separates(a.Id, b.Id)).Select(b => (a.Id, b.Id))
                    ),
                ],
            };
    }

    /// <summary>The end: the best measured setup stays. If it was measured in a disturbed round only, it is measured once more before.</summary>
    private static Proposal Settle(RoundInput round, string why)
    {
        if (Evidence.IsDoubtful(round.History.Where(m => m.Setup == round.Best)))
            return new(
                round.Best,
                $"{round.Verified}{why} {round.Best.FullNotation} was measured in a disturbed round only: measure it again.",
                false,
                round.Best
            )
            {
                Expected = round.Forecast.PredictWithSteady(round.Best),
            };
        var (stays, reason) = BestToKeep(round);
        why = $"{round.Verified}{why}{reason}";
        var current = round.History[^1].Setup;
        return current == stays
            ? new(null, why, true, stays)
            : new(stays, $"{why} Back to {stays.FullNotation}, the best measured setup.", true, stays)
            {
                Explanation = [.. SetupExplanation.Of(current, stays, round.Forecast)],
            };
    }

    /// <summary>
    /// The best measured setup by the forecast from all rounds, which is less noisy than the figures of one round. If another setup measured better
    /// by more than noise, that one is chosen. If it measured better by less, the reason says so.
    /// </summary>
    private static (FusionSetup Setup, string Reason) BestToKeep(RoundInput round)
    {
        var goal = round.Input.Goal;
        var candidates = GoalChoice.Undoubted([
            .. GoalChoice.Reliable(round.History).Where(m => round.Constraints.Allows(m.Setup) || m.Setup == round.Best),
        ]);
        var measured = GoalChoice.Best(candidates, m => m.Figures, goal, round.Cheapest)!;
        if (measured.Setup == round.Best || candidates.FirstOrDefault(m => m.Setup == round.Best) is not { } best)
            return (measured.Setup, "");
        var noise = round.Forecast.DeviationOfMeasuredDifference(measured.Setup, round.Best);
        var gain = new PredictedGain(best.Figures, measured.Figures, 2 * noise.P50, 2 * noise.Cost, 0);
        var (one, other) = (Figures(measured.Figures), Figures(best.Figures));
        return gain.IsFaster || gain.IsCheaper
            ? (measured.Setup, $" {measured.Setup.FullNotation} measured best, {one} ({other} for the setup that the forecast prefers).")
            : (
                round.Best,
                $" {measured.Setup.FullNotation} measured {one}, better by no more than noise; the forecast from all rounds prefers the other."
            );
    }

    private static Proposal WithoutCpuTimes(ImmutableArray<MeasuredSetup> history, Goal goal)
    {
        const string Why = "The records hold no CPU times, so nothing can be predicted from them.";
        var best = GoalChoice.BestMeasured(history, goal);
        return best is null || best == history[^1].Setup
            ? new(null, Why + " The setup stays as it is.", true, best)
            : new(best, $"{Why} Back to {best.FullNotation}, the best measured setup.", true, best);
    }

    /// <summary>
    /// The beginning of every decision: the last prediction compared with the measurement, and doubts about the measurements. May be empty.
    /// </summary>
    private static string Verify(Forecast forecast, ImmutableArray<MeasuredSetup> history)
    {
        var last = history[^1];
        var said = last.IsDisturbed ? $"Round {last.Round} was disturbed, so its figures count less. " : "";
        if (history.Any(m => !Evidence.HasCpuTimes(m)))
            said += "Rounds without CPU times are left out of predictions. ";
        if (forecast.LastChecked is not { } check || !ReferenceEquals(check.Round, last))
            return said;
        return check.IsMiss
            ? $"{check} {said}"
            : $"Last round: predicted {Figures(check.Predicted)}, measured {Figures(SetupFigures.Of(check.Measured))}. {said}";
    }

    /// <summary>Ratio of the goal's percentile to the median in the last round.</summary>
    private static double TailOf(RoundInput round) =>
        round.Input.Goal.TailOf(SetupFigures.Of(SetupOutcome.Of(round.History[^1].Records, round.History[^1].Setup)));

    private static string Figures(Prediction p) => Figures(p.Figures);

    private static string Figures(SetupFigures f) =>
        string.Create(CultureInfo.InvariantCulture, $"{f.P50Ms:0.#} ms and {f.CostPerMillion:0.00} USD/M");

    /// <summary>The input of one decision.</summary>
    private sealed record RoundInput(
        OptimizationInput Input,
        ImmutableArray<MeasuredSetup> History,
        Forecast Forecast,
        SetupSearch Search,
        SearchConstraints Constraints,
        FusionSetup Best,
        double Cheapest,
        string Verified
    );
}
