using System.Globalization;
using Fusionize.Local.Processes;

namespace Fusionize.Local.Cpu;

/// <summary>Finds a place in the machine's cgroup hierarchy where this process may create groups with a CPU limit.</summary>
internal static class CgroupLayout
{
    /// <param name="procRoot">/proc, or a folder of tests.</param>
    public static ICpuLimiter Open(string procRoot = "/proc")
    {
        if (!OperatingSystem.IsLinux())
            return new NoCpuLimiter("this system has no cgroups");
        try
        {
            var mounts = File.ReadAllLines(Path.Combine(procRoot, "mounts"));
            var own = File.ReadAllLines(Path.Combine(procRoot, "self", "cgroup"));
            if (MountOf(mounts, "cgroup", "cpu") is { } v1)
                return OpenFirst(Candidates(v1, OwnPath(own, "cpu")), folder => CgroupLimiter.OpenV1(folder));
            if (MountOf(mounts, "cgroup2", null) is { } v2)
                return OpenFirst(Candidates(v2, OwnPath(own, "")), folder => CgroupLimiter.OpenV2(folder));
            return new NoCpuLimiter("no cgroup hierarchy with a cpu controller is mounted");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new NoCpuLimiter(e.Message);
        }
    }

    /// <summary>
    /// The process's own group and its ancestors, nearest first. The nearest group that permits new groups was delegated to this process.
    /// </summary>
    internal static IEnumerable<string> Candidates(string mount, string own)
    {
        for (var path = own; path.Length > 1; path = path[..Math.Max(path.LastIndexOf('/'), 0)])
        {
            var folder = mount + path;
            if (Directory.Exists(folder))
                yield return folder;
        }
        yield return mount;
    }

    private static ICpuLimiter OpenFirst(IEnumerable<string> folders, Func<string, ICpuLimiter> open)
    {
        Exception? first = null;
        foreach (var folder in folders)
        {
            try
            {
                return open(folder);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                first ??= e;
            }
        }
        return new NoCpuLimiter($"{first!.Message} (run as root, or in a delegated cgroup: systemd-run --user --scope -p Delegate=yes …)");
    }

    private static string? MountOf(string[] mounts, string type, string? controller) =>
        mounts
            .Select(line => line.Split(' '))
            .Where(m => m.Length > 3 && m[2] == type && (controller is null || m[3].Split(',').Contains(controller)))
            .Select(m => m[1].Replace("\\040", " ", StringComparison.Ordinal))
            .FirstOrDefault();

    private static string OwnPath(string[] lines, string controller) =>
        lines
            .Select(line => line.Split(':', 3))
            .Where(l => l.Length == 3 && l[1].Split(',').Contains(controller))
            .Select(l => l[2])
            .FirstOrDefault("/");

    /// <summary>Ends the remaining processes of earlier platforms, and removes their groups.</summary>
    internal static void RemoveStale(string root)
    {
        foreach (var platform in Directory.EnumerateDirectories(root))
        {
            if (PlatformIdentity.TryParse(Path.GetFileName(platform), out var owner) && !owner.IsAlive)
                RemoveTree(platform);
        }
    }

    internal static void RemoveTree(string group)
    {
        try
        {
            foreach (var child in Directory.EnumerateDirectories(group))
                RemoveTree(child);
            KillMembers(group);
            for (var attempt = 0; !TryRemove(group) && attempt < 20; attempt++)
            {
#pragma warning disable RS0030 // Killed processes leave their group a moment later, and callers can't await here.
                Thread.Sleep(5);
#pragma warning restore RS0030
            }
        }
        catch (DirectoryNotFoundException)
        {
            // Another platform cleaned up at the same time.
        }
    }

    internal static void KillMembers(string group)
    {
        var file = Path.Combine(group, "cgroup.procs");
        if (!File.Exists(file))
            return;
        foreach (var line in File.ReadAllLines(file))
        {
            // 0 is a process of another pid namespace. Killing "0" would kill this process.
            if (int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && pid > 1)
                Native.Kill(pid, Native.SIGKILL);
        }
    }

    internal static bool TryRemove(string group)
    {
        try
        {
            // A cgroup's folder is removed by rmdir; its files can't be deleted.
            Directory.Delete(group, recursive: false);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
