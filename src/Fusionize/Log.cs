namespace Fusionize;

/// <summary>What a person should read, on standard error; it reaches the function's log.</summary>
internal static class Log
{
    /// <summary>Takes the texts instead of standard error, where several groups run in one process (Fusionize.Testing).</summary>
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
            // The log is closed; there is nowhere left to tell it.
        }
    }
}
