using System.Buffers.Text;
using System.Diagnostics;

namespace Fusionize.Hosting;

/// <summary>The time since this process started.</summary>
internal static class ProcessStart
{
    private const double TickMs = 10; // USER_HZ is 100 on every Linux that Lambda or .NET runs on

    /// <summary>
    /// Read from /proc/self/stat, accurate to 10 ms; if there is no such file, from the process object. <see cref="Process.StartTime"/> comes second,
    /// because its assembly would be loaded just for this.
    /// </summary>
    public static double MillisecondsAgo()
    {
        try
        {
            return OperatingSystem.IsLinux() && FromProc() is { } ms ? ms : FromProcess();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException or NotSupportedException)
        {
            return 0; // the figure is for information only, so its lack is no error
        }
    }

    private static double? FromProc()
    {
        ReadOnlySpan<byte> stat = File.ReadAllBytes("/proc/self/stat");
        // Field 22. Counting starts after the command's name, because the name may contain spaces and parentheses.
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
        // Both values count from boot. (The clock of a micro-VM doesn't stop while it is suspended.)
        var ms = Stopwatch.GetTimestamp() * (1000.0 / Stopwatch.Frequency) - ticks * TickMs;
        return ms is >= 0 and < 600_000 ? ms : null;
    }

    private static double FromProcess()
    {
        using var process = Process.GetCurrentProcess();
        return (DateTime.UtcNow - process.StartTime.ToUniversalTime()).TotalMilliseconds;
    }
}
