namespace Fusionize.CompilerServices;

/// <summary>What a function says of the work that it calls for.</summary>
internal sealed class CallAttempt(string callId, long earlier, long sentMs)
{
    /// <summary>The work's id.</summary>
    public readonly string CallId = callId;

    /// <summary>When a detached call was handed over, Unix milliseconds; 0 for an awaited one.</summary>
    public readonly long SentMs = sentMs;

    /// <summary>The attempt's number.</summary>
    /// <param name="redeliveries">How often the platform has delivered the request before; -1: it doesn't say.</param>
    /// <param name="nowMs">Unix milliseconds.</param>
    public int Number(int redeliveries, long nowMs)
    {
        // Lambda tries again after one minute, and after two more. A request that waited for room looks the same, and is taken for one that may have
        // run.
        if (redeliveries < 0)
            redeliveries =
                SentMs == 0 || nowMs - SentMs < 60_000 ? 0
                : nowMs - SentMs < 180_000 ? 1
                : 2;
        return 1 + (int)Math.Min(earlier, int.MaxValue / 2) + redeliveries;
    }
}
