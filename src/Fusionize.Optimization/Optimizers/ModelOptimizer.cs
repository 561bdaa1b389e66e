
using System.Collections.Immutable;
using System.Globalization;
using Fusionize.CompilerServices;
using Fusionize.Optimization;
using Fusionize.Optimization.Estimation;
using Fusionize.Optimization.Search;
using Fusionize.Optimization.Forecasts;
using Fusionize.Records;
using Fusionize.Setups;
using Fusionize.Setups.Stores;
using Fusionize.Simulation;

namespace Fusionize.Optimization.Optimizers;

/// <summary>How the model-based optimizer works.</summary>
public sealed record ModelOptions
{
    public SearchConstraints Constraints { get; init; } = new();

    /// <summary>The platform, for what the records don't show. Lambda and the local platform both hand out CPU in periods of 20 ms.</summary>
    public LambdaModel Platform { get; init; } = LambdaModel.DotNet;

    /// <summary>Setups tried after the first.</summary>
    public int MaxTrials { get; init; } = 3;

    /// <summary>Of a goal with a limit, a setup is tried only for more than this part of latency or cost, and for more than noise explains.</summary>
    public double LeastGain { get; init; } = 0.01;

    /// <summary>Of the other goals, one of the first trials goes to a setup that promises more than this part: what it may be better by, by how likely that is.</summary>
    public double LeastPromise { get; init; } = 0.003;

    /// <summary>The same for the last of them: two trials have shown most of what there is to know.</summary>
    public double LeastLastPromise { get; init; } = 0.025;

    /// <summary>So many trials may go to setups of which nobody knows whether they are better; after these, they must be expected to be, by more than noise.</summary>
    public int CuriousTrials { get; init; } = 3;
}

/// <summary>
/// Measures once, predicts every other setup from that, and tries the one that serves the goal best. The next round verifies the
/// prediction: it is kept, refined with what was learnt, or reverted.
/// </summary>
public sealed class ModelOptimizer(ModelOptions? options = null) : ISetupOptimizer
{
    private const double Margin = 0.03;
    private const int MostSteps = 3;
    private const int MostNeighbours = 16;

    private readonly ModelOptions _options = options ?? new();

    public string Name => "model";

    public ValueTask<Proposal> ProposeAsync(OptimizationInput input, CancellationToken cancellation) => ValueTask.FromResult(Propose(input));

    public Proposal Propose(OptimizationInput input)
    {
        var history = input.History.Where(m => m.Records.Any(r => r.IsRoot)).ToImmutableArray();
        if (history.IsEmpty)
            return new(FusionSetup.OnePerTask(input.App), "Nothing has been measured yet: every task its own function, so that all calls and all work show.", false, null);

        var current = history[^1];
        var forecast = Forecast.For(input.Goal, input.App, history, _options.Platform);
        var constraints = Within(input);
        constraints.Validate(input.App);
        var sound = GoalChoice.Sound(history);
        var allowed = sound.Where(constraints.Allows).ToList();
        var search = new SetupSearch(forecast, constraints);
        // What is dear is said by what the cheapest setup would cost, though nobody has measured it.
        var cheapest = forecast.Predict(search.Find(Goal.Cost)).CostPerMillion;
        // By what is known of them all together: one round alone says less.
        var best = GoalChoice.Best(allowed.Count > 0 ? allowed : sound, s => ToOutcome(forecast.Predict(s)), input.Goal, cheapest)!;
        var verified = Verify(input.App, history, input.Goal);
        var trials = history.Select(m => m.Setup).Distinct().Count() - 1;
        if (trials >= _options.MaxTrials && allowed.Count > 0)
            return Settle(current, best, $"{verified}{_options.MaxTrials} setups were tried after the first.", forecast);

        var isCurious = trials < _options.CuriousTrials;
        var (found, promise) = Find(search, forecast, isCurious ? best : null, history, input.Goal, constraints, TailOf(current, input.Goal));
        // An unforeseen mistake here must not reach a build.
        found.Validate(input.App, "search");

        var expected = forecast.Predict(found);
        var before = forecast.Predict(best);
        if (history.Any(m => m.Setup == found))
            return Settle(current, best, $"{verified}No setup is expected to be better than those measured.", forecast);
        if (allowed.Count > 0 && !(promise is { } part ? part > (trials == _options.CuriousTrials - 1 ? _options.LeastLastPromise : _options.LeastPromise) : IsWorthwhile(before, expected, forecast.UncertaintyOf(best, found), input.Goal)))
            return Settle(current, best, string.Create(CultureInfo.InvariantCulture, $"{verified}The best that is expected ({Figures(expected)}) is no more than noise better than what is there ({Figures(before)})."), forecast);

        var changes = Explanation.Summary(best, found);
        return new(found, string.Create(CultureInfo.InvariantCulture, $"{verified}{changes}. Expected: {Figures(before)} → {Figures(expected)}."), false, best)
        {
            Expected = forecast.PredictWithSteady(found),
            Explanation = [.. Explanation.Of(best, found, forecast), search.Bound(Cautious(input.Goal), TailOf(current, input.Goal))],
        };
    }

