namespace Fusionize.Invocations;

/// <summary>What a person should read, on standard error; it reaches the function's log.</summary>
internal static class Log
{
    public static void Error(string what, Exception error) => Error($"{what}: {error}");

    public static void Error(string text)
    {
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
