using System.Collections.Immutable;
using Fusionize.Records;
using Fusionize.Simulation;

namespace Fusionize.Optimization.Estimation;

/// <summary>Estimates on how many threads a task computes.</summary>
internal sealed class ThreadCount(MeasuredTasks tasks, CpuShares cpu, SelfTimes times, LambdaModel prior, int unknown)
{
    /// <summary>Shorter work is hardly ever split up.</summary>
    private const double MinParallelMs = 10;
    private const int MinSamples = 5;
    private const double MinCpus = 1.1;

    // The error of a duration: a constant part and a relative part.
    private const double ErrorMs = 0.5;
    private const double RelativeError = 0.02;

    /// <summary>An additional thread must improve the fit by more than this.</summary>
    private const double PenaltyPerThread = 1;

    /// <summary>The numbers of threads that are considered.</summary>
    public static ImmutableArray<int> Candidates { get; } = [1, 2, 3, 4, 6];

    /// <summary>Whether a function of that size shows the number of threads: below one vCPU the duration doesn't depend on it.</summary>
    public static bool IsVisible(LambdaModel platform, int memoryMB) => platform.Cpus(memoryMB) > MinCpus;

    /// <summary>The number of threads with which the same wait explains the durations of all memory sizes.</summary>
    public int Of(string task, List<TaskSample> samples)
    {
        var cpuMs = cpu.Of(task);
        if (cpuMs < MinParallelMs)
            return 1;
        var sizes = tasks
            .Warm(samples)
            .Where(s => s.Execution.IsSelfKnown)
            .GroupBy(s => s.Record.MemoryMB)
            .Where(g => g.Count() >= MinSamples)
            .ToList();
        if (sizes.Count < 2 || !sizes.Exists(g => IsVisible(prior, g.Key)))
            return unknown;
        return Candidates.MinBy(threads =>
        {
            var waits = sizes
                .Select(g =>
                    (
                        Ms: Statistics.Median(
                            g.Select(s => s.Execution.SelfMs - times.Compute(s.CpuMs is null ? cpuMs : times.CpuAlone(s), threads, g.Key))
                        ),
                        Error: ErrorMs + RelativeError * Statistics.Median(g.Select(s => s.Execution.SelfMs))
                    )
                )
                .ToList();
            var common = Math.Max(0, waits.Sum(w => w.Ms / (w.Error * w.Error)) / waits.Sum(w => 1 / (w.Error * w.Error)));
            return waits.Sum(w => Math.Pow((w.Ms - common) / w.Error, 2)) + PenaltyPerThread * threads;
        });
    }
}
