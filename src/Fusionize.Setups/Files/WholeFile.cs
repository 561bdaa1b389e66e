using System.Security.Cryptography;
using System.Text;

namespace Fusionize.Setups.Files;

/// <summary>Writes files atomically: a reader sees the old or the new content, never a mixture. A file with the same content isn't touched.</summary>
public static class WholeFile
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes unless the file already has this content. Returns whether it wrote.</summary>
    public static bool WriteIfChanged(string file, string content) => WriteIfChanged(file, Utf8.GetBytes(content));

    public static bool WriteIfChanged(string file, ReadOnlySpan<byte> content)
    {
        if (Has(file, content))
            return false;
        Write(file, content);
        return true;
    }

    /// <summary>Whether a file has this content.</summary>
    internal static bool Has(string file, ReadOnlySpan<byte> content) =>
        !IsDevice(file)
        && File.Exists(file)
        && new FileInfo(file).Length == content.Length
        && File.ReadAllBytes(file).AsSpan().SequenceEqual(content);

    public static void Write(string file, ReadOnlySpan<byte> content)
    {
        if (IsDevice(file))
        {
            using var device = new FileStream(file, FileMode.Open, FileAccess.Write);
            device.Write(content);
            return;
        }
        var temporary = Temporary(file);
        try
        {
            File.WriteAllBytes(temporary, content);
            File.Move(temporary, file, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Writes a file that must survive a power failure: the content is on the disk before the file gets its name.</summary>
    public static async Task WriteAsync(string file, Func<Stream, Task> write)
    {
        var temporary = Temporary(file);
        try
        {
            await using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 64 * 1024, useAsync: true))
            {
                await write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, file, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    public static string Hash(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    // Replacing a device by a file would remove it for all users.
    private static bool IsDevice(string file) =>
        !OperatingSystem.IsWindows()
        && Path.GetFullPath(file) is var path
        && path.StartsWith("/dev/", StringComparison.Ordinal)
        && !path.StartsWith("/dev/shm/", StringComparison.Ordinal);

    /// <summary>A new name in the same folder, so that the move is a rename. It is unique per process, so builds don't collide.</summary>
    internal static string Temporary(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        return $"{file}.{Environment.ProcessId:x}-{Guid.NewGuid():n}.tmp";
    }
}
