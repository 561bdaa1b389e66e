using System.Globalization;

namespace Fusionize;

/// <summary>
/// Spans for OpenTelemetry. Each run of a task is a span of the activity source "Fusionize", below the span of its caller, also across functions.
/// </summary>
/// <remarks>
/// An application that doesn't use this class has no code for it in its functions. Without a listener for the source no span is made.
/// </remarks>
public static class FunctionTelemetry
{
    /// <summary>The name of the activity source: <c>AddSource(FunctionTelemetry.SourceName)</c>.</summary>
    public static string SourceName => "Fusionize";

    private const int DefaultPatienceMs = 500;

    private static readonly int s_patienceMs =
        int.TryParse(
            Environment.GetEnvironmentVariable("FUSIONIZE_FLUSH_MS"),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var milliseconds
        )
            ? milliseconds
            : DefaultPatienceMs;

    private static readonly Lock s_lock = new();
    private static Func<CancellationToken, Task>[] s_flushes = [];

    /// <summary>
    /// Registers what sends the collected spans. A function calls it after each response, before the platform may freeze the process, and when the
    /// process ends. It waits for at most <c>FUSIONIZE_FLUSH_MS</c> milliseconds (default 500), after which the token is cancelled.
    /// </summary>
    /// <param name="flush">
    /// The method, for example <c>_ => { provider.ForceFlush(500); return Task.CompletedTask; }</c>. Its failure is only logged.
    /// </param>
    public static void FlushWith(Func<CancellationToken, Task> flush)
    {
        ArgumentNullException.ThrowIfNull(flush);
        lock (s_lock)
            s_flushes = [.. s_flushes, flush];
    }

    /// <summary>Runs the registered methods.</summary>
    internal static void Flush(int atMostMs = int.MaxValue)
    {
        var patienceMs = Math.Min(s_patienceMs, atMostMs);
        var flushes = Volatile.Read(ref s_flushes);
        if (flushes.Length == 0)
            return;
        using var patience = new CancellationTokenSource(patienceMs);
        try
        {
            Task.WhenAll(flushes.Select(flush => Task.Run(() => flush(patience.Token)))).Wait(patienceMs);
        }
        catch (Exception e)
        {
            Log.Error("Sending the spans failed", e);
        }
    }
}
