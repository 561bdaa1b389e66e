using System.Diagnostics;
using System.Globalization;

namespace Fusionize.Rounds;

/// <summary>Times of a machine's processors since an arbitrary moment; only differences between two readings are meaningful.</summary>
/// <param name="Busy">Seconds in use, of all processors together.</param>
/// <param name="Steal">Seconds that the hypervisor gave to other machines.</param>
/// <param name="Own">CPU seconds of this process.</param>
/// <param name="Throttled">Seconds for which the process was throttled by its own CPU limit or one above it.</param>
public readonly record struct MachineTimes(double Busy, double Steal, double Own, double Throttled);

/// <summary>The machine on which rounds are measured.</summary>
public interface IMachine
{
    /// <summary>Number of processors.</summary>
    int Processors { get; }

    /// <summary>The current times; null if the system doesn't provide them.</summary>
    MachineTimes? Read();
}

/// <summary>This machine, as <c>/proc</c> and the cgroup hierarchy show it; null values on systems other than Linux.</summary>
public sealed class LocalMachine : IMachine
{
    private const double TicksPerSecond = 100;
    private const string Cgroups = "/sys/fs/cgroup";

    /// <inheritdoc/>
    public int Processors => Environment.ProcessorCount;

    /// <inheritdoc/>
    public MachineTimes? Read()
    {
        try
        {
            using var self = Process.GetCurrentProcess();
            // cpu  user nice system idle iowait irq softirq steal …
            var cpu = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
            double Seconds(int i) => i < cpu.Length ? double.Parse(cpu[i], CultureInfo.InvariantCulture) / TicksPerSecond : 0;
            return new(
                Seconds(1) + Seconds(2) + Seconds(3) + Seconds(6) + Seconds(7),
                Seconds(8),
                self.TotalProcessorTime.TotalSeconds,
                OwnGroups().Sum(Throttled)
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The folders of this process's cgroup and of all cgroups above it, whose limits also apply.</summary>
    private static IEnumerable<string> OwnGroups()
    {
        // 0::/path in version 2; 4:cpu,cpuacct:/path in version 1.
        foreach (var line in File.ReadLines("/proc/self/cgroup"))
        {
            if (line.Split(':', 3) is not [_, var controllers, var path] || !(controllers.Length == 0 || controllers.Split(',').Contains("cpu")))
                continue;
            var root = controllers.Length == 0 ? Cgroups : Path.Combine(Cgroups, "cpu");
            for (var folder = path.Trim('/'); ; folder = Path.GetDirectoryName(folder) ?? "")
            {
                yield return Path.Combine(root, folder);
                if (folder.Length == 0)
                    break;
            }
        }
    }

    private static double Throttled(string group)
    {
        var file = Path.Combine(group, "cpu.stat");
        if (!File.Exists(file))
            return 0;
        foreach (var line in File.ReadLines(file))
        {
            if (line.Split(' ') is [var name, var value] && double.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var time))
            {
                if (name == "throttled_usec")
                    return time / 1e6;
                if (name == "throttled_time")
                    return time / 1e9;
            }
        }
        return 0;
    }
}
