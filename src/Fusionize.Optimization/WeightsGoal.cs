using System.Globalization;

namespace Fusionize.Optimization;

/// <summary>Lowest product of cost and median, each to the power of its weight.</summary>
/// <param name="CostWeight">Between 0 and 1; the median's weight is the rest.</param>
public sealed record WeightsGoal(double CostWeight) : Goal
{
    /// <inheritdoc/>
    protected override string Text =>
        string.Create(CultureInfo.InvariantCulture, $"weights:cost={(decimal)CostWeight},p50={1 - (decimal)CostWeight}");

    internal override T Best<T>(IReadOnlyList<T> candidates, Func<T, SetupFigures> figures, double cheapest) =>
        candidates.MinBy(c => Score(figures(c)))!;

    internal override Func<double, double, double> ScoreWith(double cheapest) => Score;

    internal override Func<double, double, double> SearchScore(Func<double> cheapest, double tail) => Score;

    internal override bool IsWorthTrying(PredictedGain gain) =>
        Math.Log(Score(gain.Before) / Score(gain.After)) > Math.Max(gain.MinGain, Math.Max(gain.P50Noise, gain.CostNoise));

    private double Score(SetupFigures figures) => Score(figures.P50Ms, figures.CostPerMillion);

    private double Score(double p50, double cost) => Math.Pow(cost, CostWeight) * Math.Pow(p50, 1 - CostWeight);
}
