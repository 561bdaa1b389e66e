using System.Globalization;

namespace Fusionize.Optimization;

/// <summary>The cheapest setup that keeps a latency limit.</summary>
/// <param name="Percentile">50, 95 or 99.</param>
/// <param name="LimitMs">What the percentile may be at most.</param>
public sealed record SloGoal(int Percentile, double LimitMs) : Goal
{
    /// <inheritdoc/>
    protected override string Text => string.Create(CultureInfo.InvariantCulture, $"slo:p{Percentile}<{LimitMs}ms");

    internal override T Best<T>(IReadOnlyList<T> candidates, Func<T, SetupFigures> figures, double cheapest) =>
        candidates
            .OrderBy(c => figures(c).CostPerMillion)
            .ThenBy(c => figures(c).P50Ms)
            .Where(c => figures(c).Percentile(Percentile) <= LimitMs)
            .Concat(candidates.OrderBy(c => figures(c).Percentile(Percentile)))
            .First();

    internal override Func<double, double, double> SearchScore(Func<double> cheapest, double tail) =>
        (p50, cost) => p50 * tail <= LimitMs ? cost : 1e9 * p50;

    internal override Goal WithLimitScaled(double factor) => this with { LimitMs = LimitMs * factor };

    internal override Goal WithMargin(double margin) => this with { LimitMs = LimitMs * (1 - margin) };

    internal override double TailOf(SetupFigures measured) => measured.P50Ms > 0 ? Math.Max(1, measured.Percentile(Percentile) / measured.P50Ms) : 1;

    // While the limit is exceeded, only latency counts; within it, only cost.
    internal override bool IsWorthTrying(PredictedGain gain)
    {
        var (before, after) = (gain.Before.Percentile(Percentile), gain.After.Percentile(Percentile));
        return before > LimitMs ? after < before * (1 - gain.MinGain) : gain.IsCheaper;
    }
}
