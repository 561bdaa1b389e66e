using System.Collections.Immutable;

namespace Fusionize.Rounds.Load;

/// <summary>
/// The figures of a run; latencies in ms as the client sees them. They include requests that succeeded or timed out (those took at least that long).
/// Other failures are only counted, because a fast refusal isn't a fast response.
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

    /// <summary>The figures of each entry or path, in the mix's order; empty if there is only one.</summary>
    public ImmutableArray<EntrySummary> Entries { get; init; } = [];

    public static LoadSummary Of(LoadResult result)
    {
        var all = EntrySummary.Of("", result.Samples);
        return new()
        {
            Requests = all.Requests,
            Errors = all.Errors,
            ErrorsByKind = result.Samples.Select(s => s.Error).OfType<string>().CountBy(e => e).ToImmutableSortedDictionary(StringComparer.Ordinal),
            PlannedRate = result.Plan.MeanRate,
            Seconds = result.Elapsed.TotalSeconds,
            P50 = all.P50,
            P95 = all.P95,
            P99 = all.P99,
            Max = all.Max,
            Mean = all.Mean,
            Entries = result.Mix is { HasSeveralNames: true } mix ? EntriesOf(result.Samples, mix) : [],
        };
    }

    private static ImmutableArray<EntrySummary> EntriesOf(ImmutableArray<LoadSample> samples, RequestMix mix)
    {
        var byName = samples.ToLookup(s => mix.Requests[s.Kind].Name, StringComparer.Ordinal);
        return [.. mix.Requests.Select(r => r.Name).Distinct(StringComparer.Ordinal).Select(name => EntrySummary.Of(name, [.. byName[name]]))];
    }
}
