using System.Collections.Immutable;
using Fusionize.Dashboard.Model;
using Fusionize.Optimization;
using Fusionize.Records;
using Fusionize.Setups;

namespace Fusionize.Dashboard.Building;

/// <summary>The calls between tasks under a setup: how often they happen, and how long callers wait.</summary>
internal static class Calls
{
    public static ImmutableArray<ReportCall> Of(FusionSetup setup, MeasuredSetup? measured, CallGraph graph) =>
        measured is null ? Static(setup, graph) : Recorded(measured);

    private static ImmutableArray<ReportCall> Recorded(MeasuredSetup measured)
    {
        var requests = Math.Max(1, measured.Records.Count(r => r.IsRoot));
        return
        [
            .. measured
                .Records.SelectMany(r => r.Calls.Where(c => !c.IsAgain), (r, c) => (Record: r, Call: c))
                .GroupBy(x => (x.Record.Group, x.Call.From, x.Call.To, x.Call.Kind, x.Call.Where))
                .Select(g =>
                {
                    var isRemote = g.Key.Where == CallSite.Remote;
                    var architecture = measured.Setup.FindGroup(g.Key.Group)?.Architecture ?? Architectures.X64;
                    return new ReportCall(
                        g.Key.Group,
                        g.Key.From,
                        g.Key.To,
                        Text(g.Key.Kind),
                        Text(g.Key.Where),
                        (double)g.Count() / requests,
                        isRemote ? g.Sum(x => x.Call.Ms) / requests : 0,
                        g.Average(x => x.Call.Ms),
                        isRemote ? g.Sum(x => LambdaPrices.Default.Compute(x.Call.Ms, x.Record.MemoryMB, architecture)) / requests * 1e6 : 0,
                        g.Count(x => x.Call.Error is not null)
                    );
                })
                .OrderByDescending(c => c.WaitMs)
                .ThenBy(c => (c.Group, c.From, c.To)),
        ];
    }

    private static ImmutableArray<ReportCall> Static(FusionSetup setup, CallGraph graph) =>
        [
            .. from @group in setup.Groups
            from task in @group.Tasks
            from call in graph.CallsOf(task)
            let site = @group.RunsLocally(call.To, call.Kind) ? CallSite.Local : CallSite.Remote
            select new ReportCall(@group.Name, task, call.To, Text(call.Kind), Text(site), null, null, null, null, 0),
        ];

    private static string Text(CallKind kind) => kind == CallKind.Sync ? "sync" : "async";

    private static string Text(CallSite where) => where == CallSite.Local ? "local" : "remote";
}
