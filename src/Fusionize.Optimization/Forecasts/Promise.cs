using Fusionize.Optimization.Search;
using Fusionize.Optimization.Forecasts;
using Fusionize.Optimization;
using Fusionize.Optimization.Estimation;
using Fusionize.Setups;
using Fusionize.Setups.Stores;

namespace Fusionize.Optimization.Forecasts;

/// <summary>
/// What trying a setup promises: by which part it is expected to be better than the best known one where it is better, times how likely that is.
/// So a trial goes to what is probably better, or to what may well be because nobody knows.
/// </summary>
internal sealed class Promise
{
    private const double Step = 0.01;

    private readonly Forecast _forecast;
    private readonly FusionSetup _known;
    private readonly Func<double, double, double> _score;

    private Promise(Forecast forecast, FusionSetup known, Func<double, double, double> score)
    {
        (_forecast, _known, _score) = (forecast, known, score);
    }

    /// <summary>Null for a goal that is a limit: beyond it nothing counts, whatever it promises.</summary>
    /// <param name="cheapest">What the cheapest setup is expected to cost.</param>
    public static Promise? By(Goal goal, Forecast forecast, FusionSetup known, double cheapest)
        => goal.ScoreWith(cheapest) is { } score ? new(forecast, known, score) : null;

    public double Of(FusionSetup setup)
    {
        var (a, b) = (_forecast.Predict(_known), _forecast.Predict(setup));
        double Score(double latency, double cost) => Math.Log(_score(b.P50Ms * latency, b.CostPerMillion * cost));
        var gain = Math.Log(_score(a.P50Ms, a.CostPerMillion)) - Score(1, 1);
        var (p50, costs) = _forecast.DoubtBetween(_known, setup);
        var doubt = Math.Sqrt(Math.Pow(p50 * (Score(1 + Step, 1) - Score(1, 1)) / Step, 2) + Math.Pow(costs * (Score(1, 1 + Step) - Score(1, 1)) / Step, 2));
        if (doubt < 1e-6)
            return Math.Max(0, gain);
        var z = gain / doubt;
        return doubt * Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI) + gain * Normal(z);
    }

    /// <summary>The normal distribution; Abramowitz and Stegun 26.2.17.</summary>
    private static double Normal(double z)
    {
        var t = 1 / (1 + 0.2316419 * Math.Abs(z));
        var tail = Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI) * t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
        return z > 0 ? 1 - tail : tail;
    }
}
