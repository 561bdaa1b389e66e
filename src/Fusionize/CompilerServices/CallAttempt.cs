namespace Fusionize.CompilerServices;

/// <summary>The data about the work that a calling function sends with a call.</summary>
internal sealed class CallAttempt(string callId, long earlier, long sentMs)
{
    /// <summary>The work's id.</summary>
    public readonly string CallId = callId;

    /// <summary>When a detached call was handed over, in Unix milliseconds; 0 for an awaited call.</summary>
    public readonly long SentMs = sentMs;

    /// <summary>The attempt's number.</summary>
    /// <param name="redeliveries">How often the platform has delivered the request before; -1: unknown.</param>
    /// <param name="nowMs">The current time in Unix milliseconds.</param>
    public int Number(int redeliveries, long nowMs)
    {
        // Lambda retries after one minute, and again two minutes later. A request that waited for free concurrency looks the same, so it also counts
        // as one that may have run.
        if (redeliveries < 0)
            redeliveries =
                SentMs == 0 || nowMs - SentMs < 60_000 ? 0
                : nowMs - SentMs < 180_000 ? 1
                : 2;
        return 1 + (int)Math.Min(earlier, int.MaxValue / 2) + redeliveries;
    }
}
