using System.Collections.Immutable;
using Fusionize.Records;

namespace Fusionize.Rounds.Load;

/// <summary>
/// The figures of a run; latencies in ms as the client sees them. They include requests that succeeded or timed out (those took at least that long).
/// Other failures are only counted, since a fast refusal isn't a fast answer.
/// </summary>
public sealed record LoadSummary
{
    public required int Requests { get; init; }
    public required int Errors { get; init; }
    public required ImmutableSortedDictionary<string, int> ErrorsByKind { get; init; }

    /// <summary>The planned rate, in requests per second.</summary>
    public required double PlannedRate { get; init; }

    public required double Seconds { get; init; }
    public required double P50 { get; init; }
    public required double P95 { get; init; }
    public required double P99 { get; init; }
    public required double Max { get; init; }
    public required double Mean { get; init; }

    /// <summary>The same of each entry or path, in the mix's order; empty if there is only one.</summary>
    public ImmutableArray<EntrySummary> Entries { get; init; } = [];

    public static LoadSummary Of(LoadResult result)
    {
        var failures = result.Samples.Where(s => s.Error is not null).ToList();
        var latencies = Latencies(result.Samples);
        return new()
        {
            Requests = result.Samples.Length,
            Errors = failures.Count,
            ErrorsByKind = failures.CountBy(s => s.Error!).ToImmutableSortedDictionary(StringComparer.Ordinal),
            PlannedRate = result.Plan.MeanRate,
            Seconds = result.Elapsed.TotalSeconds,
            P50 = OrZero(Statistics.Quantile(latencies, 0.50)),
            P95 = OrZero(Statistics.Quantile(latencies, 0.95)),
            P99 = OrZero(Statistics.Quantile(latencies, 0.99)),
            Max = latencies is [.., var last] ? last : 0,
            Mean = OrZero(Statistics.Mean(latencies)),
            Entries = result.Mix is { HasSeveralNames: true } mix ? EntriesOf(result.Samples, mix) : [],
        };
    }

    private static ImmutableArray<EntrySummary> EntriesOf(ImmutableArray<LoadSample> samples, RequestMix mix)
    {
        var byName = samples.ToLookup(s => mix.Requests[s.Kind].Name, StringComparer.Ordinal);
        return
        [
            .. mix
                .Requests.Select(r => r.Name)
                .Distinct(StringComparer.Ordinal)
                .Select(name =>
                {
                    var latencies = Latencies(byName[name]);
                    return new EntrySummary(
                        name,
                        byName[name].Count(),
                        byName[name].Count(s => s.Error is not null),
                        OrZero(Statistics.Quantile(latencies, 0.50)),
                        OrZero(Statistics.Quantile(latencies, 0.95)),
                        OrZero(Statistics.Quantile(latencies, 0.99)),
                        latencies is [.., var last] ? last : 0,
                        OrZero(Statistics.Mean(latencies))
                    );
                }),
        ];
    }

    private static double[] Latencies(IEnumerable<LoadSample> samples) =>
        Statistics.Sorted(samples.Where(s => s.Error is null or LoadGenerator.TimeoutError).Select(s => s.Latency.TotalMilliseconds));

    // JSON has no NaN.
    private static double OrZero(double value) => double.IsNaN(value) ? 0 : value;
}
