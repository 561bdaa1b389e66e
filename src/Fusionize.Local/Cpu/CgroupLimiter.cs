using System.Globalization;
using Fusionize.Local.Processes;

namespace Fusionize.Local.Cpu;

/// <summary>CPU groups in a cgroup hierarchy: <c>…/fusionize/&lt;platform&gt;/&lt;instance&gt;</c>.</summary>
internal sealed class CgroupLimiter : ICpuLimiter
{
    private readonly string root;
    private readonly string platform;
    private readonly bool v2;
    private static int platforms;

    private CgroupLimiter(string parent, bool v2)
    {
        this.v2 = v2;
        root = Path.Combine(parent, "fusionize");
        // Several platforms may run in one process (tests do).
        platform = Path.Combine(root, PlatformIdentity.Current.ToString(), Interlocked.Increment(ref platforms).ToString(CultureInfo.InvariantCulture));
        Description = $"CPU shares are enforced by cgroup {(v2 ? "v2" : "v1")} in {root}";
    }

    public string Description { get; }

    public bool Enforced => true;

    public static CgroupLimiter OpenV1(string parent)
    {
        var limiter = new CgroupLimiter(parent, v2: false);
        Directory.CreateDirectory(limiter.root);
        CgroupLayout.RemoveStale(limiter.root);
        Directory.CreateDirectory(limiter.platform);
        // A group competes with its siblings as one process would. The functions together should count as the CPUs they could fill.
        for (var folder = limiter.platform; folder != parent; folder = Path.GetDirectoryName(folder)!)
            File.WriteAllText(Path.Combine(folder, "cpu.shares"), Number(1024 * Environment.ProcessorCount));
        limiter.Probe();
        return limiter;
    }

    public static CgroupLimiter OpenV2(string parent)
    {
        var limiter = new CgroupLimiter(parent, v2: true);
        // The controller must be on in every group above an instance's. In a group that holds processes itself the kernel refuses that.
        EnableCpu(parent);
        Directory.CreateDirectory(limiter.root);
        EnableCpu(limiter.root);
        CgroupLayout.RemoveStale(limiter.root);
        Directory.CreateDirectory(limiter.platform);
        EnableCpu(Path.GetDirectoryName(limiter.platform)!);
        EnableCpu(limiter.platform);
        for (var folder = limiter.platform; folder != parent; folder = Path.GetDirectoryName(folder)!)
            File.WriteAllText(Path.Combine(folder, "cpu.weight"), Number(Math.Min(10_000, 100 * Environment.ProcessorCount)));
        limiter.Probe();
        return limiter;
    }

    public ICpuGroup Create(string instanceId)
    {
        var folder = Path.Combine(platform, instanceId);
        Directory.CreateDirectory(folder);
        return new CgroupGroup(folder, v2);
    }

    public void Dispose()
    {
        CgroupLayout.RemoveTree(platform);
        CgroupLayout.TryRemove(Path.GetDirectoryName(platform)!);
        CgroupLayout.TryRemove(root); // fails while another platform uses it
    }

    /// <summary>Tries what every instance will need: a group, a limit, and a process that joins.</summary>
    private void Probe()
    {
        using var group = Create("probe");
        group.Limit(CpuShare.MemoryPerCpuMB);
        using var writable = new FileStream(group.JoinFile!, FileMode.Open, FileAccess.Write);
    }

    private static void EnableCpu(string folder)
    {
        var file = Path.Combine(folder, "cgroup.subtree_control");
        if (!File.ReadAllText(file).Split([' ', '\n']).Contains("cpu"))
            File.WriteAllText(file, "+cpu");
    }

    internal static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
