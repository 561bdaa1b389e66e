namespace Fusionize.Records;

/// <summary>One execution of a task inside an invocation: the invoked task, or a locally called one.</summary>
internal sealed class Execution(string task, string? caller, double start, double end)
{
    public string Task { get; } = task;

    /// <summary>The task that called; null for a root, or if unknown.</summary>
    public string? Caller { get; } = caller;

    public double Start { get; } = start;
    public double End { get; } = end;
    public List<CallRecord> Calls { get; } = [];

    /// <summary>The execution's own time, without the tasks that it called.</summary>
    public double SelfMs { get; private set; }

    /// <summary>False if other executions ran in the instance at the same time. The time then includes waits for the shared CPU, or the task's end is
    /// unknown.</summary>
    public bool IsSelfKnown { get; private set; } = true;

    /// <summary>Splits an invocation into executions; the invoked task comes first.</summary>
    public static List<Execution> Of(InvocationRecord record, string? caller)
    {
        var executions = new List<Execution> { new(record.Task, caller, 0, record.DurationMs) };
        var waiting = record.Calls.Where(c => !c.IsAgain).OrderBy(c => c.AtMs).ThenByDescending(c => c.Ms).ToList();
        // A call that begins at the same time as its caller may precede it in the list. Calls without a caller are tried again after the others.
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

    // The latest execution of the calling task that was running. Clocks are read microseconds apart, so times may differ slightly.
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
