namespace IoT.Work;

/// <summary>Arithmetic that takes time: stands for the analyses that the papers' application does.</summary>
internal static class Cpu
{
    /// <summary>The work twice, at once.</summary>
    public static async Task<double> OnTwoThreadsAsync(double n)
    {
        // Threads of their own: the pool of a function with a small share of a processor has one thread only, which would run one after the other.
        var first = Task.Factory.StartNew(() => Sum(n), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var second = Task.Factory.StartNew(() => Sum(n), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return await first + await second;
    }

    private static double Sum(double n)
    {
        var r = 0.0;
        for (var i = Math.Pow(n, 7); i >= 0; i--)
            r += Math.Atan(i) * Math.Tan(i);
        return r;
    }
}
