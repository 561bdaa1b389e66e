using Fusionize.Events;
using Fusionize.Tracing;

namespace Fusionize.Invocations;

/// <summary>Records calls of the running code in the trace of its invocation.</summary>
internal static class Recording
{
    /// <summary>
    /// Starts the entry of a synchronous local call and makes the callee the current task. Returns null if the running code isn't traced.
    /// </summary>
    public static CallEntry? BeginLocal(string? from, string to)
    {
        if (!Frame.FollowsTasks && from is not null && CallTrace.Only is { } only)
        {
            var recorded = CallEntry.Begin(only, from, to, CallKind.Sync, remote: false);
            if (Spans.IsOn)
                StartSpan(recorded, to);
            return recorded;
        }

        var caller = Frame.Current;
        var entry = Begin(caller, from, to, CallKind.Sync, remote: false);
        if (Frame.FollowsTasks && entry is not null && ExecutionContext.Capture() is { } context)
        {
            entry.CallerContext = context;
            caller!.Enter(to, context);
        }
        if (Spans.IsOn)
            StartSpan(entry, to);
        return entry;
    }

    public static CallEntry? Begin(Frame? caller, string? from, string to, CallKind kind, bool remote)
    {
        var entry = caller?.Invocation.Trace is { } trace ? CallEntry.Begin(trace, from ?? caller.Task, to, kind, remote) : null;
        if (EventRouting.IsOn)
        {
            if (entry is not null)
                entry.Message = caller!.Invocation.Message;
        }
        // Without a trace the entry still makes the callee the current task, and has its span.
        if (Observation.IsOn)
        {
            if (entry is null && caller is not null && !remote)
                entry = new CallEntry();
        }
        return entry;
    }

    /// <summary>Starts the span of a local callee. Its caller becomes current again by <see cref="CallEntry.LeaveCallee"/>.</summary>
    private static void StartSpan(CallEntry? entry, string to)
    {
        if (entry is null || !Spans.HaveListener)
            return;
        entry.CallerContext ??= ExecutionContext.Capture();
        if (entry.CallerContext is not null)
            entry.Span = Spans.StartLocal(to);
    }
}
