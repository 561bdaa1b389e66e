namespace Fusionize.Tests.Deployment.Canary;

/// <summary>A clock that doesn't make anybody wait: whoever asks for a pause finds it over, and the time gone.</summary>
internal sealed class JumpingTime(DateTimeOffset start) : TimeProvider
{
    /// <summary>What is longer limits something else that goes on meanwhile.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private long _ticks = start.UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Volatile.Read(ref _ticks), TimeSpan.Zero);

    public override long GetTimestamp() => Volatile.Read(ref _ticks);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime > TimeSpan.Zero && dueTime <= LongestPause)
        {
            Interlocked.Add(ref _ticks, dueTime.Ticks);
            ThreadPool.QueueUserWorkItem(_ => callback(state));
        }
        return new Timer();
    }

    private sealed class Timer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() { }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
