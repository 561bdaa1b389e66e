using System.Collections.Immutable;
using Fusionize.Records;

namespace Fusionize.Rounds.Load;

/// <summary>The requests of one entry, or of one path, during a run; latencies in ms as the client sees them.</summary>
public sealed record EntrySummary(string Name, int Requests, int Errors, double P50, double P95, double P99, double Max, double Mean)
{
    internal static EntrySummary Of(string name, ImmutableArray<LoadSample> samples)
    {
        var latencies = Statistics.Sorted(samples.Where(s => s.Error is null or LoadGenerator.TimeoutError).Select(s => s.Latency.TotalMilliseconds));
        return new(
            name,
            samples.Length,
            samples.Count(s => s.Error is not null),
            OrZero(Statistics.Quantile(latencies, 0.50)),
            OrZero(Statistics.Quantile(latencies, 0.95)),
            OrZero(Statistics.Quantile(latencies, 0.99)),
            latencies is [.., var last] ? last : 0,
            OrZero(Statistics.Mean(latencies))
        );
    }

    // JSON has no NaN.
    private static double OrZero(double value) => double.IsNaN(value) ? 0 : value;
}
