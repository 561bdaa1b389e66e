using System.Collections.Concurrent;
using System.Text;
using Fusionize.Local.Protocol;

namespace Fusionize.Local.Execution;

/// <summary>
/// Asynchronous invocations: delivered at least once while the platform runs, retried if the function fails, and requeued if it is throttled.
/// </summary>
/// <param name="retryDelays">The wait before each retry of a failed event.</param>
/// <param name="maxBackOff">The longest wait of a throttled event.</param>
/// <param name="log">Receives messages about errors.</param>
/// <param name="stopping">Ends all waits.</param>
internal sealed class EventQueue(
    IReadOnlyList<TimeSpan> retryDelays,
    TimeSpan maxBackOff,
    Action<string>? log,
    CancellationToken stopping
)
{
    /// <summary>Limit of the given-up events that are kept; the newest are kept.</summary>
    private const int MaxFailed = 10_000;

    private readonly Queue<FailedEvent> _failed = new();
    private readonly ConcurrentDictionary<string, TargetCounts> _byTarget = new(StringComparer.Ordinal);
    private int _unfinished;
    private int _waiting;
    private int _running;
    private int _retrying;
    private long _dropped;

    /// <summary>Number of accepted events whose last attempt hasn't ended.</summary>
    public int Unfinished => Volatile.Read(ref _unfinished);

    /// <summary>Events that haven't started, or were throttled.</summary>
    public int Waiting => Volatile.Read(ref _waiting);
    public int Running => Volatile.Read(ref _running);

    /// <summary>Failed events that wait for the next attempt.</summary>
    public int Retrying => Volatile.Read(ref _retrying);

    /// <summary>Events that were given up after the last attempt.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>The given-up events that no dead-letter queue has, the oldest first.</summary>
    public IReadOnlyList<FailedEvent> Failed
    {
        get
        {
            lock (_failed)
                return [.. _failed];
        }
    }

    /// <summary>The events for one function.</summary>
    public EventCounts CountsOf(string target) =>
        _byTarget.TryGetValue(target, out var c)
            ? new(Volatile.Read(ref c.Waiting), Volatile.Read(ref c.Running), Volatile.Read(ref c.Retrying), Interlocked.Read(ref c.Dropped))
            : default;

    /// <param name="delay">The delay until the event reaches the function.</param>
    public void Add(Invocation invocation, IEventTarget target, TimeSpan delay)
    {
        Interlocked.Increment(ref _unfinished);
        Interlocked.Increment(ref _waiting);
        Interlocked.Increment(ref Of(target).Waiting);
        _ = DeliverAsync(invocation, target, delay);
    }

    /// <summary>Gives up an event without running it.</summary>
    public void Refuse(Invocation invocation, IEventTarget target, string why)
    {
        log?.Invoke($"{target.Name}: an asynchronous event was given up: {why}");
        Drop(new(invocation, EventEnd.RetriesExhausted, 0, null, null), target, why);
    }

    private async Task DeliverAsync(Invocation invocation, IEventTarget target, TimeSpan delay)
    {
        await Task.Yield(); // the caller's acknowledgement doesn't wait for the instance's start
        try
        {
            var end = await UntilTheEndAsync(invocation, target, delay, DateTimeOffset.UtcNow);
            if (end.Succeeded)
                target.Conclude(end);
            else
                Drop(end, target, end.Result is { } answer ? Encoding.UTF8.GetString(answer.Payload.Span) : end.Condition);
        }
        catch (OperationCanceledException)
        {
            // The platform is stopping.
        }
        catch (Exception e)
        {
            log?.Invoke($"{target.Name}: an asynchronous event was lost: {e.Message}");
            Keep(invocation, target, invocation.Redeliveries, e.Message);
        }
        finally
        {
            Interlocked.Decrement(ref _unfinished); // not earlier, since the end of an event may cause another event
        }
    }

    private void Drop(EventEnd end, IEventTarget target, string error)
    {
        Keep(end.Invocation, target, end.Attempts, error);
        target.Conclude(end);
    }

    private void Keep(Invocation invocation, IEventTarget target, int attempts, string error)
    {
        Interlocked.Increment(ref _dropped);
        Interlocked.Increment(ref Of(target).Dropped);
        if (target.TrySendToDeadLetterQueue(invocation, error))
            return;
        var qualifier = invocation.InvokedArn.Split(':') is { Length: > 7 } arn ? arn[7] : "";
        var failed = new FailedEvent(
            target.Name,
            qualifier,
            invocation.RequestId,
            attempts,
            Encoding.UTF8.GetString(invocation.Payload),
            error,
            DateTimeOffset.UtcNow,
            target.DeadLetterTarget
        );
        lock (_failed)
        {
            if (_failed.Count == MaxFailed)
                _failed.Dequeue();
            _failed.Enqueue(failed);
        }
    }

    private async Task<EventEnd> UntilTheEndAsync(Invocation invocation, IEventTarget target, TimeSpan delay, DateTimeOffset received)
    {
        for (var attempt = 1; ; attempt++)
        {
            FunctionVersion? version;
            try
            {
                if (attempt == 1 && delay > TimeSpan.Zero)
                    await Task.Delay(delay, stopping);
                version = await RunWhenThereIsRoomAsync(invocation, target, received);
            }
            finally
            {
                Interlocked.Decrement(ref _waiting);
                Interlocked.Decrement(ref Of(target).Waiting);
            }
            if (version is null)
                return new(invocation, EventEnd.AgeExceeded, attempt - 1, null, null);
            var result = await AttemptAsync(invocation, Of(target));
            if (result.FunctionError is null)
                return new(invocation, EventEnd.Success, attempt, version, result);
            if (attempt > (target.Rules.MaxRetries ?? retryDelays.Count))
                return new(invocation, EventEnd.RetriesExhausted, attempt, version, result);
            if (retryDelays.Count > 0)
                await RetryDelayAsync(retryDelays[Math.Min(attempt, retryDelays.Count) - 1], Of(target));
            Interlocked.Increment(ref _waiting);
            Interlocked.Increment(ref Of(target).Waiting);
            invocation = invocation.Again();
        }
    }

    /// <summary>
    /// The wait of a throttled event before the next attempt, which grows with each attempt. Throttled events haven't failed. Null if the event has
    /// become too old.
    /// </summary>
    private async Task<FunctionVersion?> RunWhenThereIsRoomAsync(Invocation invocation, IEventTarget target, DateTimeOffset received)
    {
        var backOff = TimeSpan.FromMilliseconds(250);
        while (DateTimeOffset.UtcNow - received <= target.Rules.MaxAge)
        {
            try
            {
                var version = target.Resolve();
                version.Pool.Dispatch(invocation);
                return version;
            }
            catch (LambdaError e) when (e.Status == 429)
            {
                await Task.Delay(backOff, stopping);
                backOff = backOff * 2 < maxBackOff ? backOff * 2 : maxBackOff;
            }
        }
        return null;
    }

    private async Task<InvocationResult> AttemptAsync(Invocation invocation, TargetCounts counts)
    {
        Interlocked.Increment(ref _running);
        Interlocked.Increment(ref counts.Running);
        try
        {
            return await invocation.Result.WaitAsync(stopping);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
            Interlocked.Decrement(ref counts.Running);
        }
    }

    private async Task RetryDelayAsync(TimeSpan delay, TargetCounts counts)
    {
        Interlocked.Increment(ref _retrying);
        Interlocked.Increment(ref counts.Retrying);
        try
        {
            await Task.Delay(delay, stopping);
        }
        finally
        {
            Interlocked.Decrement(ref _retrying);
            Interlocked.Decrement(ref counts.Retrying);
        }
    }

    private TargetCounts Of(IEventTarget target) => _byTarget.GetOrAdd(target.Name, static _ => new());

    private sealed class TargetCounts
    {
        public int Waiting;
        public int Running;
        public int Retrying;
        public long Dropped;
    }
}
