using System.Collections.Immutable;
using Fusionize.Dashboard.Model;
using Fusionize.Optimization;
using Fusionize.Records;

namespace Fusionize.Dashboard.Building;

/// <summary>Chooses a typical and a slow request, and reconstructs each from its invocations.</summary>
internal static class Requests
{
    private const int MaxSpans = 120;

    /// <summary>The number of entries that are shown: those with most requests.</summary>
    private const int MaxEntries = 3;

    public static IEnumerable<ReportRequest> Of(MeasuredSetup measured, string name)
    {
        var children = measured.Records.Where(r => r.ParentSpanId is not null).ToLookup(r => (r.TraceId, r.ParentSpanId!));
        var entries = measured.Records.Where(r => r is { IsRoot: true, Error: null }).GroupBy(r => r.Task, StringComparer.Ordinal);
        foreach (var entry in entries.OrderByDescending(e => e.Count()).ThenBy(e => e.Key, StringComparer.Ordinal).Take(MaxEntries))
        {
            var roots = entry.OrderBy(r => r.BilledMs).ThenBy(r => r.StartMs).ToList();
            yield return Of(roots[(roots.Count - 1) / 2], children, name, "typical");
            if (roots.Count > 1)
                yield return Of(roots[(int)Math.Round(0.95 * (roots.Count - 1))], children, name, "p95");
        }
    }

    /// <summary>A request with the records of its trace.</summary>
    public static ReportRequest Waterfall(InvocationRecord root, IEnumerable<InvocationRecord> trace) =>
        Of(root, trace.Where(r => r.ParentSpanId is not null).ToLookup(r => (r.TraceId, r.ParentSpanId!)), "", "");

    private static double Response(InvocationRecord root) => root.DurationMs + InitOf(root);

    private static double InitOf(InvocationRecord record) => record.IsCold ? record.InitMs : 0;

    private static ReportRequest Of(InvocationRecord root, ILookup<(string, string), InvocationRecord> children, string setup, string which)
    {
        var origin = root.StartMs - InitOf(root);
        var used = new HashSet<InvocationRecord>(ReferenceEqualityComparer.Instance);
        var top = Walk(root, InitOf(root), "entry", 0);
        var shares = new Dictionary<string, double>(StringComparer.Ordinal);
        MarkCritical(top, top.End);
        var all = new List<Node>();
        Flatten(top);
        return new(
            setup,
            which,
            root.Task,
            Response(root),
            [.. all.Take(MaxSpans).Select(n => n.ToSpan())],
            [.. shares.Where(s => s.Value >= 0.05).OrderByDescending(s => s.Value).Select(s => new ReportShare(s.Key, s.Value))],
            Math.Max(0, all.Count - MaxSpans)
        );

        Node Walk(InvocationRecord record, double at, string how, int depth)
        {
            var executions = Execution.Of(record, null);
            var open = executions.Skip(1).ToList();
            var node = Place(executions[0], how, depth);
            node.Init = InitOf(record);
            node.Error = record.Error?.Type;
            return node;

            Node Place(Execution execution, string executed, int level)
            {
                var placed = new Node(execution.Task, record.Group, executed, level, at + execution.Start, at + execution.End);
                foreach (var call in execution.Calls.OrderBy(c => c.AtMs))
                {
                    var callee = call.Where == CallSite.Local ? Local(call, level) : Remote(call, level);
                    if (callee is null)
                        continue;
                    callee.IsAwaited = call.Kind == CallKind.Sync;
                    (callee.CallStart, callee.CallEnd) = (at + call.AtMs, at + call.AtMs + call.Ms);
                    callee.Error ??= call.Error;
                    placed.Children.Add(callee);
                }
                return placed;
            }

            Node? Local(CallRecord call, int level)
            {
                var index = open.FindIndex(e => e.Task == call.To && e.Caller == call.From && Math.Abs(e.Start - call.AtMs) < 1e-9);
                if (index < 0)
                    return null;
                var execution = open[index];
                open.RemoveAt(index);
                return Place(execution, call.Kind == CallKind.Sync ? "local" : "detached local", level + 1);
            }

            Node Remote(CallRecord call, int level)
            {
                var isSync = call.Kind == CallKind.Sync;
                var executed = isSync ? "remote" : "detached remote";
                var invoked = children[(record.TraceId, record.SpanId)].Where(r => r.Task == call.To && !used.Contains(r)).MinBy(r => r.StartMs);
                // The callee's function was not traced, or its trace line hasn't arrived yet.
                if (invoked is null)
                    return new(call.To, "", executed, level + 1, at + call.AtMs, at + call.AtMs + call.Ms);
                used.Add(invoked);
                var (start, earliest) = (invoked.StartMs - origin, at + call.AtMs);
                // The clocks of two machines differ, but a callee can't start before it is called.
                var latest = isSync ? Math.Max(earliest, earliest + call.Ms - invoked.DurationMs) : double.PositiveInfinity;
                return Walk(invoked, Math.Clamp(start, earliest, latest), executed, level + 1);
            }
        }

        // Backwards from the end: among the awaited calls, the last one to finish has delayed the response.
        void MarkCritical(Node node, double end)
        {
            var at = end;
            foreach (var child in node.Children.Where(c => c.IsAwaited).OrderByDescending(c => c.CallEnd))
            {
                if (child.CallEnd > at + 0.01)
                    continue;
                Mark(node, node.Task, child.CallEnd, at);
                var network = Math.Max(0, child.CallEnd - child.End) + Math.Max(0, child.Start - child.Init - child.CallStart);
                if (child.How == "remote" && network > 0)
                    shares["calls between functions"] = shares.GetValueOrDefault("calls between functions") + network;
                MarkCritical(child, Math.Min(child.End, child.CallEnd));
                at = child.CallStart;
            }
            Mark(node, node.Task, node.Start, at);
            if (node.Init > 0)
                shares["INIT of new instances"] = shares.GetValueOrDefault("INIT of new instances") + node.Init;
        }

        void Mark(Node node, string what, double from, double to)
        {
            if (to - from < 0.01)
                return;
            node.Critical.Add(new(from, to));
            shares[what] = shares.GetValueOrDefault(what) + to - from;
        }

        void Flatten(Node node)
        {
            all.Add(node);
            node.Children.ForEach(Flatten);
        }
    }

    private sealed class Node(string task, string group, string how, int depth, double start, double end)
    {
        public string Task => task;
        public string How => how;
        public double Start => start;
        public double End => end;
        public double Init { get; set; }
        public bool IsAwaited { get; set; }
        public double CallStart { get; set; }
        public double CallEnd { get; set; }
        public string? Error { get; set; }
        public List<Node> Children { get; } = [];
        public List<ReportTime> Critical { get; } = [];

        public ReportSpan ToSpan() =>
            new(
                depth,
                task,
                group,
                how,
                start,
                end,
                Init,
                [.. Children.Where(c => c.How == "remote").Select(c => new ReportTime(c.CallStart, c.CallEnd))],
                [.. Critical.OrderBy(c => c.FromMs)],
                Error
            );
    }
}
