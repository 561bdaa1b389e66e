using Fusionize.Records;
using Fusionize.Setups;

namespace Fusionize.Optimization;

/// <summary>Chooses the best of several setups by a goal.</summary>
public static class GoalChoice
{
    /// <summary>A setup that fails more often than this is only chosen where all do.</summary>
    private const double MaxErrors = 0.01;

    /// <summary>The best setup that was measured; null where none served a request. The rounds of one setup count together.</summary>
    /// <param name="history">The measured setups.</param>
    /// <param name="goal">What is best.</param>
    public static FusionSetup? BestMeasured(IEnumerable<MeasuredSetup> history, Goal goal) =>
        Best(ReliableOutcomes(history), m => SetupFigures.Of(m.Outcome), goal).Setup;

    /// <summary>The best candidate, the first of equal ones; default if there is none.</summary>
    /// <param name="candidates">What is chosen from.</param>
    /// <param name="figures">Latency and cost of a candidate.</param>
    /// <param name="goal">What is best.</param>
    /// <param name="cheapest">Cost of the cheapest setup known, if it may be none of the candidates.</param>
    public static T? Best<T>(IReadOnlyList<T> candidates, Func<T, SetupFigures> figures, Goal goal, double cheapest = double.PositiveInfinity) =>
        candidates.Count == 0 ? default : goal.Best(candidates, figures, cheapest);

    /// <summary>The measured setups that rarely fail; if all fail often, all that served a request.</summary>
    internal static IReadOnlyList<FusionSetup> Reliable(IEnumerable<MeasuredSetup> history) => [.. ReliableOutcomes(history).Select(m => m.Setup)];

    private static List<(FusionSetup Setup, SetupOutcome Outcome)> ReliableOutcomes(IEnumerable<MeasuredSetup> history)
    {
        var measured = history
            .GroupBy(m => m.Setup)
            .Select(g => (Setup: g.Key, Outcome: SetupOutcome.Of(g.SelectMany(m => m.Records), g.Key)))
            .Where(m => m.Outcome.Requests > 0)
            .ToList();
        var reliable = measured.FindAll(m => m.Outcome.Errors <= MaxErrors * m.Outcome.Requests);
        return reliable.Count > 0 ? reliable : measured;
    }
}
