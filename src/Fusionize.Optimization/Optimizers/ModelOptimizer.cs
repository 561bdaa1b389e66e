using System.Collections.Immutable;
using System.Globalization;
using Fusionize.Optimization.Forecasts;
using Fusionize.Records;
using Fusionize.Setups;

namespace Fusionize.Optimization.Optimizers;

/// <summary>
/// The default optimizer. It measures one setup, predicts all others from the records, and tries the one with the highest expected improvement. The
/// next
/// round verifies the prediction; after a few trials the best measured setup stays.
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
        var history = input.History.Where(m => m.Records.Any(r => r.IsRoot)).ToImmutableArray();
        if (history.IsEmpty)
            return new(
                FusionSetup.OnePerTask(input.App),
                "Nothing is measured yet: start with one function per task, which shows all calls and all work.",
                false,
                null
            );

        var constraints = ConstraintsOf(input);
        constraints.Validate(input.App);
        var forecast = Forecast.For(input.Goal, input.App, history, _options.Platform);
        var search = new SetupSearch(forecast, constraints);
        var reliable = GoalChoice.Reliable(history);
        var allowed = reliable.Where(constraints.Allows).ToList();
        // The tolerance of 'balanced' counts from the cheapest setup, measured or not.
        var cheapest = forecast.Predict(search.Find(Goal.Cost)).CostPerMillion;
        // Compared by forecasts, which use all rounds: the figures of one round are noisier.
        var best = GoalChoice.Best(allowed.Count > 0 ? allowed : reliable, s => forecast.Predict(s).Figures, input.Goal, cheapest)!;
        var round = new RoundInput(input, history, forecast, search, constraints, best, Verify(input.App, history, input.Goal));

        // A setup that breaks a constraint doesn't stay, however many were tried.
        var mustReplace = allowed.Count == 0;
        var trials = history.Select(m => m.Setup).Distinct().Count() - 1;
        if (trials >= _options.MaxTrials && !mustReplace)
            return Settle(round, $"{_options.MaxTrials} setups were tried after the first.");
        return Try(round, trials, mustReplace);
    }

    private Proposal Try(RoundInput round, int trials, bool mustReplace)
    {
        var (found, improvement) = Find(round, isExploring: trials < _options.ExploringTrials);
        // A mistake in the search must not reach a build.
        found.Validate(round.Input.App, "search");
        var (before, after) = (round.Forecast.Predict(round.Best), round.Forecast.Predict(found));
        if (round.History.Any(m => m.Setup == found))
            return Settle(round, "No setup is predicted to be better than the measured ones.");
        if (!mustReplace && !IsWorthTrying(round, found, improvement, trials))
            return Settle(round, $"Best candidate: {Figures(after)}; current best: {Figures(before)}. Within noise: stop.");

        var decision = $"{round.Verified}{SetupExplanation.Summary(round.Best, found)}. Predicted: {Figures(before)} → {Figures(after)}.";
        return new(found, decision, false, round.Best)
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
    private static (FusionSetup Setup, double? Improvement) Find(RoundInput round, bool isExploring)
    {
        var (forecast, search, goal) = (round.Forecast, round.Search, round.Input.Goal.WithMargin(LimitMargin));
        var measured = round.History.Select(m => m.Setup).Where(round.Constraints.Allows).ToHashSet();
        var candidates = new List<FusionSetup>(measured.Concat(search.Candidates(goal, TailOf(round))).Distinct());
        FusionSetup Best() => GoalChoice.Best(candidates, s => forecast.Predict(s).Figures, goal)!;
        var best = Best();
        for (var step = 0; step < MaxSteps; step++)
        {
            candidates.AddRange(search.Neighbours(best).Take(MaxNeighbours).Except(candidates).ToList());
            var better = Best();
            if (better == best)
                break;
            best = better;
        }
        var improvement = isExploring
            ? ExpectedImprovement.For(round.Input.Goal, forecast, round.Best, candidates.Min(s => forecast.Predict(s).CostPerMillion))
            : null;
        if (improvement is null || candidates.TrueForAll(measured.Contains))
            return (best, null);
        return candidates
            .Where(c => !measured.Contains(c))
            .Select(c => (Setup: c, Improvement: (double?)improvement.Of(c)))
            .MaxBy(c => c.Improvement);
    }

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

    private static Proposal Settle(RoundInput round, string why)
    {
        var current = round.History[^1].Setup;
        return current == round.Best
            ? new(null, round.Verified + why, true, round.Best)
            : new(round.Best, $"{round.Verified}{why} Back to {round.Best.FullNotation}, the best measured setup.", true, round.Best)
            {
                Explanation = [.. SetupExplanation.Of(current, round.Best, round.Forecast)],
            };
    }

    /// <summary>The last prediction beside what was measured, in words; empty after the first round.</summary>
    private string Verify(AppModel app, ImmutableArray<MeasuredSetup> history, Goal goal)
    {
        if (history.Length < 2)
            return "";
        var predicted = Forecast.For(goal, app, history[..^1], _options.Platform).Predict(history[^1].Setup);
        var measured = SetupOutcome.Of(history[^1].Records, history[^1].Setup);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Last round: predicted {Figures(predicted)}, measured {measured.P50:0.#} ms and {measured.CostPerMillion:0.00} USD/M. "
        );
    }

    /// <summary>Ratio of the goal's percentile to the median in the last round.</summary>
    private static double TailOf(RoundInput round) =>
        round.Input.Goal.TailOf(SetupFigures.Of(SetupOutcome.Of(round.History[^1].Records, round.History[^1].Setup)));

    private static string Figures(Prediction p) => string.Create(CultureInfo.InvariantCulture, $"{p.P50Ms:0.#} ms and {p.CostPerMillion:0.00} USD/M");

    /// <summary>What one decision is made from.</summary>
    private sealed record RoundInput(
        OptimizationInput Input,
        ImmutableArray<MeasuredSetup> History,
        Forecast Forecast,
        SetupSearch Search,
        SearchConstraints Constraints,
        FusionSetup Best,
        string Verified
    );
}
