using System.Globalization;

namespace Fusionize.Local.Processes;

/// <summary>A unique name of a platform process: its pid and start time. Everything that must not outlive the process is marked with this
/// name.</summary>
internal readonly record struct PlatformIdentity(int Pid, long StartTime)
{
    public const string Variable = "FUSIONIZE_LOCAL_PLATFORM";

    public static PlatformIdentity Current { get; } = new(Environment.ProcessId, ProcFs.StartTime(Environment.ProcessId));

    public bool IsAlive => ProcFs.StartTime(Pid) is var start && start != 0 && start == StartTime;

    public override string ToString() => $"{Pid}-{StartTime}";

    public static bool TryParse(ReadOnlySpan<char> text, out PlatformIdentity identity)
    {
        identity = default;
        var dash = text.IndexOf('-');
        if (
            dash <= 0
            || !int.TryParse(text[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
            || !long.TryParse(text[(dash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var start)
        )
            return false;
        identity = new(pid, start);
        return true;
    }
}
