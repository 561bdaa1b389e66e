using System.Collections.Immutable;
using Fusionize.Dashboard.Model;
using Fusionize.Optimization;
using Fusionize.Records;
using Fusionize.Setups;

namespace Fusionize.Dashboard.Building;

/// <summary>Splits the cost of a request into parts: the work of each task, waiting for each remote task, INIT, and the fee of invocations.</summary>
internal static class Bill
{
    public const string Work = "work";
    public const string Waiting = "waiting";
    public const string Init = "init";
    public const string Fee = "fee";

    public static ImmutableArray<ReportBillPart> Of(MeasuredSetup measured)
    {
        var requests = measured.Records.Count(r => r.IsRoot);
        if (requests == 0)
            return [];
        var prices = LambdaPrices.Default;
        var parts = new Dictionary<(string Group, string What, string? Task), (double Ms, double Usd)>();
        foreach (var record in measured.Records)
        {
            var architecture = measured.Setup.FindGroup(record.Group)?.Architecture ?? Architectures.X64;
            var init = record.IsCold ? Math.Min(record.InitMs, record.BilledMs) : 0;
            var waits = Waits(record);
            var waited = waits.Sum(w => w.Ms);
            var work = Math.Max(0, record.BilledMs - init - waited);
            var executions = Execution.Of(record, null);
            var self = executions.Sum(e => e.SelfMs);
            Add(Init, null, init);
            foreach (var (callee, ms) in waits)
                Add(Waiting, callee, ms);
            foreach (var execution in executions)
                Add(Work, execution.Task, self > 0 ? work * execution.SelfMs / self : work / executions.Count);
            AddUsd(Fee, null, 0, prices.PerRequest);

            void Add(string what, string? task, double ms)
            {
                if (ms > 0)
                    AddUsd(what, task, ms, prices.Compute(ms, record.MemoryMB, architecture));
            }

            void AddUsd(string what, string? task, double ms, double usd)
            {
                var key = (record.Group, what, task);
                var sum = parts.GetValueOrDefault(key);
                parts[key] = (sum.Ms + ms, sum.Usd + usd);
            }
        }
        return
        [
            .. parts
                .Select(p => new ReportBillPart(p.Key.Group, p.Key.What, p.Key.Task, p.Value.Ms / requests, p.Value.Usd / requests * 1e6))
                .OrderByDescending(p => p.Usd)
                .ThenBy(p => p.Group, StringComparer.Ordinal),
        ];
    }

    /// <summary>
    /// For each synchronous remote callee the time that the invocation waited for it. If it waits for two callees at the same time, the time counts
    /// once.
    /// </summary>
    private static List<(string Callee, double Ms)> Waits(InvocationRecord record)
    {
        var waits = new List<(string, double)>();
        var covered = 0.0;
        foreach (var call in record.Calls.Where(c => c is { Kind: CallKind.Sync, Where: CallSite.Remote }).OrderBy(c => c.AtMs))
        {
            var (from, to) = (Math.Max(covered, call.AtMs), Math.Min(record.DurationMs, call.AtMs + call.Ms));
            if (to <= from)
                continue;
            waits.Add((call.To, to - from));
            covered = to;
        }
        return waits;
    }
}
