namespace Fusionize.Local.Cpu;

/// <summary>Accounts and limits the CPU time of a function instance.</summary>
internal interface ICpuGroup : IDisposable
{
    /// <summary>The file into which a process writes its id to join; null if nothing is enforced.</summary>
    string? JoinFile { get; }

    /// <summary>Limits the group to the CPU share of a function of this memory size.</summary>
    void Limit(int memoryMB);
}

/// <summary>Creates CPU groups, one per instance.</summary>
internal interface ICpuLimiter : IDisposable
{
    /// <summary>Describes what is enforced, or why nothing is.</summary>
    string Description { get; }

    bool Enforced { get; }

    ICpuGroup Create(string instanceId);
}

/// <summary>Lambda's relation between memory size and CPU.</summary>
internal static class CpuShare
{
    /// <summary>
    /// Lambda assigns CPU in periods of 20 ms. With the kernel's usual 100 ms, a 128 MB function would compute for 7 ms and then pause for 93.
    /// </summary>
    public const int PeriodMicroseconds = 20_000;

    /// <summary>Memory size that gets one whole vCPU.</summary>
    public const int MemoryPerCpuMB = 1769;

    /// <summary>CPU time per period. The kernel's minimum is a millisecond; the smallest function (128 MB) gets 1.447.</summary>
    public static int QuotaMicroseconds(int memoryMB) => Math.Max(1000, (int)((long)PeriodMicroseconds * memoryMB / MemoryPerCpuMB));

    /// <summary>
    /// The largest memory size that a machine can serve while the platform, the load and the other functions run as well. They need one CPU if there
    /// are more than two. Measurements of larger functions would depend on the load of the machine.
    /// </summary>
    public static int LargestFor(int processors) => Math.Min(10_240, Math.Max(2, processors - 1) * MemoryPerCpuMB);

    /// <summary>Number of virtual CPUs that a function sees.</summary>
    public static int VisibleCpus(int memoryMB) =>
        memoryMB switch
        {
            <= 3008 => 2,
            <= 5307 => 3,
            <= 7076 => 4,
            <= 8845 => 5,
            _ => 6,
        };
}

internal sealed class NoCpuLimiter(string reason) : ICpuLimiter
{
    public string Description => "CPU shares are not enforced: " + reason;

    public bool Enforced => false;

    public ICpuGroup Create(string instanceId) => NoGroup.Instance;

    public void Dispose() { }

    private sealed class NoGroup : ICpuGroup
    {
        public static readonly NoGroup Instance = new();

        public string? JoinFile => null;

        public void Limit(int memoryMB) { }

        public void Dispose() { }
    }
}
