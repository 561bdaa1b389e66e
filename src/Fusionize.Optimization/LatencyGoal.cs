namespace Fusionize.Optimization;

/// <summary>Lowest median latency.</summary>
public sealed record LatencyGoal : Goal
{
    /// <inheritdoc/>
    protected override string Text => "latency";

    internal override Func<double, double, double> FrontOrder => (p50, _) => p50;

    internal override T Best<T>(IReadOnlyList<T> candidates, Func<T, SetupFigures> figures, double cheapest) =>
        candidates.OrderBy(c => figures(c).P50Ms).ThenBy(c => figures(c).CostPerMillion).First();

    internal override Func<double, double, double> ScoreWith(double cheapest) => (p50, _) => p50;

    internal override Func<double, double, double> SearchScore(Func<double> cheapest, double tail) => (p50, cost) => p50 * (1 + 1e-9 * cost);

    internal override bool IsWorthTrying(PredictedGain gain) => gain.IsFaster;
}
