using System.ComponentModel;
using System.Diagnostics;

namespace Fusionize.Tests.Infrastructure;

/// <summary>A file system of a few kilobytes, which is soon full.</summary>
internal sealed class SmallDisk : IDisposable
{
    private static readonly Lazy<string?> s_refusal = new(() =>
    {
        try
        {
            new SmallDisk(64).Dispose();
            return null;
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            return $"No file system can be mounted here: {e.Message.Trim()}";
        }
    });

    public SmallDisk(int kilobytes)
    {
        try
        {
            Run("mount", "-t", "tmpfs", "-o", $"size={kilobytes}k", "tmpfs", Path);
        }
        catch
        {
            Directory.Delete(Path);
            throw;
        }
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("fusionize-disk-").FullName;

    /// <summary>Why this machine has none; null if it has.</summary>
    public static string? Refusal => s_refusal.Value;

    /// <summary>Leaves no room.</summary>
    public void Fill()
    {
        using var filler = File.Create(System.IO.Path.Combine(Path, "filler"), bufferSize: 1);
        try
        {
            while (true)
                filler.Write(new byte[4096]);
        }
        catch (IOException) { }
    }

    public void Dispose()
    {
        Run("umount", Path);
        Directory.Delete(Path);
    }

    private static void Run(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException(error);
    }
}

/// <summary>A test that needs a full disk; where none can be had, it is skipped and says why.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactIfSmallDiskAttribute : FactAttribute
{
    public FactIfSmallDiskAttribute() => Skip = SmallDisk.Refusal;
}
