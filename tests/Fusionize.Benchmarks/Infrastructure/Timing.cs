using System.Diagnostics;

namespace Fusionize.Benchmarks.Infrastructure;

/// <summary>A loop to measure: does the operation as often as it is told.</summary>
internal sealed record Variant(string Name, Action<int> Loop);

/// <summary>What an operation took.</summary>
internal sealed record Measured(double Nanoseconds, double Bytes);

/// <summary>
/// Compares variants of the same thing within one run. They take turns in short slices and the best slice of each counts, so that another process
/// on the machine, or a change of clock frequency, hits all of them or none.
/// </summary>
internal static class Timing
{
    private const int Rounds = 60;
    private static readonly TimeSpan s_slice = TimeSpan.FromMilliseconds(4);

    public static IReadOnlyList<Measured> Compare(params Variant[] variants)
    {
        var counts = variants.Select(WarmUp).ToArray();
        var best = Enumerable.Repeat(double.MaxValue, variants.Length).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < variants.Length; i++)
            {
                best[i] = Math.Min(best[i], Time(variants[i], counts[i]));
            }
        }
        return [.. variants.Select((v, i) => new Measured(best[i], Bytes(v, counts[i])))];
    }

    /// <summary>
    /// Runs until the JIT has had its last word, and finds how often the operation goes into a slice. Code moves up a tier in the background, after
    /// 100 ms of quiet and when the machine has time for it; so until several pauses in a row have brought nothing.
    /// </summary>
    private static int WarmUp(Variant variant)
    {
        var best = double.MaxValue;
        for (var unchanged = 0; unchanged < 5; unchanged++)
        {
            Thread.Sleep(110);
            var fastest = Enumerable.Range(0, 20).Min(_ => Time(variant, 2000));
            if (fastest < best * 0.9)
            {
                best = fastest;
                unchanged = 0;
            }
        }
        var count = 100;
        while (Time(variant, count) * count < s_slice.TotalNanoseconds)
            count *= 2;
        return count;
    }

    private static double Time(Variant variant, int count)
    {
        var started = Stopwatch.GetTimestamp();
        variant.Loop(count);
        return Stopwatch.GetElapsedTime(started).TotalNanoseconds / count;
    }

    private static double Bytes(Variant variant, int count)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        variant.Loop(count);
        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)count;
    }
}
