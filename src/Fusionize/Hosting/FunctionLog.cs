using System.ComponentModel;

namespace Fusionize.Hosting;

/// <summary>The function's log, for libraries that write entries of the application to it, such as Fusionize.Logging.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class FunctionLog
{
    private static readonly Lock s_lock = new();
    private static Stream? s_stream;

    /// <summary>Receives the lines instead of standard output if several groups run in one process (Fusionize.Testing).</summary>
    internal static Action<byte[]>? Sink;

    /// <summary>Whether a test receives the lines. It wants all of them, as JSON.</summary>
    public static bool IsCaptured => Sink is not null;

    /// <summary>
    /// Writes a whole line with its line break, in one write. So lines of parallel tasks don't mix, and each becomes one event of the log.
    /// </summary>
    /// <param name="line">UTF-8. The only line break is its last byte.</param>
    public static void Write(ReadOnlySpan<byte> line)
    {
        if (Sink is { } sink)
        {
            sink(line.ToArray());
            return;
        }
        lock (s_lock)
        {
            try
            {
                s_stream ??= StandardOutput.Open();
                s_stream.Write(line);
                s_stream.Flush();
            }
            catch (IOException)
            {
                // The log is closed. There is no other place for the message.
            }
        }
    }
}
