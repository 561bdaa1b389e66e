using System.Diagnostics;

namespace Fusionize.Local.Execution;

/// <summary>An instance's INIT: how long it takes, how long it may take, and what went wrong in it. Guarded by the pool's gate.</summary>
/// <param name="turn">Given back when INIT is over.</param>
internal sealed class InitPhase(IDisposable turn, bool secondAttempt) : IDisposable
{
    private Timer? _timer;

    /// <summary>A first instance failed to start for the same request: this INIT is part of the invocation.</summary>
    public bool IsSecondAttempt { get; } = secondAttempt;

    public long Started { get; } = Stopwatch.GetTimestamp();

    /// <summary>What the runtime, or the platform, said of its failure.</summary>
    public InitError? Error { get; set; }

    /// <summary>As reports call it.</summary>
    public string Phase => IsSecondAttempt ? "invoke" : "init";

    public double ElapsedMs => Stopwatch.GetElapsedTime(Started).TotalMilliseconds;

    public void Limit(TimeSpan limit, Action timedOut) => _timer = new Timer(_ => timedOut(), null, limit, Timeout.InfiniteTimeSpan);

    /// <summary>It is over, for better or worse.</summary>
    public void Dispose()
    {
        turn.Dispose();
        _timer?.Dispose();
    }
}
