using System.Collections.Immutable;
using Fusionize.Setups;

namespace Fusionize.Optimization.Estimation;

/// <summary>The load of the last round, and the memory that functions used.</summary>
internal static class MeasuredLoad
{
    /// <summary>More records than this would hardly change the result.</summary>
    private const double MaxRequests = 100_000;

    // The last round only: the load changes from round to round, the application doesn't.
    public static AppEstimate ApplyTo(AppEstimate estimate, AppModel app, ImmutableArray<MeasuredSetup> history)
    {
        var last = history.LastOrDefault(m => m.Records.Any(r => r.IsRoot));
        var roots = last?.Records.Where(r => r.IsRoot && app.Contains(r.Task)).ToList() ?? [];
        if (roots.Count == 0)
            return estimate;
        var seconds = Math.Max(1, (roots.Max(r => r.StartMs) - roots.Min(r => r.StartMs)) / 1000);
        var (baseMB, perTask) = MemoryUse(app, history);
        return estimate with
        {
            EntryShares = roots
                .GroupBy(r => r.Task)
                .ToImmutableSortedDictionary(g => g.Key, g => (double)g.Count() / roots.Count, StringComparer.Ordinal),
            RequestsPerSecond = Math.Max(1, roots.Count - 1) / seconds / last!.TraceFraction,
            Seconds = seconds,
            Requests = (int)Math.Min(MaxRequests, roots.Count / last.TraceFraction),
            BaseMemoryMB = baseMB,
            TaskMemoryMB = perTask,
        };
    }

    // The smallest use is the base; a task adds at most the smallest excess over the base among the functions that run it.
    private static (double BaseMB, ImmutableSortedDictionary<string, double> PerTask) MemoryUse(AppModel app, ImmutableArray<MeasuredSetup> history)
    {
        var used = history
            .SelectMany(m =>
                m.Records.Where(r => r.SetupId == m.Setup.Id && r.MaxMemoryUsedMB is not null)
                    .GroupBy(r => r.Group)
                    .Select(g => (Group: m.Setup.FindGroup(g.Key), MB: (double)g.Max(r => r.MaxMemoryUsedMB!.Value)))
            )
            .Where(u => u.Group is not null)
            .ToList();
        if (used.Count == 0)
            return (0, ImmutableSortedDictionary<string, double>.Empty);
        var least = used.Min(u => u.MB);
        var perTask = app.Tasks.ToImmutableSortedDictionary(
            t => t.Id,
            t => used.Where(u => u.Group!.Tasks.Contains(t.Id)).Select(u => u.MB - least).DefaultIfEmpty(0).Min(),
            StringComparer.Ordinal
        );
        return (least, perTask);
    }
}
