namespace Fusionize.Local.Network;

/// <summary>The waits of one call between functions.</summary>
internal readonly record struct CallWaits(TimeSpan BeforeCallee, TimeSpan BeforeAnswer)
{
    public static readonly CallWaits None;
}

/// <summary>
/// Computes the network's waits of an invocation. Only calls between functions wait. The network between clients and the cloud isn't part of the
/// application, and the published measurements don't include it.
/// </summary>
internal sealed class NetworkModel(bool addWaits, Draws draws)
{
    /// <summary>A synchronous call: half of the overhead is before the callee's start, half after its end.</summary>
    public CallWaits Synchronous(int? callerMB, string callee)
    {
        if (!addWaits || callerMB is not { } memory)
            return CallWaits.None;
        var half = Milliseconds(InvocationOverheads.Sync(memory, draws.Normal("sync " + callee)) / 2);
        return new(half, half);
    }

    /// <summary>
    /// An asynchronous call: the waits for its callee's start and for its acknowledgement are independent, and both start at the call.
    /// </summary>
    public CallWaits Asynchronous(int? callerMB, string callee)
    {
        if (!addWaits || callerMB is not { } memory)
            return CallWaits.None;
        return new(
            Milliseconds(InvocationOverheads.Dispatch(memory, draws.Normal("dispatch " + callee))),
            Milliseconds(InvocationOverheads.HandOver(memory, draws.Normal("hand-over " + callee)))
        );
    }

    // Timers truncate to whole milliseconds.
    private static TimeSpan Milliseconds(double ms) => TimeSpan.FromMilliseconds(Math.Round(ms));
}
