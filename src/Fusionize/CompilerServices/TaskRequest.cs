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

    /// <summary>Whether a function of the same release sent it. Only such requests can reach tasks that are not entries.</summary>
    public bool IsCall { get; internal set; }

    /// <summary>The envelope's <c>args</c> object, or the whole body of a plain request; may be empty.</summary>
    internal readonly ReadOnlyMemory<byte> Json;

    /// <summary>The AWS service that sends events of this shape; null if there is none.</summary>
    internal AwsEvent? Event;

    // Separate fields instead of a TraceContext: a request has no parent span, and each byte of this object is allocated for each request.
    private ulong _traceHigh;
    private ulong _traceLow;
    private ulong _span;
    private bool _isSampled;

    /// <summary>The caller's span; none if the request has no traceparent.</summary>
    internal TraceContext Trace
    {
        get => new(_traceHigh, _traceLow, _span, 0, _isSampled);
        set => (_traceHigh, _traceLow, _span, _isSampled) = (value.TraceHigh, value.TraceLow, value.Span, value.Sampled);
    }

    /// <summary>Whether a task of another function called.</summary>
    internal bool HasCaller;

    /// <summary>The caller's deadline in Unix milliseconds; 0 if it sent none.</summary>
    internal long DeadlineMs;

    /// <summary>The data about the work that the caller sent; null if it sent none.</summary>
    internal CallAttempt? Attempt;

    /// <summary>The traceparent of the calling task's span (<see cref="Spans"/>); null if the caller sent none.</summary>
    internal string? CallerSpan;

    /// <summary>The task that the request from outside named, if the caller sent it; otherwise null.</summary>
    internal string? Entry;

    /// <summary>Clears the members that are only valid if a function of the same release sent the request.</summary>
    internal void ForgetCaller()
    {
        (HasCaller, DeadlineMs, Attempt) = (false, 0, null);
        if (Spans.IsOn)
            CallerSpan = null;
        if (TaskContext.IsUsed)
            Entry = null;
    }

    /// <summary>Set if the task itself must not run.</summary>
    public Rehearsal? Rehearsal { get; internal set; }

    /// <summary>Reads the arguments one by one, by name. In a plain request for a task with one parameter the whole body is the argument.</summary>
    /// <param name="onlyParameter">Name of the task's only parameter; null if it has none or several.</param>
    public ArgumentReader Arguments(string? onlyParameter) => new(this, Form == RequestForm.Envelope ? null : onlyParameter);

    /// <summary>The message of an event that brought the request, where its task has a trigger; null for any other request.</summary>
    public EventMessage? Message { get; internal set; }

    /// <summary>Refuses an AWS event, for a task without parameters: it has no trigger for such events, or it would get a message.</summary>
    public void RefuseEvent()
    {
        if (Event is { } other)
            throw new InvalidRequestException($"Task '{Task}' got an event of {other.Source}. To handle it, declare its trigger.");
    }

    /// <summary>The HTTP exchange that brought the request, where its task has a route; null for any other request.</summary>
    public HttpExchange? Http { get; internal set; }
}
