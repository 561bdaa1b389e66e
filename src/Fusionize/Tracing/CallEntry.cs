using System.Diagnostics;
using Fusionize.Events;

namespace Fusionize.Tracing;

/// <summary>One recorded task call. Entries belong to a <see cref="CallTrace"/>, and later invocations reuse them.</summary>
internal sealed class CallEntry
{
    private const long Open = -1;

    private long _duration;

    public string From = "";

    public string To = "";

    public CallKind Kind;

    public bool Remote;

    /// <summary>
    /// Whether this entry hands over the work of an unfinished local attempt. It is another attempt of the same call, not a new call.
    /// </summary>
    public bool Again;

    /// <summary>The number of the message in whose work the call was made, from 1, among those of an event; 0 if it is the only one.</summary>
    public int Message;

    /// <summary>Stopwatch ticks.</summary>
    public long StartedAt;

    /// <summary>Bytes sent; 0 for a local call.</summary>
    public int BytesIn;

    /// <summary>Bytes received; 0 for a local call.</summary>
    public int BytesOut;

    public Exception? Error;

    /// <summary>The caller's execution context, stored while the callee is the current task.</summary>
    public ExecutionContext? CallerContext;

    /// <summary>The span of a local callee; null if no listener wants it.</summary>
    public Activity? Span;

    public bool IsOpen => Volatile.Read(ref _duration) == Open;

    /// <summary>Starts the entry of a call. Returns null if the trace is full.</summary>
    public static CallEntry? Begin(CallTrace trace, string from, string to, CallKind kind, bool remote)
    {
        if (trace.Add() is not { } entry)
            return null;
        // A reused entry usually contains the same names already, and a comparison is cheaper than storing a reference.
        if (!ReferenceEquals(entry.From, from))
            entry.From = from;
        if (!ReferenceEquals(entry.To, to))
            entry.To = to;
        entry.Kind = kind;
        entry.Remote = remote;
        entry.Again = false;
        if (EventRouting.IsOn)
            entry.Message = 0;
        entry.Error = null;
        entry.BytesIn = 0;
        entry.BytesOut = 0;
        entry._duration = Open;
        entry.StartedAt = Stopwatch.GetTimestamp();
        return entry;
    }

    /// <summary>Sets the start time to now: a detached call may have waited for a thread.</summary>
    public void Started() => StartedAt = Stopwatch.GetTimestamp();

    /// <summary>Makes the caller the current task again. Called on the thread that started the call, before the interceptor returns.</summary>
    public void LeaveCallee()
    {
        if (CallerContext is not { } context)
            return;
        CallerContext = null;
        ExecutionContext.Restore(context);
    }

    /// <summary>Ends the call. The entry must not be used afterwards: another invocation may already use it.</summary>
    public void End(Exception? error)
    {
        if (error is not null)
            Error = error;
        Volatile.Write(ref _duration, Stopwatch.GetTimestamp() - StartedAt);
        if (Spans.IsOn)
        {
            if (Interlocked.Exchange(ref Span, null) is { } span)
                Spans.End(span, error);
        }
    }

    /// <summary>The duration in stopwatch ticks; up to <paramref name="now"/> if the call is still running.</summary>
    public long Duration(long now) => Volatile.Read(ref _duration) is var duration && duration == Open ? now - StartedAt : duration;
}
