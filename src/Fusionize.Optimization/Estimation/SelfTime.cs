using Fusionize.Records;
using Fusionize.Simulation;

namespace Fusionize.Optimization.Estimation;

/// <summary>What a task does itself, without the tasks that it calls: medians, and the standard deviations of the logarithms.</summary>
internal readonly record struct SelfTime(double CpuMs, double CpuSigma, double WaitMs, double WaitSigma)
{
    /// <summary>How often a task needs more CPU time than usual, if the mean excess is at least this part.</summary>
    private const double ExcessProbability = 0.1;
    private const double MinExcess = 0.03;

    // Shorter steps make no difference.
    private const double MinCpuMs = 0.005;
    private const double MinWaitMs = 0.05;

    /// <summary>Differences between callers that are smaller than this (relative, in ms) are ignored.</summary>
    private const double MinCallerDifference = 0.25;
    private const double MinCallerDifferenceMs = 2;

    /// <summary>Mean CPU time beyond the typical one, as a part of it.</summary>
    public double Excess { get; init; }

    private double TotalMs => CpuMs + WaitMs;

    /// <summary>Steps that do a share of the work.</summary>
    public IEnumerable<Step> Steps(int threads, (double Cpu, double Wait) share)
    {
        if (CpuMs * share.Cpu > MinCpuMs)
            yield return new CpuStep(CpuMs * share.Cpu, threads) { Sigma = CpuSigma };
        if (Excess > MinExcess && CpuMs * share.Cpu * Excess > MinCpuMs)
            yield return new CpuStep(CpuMs * share.Cpu * Excess / ExcessProbability) { Sigma = CpuSigma, Probability = ExcessProbability };
        if (WaitMs * share.Wait > MinWaitMs)
            yield return new WaitStep(WaitMs * share.Wait, WaitSigma);
    }

    /// <summary>Whether the difference is too large to be noise.</summary>
    public static bool Differ(IEnumerable<SelfTime> times)
    {
        var all = times.ToList();
        var (least, most) = (all.Min(t => t.TotalMs), all.Max(t => t.TotalMs));
        return most > MinCallerDifferenceMs && most - least > MinCallerDifference * most;
    }
}

/// <summary>Measures <see cref="SelfTime"/>s.</summary>
internal sealed class SelfTimes(CpuShares cpu, LambdaModel prior)
{
    /// <summary>Fewer samples have no reliable spread.</summary>
    public const int MinSamples = 20;

    /// <summary>Standard deviation of computing if there are too few samples.</summary>
    private const double UsualSigma = 0.05;
    private const double MaxSigma = 0.6;

    /// <summary>Distance of the quartiles of a normal distribution, in standard deviations.</summary>
    private const double QuartileDistance = 1.349;

    /// <param name="cpuMs">The typical CPU time; null: the median of the samples.</param>
    public SelfTime Of(List<TaskSample> samples, double? cpuMs, int threads)
    {
        var alone = samples.Where(s => s.CpuMs is not null).Select(CpuAlone).ToArray();
        var typical = cpuMs ?? (alone.Length > 0 ? Statistics.Median(alone) : 0);
        // Most of the noise of durations is noise of CPU time, so each execution's own CPU time is subtracted.
        var waits = samples
            .Select(s => Math.Max(0, s.Execution.SelfMs - Compute(s.CpuMs is null ? typical : CpuAlone(s), threads, s.Record.MemoryMB)))
            .ToArray();
        var median = Statistics.Median(waits);
        return new(typical, alone.Length >= MinSamples ? Spread(alone) : UsualSigma, median, LogNormalSigma(median, Statistics.Mean(waits)));
    }

    /// <summary>CPU time without what remote calls need.</summary>
    public double CpuAlone(TaskSample sample) =>
        Math.Max(
            0,
            sample.CpuMs!.Value
                - sample.Record.Calls.Sum(c =>
                    c.Where == CallSite.Remote
                        ? c.Kind == CallKind.Sync
                            ? cpu.PerSyncCall
                            : cpu.PerHandOver
                        : 0
                )
        );

    /// <summary>How long computing takes with a memory size.</summary>
    public double Compute(double cpuMs, int threads, int memoryMB) => new CpuTime(prior, memoryMB).Compute(cpuMs, threads);

    private static double Spread(double[] samples)
    {
        var sorted = Statistics.Sorted(samples);
        var (low, high) = (Statistics.Quantile(sorted, 0.25), Statistics.Quantile(sorted, 0.75));
        return low > 0 ? Math.Min(MaxSigma, Math.Log(high / low) / QuartileDistance) : UsualSigma;
    }

    private static double LogNormalSigma(double median, double mean) =>
        median > 0 && mean > median ? Math.Min(MaxSigma, Math.Sqrt(2 * Math.Log(mean / median))) : 0;
}
