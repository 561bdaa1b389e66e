using Fusionize.Tracing;

namespace Fusionize.Invocations;

/// <summary>
/// The local attempt of a detached call with at-least-once delivery. Either its end or the time limit decides the outcome, whichever comes first. The
/// invocation is released when the work is done, or when it is handed over to the platform's queue.
/// </summary>
internal abstract class DetachedAttempt(LocalAttempts attempts, string from, string to, CallEntry? entry)
{
    private const int MaxTries = 3;

    private readonly Lock _lock = new();
    private TaskContext? _context = TaskContext.IsUsed ? new TaskContext(TaskContext.NewCallId(), 1, Frame.Current?.Context) : null;
    private bool _hasBegun;
    private bool _isDecided;

    protected readonly string From = from;

    /// <summary>Complete when the local attempt is over; never faulted.</summary>
    public Task Done { get; private set; } = Task.CompletedTask;

    public void Begin() => Done = Task.Run(RunAsync);

    /// <summary>Stops waiting and hands the work over. Returns true if the local attempt continues without anybody waiting for it.</summary>
    public bool CutOff()
    {
        if (!TryDecide(new TimeoutException("The function's time for it was over.")))
            return false;
        _ = Task.Run(HandOverAsync);
        return _hasBegun;
    }

    protected abstract Task CallAsync(CancellationToken cancellation);

    protected abstract Task SendAsync(TaskContext attempt);

    /// <summary>Returns false if the time limit passed while the work waited for a thread.</summary>
    private bool TryBegin()
    {
        lock (_lock)
        {
            if (_isDecided)
                return false;
            entry?.Started();
            return _hasBegun = true;
        }
    }

    /// <summary>Returns true for the first caller only. Nobody uses the trace entry afterwards.</summary>
    private bool TryDecide(Exception? error)
    {
        lock (_lock)
        {
            if (_isDecided)
                return false;
            entry?.End(error);
            return _isDecided = true;
        }
    }

    private async Task RunAsync()
    {
        if (!TryBegin())
            return;
        try
        {
            Frame.Current = new Frame(attempts.Invocation, to, _context);
            if (Spans.IsOn)
            {
                if (entry is not null)
                    entry.Span = Spans.StartLocal(to);
            }
            await CallAsync(attempts.Cancellation).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            if (!TryDecide(e))
                return;
            attempts.Remove(this);
            Log.Error($"Detached call of task '{to}' failed and is handed over to be tried again", e);
            await HandOverAsync().ConfigureAwait(false);
            return;
        }
        if (!TryDecide(null))
            return;
        attempts.Remove(this);
        attempts.Invocation.Release();
    }

    private async Task HandOverAsync()
    {
        _context ??= new TaskContext(TaskContext.NewCallId(), 1);
        var next = new TaskContext(_context.CallId, _context.Attempt + 1);
        Frame.Current = new Frame(attempts.Invocation, From, _context);
        for (var tries = 1; ; tries++)
        {
            try
            {
                await SendAsync(next).ConfigureAwait(false);
                break;
            }
            // The failed request may have arrived. Sending it twice is better than losing it.
            catch (TaskFailedException e) when (tries < MaxTries && e.Is<RemoteCallException>() && !e.Is<PayloadTooLargeException>()) { }
            catch (Exception e)
            {
                Log.Error($"Detached call of task '{to}' could not be handed over", e);
                attempts.Invocation.Lost = new RemoteCallException(
                    $"The detached call of task '{to}' was not done, and could not be handed over to be tried again: {e.Message}",
                    e
                );
                break;
            }
        }
        attempts.Invocation.Release();
    }
}
