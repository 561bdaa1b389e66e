using System.Globalization;
using System.Text;

namespace Fusionize.Local.Processes;

/// <summary>
/// Finds function processes whose platform has ended. An environment variable identifies them, so there is no state file that a crash could damage.
/// </summary>
internal static class StaleProcesses
{
    /// <summary>Ends them and returns their number.</summary>
    public static int Kill()
    {
        if (!Directory.Exists("/proc"))
            return 0;
        var killed = 0;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) || pid == Environment.ProcessId)
                continue;
            if (OwnerOf(folder) is { IsAlive: false } && Native.Kill(pid, Native.SIGKILL) == 0)
                killed++;
        }
        return killed;
    }

    private static PlatformIdentity? OwnerOf(string folder)
    {
        try
        {
            var environment = File.ReadAllBytes(Path.Combine(folder, "environ"));
            var name = Encoding.ASCII.GetBytes(PlatformIdentity.Variable + "=");
            var at = environment.AsSpan().IndexOf(name);
            if (at < 0 || (at > 0 && environment[at - 1] != 0))
                return null;
            var value = environment.AsSpan(at + name.Length);
            var end = value.IndexOf((byte)0);
            return PlatformIdentity.TryParse(Encoding.ASCII.GetString(end < 0 ? value : value[..end]), out var owner) ? owner : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // ended meanwhile, or of another user
        }
    }
}
