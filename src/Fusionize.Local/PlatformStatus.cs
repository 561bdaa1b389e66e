namespace Fusionize.Local;

/// <summary>The current state and the counts of the platform; also <c>GET /_fusionize/status</c>.</summary>
public sealed record PlatformStatus
{
    /// <summary>Whether nothing is running or waiting, and the logs are complete.</summary>
    public required bool Idle { get; init; }

    /// <summary>Function processes.</summary>
    public required int Instances { get; init; }

    /// <summary>Running requests.</summary>
    public required int Concurrency { get; init; }

    /// <summary>Invocations that were accepted and have no REPORT yet.</summary>
    public required long Unreported { get; init; }

    public required long Invocations { get; init; }
    public required long ColdStarts { get; init; }

    /// <summary>Invocations that ended with a function error, time-outs included.</summary>
    public required long Errors { get; init; }
    public required long TimeOuts { get; init; }

    /// <summary>Requests with the response 429.</summary>
    public required long Throttles { get; init; }
    public required long BilledMs { get; init; }
    public required double BilledGigabyteSeconds { get; init; }

    /// <summary>Asynchronous events that have not started.</summary>
    public required int EventsWaiting { get; init; }
    public required int EventsRunning { get; init; }

    /// <summary>Events whose last attempt failed and that will be tried again.</summary>
    public required int EventsRetrying { get; init; }

    /// <summary>Events given up after their last attempt.</summary>
    public required long EventsDropped { get; init; }

    /// <summary>
    /// Messages in queues from which a function gets its messages. Those that are delayed, or wait for another attempt after a failure, don't keep
    /// the platform from being idle.
    /// </summary>
    public required long MessagesPending { get; init; }

    /// <summary>Whether and how memory sizes are enforced as CPU shares, or the reason why not.</summary>
    public required bool CpuEnforced { get; init; }
    public required string Cpu { get; init; }
}
