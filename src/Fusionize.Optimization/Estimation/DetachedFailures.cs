using Fusionize.Records;

namespace Fusionize.Optimization.Estimation;

/// <summary>How often attempts of detached calls failed, by task: each failure costs another attempt.</summary>
internal static class DetachedFailures
{
    /// <summary>Task → the fraction of its detached attempts that failed; tasks without a failure are left out.</summary>
    public static Dictionary<string, double> Of(IEnumerable<MeasuredSetup> history)
    {
        var records = history.SelectMany(m => m.Records.Where(r => r.SetupId == m.Setup.Id)).ToList();
        var bySpan = records.GroupBy(r => (r.SetupId, r.SpanId)).ToDictionary(g => g.Key, g => g.First());
        var attempts = new Dictionary<string, (int Failed, int All)>(StringComparer.Ordinal);
        foreach (var record in records)
        {
            foreach (var call in record.Calls.Where(c => c is { Kind: CallKind.Async, Where: CallSite.Local }))
                Count(call.To, call.Error is not null);
            if (
                record.ParentSpanId is { } span
                && bySpan.TryGetValue((record.SetupId, span), out var parent)
                && parent.Calls.Any(c => c is { Kind: CallKind.Async, Where: CallSite.Remote } && c.To == record.Task)
            )
                Count(record.Task, record.Error is not null);
        }
        return attempts.Where(a => a.Value.Failed > 0).ToDictionary(a => a.Key, a => (double)a.Value.Failed / a.Value.All, StringComparer.Ordinal);

        void Count(string task, bool failed)
        {
            var (f, all) = attempts.GetValueOrDefault(task);
            attempts[task] = (failed ? f + 1 : f, all + 1);
        }
    }
}
