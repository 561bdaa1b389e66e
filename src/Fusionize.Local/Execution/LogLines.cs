using System.Globalization;

namespace Fusionize.Local.Execution;

/// <summary>The lines that the platform itself writes into a function's log, in Lambda's text format.</summary>
internal static class LogLines
{
    public static string InitStart(string runtime) => $"INIT_START Runtime Version: {runtime}:local\tRuntime Version ARN: arn:aws:lambda:local::runtime:{runtime}\n";

    public static string InitReport(double milliseconds, string phase, string status, string? errorType) =>
        string.Create(CultureInfo.InvariantCulture, $"INIT_REPORT Init Duration: {milliseconds:F2} ms\tPhase: {phase}\tStatus: {status}")
        + (errorType is null ? "\n" : $"\tError Type: {errorType}\n");

    public static string Start(string requestId, string version) => $"START RequestId: {requestId} Version: {version}\n";

    public static string End(string requestId) => $"END RequestId: {requestId}\n";

    /// <summary>Time-outs stand in the log with a time stamp before the request id.</summary>
    public static string TimedOut(string requestId, int seconds) =>
        string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyy-MM-ddTHH:mm:ss.fffZ} {requestId} Task timed out after {seconds}.00 seconds\n");

    /// <summary>INIT is billed: a cold start's billed duration holds both.</summary>
    public static long BilledMs(double durationMs, double initMs) => Math.Max(1, (long)Math.Ceiling(durationMs + initMs));

    public static string Report(string requestId, double durationMs, double initMs, int memoryMB, long maxMemoryMB, string? status)
    {
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"REPORT RequestId: {requestId}\tDuration: {durationMs:F2} ms\tBilled Duration: {BilledMs(durationMs, initMs)} ms\tMemory Size: {memoryMB} MB\tMax Memory Used: {maxMemoryMB} MB\t");
        if (initMs > 0)
            line += string.Create(CultureInfo.InvariantCulture, $"Init Duration: {initMs:F2} ms\t");
        return line + (status is null ? "\n" : status + "\n");
    }
}
