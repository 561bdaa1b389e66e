using System.ComponentModel;
using Fusionize.Tracing;

namespace Fusionize.CompilerServices;

/// <summary>A request for one task: its name and its arguments as JSON.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class TaskRequest
{
    internal TaskRequest(string task, RequestForm form, ReadOnlyMemory<byte> arguments) => (Task, Form, Json) = (task, form, arguments);

    /// <summary>The task's id.</summary>
    public string Task { get; }

    internal readonly RequestForm Form;

    /// <summary>Whether a function of the same release sent it. Only then it reaches tasks that are no entries.</summary>
    public bool IsCall { get; internal set; }

    /// <summary>The envelope's <c>args</c> object, or the whole body of a plain request; may be empty.</summary>
    internal readonly ReadOnlyMemory<byte> Json;

    /// <summary>The service of AWS whose events look like this; null for none.</summary>
    internal string? Event;

    /// <summary>The member that such an event is known by.</summary>
    internal string? EventMember;

    /// <summary>The caller's span; none when the request brought no traceparent.</summary>
    internal TraceContext Trace;

    /// <summary>Whether a task of another function called.</summary>
    internal bool HasCaller;

    /// <summary>When the caller's time is over, Unix milliseconds; 0 when it didn't say.</summary>
    internal long DeadlineMs;

    /// <summary>Id of the work that the caller gave; null where it gave none.</summary>
    internal string? CallId;

    /// <summary>Attempts of the work before the one that the caller asked for.</summary>
    internal int EarlierAttempts;

    /// <summary>When a detached call was handed over, Unix milliseconds; 0 for any other request.</summary>
    internal long SentMs;

    /// <summary>Drops what is true only if a function of the same release sent the request.</summary>
    internal void ForgetCaller() => (HasCaller, DeadlineMs, CallId, EarlierAttempts, SentMs) = (false, 0, null, 0, 0);

    /// <summary>The attempt that this request is.</summary>
    /// <param name="redeliveries">How often the platform has delivered the request before; -1: it doesn't say.</param>
    /// <param name="nowMs">Unix milliseconds.</param>
    internal int AttemptOf(int redeliveries, long nowMs)
    {
        // Lambda tries again after one minute, and after two more. A request that waited for room looks the same, and is taken for one that may have
        // run.
        if (redeliveries < 0)
            redeliveries =
                SentMs == 0 || nowMs - SentMs < 60_000 ? 0
                : nowMs - SentMs < 180_000 ? 1
                : 2;
        return 1 + EarlierAttempts + redeliveries;
    }

    /// <summary>Set where the task itself isn't to be run.</summary>
    public Rehearsal? Rehearsal { get; internal set; }

    /// <summary>Reads the arguments one by one, by name; for a plain request of a task with one parameter the whole body is that argument.</summary>
    /// <param name="onlyParameter">Name of the task's only parameter; null when it has none or several.</param>
    public ArgumentReader Arguments(string? onlyParameter) => new(this, Form == RequestForm.Envelope ? null : onlyParameter);
}
