using System.Collections.Immutable;
using Fusionize.Engine.Feedback;
using Fusionize.Engine.Setups;
using Fusionize.Engine.Simulation;

namespace Fusionize.Engine.Optimization.Model;

/// <summary>An application as measured so far, and what any setup of it is expected to do.</summary>
public sealed class Forecast
{
    /// <summary>A model that is further off than this has missed something that a factor won't mend.</summary>
    private const double MaxBias = 1.3;

    private readonly Predictor _predictor;

    private Forecast(AppEstimate estimate, FusionSetup like)
    {
        Estimate = estimate;
        _predictor = new(estimate, like);
    }

    public AppEstimate Estimate { get; }

    /// <summary>What was measured is to what is predicted for the same setup, in the last round.</summary>
    public double P50Bias { get; private init; } = 1;
    public double CostBias { get; private init; } = 1;

    /// <summary>Relative standard errors of the last round's median and cost: what differs less is noise.</summary>
    public double P50Noise { get; private init; }
    public double CostNoise { get; private init; }

    /// <param name="history">At least one round with records of root requests.</param>
    public static Forecast Of(AppModel app, ImmutableArray<MeasuredSetup> history, LambdaModel? prior = null)
    {
        var last = history[^1];
        var outcome = SetupOutcome.Of(last.Records, last.Setup);
        var estimate = Estimator.Estimate(app, history, prior);
        var raw = new Forecast(estimate, last.Setup).Predict(last.Setup);
        if (raw.ColdStarts > 0)
            estimate = estimate with { ColdFactor = Math.Clamp(outcome.ColdStarts / raw.ColdStarts, 0.1, 5) };
        var predicted = new Forecast(estimate, last.Setup).Predict(last.Setup);
        var roots = last.Records.Where(r => r.IsRoot).Select(r => (double)r.BilledMs).ToArray();
        return new(estimate, last.Setup)
        {
            P50Bias = Bias(outcome.P50, predicted.P50Ms),
            CostBias = Bias(outcome.CostPerMillion, predicted.CostPerMillion),
            P50Noise = MedianError(roots),
            CostNoise = CostError(last),
        };
    }

    /// <summary>The expectation, mended by what the model was off in the last round.</summary>
    public Prediction Predict(FusionSetup setup)
    {
        var raw = _predictor.Predict(setup);
        return raw with { P50Ms = raw.P50Ms * P50Bias, CostPerMillion = raw.CostPerMillion * CostBias };
    }

    private static double Bias(double measured, double predicted)
        => measured > 0 && predicted > 0 ? Math.Clamp(measured / predicted, 1 / MaxBias, MaxBias) : 1;

    /// <summary>By order statistics: the ranks between which the true median lies in two of three cases.</summary>
    private static double MedianError(double[] samples)
    {
        if (samples.Length < 2)
            return 1;
        var sorted = Statistics.Sorted(samples);
        var step = 0.5 / Math.Sqrt(samples.Length);
        var width = Statistics.Quantile(sorted, Math.Min(1, 0.5 + step)) - Statistics.Quantile(sorted, Math.Max(0, 0.5 - step));
        // Billing in whole ms hides what is below.
        return Math.Max(width / 2, 0.3) / Math.Max(1, Statistics.Quantile(sorted, 0.5));
    }

    private static double CostError(MeasuredSetup measured)
    {
        var perTrace = measured.Records.GroupBy(r => r.TraceId).Select(t => t.Sum(r => LambdaPrices.Default.Invocation(r.BilledMs, r.MemoryMB))).ToArray();
        if (perTrace.Length < 2)
            return 1;
        var mean = Statistics.Mean(perTrace);
        return Math.Sqrt(perTrace.Sum(c => (c - mean) * (c - mean)) / (perTrace.Length - 1) / perTrace.Length) / mean;
    }
}
