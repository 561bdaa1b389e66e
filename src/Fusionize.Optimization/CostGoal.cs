namespace Fusionize.Optimization;

/// <summary>Lowest cost.</summary>
public sealed record CostGoal : Goal
{
    /// <inheritdoc/>
    protected override string Text => "cost";

    internal override bool ValuesLatency => false;

    internal override Func<double, double, double> FrontOrder => (_, cost) => cost;

    internal override T Best<T>(IReadOnlyList<T> candidates, Func<T, SetupFigures> figures, double cheapest) =>
        candidates.OrderBy(c => figures(c).CostPerMillion).ThenBy(c => figures(c).P50Ms).First();

    internal override Func<double, double, double> ScoreWith(double cheapest) => (_, cost) => cost;

    internal override Func<double, double, double> SearchScore(Func<double> cheapest, double tail) => (p50, cost) => cost * (1 + 1e-9 * p50);

    internal override bool IsWorthTrying(PredictedGain gain) => gain.IsCheaper;
}
