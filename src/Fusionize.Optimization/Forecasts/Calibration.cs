using System.Collections.Immutable;
using System.Globalization;
using Fusionize.Records;
using Fusionize.Setups;

namespace Fusionize.Optimization.Forecasts;

/// <summary>
/// How far earlier predictions were off, compared with the intervals that they stated. If measurements missed the intervals, later intervals are
/// wider by these factors.
/// </summary>
/// <param name="P50">Factor for intervals of the median, at least 1.</param>
/// <param name="Cost">Factor for intervals of the cost, at least 1.</param>
/// <param name="Checked">The latest rounds, each with what was predicted from the rounds before it.</param>
internal sealed record Calibration(double P50, double Cost, ImmutableArray<CheckedPrediction> Checked)
{
    public static Calibration None { get; } = new(1, 1, []);

    /// <summary>Only the latest rounds are checked, since each check estimates the application from the rounds before it.</summary>
    private const int MaxRounds = 3;

    /// <summary>The prior: as many predictions without a miss.</summary>
    private const double PriorRounds = 2;

    /// <summary>Larger deviations count as this many, so that one miss doesn't make all later intervals useless.</summary>
    private const double MaxDeviations = 8;

    /// <param name="history">The rounds.</param>
    /// <param name="predict">Predicts a setup from some rounds, with the interval that the model states by itself.</param>
    public static Calibration Of(ImmutableArray<MeasuredSetup> history, Func<ImmutableArray<MeasuredSetup>, FusionSetup, Prediction> predict)
    {
        var calibration = None;
        var (p50, cost) = (PriorRounds, PriorRounds);
        var count = PriorRounds;
        for (var k = Math.Max(1, history.Length - MaxRounds); k < history.Length; k++)
        {
            var raw = predict(history[..k], history[k].Setup);
            var measured = SetupOutcome.Of(history[k].Records, history[k].Setup);
            var stated = raw with { P50Error = raw.P50Error * calibration.P50, CostError = raw.CostError * calibration.Cost };
            // A disturbed round says less about the prediction.
            var weight = history[k].IsDisturbed ? 0.5 : 1;
            count += weight;
            p50 += weight * Squared(raw.P50Ms, raw.P50Error, measured.P50);
            cost += weight * Squared(raw.CostPerMillion, raw.CostError, measured.CostPerMillion);
            calibration = new(
                Math.Max(1, Math.Sqrt(p50 / count)),
                Math.Max(1, Math.Sqrt(cost / count)),
                calibration.Checked.Add(new(history[k], stated, measured))
            );
        }
        return calibration;
    }

    /// <summary>The square of the deviation, in the stated standard deviations.</summary>
    private static double Squared(double predicted, double error, double measured) =>
        predicted > 0 && measured > 0 && error > 0 ? Math.Pow(Math.Min(MaxDeviations, Math.Abs(Math.Log(measured / predicted)) / (error / 2)), 2) : 0;
}

/// <summary>A prediction beside the measurement.</summary>
/// <param name="Round">The round that was predicted.</param>
/// <param name="Predicted">What was predicted from the rounds before, with the interval as it was stated.</param>
/// <param name="Measured">What was measured.</param>
internal sealed record CheckedPrediction(MeasuredSetup Round, Prediction Predicted, SetupOutcome Measured)
{
    /// <summary>Whether a figure lies outside of its interval.</summary>
    public bool IsMiss =>
        IsOutside(Predicted.P50Ms, Predicted.P50Error, Measured.P50, resolution: 1)
        || IsOutside(Predicted.CostPerMillion, Predicted.CostError, Measured.CostPerMillion, resolution: 0);

    /// <summary>The miss in words.</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"The prediction for round {Round.Round} missed{(Round.IsDisturbed ? " (the round was disturbed)" : "")}: "
                + $"predicted {Predicted.P50Ms:0.#} ms ± {100 * Predicted.P50Error:0} % and "
                + $"{Predicted.CostPerMillion:0.00} USD/M ± {100 * Predicted.CostError:0} %, "
                + $"measured {Measured.P50:0.#} ms and {Measured.CostPerMillion:0.00} USD/M; intervals are wider now."
        );

    // Billed times are whole ms.
    private static bool IsOutside(double predicted, double error, double measured, double resolution) =>
        measured > 0 && Math.Abs(measured - predicted) > Math.Max(resolution, predicted * error);
}
