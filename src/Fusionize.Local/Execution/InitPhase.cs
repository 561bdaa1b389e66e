using System.Diagnostics;

namespace Fusionize.Local.Execution;

/// <summary>An instance's INIT: its duration, its limit, and its error. Guarded by the pool's gate.</summary>
/// <param name="turn">Returned at the end of INIT.</param>
internal sealed class InitPhase(IDisposable turn, bool secondAttempt) : IDisposable
{
    private Timer? _timer;

    /// <summary>Whether a first instance failed to start for the same request. Then this INIT is part of the invocation.</summary>
    public bool IsSecondAttempt { get; } = secondAttempt;

    public long Started { get; } = Stopwatch.GetTimestamp();

    /// <summary>The failure as the runtime or the platform reported it.</summary>
    public InitError? Error { get; set; }

    /// <summary>Its name in reports.</summary>
    public string Phase => IsSecondAttempt ? "invoke" : "init";

    public double ElapsedMs => Stopwatch.GetElapsedTime(Started).TotalMilliseconds;

    public void Limit(TimeSpan limit, Action timedOut) => _timer = new Timer(_ => timedOut(), null, limit, Timeout.InfiniteTimeSpan);

    /// <summary>Whether it has ended, with or without success.</summary>
    public void Dispose()
    {
        turn.Dispose();
        _timer?.Dispose();
    }
}
