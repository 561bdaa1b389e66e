using System.Buffers.Text;
using System.Diagnostics;

namespace Fusionize.Hosting;

/// <summary>How long ago this process began.</summary>
internal static class ProcessStart
{
    private const double TickMs = 10; // USER_HZ is 100 on every Linux that Lambda or .NET runs on

    /// <summary>
    /// From /proc/self/stat, exact to 10 ms; elsewhere from the process object. Not <see cref="Process.StartTime"/> first: its assembly would be
    /// loaded for this alone.
    /// </summary>
    public static double MillisecondsAgo()
    {
        try
        {
            return OperatingSystem.IsLinux() && FromProc() is { } ms ? ms : FromProcess();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException or NotSupportedException)
        {
            return 0; // a figure for people; never a reason to fail
        }
    }

    private static double? FromProc()
    {
        ReadOnlySpan<byte> stat = File.ReadAllBytes("/proc/self/stat");
        // Field 22, counted from behind the command's name, which may itself hold spaces and parentheses.
        var rest = stat[(stat.LastIndexOf((byte)')') + 1)..];
        for (var field = 2; field < 22; field++)
        {
            var space = rest.IndexOf((byte)' ');
            if (space < 0)
                return null;
            rest = rest[(space + 1)..];
        }
        if (!Utf8Parser.TryParse(rest, out long ticks, out _))
            return null;
        // Both count from boot (a micro-VM is never suspended with its clock stopped).
        var ms = Stopwatch.GetTimestamp() * (1000.0 / Stopwatch.Frequency) - ticks * TickMs;
        return ms is >= 0 and < 600_000 ? ms : null;
    }

    private static double FromProcess()
    {
        using var process = Process.GetCurrentProcess();
        return (DateTime.UtcNow - process.StartTime.ToUniversalTime()).TotalMilliseconds;
    }
}
