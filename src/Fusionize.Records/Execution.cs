namespace Fusionize.Records;

/// <summary>One execution of a task inside an invocation: the invoked task, or one that ran by a local call.</summary>
internal sealed class Execution(string task, string? caller, double start, double end)
{
    public string Task { get; } = task;

    /// <summary>The task that called; null for a root, or when nobody knows.</summary>
    public string? Caller { get; } = caller;

    public double Start { get; } = start;
    public double End { get; } = end;
    public List<CallRecord> Calls { get; } = [];

    /// <summary>Time in which the execution itself worked or waited, not a task that it called.</summary>
    public double SelfMs { get; private set; }

    /// <summary>False where others ran in the instance at the same time: then the time tells of the sharing of the CPU, or not even when the task
    /// ended.</summary>
    public bool IsSelfKnown { get; private set; } = true;

    /// <summary>Takes an invocation apart; the invoked task comes first.</summary>
    public static List<Execution> Of(InvocationRecord record, string? caller)
    {
        var executions = new List<Execution> { new(record.Task, caller, 0, record.DurationMs) };
        var waiting = record.Calls.Where(c => !c.IsAgain).OrderBy(c => c.AtMs).ThenByDescending(c => c.Ms).ToList();
        // A call that begins with its caller may stand before it: what finds no caller yet is tried again after the others.
        while (waiting.Count > 0)
        {
            var placed = waiting.RemoveAll(call => TryPlace(executions, call));
            if (placed == 0)
            {
                Place(executions, executions[0], waiting[0]);
                waiting.RemoveAt(0);
            }
        }
        var detached = record.Calls.Any(IsDetached);
        foreach (var execution in executions)
        {
            execution.Measure();
            execution.IsSelfKnown = !detached && !HasLocalCallBesideAnother(execution.Calls);
        }
        foreach (var (execution, call) in executions.SelectMany(e => e.Calls, (e, c) => (e, c)).Where(x => !x.e.IsSelfKnown && IsLocal(x.c)))
        {
            foreach (var inner in executions.Where(e => e.Start >= call.AtMs && e.End <= call.AtMs + call.Ms && e != execution))
                inner.IsSelfKnown = false;
        }
        return executions;
    }

    // The youngest execution of the calling task that was running; clocks are read with microseconds between them.
    private static bool TryPlace(List<Execution> executions, CallRecord call)
    {
        const double Slack = 0.05;
        for (var i = executions.Count - 1; i >= 0; i--)
        {
            var e = executions[i];
            if (e.Task != call.From || call.AtMs < e.Start - Slack || call.AtMs + Math.Min(call.Ms, Slack) > e.End + Slack * 2)
                continue;
            Place(executions, e, call);
            return true;
        }
        return false;
    }

    private static void Place(List<Execution> executions, Execution caller, CallRecord call)
    {
        caller.Calls.Add(call);
        if (call.Where == CallSite.Local)
            executions.Add(new(call.To, call.From, call.AtMs, call.AtMs + call.Ms));
    }

    private void Measure()
    {
        var waits = Calls.Where(c => !IsDetached(c)).Select(c => (Math.Max(Start, c.AtMs), Math.Min(End, c.AtMs + c.Ms)));
        SelfMs = Math.Max(0, End - Start - Intervals.Union(waits.Where(w => w.Item2 > w.Item1)));
    }

    private static bool IsLocal(CallRecord call) => call.Where == CallSite.Local;

    /// <summary>Whether a local call ran at the same time as any other one.</summary>
    private static bool HasLocalCallBesideAnother(List<CallRecord> calls)
    {
        const double Slack = 0.05;
        var (lastEnd, lastLocalEnd) = (double.NegativeInfinity, double.NegativeInfinity);
        foreach (var call in calls.OrderBy(c => c.AtMs))
        {
            var end = call.AtMs + call.Ms;
            if (Math.Min(end, IsLocal(call) ? lastEnd : lastLocalEnd) - call.AtMs > Slack)
                return true;
            lastEnd = Math.Max(lastEnd, end);
            if (IsLocal(call))
                lastLocalEnd = Math.Max(lastLocalEnd, end);
        }
        return false;
    }

    private static bool IsDetached(CallRecord call) => call is { Kind: CallKind.Async, Where: CallSite.Local };
}
