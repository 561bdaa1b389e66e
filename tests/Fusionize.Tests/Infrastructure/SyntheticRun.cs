using System.Collections.Immutable;
using Fusionize.Optimization;
using Fusionize.Records;
using Fusionize.Setups;

namespace Fusionize.Tests.Infrastructure;

/// <summary>
/// Records of an application as it would run, without noise: each task works, then makes its calls one after another. Time is
/// <c>wait + cpu·1769/min(memory, 1769·threads)</c>, and a call between functions costs a fixed overhead.
/// </summary>
internal sealed class SyntheticRun(AppModel app, FusionSetup setup, IReadOnlyDictionary<string, (double Cpu, int Threads, double Wait)>? work = null)
{
    private const double SyncOverheadMs = 44;
    private const double HandOverMs = 24;

    private readonly List<InvocationRecord> _records = [];
    private int _ids;

    public static MeasuredSetup Measure(
        AppModel app,
        FusionSetup setup,
        int round = 0,
        int requests = 5,
        IReadOnlyDictionary<string, (double, int, double)>? work = null
    ) => new(setup, [.. new SyntheticRun(app, setup, work).Records(requests)], round);

    public static MeasuredSetup Measure(AppModel app, string notation, int round = 0) =>
        Measure(app, FusionSetup.ParseNotation(notation, app), round);

    public List<InvocationRecord> Records(int requests)
    {
        for (var i = 0; i < requests; i++)
        {
            foreach (var entry in app.Tasks.Where(t => t.IsEntry))
                Invoke(entry.Id, 1_763_680_000_000 + 1000.0 * i, NewId(32), null, isCold: i == 0);
        }
        return [.. _records.OrderBy(r => r.StartMs)];
    }

    private double Invoke(string task, double start, string trace, string? parent, bool isCold)
    {
        var group = setup.HomeOf(task);
        var calls = new List<CallRecord>();
        var span = NewId(16);
        var cpu = 0.0;
        var end = Execute(task, group, start, start, trace, span, calls, isCold, ref cpu);
        var ms = end - start;
        _records.Add(
            new()
            {
                App = app.App,
                SetupId = setup.Id,
                Group = group.Name,
                Function = $"{app.App}-{group.Name}",
                RequestId = new Guid(_ids++, 0, 0, new byte[8]).ToString(),
                TraceId = trace,
                SpanId = span,
                ParentSpanId = parent,
                Task = task,
                IsRoot = parent is null,
                IsCold = isCold,
                InitMs = isCold ? 60 : 0,
                StartMs = start,
                DurationMs = ms,
                BilledMs = (long)Math.Ceiling(ms + (isCold ? 60 : 0)),
                CpuMs = cpu,
                MemoryMB = group.MemoryMB,
                HasReport = true,
                Calls = [.. calls],
            }
        );
        return end;
    }

    private double Execute(
        string task,
        FusionGroup group,
        double start,
        double origin,
        string trace,
        string span,
        List<CallRecord> calls,
        bool isCold,
        ref double cpu
    )
    {
        var (cpuMs, threads, wait) = work?.GetValueOrDefault(task) ?? (5, 1, 1);
        cpu += cpuMs;
        var now = start + wait + cpuMs * 1769 / Math.Min(group.MemoryMB, 1769 * Math.Max(1, threads));
        foreach (var call in app.Calls.Where(c => c.From == task))
        {
            var at = now;
            var where = group.RunsLocally(call.To, call.Kind) ? CallSite.Local : CallSite.Remote;
            if (where == CallSite.Local)
                now = Execute(call.To, group, now, origin, trace, span, calls, isCold, ref cpu);
            else if (call.Kind == CallKind.Sync)
                now = Invoke(call.To, now + SyncOverheadMs / 2, trace, span, isCold) + SyncOverheadMs / 2;
            else
            {
                Invoke(call.To, now + 60, trace, span, isCold);
                now += HandOverMs;
            }
            calls.Add(
                new(task, call.To, call.Kind, where, at - origin, now - at, where == CallSite.Remote ? 100 : 0, where == CallSite.Remote ? 50 : 0)
            );
        }
        return now;
    }

    private string NewId(int length) => (++_ids).ToString("x").PadLeft(length, '0');
}
