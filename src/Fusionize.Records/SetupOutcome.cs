using System.Collections.Immutable;
using Fusionize.Setups;

namespace Fusionize.Records;

/// <summary>The measured outcome of a setup. Latency is the root's billed duration in ms; cost is per root request.</summary>
public sealed record SetupOutcome
{
    /// <summary>Root invocations.</summary>
    public int Requests { get; init; }

    /// <summary>Root invocations that failed.</summary>
    public int Errors { get; init; }

    public int Invocations { get; init; }
    public int ColdStarts { get; init; }

    /// <summary>
    /// The median. With several entries: the mean of their medians, weighted by their share of the requests. A median over all requests would not
    /// show an entry with fewer than half of them.
    /// </summary>
    public double P50 { get; init; }
    public double P95 { get; init; }
    public double P99 { get; init; }
    public double Mean { get; init; }

    /// <summary>USD per million root requests: the billed time of all functions, and the fee of every invocation.</summary>
    public double CostPerMillion { get; init; }

    public double InvocationsPerRequest { get; init; }

    /// <summary>Billed time per root request in which callers waited for synchronous remote calls.</summary>
    public double DoubleBilledMs { get; init; }

    /// <summary>The outcome of each entry task that had requests; empty if there is only one entry.</summary>
    public ImmutableArray<EntryOutcome> Entries { get; init; } = [];

    /// <param name="setup">For the architecture of each group; null: x86.</param>
    public static SetupOutcome Of(IEnumerable<InvocationRecord> records, FusionSetup? setup = null, LambdaPrices? prices = null)
    {
        prices ??= LambdaPrices.Default;
        var all = records as IReadOnlyCollection<InvocationRecord> ?? [.. records];
        List<double> billed = [];
        string? entry = null;
        var hasSeveralEntries = false;
        int errors = 0,
            invocations = 0,
            coldStarts = 0;
        double cost = 0,
            waited = 0;
        foreach (var record in all)
        {
            invocations++;
            coldStarts += record.IsCold ? 1 : 0;
            cost += prices.Invocation(record, setup);
            waited += Intervals.Union(
                record.Calls.Where(c => c is { Kind: CallKind.Sync, Where: CallSite.Remote }).Select(c => (c.AtMs, c.AtMs + c.Ms))
            );
            if (!record.IsRoot)
                continue;
            billed.Add(record.BilledMs);
            // A crashed instance doesn't name its task.
            if (record.Task.Length > 0)
                hasSeveralEntries |= (entry ??= record.Task) != record.Task;
            errors += record.Error is null ? 0 : 1;
        }
        var sorted = Statistics.Sorted(billed);
        var requests = sorted.Length;
        var entries = hasSeveralEntries ? EntryOutcome.Of(all, setup, prices) : [];
        return new()
        {
            Requests = requests,
            Errors = errors,
            Invocations = invocations,
            ColdStarts = coldStarts,
            P50 = hasSeveralEntries ? entries.Sum(e => e.P50 * e.Requests) / entries.Sum(e => e.Requests) : OrZero(Statistics.Quantile(sorted, 0.50)),
            P95 = OrZero(Statistics.Quantile(sorted, 0.95)),
            P99 = OrZero(Statistics.Quantile(sorted, 0.99)),
            Mean = OrZero(Statistics.Mean(sorted)),
            CostPerMillion = requests == 0 ? 0 : cost / requests * 1e6,
            InvocationsPerRequest = requests == 0 ? 0 : (double)invocations / requests,
            DoubleBilledMs = requests == 0 ? 0 : waited / requests,
            Entries = entries,
        };
    }

    // JSON has no NaN.
    private static double OrZero(double value) => double.IsNaN(value) ? 0 : value;
}
