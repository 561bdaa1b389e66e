using System.Globalization;
using Fusionize.Local.Processes;

namespace Fusionize.Local.Cpu;

/// <summary>CPU groups in a cgroup hierarchy: <c>…/fusionize/&lt;platform&gt;/&lt;instance&gt;</c>.</summary>
internal sealed class CgroupLimiter : ICpuLimiter
{
    private readonly string _root;
    private readonly string _platform;
    private readonly bool _v2;
    private static int s_platforms;

    private CgroupLimiter(string parent, bool v2)
    {
        _v2 = v2;
        _root = Path.Combine(parent, "fusionize");
        // Several platforms may run in one process (tests do).
        _platform = Path.Combine(
            _root,
            PlatformIdentity.Current.ToString(),
            Interlocked.Increment(ref s_platforms).ToString(CultureInfo.InvariantCulture)
        );
        Description = $"CPU shares are enforced by cgroup {(v2 ? "v2" : "v1")} in {_root}";
    }

    public string Description { get; }

    public bool Enforced => true;

    public static CgroupLimiter OpenV1(string parent)
    {
        var limiter = new CgroupLimiter(parent, v2: false);
        Directory.CreateDirectory(limiter._root);
        CgroupLayout.RemoveStale(limiter._root);
        Directory.CreateDirectory(limiter._platform);
        // The functions take precedence over other programs: quotas limit their CPU time, and other programs should not disturb the measurements.
        for (var folder = limiter._platform; folder != parent; folder = Path.GetDirectoryName(folder)!)
            File.WriteAllText(Path.Combine(folder, "cpu.shares"), Number(16 * 1024 * Environment.ProcessorCount));
        limiter.Probe();
        return limiter;
    }

    public static CgroupLimiter OpenV2(string parent)
    {
        var limiter = new CgroupLimiter(parent, v2: true);
        // The controller must be enabled in every group above an instance's. The kernel refuses that for a group with processes of its own.
        EnableCpu(parent);
        Directory.CreateDirectory(limiter._root);
        EnableCpu(limiter._root);
        CgroupLayout.RemoveStale(limiter._root);
        Directory.CreateDirectory(limiter._platform);
        EnableCpu(Path.GetDirectoryName(limiter._platform)!);
        EnableCpu(limiter._platform);
        for (var folder = limiter._platform; folder != parent; folder = Path.GetDirectoryName(folder)!)
            File.WriteAllText(Path.Combine(folder, "cpu.weight"), Number(Math.Min(10_000, 16 * 100 * Environment.ProcessorCount)));
        limiter.Probe();
        return limiter;
    }

    public ICpuGroup Create(string instanceId)
    {
        var folder = Path.Combine(_platform, instanceId);
        Directory.CreateDirectory(folder);
        return new CgroupGroup(folder, _v2);
    }

    public void Dispose()
    {
        CgroupLayout.RemoveTree(_platform);
        CgroupLayout.TryRemove(Path.GetDirectoryName(_platform)!);
        CgroupLayout.TryRemove(_root); // fails while another platform uses it
    }

    /// <summary>Tests the operations that every instance needs: creating a group, setting a limit, and adding a process.</summary>
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
