namespace Fusionize.Local.Network;

/// <summary>The overhead of a call between functions on AWS Lambda, in milliseconds.</summary>
/// <remarks>
/// Measured: a synchronous call between warm 128 MB functions; asynchronous hand-over and dispatch at 128 MB and at 768 MB and more. Between the two
/// sizes the overhead is linear in 1/memory (a fixed part, and CPU work at the memory's share); above 768 MB it stays the same. A synchronous call
/// was measured at 128 MB only; its overhead is assumed to shrink like that of the hand-over.
/// </remarks>
internal static class InvocationOverheads
{
    private const double P5 = -1.6449;
    private const double P95 = 1.6449;
    private const double P99 = 2.3263;
    private const double SmallMB = 128;
    private const double LargeMB = 768;

    private static readonly QuantileCurve SyncSmall = new((P5, 21), (0, 44), (P95, 89), (P99, 196));
    private static readonly QuantileCurve HandOverSmall = new((P5, 26), (0, 54), (P95, 119), (P99, 200));
    private static readonly QuantileCurve HandOverLarge = new((P5, 19), (0, 23.5), (P95, 60), (P99, 110));
    private static readonly QuantileCurve DispatchSmall = new((P5, 60), (0, 91), (P95, 173));
    private static readonly QuantileCurve DispatchLarge = new((P5, 50), (0, 57), (P95, 108));
    private const double SyncLargeToSmall = 23.5 / 54;

    /// <summary>Total overhead of a synchronous call.</summary>
    public static double Sync(int callerMB, double deviate)
    {
        var small = SyncSmall.At(deviate);
        return Between(callerMB, small, small * SyncLargeToSmall);
    }

    /// <summary>The time from the caller's asynchronous call to its acknowledgement.</summary>
    public static double HandOver(int callerMB, double deviate) => Between(callerMB, HandOverSmall.At(deviate), HandOverLarge.At(deviate));

    /// <summary>The time from the caller's asynchronous call to the callee's start.</summary>
    public static double Dispatch(int callerMB, double deviate) => Between(callerMB, DispatchSmall.At(deviate), DispatchLarge.At(deviate));

    private static double Between(int memoryMB, double small, double large)
    {
        var share = (1 / Math.Clamp(memoryMB, SmallMB, LargeMB) - 1 / LargeMB) / (1 / SmallMB - 1 / LargeMB);
        return large + (small - large) * share;
    }
}
