using Fusionize.Records;
using Fusionize.Simulation;

namespace Fusionize.Optimization.Estimation;

/// <summary>
/// What a remote call costs its caller: a wait, and CPU time, which takes longer with less memory. Both are fitted to the medians of calls under
/// different
/// circumstances. Until several memory sizes were measured, they keep the proportion of the prior.
/// </summary>
internal sealed class CallOverhead(LambdaModel prior, double waitMs, double cpuMs, double sigma)
{
    private const int MinSamples = 5;

    private readonly Dictionary<Circumstances, List<double>> _samples = [];

    public int Count => _samples.Values.Sum(s => s.Count);

    /// <param name="together">Number of calls handed over at the same time, including this one.</param>
    /// <param name="isBusy">Whether the function has used up its CPU quota before the call.</param>
    public void Add(double ms, int memoryMB, int together, bool isBusy)
    {
        var key = new Circumstances(memoryMB, Math.Min(together, 8), isBusy);
        if (!_samples.TryGetValue(key, out var list))
            _samples.Add(key, list = []);
        list.Add(ms);
    }

    /// <summary>How much calls at the same time slow each other down, from 0 to 1; null if none were measured.</summary>
    public double? Crowding()
    {
        var crowds = Medians().Where(m => m.Key.Together > 1).ToList();
        if (crowds.Count == 0 || !Medians().Any(m => m.Key is { Together: 1, IsBusy: false }))
            return null;
        var (wait, cpu) = Fit(m => m.Together == 1);
        return new[] { 0, 0.25, 0.5, 0.75, 1 }.MinBy(crowding => crowds.Sum(c => Math.Abs(Math.Log(c.Ms / Expected(c.Key, wait, cpu, crowding)))));
    }

    /// <summary>Median wait and CPU time, and the standard deviation of their logarithm.</summary>
    public (double WaitMs, double CpuMs, double Sigma) Fit()
    {
        if (Count < MinSamples)
            return (waitMs, cpuMs, sigma);
        // Calls at the same time as others are used only if there are no single ones.
        var (wait, cpu) = Medians().Any(m => m.Key.Together == 1) ? Fit(m => m.Together == 1) : Fit(_ => true);
        var ratios = _samples
            .Where(s => s.Key.Together == 1 && s.Value.Count >= MinSamples)
            .Select(s => (Median: Statistics.Median(s.Value), Mean: s.Value.Average(), s.Value.Count))
            .Where(r => r.Median > 0)
            .ToList();
        var spread =
            ratios.Count == 0 ? sigma * sigma / 2 : ratios.Sum(r => r.Count * Math.Log(Math.Max(1, r.Mean / r.Median))) / ratios.Sum(r => r.Count);
        return (wait, cpu, Math.Clamp(Math.Sqrt(2 * spread), 0.05, 0.8));
    }

    private List<(Circumstances Key, double Ms, int Count)> Medians() =>
        [
            .. _samples
                .Where(s => s.Value.Count >= MinSamples)
                .Select(s => (s.Key, Ms: Statistics.Median(s.Value), s.Value.Count))
                .Where(m => m.Ms > 0),
        ];

    private (double WaitMs, double CpuMs) Fit(Func<Circumstances, bool> which)
    {
        var medians = Medians().Where(m => which(m.Key)).ToList();
        var (best, wait, cpu) = (double.PositiveInfinity, waitMs, cpuMs);
        if (medians.Count == 0)
            return (wait, cpu);
        for (var w = -30; w <= 20; w++)
        {
            for (var c = -30; c <= 20; c++)
            {
                var (waitFactor, cpuFactor) = (Math.Pow(1.1, w), Math.Pow(1.1, c));
                // Absolute deviations instead of squares, so that one unusual kind of call doesn't dominate the fit.
                var off =
                    medians.Sum(m => m.Count * Math.Abs(Math.Log(m.Ms / Expected(m.Key, waitMs * waitFactor, cpuMs * cpuFactor, 1))))
                    / medians.Sum(m => m.Count);
                off += 0.02 * (Math.Abs(Math.Log(waitFactor)) + Math.Abs(Math.Log(cpuFactor)) + 2 * Math.Abs(Math.Log(waitFactor / cpuFactor)));
                if (off < best)
                    (best, wait, cpu) = (off, waitMs * waitFactor, cpuMs * cpuFactor);
            }
        }
        return (wait, cpu);
    }

    private double Expected(Circumstances c, double wait, double cpu, double crowding)
    {
        var work = cpu * (1 + (c.Together - 1) * crowding);
        return wait + (c.IsBusy ? prior.WallMs(work, 1, c.MemoryMB) : new CpuTime(prior, c.MemoryMB).Compute(work, 1));
    }

    private readonly record struct Circumstances(int MemoryMB, int Together, bool IsBusy);
}
