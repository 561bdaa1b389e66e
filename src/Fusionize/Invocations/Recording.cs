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
            return CallEntry.Begin(only, from, to, CallKind.Sync, remote: false);

        var caller = Frame.Current;
        var entry = Begin(caller, from, to, CallKind.Sync, remote: false);
        if (Frame.FollowsTasks && entry is not null && ExecutionContext.Capture() is { } context)
        {
            entry.CallerContext = context;
            caller!.Enter(to, context);
        }
        return entry;
    }

    public static CallEntry? Begin(Frame? caller, string? from, string to, CallKind kind, bool remote)
    {
        if (caller?.Invocation.Trace is not { } trace)
            return null;
        var entry = CallEntry.Begin(trace, from ?? caller.Task, to, kind, remote);
        if (EventRouting.IsOn)
        {
            if (entry is not null)
                entry.Message = caller.Invocation.Message;
        }
        return entry;
    }
}
