namespace Fusionize.Tests.Infrastructure;

/// <summary>A clock that stands still until a test moves it on to the next timer. Timers fire once.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private TaskCompletionSource _isAwaited = NewSource();
    private DateTimeOffset _now = DateTimeOffset.UtcNow;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
            return _now;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Waits until somebody waits for this clock, then moves it to when the first timer is due.</summary>
    public async Task MoveToNextTimerAsync(CancellationToken cancellation)
    {
        while (true)
        {
            Task isAwaited;
            ManualTimer? next;
            lock (_lock)
            {
                next = _timers.MinBy(t => t.Due);
                if (next is not null)
                {
                    _timers.Remove(next);
                    _now = next.Due;
                }
                isAwaited = _isAwaited.Task;
            }
            if (next is not null)
            {
                next.Fire();
                return;
            }
            await isAwaited.WaitAsync(cancellation);
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class ManualTimer(ManualTime time, Action fire) : ITimer
    {
        public DateTimeOffset Due { get; private set; }

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._lock)
            {
                time._timers.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan)
                    return true;
                Due = time._now + dueTime;
                time._timers.Add(this);
                time._isAwaited.TrySetResult();
                time._isAwaited = NewSource();
            }
            return true;
        }

        public void Dispose()
        {
            lock (time._lock)
                time._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
