using Fusionize.Optimization.Predictor;
using Fusionize.Records;

namespace Fusionize.Optimization.Estimation;

/// <summary>What a warm function did: its typical duration, and when its local calls begin and how long they take.</summary>
/// <param name="LogMs">Logarithm of the typical duration, ms.</param>
/// <param name="Calls">Medians of the local calls.</param>
internal sealed record MeasuredFunction(double LogMs, IReadOnlyDictionary<(string From, string To, CallKind Kind), (double AtMs, double Ms)> Calls)
{
    /// <summary>Fewer samples have no reliable median.</summary>
    public const int MinSamples = 5;

    /// <summary>A call that fewer invocations make isn't compared.</summary>
    private const double MinCallShare = 0.6;

    // Standard error of a function's and a call's median: noise, and effects that the prediction leaves out.
    private const double Noise = 0.02;
    private const double CallNoise = 0.03;
    private const double CallNoiseMs = 0.7;

    /// <summary>Residuals beyond this loss count linearly (Huber loss).</summary>
    private const double HuberDelta = 3;

    /// <param name="typicalMs">What the fast prediction says.</param>
    /// <param name="expectedMs">What the simulation says. Threads and waits don't cause the difference to the prediction, so it is
    /// subtracted.</param>
    /// <param name="measuredMs">What was measured.</param>
    /// <param name="records">The typical invocations.</param>
    public static MeasuredFunction Of(double typicalMs, double expectedMs, double measuredMs, List<InvocationRecord> records) =>
        new(Math.Log(typicalMs) + Math.Log(measuredMs / expectedMs), CallsOf(records));

    /// <summary>How badly a predicted duration and predicted calls fit.</summary>
    public double Loss(double typicalMs, WarmCall[] calls) => HuberLoss((Math.Log(typicalMs) - LogMs) / Noise) + CallLoss(calls);

    /// <summary>How badly predicted calls fit. Their begin shows the caller's work before them, their duration the callee's work.</summary>
    public double CallLoss(WarmCall[] calls)
    {
        var loss = 0.0;
        foreach (var call in calls)
        {
            if (call.IsTypical && Calls.TryGetValue((call.From, call.To, call.Kind), out var measured))
                loss +=
                    HuberLoss((call.AtMs - measured.AtMs) / (CallNoiseMs + CallNoise * measured.AtMs))
                    + HuberLoss((call.Ms - measured.Ms) / (CallNoiseMs + CallNoise * measured.Ms));
        }
        return loss;
    }

    /// <summary>Quadratic for small residuals, linear for large ones: no assumption here explains those.</summary>
    private static double HuberLoss(double residual) =>
        Math.Abs(residual) is var size && size <= HuberDelta ? size * size : 2 * HuberDelta * size - HuberDelta * HuberDelta;

    private static Dictionary<(string From, string To, CallKind Kind), (double AtMs, double Ms)> CallsOf(List<InvocationRecord> records) =>
        records
            .SelectMany(r =>
                r.Calls.Where(c => c is { Where: CallSite.Local, Error: null })
                    .GroupBy(c => (c.From, c.To, c.Kind))
                    .Where(g => g.Count() == 1)
                    .Select(g => g.First())
            )
            .GroupBy(c => (c.From, c.To, c.Kind))
            .Where(g => g.Count() >= MinSamples && g.Count() > MinCallShare * records.Count)
            .ToDictionary(g => g.Key, g => (Statistics.Median(g.Select(c => c.AtMs)), Statistics.Median(g.Select(c => c.Ms))));
}
