using System.Diagnostics;
using Fusionize.CompilerServices;
using Fusionize.Invocations;
using Fusionize.Tracing;

namespace Fusionize.Hosting;

// Events, for functions with triggers. The linker removes it from all others.
internal sealed partial class InvocationRunner
{
    private EventTriggers? _triggers;

    /// <summary>The number of messages, if the invocation handled an event; otherwise 0.</summary>
    public int Messages;

    /// <summary>How many of them failed or were not handled.</summary>
    public int FailedMessages;

    /// <summary>Handles an event of a trigger of the function's own task. False for any other payload.</summary>
    /// <param name="payload">The request.</param>
    /// <param name="deadlineMs">The invocation's deadline in Unix milliseconds; 0 if there is none.</param>
    /// <param name="platformTrace">The platform's own trace header.</param>
    /// <param name="isRehearsal">Whether failures don't matter.</param>
    public bool TryRunEvent(ReadOnlyMemory<byte> payload, long deadlineMs, string? platformTrace = null, bool isRehearsal = false)
    {
        _triggers ??= dispatcher.TriggersOf(_defaultTask) ?? EventTriggers.None;
        var now = DateTimeOffset.UtcNow;
        var startedAt = Stopwatch.GetTimestamp();
        ReceivedEvent? received = null;
        try
        {
            received = _triggers.Receive(payload, _defaultTask);
            if (received is null)
                return false;
        }
        catch (InvalidRequestException e)
        {
            Error = e;
        }
        StartMs = (now.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / (double)TimeSpan.TicksPerMillisecond;
        Task = _defaultTask;
        IsRoot = true;
        Context = Sample(null);
        var cpu = StartRecording(startedAt);
        if (received is not null)
        {
            Error = Handle(received, deadlineMs, platformTrace);
            if (!isRehearsal)
                EventLog.Write(received, Error);
        }
        ConcludeEvent(received);
        StopRecording(startedAt, cpu);
        return true;
    }

    /// <summary>Returns the error that fails the invocation; null if there is none, or if the response names the failed messages.</summary>
    private Exception? Handle(ReceivedEvent received, long deadlineMs, string? platformTrace)
    {
        var reserve = LimitTime(deadlineMs);
        Exception? error = null;
        if (Observation.IsOn)
            CallTrace.StartObserved();
        if (Spans.IsOn)
            StartSpan(_defaultTask, !received.IsAwaited, null);
        try
        {
            return error = new EventLanes(dispatcher, received, NewInvocation, m => ContextOf(m, deadlineMs)).Run(_cancellation.Token);
        }
        finally
        {
            if (Spans.IsOn)
                EndSpan(error ?? (Array.Exists(received.Messages, static m => m.IsFailed) ? received.FirstError() : null));
            if (Observation.IsOn)
                CallTrace.StopObserved();
            if (!_cancellation.TryReset())
                Renew(ref _cancellation);
        }

        Invocation NewInvocation(int message)
        {
            var invocation = new Invocation
            {
                Cancellation = _cancellation.Token,
                DeadlineMs = deadlineMs,
                ReserveMs = reserve,
                IsDetached = !received.IsAwaited,
                Context = Context,
                Trace = Calls,
                PlatformTrace = platformTrace,
                Message = message,
            };
            if (Observation.IsOn)
                (invocation.RequestId, invocation.Setup) = (RequestId, environment.Setup);
            return invocation;
        }
    }

    private TaskContext? ContextOf(EventMessage message, long deadlineMs) =>
        TaskContext.IsUsed
            ? new TaskContext(message.Id ?? RequestId, message.Attempt > 0 ? message.Attempt : 1 + Math.Max(0, Redeliveries))
            {
                Request = new TaskContext.RequestFacts(RequestId, _defaultTask, Context.TraceText(), deadlineMs),
            }
            : null;

    private void ConcludeEvent(ReceivedEvent? received)
    {
        if (received is not null)
        {
            Messages = received.Messages.Length;
            FailedMessages = Error is not null ? Messages : received.Messages.Count(static m => m.IsFailed);
        }
        if (Error is null)
        {
            received!.WriteAnswer(_answer);
            // The trace says that messages failed, although the invocation didn't.
            if (FailedMessages > 0)
                Error = received.FirstError();
        }
        else
        {
            FailureType = ErrorAnswer.TypeOf(Error);
            ErrorAnswer.Write(_answer, Error, Task);
        }
        s_hasFailed |= Error is not null;
        Answer = _answer.Written;
    }
}
