using Fusionize.Setups;
using Fusionize.Shared;

namespace Fusionize.Optimization.Forecasts;

/// <summary>
/// The expected improvement of a setup on the best known one, as in Bayesian optimization: the mean gain over all outcomes, where worse outcomes
/// count
/// as none. It is high for setups that are probably better, and for setups about which little is known.
/// </summary>
internal sealed class ExpectedImprovement
{
    private const double Step = 0.01;
    private const double MinDeviation = 1e-6;

    private readonly Forecast _forecast;
    private readonly FusionSetup _best;
    private readonly Func<double, double, double> _score;

    private ExpectedImprovement(Forecast forecast, FusionSetup best, Func<double, double, double> score) =>
        (_forecast, _best, _score) = (forecast, best, score);

    /// <summary>Null for a goal with a limit: setups beyond it are no improvement, however close they are.</summary>
    /// <param name="cheapest">Predicted cost of the cheapest setup.</param>
    public static ExpectedImprovement? For(Goal goal, Forecast forecast, FusionSetup best, double cheapest) =>
        goal.ScoreWith(cheapest) is { } score ? new(forecast, best, score) : null;

    /// <summary>The expected improvement of the goal's score, as a part of it.</summary>
    public double Of(FusionSetup setup)
    {
        var (a, b) = (_forecast.Predict(_best), _forecast.Predict(setup));
        double Score(double latency, double cost) => Math.Log(_score(b.P50Ms * latency, b.CostPerMillion * cost));
        var gain = Math.Log(_score(a.P50Ms, a.CostPerMillion)) - Score(1, 1);
        var (p50, costs) = _forecast.DeviationOfDifference(_best, setup);
        // The score's deviation, by its slopes in latency and cost.
        var deviation = Math.Sqrt(
            Math.Pow(p50 * (Score(1 + Step, 1) - Score(1, 1)) / Step, 2) + Math.Pow(costs * (Score(1, 1 + Step) - Score(1, 1)) / Step, 2)
        );
        if (deviation < MinDeviation)
            return Math.Max(0, gain);
        var z = gain / deviation;
        return deviation * NormalDistribution.Density(z) + gain * NormalDistribution.Cumulative(z);
    }
}
