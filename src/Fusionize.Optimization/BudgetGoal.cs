using System.Globalization;

namespace Fusionize.Optimization;

/// <summary>Lowest median among the setups that keep a budget.</summary>
/// <param name="MaxCostPerMillion">USD per million requests.</param>
public sealed record BudgetGoal(double MaxCostPerMillion) : Goal
{
    /// <inheritdoc/>
    protected override string Text => string.Create(CultureInfo.InvariantCulture, $"budget:{MaxCostPerMillion}");

    internal override T Best<T>(IReadOnlyList<T> candidates, Func<T, SetupFigures> figures, double cheapest) =>
        candidates
            .OrderBy(c => figures(c).P50Ms)
            .ThenBy(c => figures(c).CostPerMillion)
            .Where(c => figures(c).CostPerMillion <= MaxCostPerMillion)
            .Concat(candidates.OrderBy(c => figures(c).CostPerMillion).ThenBy(c => figures(c).P50Ms))
            .First();

    internal override Func<double, double, double> SearchScore(Func<double> cheapest, double tail) =>
        (p50, cost) => cost <= MaxCostPerMillion ? p50 : 1e9 * cost;

    internal override Goal WithLimitScaled(double factor) => new BudgetGoal(MaxCostPerMillion * factor);

    internal override Goal WithMargin(double margin) => new BudgetGoal(MaxCostPerMillion * (1 - margin));

    // While the budget is exceeded, only cost counts; within it, only latency.
    internal override bool IsWorthTrying(PredictedGain gain) => gain.Before.CostPerMillion > MaxCostPerMillion ? gain.IsCheaper : gain.IsFaster;
}
