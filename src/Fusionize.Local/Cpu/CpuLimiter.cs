namespace Fusionize.Local.Cpu;

/// <summary>Where a function instance's CPU time is accounted and limited.</summary>
internal interface ICpuGroup : IDisposable
{
    /// <summary>The file a process writes its id into to join; null when nothing is enforced.</summary>
    string? JoinFile { get; }

    /// <summary>From now on the group gets the share of a function of this memory size.</summary>
    void Limit(int memoryMB);
}

/// <summary>Makes CPU groups, one per instance.</summary>
internal interface ICpuLimiter : IDisposable
{
    /// <summary>What is enforced, or why nothing is.</summary>
    string Description { get; }

    bool Enforced { get; }

    ICpuGroup Create(string instanceId);
}

/// <summary>How memory buys CPU on Lambda.</summary>
internal static class CpuShare
{
    /// <summary>
    /// Lambda hands out CPU in periods of 20 ms: with the kernel's usual 100 ms a 128 MB function would compute for 7 ms and then stand
    /// still for 93.
    /// </summary>
    public const int PeriodMicroseconds = 20_000;

    /// <summary>Memory size that gets one whole vCPU.</summary>
    public const int MemoryPerCpuMB = 1769;

    /// <summary>CPU time per period. The kernel takes nothing below a millisecond; the smallest function (128 MB) gets 1.447.</summary>
    public static int QuotaMicroseconds(int memoryMB) => Math.Max(1000, (int)((long)PeriodMicroseconds * memoryMB / MemoryPerCpuMB));

    /// <summary>
    /// The largest memory size whose share a machine can give while the platform, the load and the other functions run beside it: one CPU is theirs,
    /// as far as there are more than two. Of larger ones is measured how crowded the machine is.
    /// </summary>
    public static int LargestFor(int processors) => Math.Min(10_240, Math.Max(2, processors - 1) * MemoryPerCpuMB);

    /// <summary>Virtual CPUs that a function sees.</summary>
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
