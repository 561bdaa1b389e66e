using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Fusionize.Local.Functions;

/// <summary>
/// Checks whether the kernel would execute a file. The platform starts processes through a shell, which would run refused files as scripts.
/// </summary>
internal static class ExecutableFile
{
    private const int ElfX64 = 62;
    private const int ElfArm64 = 183;
    private const string Denied = "permission denied";
    private const string NoFormat = "exec format error";
    private const string NotFound = "no such file or directory";

    /// <summary>The kernel's error; null if the file can be executed.</summary>
    /// <param name="architecture">The function's architecture.</param>
    public static string? ProblemOf(string path, string architecture)
    {
        const UnixFileMode Needed = UnixFileMode.UserRead | UnixFileMode.UserExecute;
        if ((File.GetUnixFileMode(path) & Needed) != Needed)
            return Denied;
        Span<byte> head = stackalloc byte[256];
        head = head[..Read(path, head)];
        if (head.StartsWith("#!"u8))
            return ProblemOfScript(head[2..]);
        if (head.StartsWith("\u007fELF"u8) && head.Length > 20)
            return ProblemOfElf(BinaryPrimitives.ReadUInt16LittleEndian(head[18..]), architecture);
        var machO = OperatingSystem.IsMacOS() && head.Length > 4 && BinaryPrimitives.ReadUInt32LittleEndian(head) is 0xFEEDFACF or 0xBEBAFECA;
        return machO ? null : NoFormat;
    }

    private static int Read(string path, Span<byte> head)
    {
        using var file = File.OpenHandle(path);
        return RandomAccess.Read(file, head, 0);
    }

    private static string? ProblemOfScript(ReadOnlySpan<byte> line)
    {
        var end = line.IndexOf((byte)'\n');
        var interpreter = Encoding.UTF8.GetString(end < 0 ? line : line[..end]).Trim(' ', '\t').Split(' ', '\t')[0];
        return interpreter.Length == 0 ? NoFormat
            : File.Exists(interpreter) ? null
            : NotFound;
    }

    private static string? ProblemOfElf(int machine, string architecture)
    {
        var wanted = architecture == "arm64" ? ElfArm64 : ElfX64;
        var here = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? ElfArm64 : ElfX64;
        if (machine != wanted)
            return NoFormat;
        return machine == here ? null : $"{NoFormat} (a function for {architecture}, on a machine that isn't)";
    }
}
