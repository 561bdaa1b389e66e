using Fusionize.Tracing;

namespace Fusionize.Invocations;

/// <summary>One request that this process serves: its deadline, its place in the distributed trace, and the detached work it must wait for.</summary>
internal sealed class Invocation
{
    private int _held = 1; // 1: the request itself
    private IAsyncDisposable? _objects;
    private LocalAttempts? _attempts;

    /// <summary>Cancelled shortly before the platform would end the invocation, or when the caller's deadline has passed.</summary>
    public CancellationToken Cancellation;

    /// <summary>The invocation's deadline in Unix milliseconds; 0 if there is none.</summary>
    public long DeadlineMs;

    /// <summary>How long before the deadline <see cref="Cancellation"/> is cancelled, in milliseconds.</summary>
    public long ReserveMs;

    /// <summary>Whether nobody waits for the response, because the work was detached. Then the response may be late.</summary>
    public bool IsDetached;

    public TraceContext Context;

    /// <summary>The platform's id of the request; empty unless libraries ask for it (<see cref="Observation"/>).</summary>
    public string RequestId = "";

    /// <summary>The setup's id; empty unless libraries ask for it.</summary>
    public string Setup = "";

    /// <summary>
    /// The platform's own trace header. It is passed on with each remote call. The platform uses it to detect functions that call each other in an
    /// endless loop.
    /// </summary>
    public string? PlatformTrace;

    /// <summary>The trace that records the calls; null if this invocation isn't traced, and after its end.</summary>
    public CallTrace? Trace;

    /// <summary>The number of the message that this is the work for, from 1, among those of an event; 0 if it is the only one.</summary>
    public int Message;

    /// <summary>
    /// The error for detached work that was neither done here nor handed over; null if there is none. It fails the invocation, so that the caller
    /// learns of it.
    /// </summary>
    public Exception? Lost;

    /// <summary>The local attempts of detached calls with at-least-once delivery.</summary>
    public LocalAttempts Attempts
    {
        get
        {
            lock (this)
            {
                if (_attempts is not null)
                    return _attempts;
                _attempts = new LocalAttempts(this);
                Monitor.PulseAll(this); // waiting threads must check the time from now on
                return _attempts;
            }
        }
    }

    /// <summary>Makes the response wait until <see cref="Release"/>. Returns false if the response is already being sent.</summary>
    public bool TryHold()
    {
        var held = Volatile.Read(ref _held);
        while (held > 0)
        {
            var seen = Interlocked.CompareExchange(ref _held, held + 1, held);
            if (seen == held)
                return true;
            held = seen;
        }
        return false;
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref _held) > 0)
            return;
        lock (this)
            Monitor.PulseAll(this);
    }

    /// <summary>Whether <see cref="Drain"/> has to wait, if it is called now.</summary>
    public bool IsHeld => Volatile.Read(ref _held) > 1;

    /// <summary>Passes the objects that live as long as the invocation. Called at most once, by the code of the served task.</summary>
    public void DisposeAtEnd(IAsyncDisposable objects) => _objects = objects;

    /// <summary>
    /// Waits for all detached work, including work that is detached by that work meanwhile. Called once, by the thread that serves the request.
    /// </summary>
    public void Drain()
    {
        if (Interlocked.Decrement(ref _held) > 0)
        {
            lock (this)
            {
                while (Volatile.Read(ref _held) > 0)
                {
                    if (_attempts is null)
                        Monitor.Wait(this);
                    else
                        _attempts.WaitOrCutOff();
                }
            }
        }
        _attempts?.Dispose();
        if (_objects is not null)
            Dispose(_objects);
    }

    /// <summary>The task has already returned, so a failure here is only logged.</summary>
    private static void Dispose(IAsyncDisposable objects)
    {
        try
        {
            objects.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
        catch (Exception e)
        {
            Log.Error("Disposing an invocation's objects failed", e);
        }
    }
}
