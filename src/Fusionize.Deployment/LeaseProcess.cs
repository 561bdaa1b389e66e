using System.Globalization;

namespace Fusionize.Deployment;

/// <summary>
/// A process by a name that no other process of any machine ever has: which boot of which machine, which process namespace (a container has its
/// own numbers), number, start time. Where the system doesn't tell all of these there is no name, and nobody is taken for dead.
/// </summary>
internal static class LeaseProcess
{
    public static string? Current { get; } = NameOf(Environment.ProcessId);

    /// <summary>Whether a named process is known to have ended. One of another machine isn't known.</summary>
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

    // The command, in parentheses, may hold blanks; the start time is the 20th field behind it. 0: no such process.
    private static string StartTime(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            // One that has ended and that nobody has collected.
            return fields[0] == "Z" ? "0" : fields[19];
        }
        catch (IOException)
        {
            return "0";
        }
    }
}
