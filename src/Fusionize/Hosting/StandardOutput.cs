using Microsoft.Win32.SafeHandles;

namespace Fusionize.Hosting;

/// <summary>The function's log.</summary>
internal static class StandardOutput
{
    /// <summary>
    /// On a platform standard output is a pipe, which a plain file stream writes to as well as the console does, and without loading the console's
    /// assembly. Where it is a file, the console's stream must do it: it writes where the application's own output ends.
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
            return Console.OpenStandardOutput(); // closed, or of a kind that a file stream doesn't take
        }
    }
}
