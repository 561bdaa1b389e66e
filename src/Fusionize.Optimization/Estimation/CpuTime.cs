using Fusionize.Simulation;

namespace Fusionize.Optimization.Estimation;

/// <summary>
/// How long computing takes below one vCPU: at full speed until the quota of the scheduler's period is used up, then at the function's share. The
/// simulator's
/// rules, for an invocation that has its instance to itself.
/// </summary>
internal struct CpuTime(LambdaModel platform, int memoryMB)
{
    private readonly double _cpus = platform.Cpus(memoryMB);
    private readonly double _most = Most(platform, memoryMB);

    /// <summary>CPU time left of the quota.</summary>
    private double _credit = Most(platform, memoryMB);

    public void Begin() => _credit = _most;

    public double Compute(double cpuMs, int threads)
    {
        if (_cpus >= threads)
            return cpuMs / threads;
        var used = Math.Min(threads, Math.Max(2, Math.Ceiling(_cpus)));
        var above = used - _cpus;
        if (_credit <= 0 || above <= 0)
            return cpuMs / Math.Min(_cpus, threads);
        var fast = Math.Min(cpuMs, _credit / above * used);
        _credit = Math.Max(0, _credit - fast / used * above);
        return fast / used + (cpuMs - fast) / _cpus;
    }

    public void Wait(double ms) => _credit = Math.Min(_most, _credit + ms * _cpus);

    private static double Most(LambdaModel platform, int memoryMB) =>
        platform.Cpus(memoryMB) * Math.Max(0, 1 - platform.Cpus(memoryMB) / 2) * platform.BurstMs;
}
