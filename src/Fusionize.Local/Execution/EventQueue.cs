using Fusionize.Local.Protocol;

namespace Fusionize.Local.Execution;

/// <summary>
/// Asynchronous invocations: delivered at least once while the platform runs, retried when the function fails, put back when there is no
/// room.
/// </summary>
internal sealed class EventQueue(IReadOnlyList<TimeSpan> retryDelays, Action<string>? log, CancellationToken stopping)
{
    private static readonly TimeSpan MaxBackOff = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan MaxAge = TimeSpan.FromHours(6);

    private int _waiting;
    private int _running;
    private int _retrying;
    private long _dropped;

    /// <summary>Not started yet, or put back for want of room.</summary>
    public int Waiting => Volatile.Read(ref _waiting);
    public int Running => Volatile.Read(ref _running);

    /// <summary>Failed, and waiting for the next attempt.</summary>
    public int Retrying => Volatile.Read(ref _retrying);

    /// <summary>Given up after the last attempt.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <param name="delay">How long the event takes to the function.</param>
    public void Add(Invocation invocation, FunctionVersion version, TimeSpan delay)
    {
        Interlocked.Increment(ref _waiting);
        _ = DeliverAsync(invocation, version, delay);
    }

    private async Task DeliverAsync(Invocation invocation, FunctionVersion version, TimeSpan delay)
    {
        await Task.Yield(); // the caller's acknowledgement doesn't wait for the instance's start
        var received = DateTimeOffset.UtcNow;
        var counted = true; // in waiting
        try
        {
            if (delay > TimeSpan.Zero)
                await Task.Delay(delay, stopping);
            for (var attempt = 0; ; attempt++)
            {
                await RunWhenThereIsRoomAsync(invocation, version, received);
                Interlocked.Decrement(ref _waiting);
                counted = false;
                if (!await AttemptAsync(invocation))
                    return;
                if (attempt >= retryDelays.Count)
                    break;
                await RetryDelayAsync(retryDelays[attempt]);
                Interlocked.Increment(ref _waiting);
                counted = true;
                invocation = invocation.Again();
            }
            Interlocked.Increment(ref _dropped);
        }
        catch (LambdaError)
        {
            Interlocked.Increment(ref _dropped); // too old
        }
        catch (OperationCanceledException)
        {
            // The platform stops.
        }
        catch (Exception e)
        {
            log?.Invoke($"{version.Configuration.Name}: an asynchronous event was lost: {e.Message}");
            Interlocked.Increment(ref _dropped);
        }
        finally
        {
            if (counted)
                Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>Throttled events aren't failed ones: they wait, longer each time.</summary>
    private async Task RunWhenThereIsRoomAsync(Invocation invocation, FunctionVersion version, DateTimeOffset received)
    {
        var backOff = TimeSpan.FromMilliseconds(250);
        while (true)
        {
            try
            {
                version.Pool.Dispatch(invocation);
                return;
            }
            catch (LambdaError e) when (e.Status == 429 && DateTimeOffset.UtcNow - received < MaxAge)
            {
                await Task.Delay(backOff, stopping);
                backOff = backOff * 2 < MaxBackOff ? backOff * 2 : MaxBackOff;
            }
        }
    }

    /// <summary>True when it must be tried again.</summary>
    private async Task<bool> AttemptAsync(Invocation invocation)
    {
        Interlocked.Increment(ref _running);
        try
        {
            return (await invocation.Result.WaitAsync(stopping)).FunctionError is not null;
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    private async Task RetryDelayAsync(TimeSpan delay)
    {
        Interlocked.Increment(ref _retrying);
        try
        {
            await Task.Delay(delay, stopping);
        }
        finally
        {
            Interlocked.Decrement(ref _retrying);
        }
    }
}
