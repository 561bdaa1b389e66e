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

    /// <summary>Which service of AWS sends events that look like this; null for none.</summary>
    internal AwsEvent? Event;

    // Member by member: a request has no parent, and every byte of this object is allocated for every request.
    private ulong _traceHigh;
    private ulong _traceLow;
    private ulong _span;
    private bool _isSampled;

    /// <summary>The caller's span; none when the request brought no traceparent.</summary>
    internal TraceContext Trace
    {
        get => new(_traceHigh, _traceLow, _span, 0, _isSampled);
        set => (_traceHigh, _traceLow, _span, _isSampled) = (value.TraceHigh, value.TraceLow, value.Span, value.Sampled);
    }

    /// <summary>Whether a task of another function called.</summary>
    internal bool HasCaller;

    /// <summary>When the caller's time is over, Unix milliseconds; 0 when it didn't say.</summary>
    internal long DeadlineMs;

    /// <summary>What the caller says of the work; null where it says nothing.</summary>
    internal CallAttempt? Attempt;

    /// <summary>Drops what is true only if a function of the same release sent the request.</summary>
    internal void ForgetCaller() => (HasCaller, DeadlineMs, Attempt) = (false, 0, null);

    /// <summary>Set where the task itself isn't to be run.</summary>
    public Rehearsal? Rehearsal { get; internal set; }

    /// <summary>Reads the arguments one by one, by name; for a plain request of a task with one parameter the whole body is that argument.</summary>
    /// <param name="onlyParameter">Name of the task's only parameter; null when it has none or several.</param>
    public ArgumentReader Arguments(string? onlyParameter) => new(this, Form == RequestForm.Envelope ? null : onlyParameter);
}
