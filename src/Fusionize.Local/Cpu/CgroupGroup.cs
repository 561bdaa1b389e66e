namespace Fusionize.Local.Cpu;

/// <summary>One instance's cgroup.</summary>
internal sealed class CgroupGroup(string folder, bool v2) : ICpuGroup
{
    public string? JoinFile { get; } = Path.Combine(folder, "cgroup.procs");

    public void Limit(int memoryMB)
    {
        var quota = CgroupLimiter.Number(CpuShare.QuotaMicroseconds(memoryMB));
        var period = CgroupLimiter.Number(CpuShare.PeriodMicroseconds);
        if (v2)
        {
            File.WriteAllText(
                Path.Combine(folder, "cpu.weight"),
                CgroupLimiter.Number(Math.Clamp(100 * memoryMB / CpuShare.MemoryPerCpuMB, 1, 10_000))
            );
            File.WriteAllText(Path.Combine(folder, "cpu.max"), $"{quota} {period}");
            return;
        }
        // If the machine has more work than CPUs, the shares keep the proportions of the quotas.
        File.WriteAllText(Path.Combine(folder, "cpu.shares"), CgroupLimiter.Number(Math.Max(2, 1024 * memoryMB / CpuShare.MemoryPerCpuMB)));
        File.WriteAllText(Path.Combine(folder, "cpu.cfs_period_us"), period);
        File.WriteAllText(Path.Combine(folder, "cpu.cfs_quota_us"), quota);
    }

    public void Dispose() => CgroupLayout.RemoveTree(folder);
}
