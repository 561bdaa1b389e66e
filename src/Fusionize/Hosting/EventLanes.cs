using System.Diagnostics;
using Fusionize.CompilerServices;
using Fusionize.Events;
using Fusionize.Invocations;
using Fusionize.Json;
using Fusionize.Tracing;

namespace Fusionize.Hosting;

/// <summary>Runs a task for the messages of an event. Each lane is a list of messages that are handled one after the other.</summary>
/// <param name="dispatcher">The group.</param>
/// <param name="received">The event.</param>
/// <param name="newInvocation">Makes the work for a message, given the message's number from 1; 0 if it is the only one.</param>
/// <param name="contextOf">Makes the context that the task can read.</param>
internal sealed class EventLanes(
    Dispatcher dispatcher,
    ReceivedEvent received,
    Func<int, Invocation> newInvocation,
    Func<EventMessage, TaskContext?> contextOf
)
{
    private readonly List<List<EventMessage>> _lanes = received.TakesBatch ? [[received.Whole]] : received.Lanes();
    private int _next;

    /// <summary>Returns the error that fails the invocation; null if there is none, or if the response names the failed messages.</summary>
    public Exception? Run(CancellationToken cancellation)
    {
        // The others begin before this thread is busy.
        var workers = new Task[Math.Clamp(_lanes.Count, 1, received.Parallelism)];
        for (var i = 1; i < workers.Length; i++)
            workers[i] = Task.Run(() => WorkAsync(cancellation), CancellationToken.None);
        workers[0] = WorkAsync(cancellation);
        Task.WhenAll(workers).GetAwaiter().GetResult();
        if (received.TakesBatch && !received.Whole.IsUnreadable && received.Whole.Error is { } error)
            return error;
        return received.ReportsFailures || !Array.Exists(received.Messages, static m => m.IsFailed) ? null : received.FirstError();
    }

    private async Task WorkAsync(CancellationToken cancellation)
    {
        while (Interlocked.Increment(ref _next) is var lane && lane <= _lanes.Count)
        {
            var isStopped = false;
            foreach (var message in _lanes[lane - 1])
            {
                if (isStopped)
                    message.Skip();
                else if (!cancellation.IsCancellationRequested)
                    await RunAsync(message, cancellation).ConfigureAwait(false);
                else if (received.ReportsFailures && !received.TakesBatch)
                    message.Skip();
                else
                    message.Fail(new TimeoutException("The function's time for it was over."));
                isStopped |= message.IsFailed;
            }
        }
    }

    private async Task RunAsync(EventMessage message, CancellationToken cancellation)
    {
        var number = received.Messages.Length > 1 ? Array.IndexOf(received.Messages, message) + 1 : 0;
        var invocation = newInvocation(number);
        Frame.Current = new Frame(invocation, received.Task, contextOf(message));
        Activity? span = null;
        // An event with one message has a span already.
        if (Spans.IsOn)
            span = number > 0 ? Spans.StartLocal(received.Task) : null;
        try
        {
            var request = new TaskRequest(received.Task, RequestForm.Plain, default) { Message = message };
            await dispatcher.DispatchAsync(request, new ByteBuffer(64), cancellation).ConfigureAwait(false);
        }
        catch (UnreadableMessageException e)
        {
            message.Fail(e);
        }
        catch (Exception e)
        {
            message.Fail(e);
        }
        Frame.Current = null;
        // Waiting blocks, and the work that it waits for needs the threads of the pool.
        if (invocation.IsHeld)
        {
            await Task
                .Factory.StartNew(invocation.Drain, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
                .ConfigureAwait(false);
        }
        else
        {
            invocation.Drain();
        }
        invocation.Trace = null;
        if (invocation.Lost is { } lost && !message.IsFailed)
            message.Fail(lost);
        if (Spans.IsOn)
        {
            if (span is not null)
                Spans.End(span, message.Error);
        }
    }
}
