using System.Buffers.Text;
using System.Globalization;

namespace Fusionize.Local.Processes;

/// <summary>Reads /proc. On systems without it all values are unknown.</summary>
internal static class ProcFs
{
    /// <summary>Highest resident memory of the process so far, in bytes; 0 if unknown.</summary>
    public static long PeakMemory(int pid) => StatusField(pid, "VmHWM:"u8);

    /// <summary>Resident memory of the process, in bytes; 0 if unknown.</summary>
    public static long Memory(int pid) => StatusField(pid, "VmRSS:"u8);

    /// <summary>Clock tick of the process's start: with the pid it identifies a process even after pids wrap around. 0 if there is no such
    /// process.</summary>
    public static long StartTime(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            // The second field, the command in parentheses, may contain blanks, so fields are counted from its end. The start time is field 22.
            var rest = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return long.Parse(rest[19], CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or IndexOutOfRangeException or FormatException)
        {
            return 0;
        }
    }

    private static long StatusField(int pid, ReadOnlySpan<byte> name)
    {
        Span<byte> buffer = stackalloc byte[4096];
        try
        {
            using var file = File.OpenHandle($"/proc/{pid}/status");
            var text = buffer[..RandomAccess.Read(file, buffer, 0)];
            var at = text.IndexOf(name);
            if (at < 0)
                return 0;
            return Utf8Parser.TryParse(text[(at + name.Length)..].TrimStart(" \t"u8), out long kb, out _) ? kb * 1024 : 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
