using Fusionize.Optimization.Optimizers;
using Fusionize.Records;
using Fusionize.Setups;
using Fusionize.Setups.Stores;

namespace Fusionize.Optimization;

/// <summary>Chooses by a goal.</summary>
public static class GoalChoice
{
    /// <summary>A setup that fails more often than this is only chosen where all do.</summary>
    private const double MaxErrors = 0.01;

    /// <summary>The best setup that was measured; null where none served a request. The rounds of one setup count together.</summary>
    public static FusionSetup? BestMeasured(IEnumerable<MeasuredSetup> history, Goal goal)
        => Best(SoundOutcomes(history), m => m.Outcome, goal).Setup;

    /// <summary>The measured setups that rarely fail; all that served a request, if all fail.</summary>
    internal static IReadOnlyList<FusionSetup> Sound(IEnumerable<MeasuredSetup> history) => [.. SoundOutcomes(history).Select(m => m.Setup)];

    private static List<(FusionSetup Setup, SetupOutcome Outcome)> SoundOutcomes(IEnumerable<MeasuredSetup> history)
    {
        var measured = history.GroupBy(m => m.Setup)
            .Select(g => (Setup: g.Key, Outcome: SetupOutcome.Of(g.SelectMany(m => m.Records), g.Key)))
            .Where(m => m.Outcome.Requests > 0)
            .ToList();
        var sound = measured.FindAll(m => m.Outcome.Errors <= MaxErrors * m.Outcome.Requests);
        return sound.Count > 0 ? sound : measured;
    }

    /// <summary>The best of several by what they do, the earlier one of equals; default of nothing.</summary>
    /// <param name="cheapest">What the cheapest setup costs, where that is known to be none of these.</param>
    public static T? Best<T>(IReadOnlyList<T> candidates, Func<T, SetupOutcome> outcome, Goal goal, double cheapest = double.PositiveInfinity)
    {
        if (candidates.Count == 0)
            return default;
        var byCost = candidates.OrderBy(c => outcome(c).CostPerMillion).ThenBy(c => outcome(c).P50);
        var byLatency = candidates.OrderBy(c => outcome(c).P50).ThenBy(c => outcome(c).CostPerMillion);
        return goal.Kind switch
        {
            GoalKind.Cost => byCost.First(),
            GoalKind.Latency => byLatency.First(),
            GoalKind.Weights or GoalKind.Balanced => BestScored(candidates, outcome, goal, cheapest),
            GoalKind.Slo => byCost.Where(c => Percentile(outcome(c), goal.Percentile) <= goal.Limit)
                .Concat(candidates.OrderBy(c => Percentile(outcome(c), goal.Percentile))).First(),
            GoalKind.Budget => byLatency.Where(c => outcome(c).CostPerMillion <= goal.Limit).Concat(byCost).First(),
            _ => throw new ArgumentOutOfRangeException(nameof(goal), goal, null),
        };
    }

    private static T BestScored<T>(IReadOnlyList<T> candidates, Func<T, SetupOutcome> outcome, Goal goal, double cheapest)
    {
        var score = goal.ScoreWith(candidates.Min(c => Math.Min(cheapest, outcome(c).CostPerMillion)))!;
        return candidates.MinBy(c => score(outcome(c).P50, outcome(c).CostPerMillion))!;
    }

    private static double Percentile(SetupOutcome outcome, int percentile) => percentile switch
    {
        50 => outcome.P50,
        95 => outcome.P95,
        _ => outcome.P99,
    };
}
