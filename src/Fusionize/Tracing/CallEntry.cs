using System.Diagnostics;

namespace Fusionize.Tracing;

/// <summary>One recorded task call. Entries belong to a <see cref="CallTrace"/> and are used again by later invocations.</summary>
internal sealed class CallEntry
{
    private const long Open = -1;

    private long _duration;

    public string From = "";

    public string To = "";

    public CallKind Kind;

    public bool Remote;

    /// <summary>Whether this hands over what a local attempt didn't get done: not a call of its own, but one more attempt.</summary>
    public bool Again;

    /// <summary>Stopwatch ticks.</summary>
    public long StartedAt;

    /// <summary>Bytes sent; 0 for a local call, which sends none.</summary>
    public int BytesIn;

    /// <summary>Bytes received; 0 for a local call.</summary>
    public int BytesOut;

    public Exception? Error;

    /// <summary>Where the caller goes on, while the callee is the current task.</summary>
    public ExecutionContext? CallerContext;

    public bool IsOpen => Volatile.Read(ref _duration) == Open;

    /// <summary>Begins the entry of a call. Null when the trace is full.</summary>
    public static CallEntry? Begin(CallTrace trace, string from, string to, CallKind kind, bool remote)
    {
        if (trace.Add() is not { } entry)
            return null;
        // An entry that is used again mostly holds the same names, and comparing is cheaper than storing a reference.
        if (!ReferenceEquals(entry.From, from))
            entry.From = from;
        if (!ReferenceEquals(entry.To, to))
            entry.To = to;
        entry.Kind = kind;
        entry.Remote = remote;
        entry.Again = false;
        entry.Error = null;
        entry.BytesIn = 0;
        entry.BytesOut = 0;
        entry._duration = Open;
        entry.StartedAt = Stopwatch.GetTimestamp();
        return entry;
    }

    /// <summary>The work begins only now: a detached call may have waited for a thread.</summary>
    public void Started() => StartedAt = Stopwatch.GetTimestamp();

    /// <summary>Makes the caller the current task again. On the thread that began the call, before the interceptor returns.</summary>
    public void LeaveCallee()
    {
        if (CallerContext is not { } context)
            return;
        CallerContext = null;
        ExecutionContext.Restore(context);
    }

    /// <summary>Ends the call. Nothing may touch the entry afterwards: it may already serve another invocation.</summary>
    public void End(Exception? error)
    {
        if (error is not null)
            Error = error;
        Volatile.Write(ref _duration, Stopwatch.GetTimestamp() - StartedAt);
    }

    /// <summary>Stopwatch ticks; of a call that still runs, up to <paramref name="now"/>.</summary>
    public long Duration(long now) => Volatile.Read(ref _duration) is var duration && duration == Open ? now - StartedAt : duration;
}
