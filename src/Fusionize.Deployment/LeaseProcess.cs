using System.Globalization;

namespace Fusionize.Deployment;

/// <summary>
/// A unique name of a process across machines: boot of the machine, process namespace (containers have their own process numbers), number, and start
/// time. If the system doesn't provide all of these, there is no name, and no process is regarded as ended.
/// </summary>
internal static class LeaseProcess
{
    public static string? Current { get; } = NameOf(Environment.ProcessId);

    /// <summary>Whether a named process has certainly ended. For processes of other machines this is unknown.</summary>
    public static bool HasEnded(string? name)
    {
        if (name is null || Current is null || name.Split(' ') is not [var machine, var id, _])
            return false;
        return machine == Current.Split(' ')[0]
            && int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
            && NameOf(pid) != name;
    }

    private static string? NameOf(int pid)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        try
        {
            var boot = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
            var space = new FileInfo("/proc/self/ns/pid").LinkTarget;
            if (boot.Length == 0 || space is null)
                return null;
            return string.Create(CultureInfo.InvariantCulture, $"{boot}/{space} {pid} {StartTime(pid)}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // The command, in parentheses, may contain blanks. The start time is the 20th field after it. 0: no such process.
    private static string StartTime(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            // A zombie: it has ended, but its parent hasn't collected it.
            return fields[0] == "Z" ? "0" : fields[19];
        }
        catch (IOException)
        {
            return "0";
        }
    }
}
