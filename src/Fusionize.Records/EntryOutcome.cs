using System.Collections.Immutable;
using Fusionize.Setups;

namespace Fusionize.Records;

/// <summary>The measured figures of one entry task under a setup. Latencies are the root's billed duration in ms.</summary>
/// <param name="Task">The entry task.</param>
/// <param name="CostPerMillion">USD per million requests of this entry, including the functions that they call.</param>
public sealed record EntryOutcome(
    string Task,
    int Requests,
    int Errors,
    int ColdStarts,
    double P50,
    double P95,
    double P99,
    double Mean,
    double CostPerMillion
)
{
    /// <summary>By entry task, in the order of their names.</summary>
    internal static ImmutableArray<EntryOutcome> Of(IReadOnlyCollection<InvocationRecord> records, FusionSetup? setup, LambdaPrices prices) =>
        [.. ByEntry(records).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => Of(g.Key, [.. g], setup, prices))];

    /// <summary>
    /// The invocations of each entry's requests. A request that crashed before it named its task belongs to the entry that its function served
    /// otherwise. Invocations of an unknown entry are left out.
    /// </summary>
    internal static IEnumerable<IGrouping<string, InvocationRecord>> ByEntry(IReadOnlyCollection<InvocationRecord> records)
    {
        Dictionary<string, string> functions = new(StringComparer.Ordinal),
            entries = new(StringComparer.Ordinal);
        foreach (var root in records.Where(r => r.IsRoot && r.Task.Length > 0))
            functions[root.Function] = root.Task;
        foreach (var root in records.Where(r => r.IsRoot))
            if ((root.Task.Length > 0 ? root.Task : functions.GetValueOrDefault(root.Function)) is { } task)
                entries[root.TraceId] = task;
        return records.Where(r => entries.ContainsKey(r.TraceId)).GroupBy(r => entries[r.TraceId], StringComparer.Ordinal);
    }

    internal static EntryOutcome Of(string task, List<InvocationRecord> records, FusionSetup? setup, LambdaPrices prices)
    {
        var roots = records.FindAll(r => r.IsRoot);
        var billed = Statistics.Sorted(roots.Select(r => (double)r.BilledMs));
        return new(
            task,
            roots.Count,
            roots.Count(r => r.Error is not null),
            records.Count(r => r.IsCold),
            Statistics.Quantile(billed, 0.50),
            Statistics.Quantile(billed, 0.95),
            Statistics.Quantile(billed, 0.99),
            Statistics.Mean(billed),
            records.Sum(r => prices.Invocation(r, setup)) / roots.Count * 1e6
        );
    }
}