    /// <summary>What to try next: of what the search finds, its neighbours, and what was measured, each simulated, the best, or what promises most beside the best measured one.</summary>
    private (FusionSetup Setup, double? Promise) Find(SetupSearch search, Forecast forecast, FusionSetup? known, ImmutableArray<MeasuredSetup> history, Goal goal, SearchConstraints constraints, double tail)
    {
        var cautious = Cautious(goal);
        var measured = history.Select(m => m.Setup).Where(constraints.Allows).ToHashSet();
        var candidates = new List<FusionSetup>(measured.Concat(search.Candidates(cautious, tail)).Distinct());
        FusionSetup Best() => GoalChoice.Best(candidates, s => ToOutcome(forecast.Predict(s)), cautious)!;
        var best = Best();
        for (var step = 0; step < MostSteps; step++)
        {
            candidates.AddRange(search.Neighbours(best).Take(MostNeighbours).Except(candidates).ToList());
            var better = Best();
            if (better == best)
                break;
            best = better;
        }
        var promise = known is null ? null : Promise.By(goal, forecast, known, candidates.Min(s => forecast.Predict(s).CostPerMillion));
        if (promise is null || candidates.TrueForAll(measured.Contains))
            return (best, null);
        return candidates.Where(c => !measured.Contains(c)).Select(c => (Setup: c, Promise: (double?)promise.Of(c))).MaxBy(c => c.Promise);
    }

    /// <summary>The constraints, with the tasks kept apart that must not share permissions.</summary>
    private SearchConstraints Within(OptimizationInput input)
    {
        var own = input.Constraints ?? _options.Constraints;
        return input.Boundary is not { } boundary
            ? own
            : own with
            {
                NeverTogether = [
                    .. own.NeverTogether,
                    .. input.App.Tasks.SelectMany((a, i) => input.App.Tasks.Skip(i + 1).Where(b => boundary.Separates(a.Id, b.Id)).Select(b => (a.Id, b.Id)))],
            };
    }

    private static SetupOutcome ToOutcome(Prediction p) => new() { P50 = p.P50Ms, P95 = p.P95Ms, P99 = p.P99Ms, CostPerMillion = p.CostPerMillion };

    private static Proposal Settle(MeasuredSetup current, FusionSetup best, string why, Forecast forecast)
        => current.Setup == best
            ? new(null, why, true, best)
            : new(best, $"{why} Back to {best.FullNotation}, the best one measured.", true, best) { Explanation = [.. Explanation.Of(current.Setup, best, forecast)] };

    /// <summary>What became of the last prediction, in words; nothing after the first round.</summary>
    private string Verify(AppModel app, ImmutableArray<MeasuredSetup> history, Goal goal)
    {
        if (history.Length < 2)
            return "";
        var predicted = Forecast.For(goal, app, history[..^1], _options.Platform).Predict(history[^1].Setup);
        var measured = SetupOutcome.Of(history[^1].Records, history[^1].Setup);
        return string.Create(CultureInfo.InvariantCulture,
            $"Predicted were {Figures(predicted)}, measured {measured.P50:0.#} ms and {measured.CostPerMillion:0.00} USD/M. ");
    }

    /// <summary>The goal with its limit a little out of reach of what is uncertain.</summary>
    private static Goal Cautious(Goal goal) => goal.Kind is GoalKind.Slo or GoalKind.Budget ? goal with { Limit = goal.Limit * (1 - Margin) } : goal;

    private bool IsWorthwhile(Prediction before, Prediction after, (double P50, double Cost) uncertainty, Goal goal)
    {
        var noise = (P50: 2 * uncertainty.P50, Cost: 2 * uncertainty.Cost);
        // Billing in whole ms hides what is below.
        var faster = before.P50Ms - after.P50Ms > Math.Max(1, before.P50Ms * Math.Max(_options.LeastGain, noise.P50));
        var cheaper = 1 - after.CostPerMillion / before.CostPerMillion > Math.Max(_options.LeastGain, noise.Cost);
        double Percentile(Prediction p) => goal.Percentile switch { 50 => p.P50Ms, 95 => p.P95Ms, _ => p.P99Ms };
        return goal.Kind switch
        {
            GoalKind.Cost => cheaper,
            GoalKind.Latency => faster,
            // A limit that isn't kept comes first; within it, the other axis counts.
            GoalKind.Slo => Percentile(before) > goal.Limit ? Percentile(after) < Percentile(before) * (1 - _options.LeastGain) : cheaper,
            GoalKind.Budget => before.CostPerMillion > goal.Limit ? cheaper : faster,
            GoalKind.Weights => Math.Log(goal.ScoreWith(0)!(before.P50Ms, before.CostPerMillion) / goal.ScoreWith(0)!(after.P50Ms, after.CostPerMillion)) > Math.Max(_options.LeastGain, Math.Max(noise.P50, noise.Cost)),
            // Either faster, or cheaper because what is there costs too much for the goal.
            _ => faster || cheaper,
        };
    }

    /// <summary>What the goal's percentile was to the median when it was measured last.</summary>
    private static double TailOf(MeasuredSetup measured, Goal goal)
    {
        if (goal.Kind != GoalKind.Slo)
            return 1;
        var outcome = SetupOutcome.Of(measured.Records, measured.Setup);
        var tail = goal.Percentile switch { 50 => outcome.P50, 95 => outcome.P95, _ => outcome.P99 };
        return outcome.P50 > 0 ? Math.Max(1, tail / outcome.P50) : 1;
    }

    private static string Figures(Prediction p) => string.Create(CultureInfo.InvariantCulture, $"{p.P50Ms:0.#} ms and {p.CostPerMillion:0.00} USD/M");
}
