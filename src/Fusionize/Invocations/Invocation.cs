using Fusionize.Tracing;

namespace Fusionize.Invocations;

/// <summary>One request that this process serves: its deadline, its place in the distributed trace, and the detached work it must wait for.</summary>
internal sealed class Invocation
{
    private int _held = 1; // one for the request itself
    private IAsyncDisposable? _objects;
    private LocalAttempts? _attempts;

    /// <summary>Cancelled shortly before the platform would end the invocation, or when the caller's own time is over.</summary>
    public CancellationToken Cancellation;

    /// <summary>When the invocation's time is over, Unix milliseconds; 0 when nothing limits it.</summary>
    public long DeadlineMs;

    /// <summary>Whether the answer reaches nobody, because the work was detached: then there is no hurry.</summary>
    public bool IsDetached;

    public TraceContext Context;

    /// <summary>The platform's own trace header. It goes on with each remote call, and by it the platform notices functions that call each other for
    /// ever.</summary>
    public string? PlatformTrace;

    /// <summary>Where calls are recorded; null when this invocation isn't traced, and after its end.</summary>
    public CallTrace? Trace;

    /// <summary>Detached work that neither was done here nor could be handed over: whoever asked must know. Null as long as there is none.</summary>
    public Exception? Lost;

    /// <summary>The local attempts of detached calls that are to be done at least once.</summary>
    public LocalAttempts Attempts
    {
        get
        {
            lock (this)
            {
                if (_attempts is not null)
                    return _attempts;
                _attempts = new LocalAttempts(this);
                Monitor.PulseAll(this); // whoever waits has to look at the clock from now on
                return _attempts;
            }
        }
    }

    /// <summary>Makes the answer wait until <see cref="Release"/>. False when the answer is already on its way.</summary>
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

    /// <summary>Hands over objects that live as long as the invocation; at most once, by the served task's own code.</summary>
    public void DisposeAtEnd(IAsyncDisposable objects) => _objects = objects;

    /// <summary>Waits for all detached work, also for what that work itself detaches meanwhile. Called once, by the thread that serves the
    /// request.</summary>
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

    /// <summary>The task has answered already, so a failure here is told in the log only.</summary>
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
