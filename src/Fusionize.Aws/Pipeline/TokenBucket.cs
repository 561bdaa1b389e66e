namespace Fusionize.Aws.Pipeline;

/// <summary>Limits the calls per second, with a burst. Calls that come too early wait in their order of arrival.</summary>
public sealed class TokenBucket
{
    private readonly TimeProvider _time;
    private readonly TimeSpan _interval;
    private readonly TimeSpan _burst;
    private readonly Lock _lock = new();

    // The time at which the bucket would be empty if every call so far had come at the exact rate ("theoretical arrival time").
    private long _next;

    /// <param name="perSecond">Calls a second in the long run.</param>
    /// <param name="burst">Calls that may start at once after a pause.</param>
    /// <param name="time">The clock; tests pass their own.</param>
    public TokenBucket(double perSecond, int burst = 1, TimeProvider? time = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(perSecond);
        ArgumentOutOfRangeException.ThrowIfLessThan(burst, 1);
        _time = time ?? TimeProvider.System;
        _interval = TimeSpan.FromSeconds(1 / perSecond);
        _burst = (burst - 1) * _interval;
        _next = Now;
    }

    private long Now => _time.GetElapsedTime(0).Ticks;

    /// <summary>
    /// Takes a place in the queue; completes when the caller may continue. A cancelled wait still uses its place, so the limit is never exceeded.
    /// </summary>
    public async ValueTask TakeAsync(CancellationToken cancellation = default)
    {
        var wait = Reserve();
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, _time, cancellation).ConfigureAwait(false);
    }

    internal TimeSpan Reserve()
    {
        lock (_lock)
        {
            var now = Now;
            if (_next < now)
                _next = now;
            var wait = TimeSpan.FromTicks(_next - now) - _burst;
            _next += _interval.Ticks;
            return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
        }
    }
}
