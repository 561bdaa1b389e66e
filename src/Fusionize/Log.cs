namespace Fusionize;

/// <summary>Writes messages for people to standard error, which goes to the function's log.</summary>
internal static class Log
{
    /// <summary>Receives the messages instead of standard error if several groups run in one process (Fusionize.Testing).</summary>
    public static Action<string>? Sink;

    public static void Error(string what, Exception error) => Error($"{what}: {error}");

    public static void Error(string text)
    {
        if (Sink is { } sink)
        {
            sink(text);
            return;
        }
        try
        {
            Console.Error.WriteLine(text);
        }
        catch (IOException)
        {
            // The log is closed. There is no other place for the message.
        }
    }
}
