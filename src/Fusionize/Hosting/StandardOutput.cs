using Microsoft.Win32.SafeHandles;

namespace Fusionize.Hosting;

/// <summary>The function's log.</summary>
internal static class StandardOutput
{
    /// <summary>
    /// On a platform standard output is a pipe. A plain file stream can write to it without loading the console's assembly. If standard output is a
    /// file, the console's stream is needed: it appends after the application's own output.
    /// </summary>
    public static Stream Open()
    {
        if (OperatingSystem.IsWindows())
            return Console.OpenStandardOutput();
        try
        {
            var file = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            return file.CanSeek ? Console.OpenStandardOutput() : file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return Console.OpenStandardOutput(); // closed, or of a kind that a file stream doesn't support
        }
    }
}
