using System.Collections.Immutable;
using Fusionize.Dashboard.Model;
using Fusionize.Optimization;
using Fusionize.Records;

namespace Fusionize.Dashboard.Building;

/// <summary>Measured and predicted figures with their intervals.</summary>
internal static class Figures
{
    /// <summary>Half the width of the central interval of a normal distribution that contains 19 of 20 values.</summary>
    private const double Z = 1.96;

    public static ReportMeasured Measured(MeasuredSetup measured, ImmutableArray<string> disturbances, double? clientP50, double? clientP95)
    {
        var outcome = SetupOutcome.Of(measured.Records, measured.Setup);
        // The median of a mix is the weighted mean of the entries' medians (SetupOutcome).
        var entries = EntryOutcome.ByEntry(measured.Records).Select(Billed).ToList();
        var within = (entries.Count > 1 ? entries : [Billed(measured.Records)]).ConvertAll(e => (e.Length, Bounds: MedianWithin(e)));
        var low = within.Sum(w => w.Length * w.Bounds.Low) / Math.Max(1, within.Sum(w => w.Length));
        var high = within.Sum(w => w.Length * w.Bounds.High) / Math.Max(1, within.Sum(w => w.Length));
        return new()
        {
            Requests = outcome.Requests,
            Errors = outcome.Errors,
            BilledP50Ms = outcome.P50,
            BilledP50LowMs = low,
            BilledP50HighMs = high,
            BilledP95Ms = outcome.P95,
            BilledP99Ms = outcome.P99,
            UsdPerMillion = outcome.CostPerMillion,
            UsdWithin = CostWithin(measured),
            ColdStarts = outcome.ColdStarts,
            InvocationsPerRequest = outcome.InvocationsPerRequest,
            DoubleBilledMs = outcome.DoubleBilledMs,
            ClientP50Ms = clientP50,
            ClientP95Ms = clientP95,
            Disturbances = disturbances,
        };
    }

    public static ReportPredicted Predicted(Prediction p) => Predicted(p.P50Ms, p.P50Error, p.P95Ms, p.CostPerMillion, p.CostError);

    public static ReportPredicted Predicted(double p50Ms, double p50Error, double p95Ms, double usd, double usdError) =>
        new(p50Ms, Math.Max(0, p50Ms * (1 - p50Error)), p50Ms * (1 + p50Error), p95Ms, usd, Math.Max(0, usd * (1 - usdError)), usd * (1 + usdError));

    /// <summary>Requests per second, without the pauses between rounds.</summary>
    public static double? Rate(IEnumerable<InvocationRecord> records)
    {
        double[] starts = [.. records.Where(r => r.IsRoot).Select(r => r.StartMs).Order()];
        var gaps = Statistics.Sorted(starts.Zip(starts.Skip(1), (a, b) => b - a));
        if (gaps.Length < 2)
            return null;
        var usual = gaps.Where(g => g <= 20 * Math.Max(1, Statistics.Quantile(gaps, 0.5))).ToList();
        return usual.Sum() > 0 ? usual.Count / usual.Sum() * 1000 : null;
    }

    /// <summary>Billed durations in bins of equal width on a logarithmic axis.</summary>
    public static ImmutableArray<ReportBin> Histogram(double[] sorted)
    {
        const int Bins = 24;
        var positive = Array.FindAll(sorted, v => v > 0);
        if (positive.Length == 0)
            return [];
        var (low, high) = (positive[0], Math.Max(positive[^1] * 1.0001, positive[0] * 1.05));
        var step = Math.Pow(high / low, 1.0 / Bins);
        var bins = ImmutableArray.CreateBuilder<ReportBin>();
        for (var i = 0; i < Bins; i++)
        {
            var (from, to) = (low * Math.Pow(step, i), i == Bins - 1 ? double.PositiveInfinity : low * Math.Pow(step, i + 1));
            var count = positive.Count(v => v >= from && v < to);
            bins.Add(new(from, i == Bins - 1 ? high : to, count));
        }
        return bins.ToImmutable();
    }

    /// <summary>The billed durations of the requests' roots, sorted.</summary>
    public static double[] Billed(IEnumerable<InvocationRecord> records) =>
        Statistics.Sorted(records.Where(r => r.IsRoot).Select(r => (double)r.BilledMs));

    /// <summary>The confidence interval of the median, from ranks of the binomial distribution.</summary>
    private static (double Low, double High) MedianWithin(double[] sorted)
    {
        if (sorted.Length == 0)
            return (0, 0);
        var half = Z * Math.Sqrt(sorted.Length) / 2;
        var middle = (sorted.Length - 1) / 2.0;
        return (sorted[Math.Max(0, (int)Math.Floor(middle - half))], sorted[Math.Min(sorted.Length - 1, (int)Math.Ceiling(middle + half))]);
    }

    private static double CostWithin(MeasuredSetup measured)
    {
        double[] costs =
        [
            .. measured
                .Records.GroupBy(r => r.TraceId, StringComparer.Ordinal)
                .Select(t => t.Sum(r => LambdaPrices.Default.Invocation(r, measured.Setup)) * 1e6),
        ];
        return costs.Length < 2 ? 0 : Z * Math.Sqrt(Statistics.Variance(costs) / costs.Length);
    }
}
