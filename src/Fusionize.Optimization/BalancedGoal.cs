namespace Fusionize.Optimization;

/// <summary>
/// Lowest median among the setups that cost little more than the cheapest; each further per cent of cost must save several per cent of latency.
/// </summary>
/// <param name="Tolerance">How much more than the cheapest setup is accepted: 0.05 is 5 %.</param>
public sealed record BalancedGoal(double Tolerance = BalancedGoal.DefaultTolerance) : Goal
{
    /// <summary>The usual tolerance: 5 %.</summary>
    public const double DefaultTolerance = 0.05;

    /// <summary>Per cent of latency that each per cent of cost beyond the tolerance must save.</summary>
    private const double LatencyPerCost = 3;

    /// <inheritdoc/>
    protected override string Text => "balanced";

    internal override T Best<T>(IReadOnlyList<T> candidates, Func<T, SetupFigures> figures, double cheapest)
    {
        var score = ScoreWith(candidates.Min(c => Math.Min(cheapest, figures(c).CostPerMillion)));
        return candidates.MinBy(c => score(figures(c).P50Ms, figures(c).CostPerMillion))!;
    }

    // The last factor decides between setups that are equally fast.
    internal override Func<double, double, double> ScoreWith(double cheapest) =>
        (p50, cost) => p50 * Math.Pow(Math.Max(1, cost / (cheapest * (1 + Tolerance))), LatencyPerCost) * (1 + 1e-9 * cost);

    internal override Func<double, double, double> SearchScore(Func<double> cheapest, double tail) => ScoreWith(cheapest());

    internal override Goal WithLimitScaled(double factor) => new BalancedGoal((1 + Tolerance) * factor - 1);

    internal override bool IsWorthTrying(PredictedGain gain) => gain.IsFaster || gain.IsCheaper;
}
