using Fusionize.Setups;

namespace Fusionize.Optimization;

/// <summary>Chooses the best of several setups by a goal.</summary>
public static class GoalChoice
{
    /// <summary>A setup that fails more often than this is only chosen where all do.</summary>
    private const double MaxErrors = 0.01;

    /// <summary>
    /// The best setup that was measured; null where none served a request. The rounds of one setup count together, without those that were disturbed.
    /// A setup that only one round measured, a disturbed one, is only chosen where all are like that.
    /// </summary>
    /// <param name="history">The measured setups.</param>
    /// <param name="goal">What is best.</param>
    public static FusionSetup? BestMeasured(IEnumerable<MeasuredSetup> history, Goal goal) =>
        Best(Undoubted(Reliable(history)), m => m.Figures, goal)?.Setup;

    /// <summary>The setups that more than a single, disturbed round has measured; if there are none, all.</summary>
    internal static IReadOnlyList<MeasuredFigures> Undoubted(IReadOnlyList<MeasuredFigures> measured) =>
        measured.Where(m => !m.IsDisturbed || m.Rounds > 1).ToList() is { Count: > 0 } undoubted ? undoubted : measured;

    /// <summary>The best candidate, the first of equal ones; default if there is none.</summary>
    /// <param name="candidates">What is chosen from.</param>
    /// <param name="figures">Latency and cost of a candidate.</param>
    /// <param name="goal">What is best.</param>
    /// <param name="cheapest">Cost of the cheapest setup known, if it may be none of the candidates.</param>
    public static T? Best<T>(IReadOnlyList<T> candidates, Func<T, SetupFigures> figures, Goal goal, double cheapest = double.PositiveInfinity) =>
        candidates.Count == 0 ? default : goal.Best(candidates, figures, cheapest);

    /// <summary>The measured setups that rarely fail; if all fail often, all that served a request.</summary>
    internal static IReadOnlyList<MeasuredFigures> Reliable(IEnumerable<MeasuredSetup> history)
    {
        var measured = MeasuredFigures.Of(history);
        var reliable = measured.RemoveAll(m => m.Outcome.Errors > MaxErrors * m.Outcome.Requests);
        return reliable.Length > 0 ? reliable : measured;
    }
}
