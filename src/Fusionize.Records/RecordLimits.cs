namespace Fusionize.Records;

/// <summary>Limits of the values in a trace line: a line beyond them wasn't written by the runtime.</summary>
internal static class RecordLimits
{
    /// <summary>The most that the clocks of function and log may differ, including the delay of a line.</summary>
    private const double MaxClockMs = 20_000;

    private const double MaxCpus = 64;

    private const long MaxBytes = 1L << 40;
    private const int MaxDropped = 1_000_000_000;

    /// <param name="time">Of the line, Unix milliseconds.</param>
    public static bool Allow(InvocationRecord record, long time)
    {
        if (
            !IsTime(record.DurationMs)
            || !IsTime(record.InitMs)
            || !(Math.Abs(record.StartMs + record.DurationMs - time) <= MaxClockMs)
            || !(record.CpuMs >= 0 && record.CpuMs <= (record.DurationMs + MaxClockMs) * MaxCpus)
            || record.MemoryMB is < 0 or > (int)ReportLine.MaxMemoryMB
            || record.DroppedCalls is < 0 or > MaxDropped
        )
            return false;
        foreach (var call in record.Calls)
        {
            if (!IsTime(call.AtMs) || !IsTime(call.Ms) || call.InBytes is < 0 or > MaxBytes || call.OutBytes is < 0 or > MaxBytes)
                return false;
        }
        return true;
    }

    private static bool IsTime(double ms) => ms is >= 0 and <= ReportLine.MaxRunMs;
}
