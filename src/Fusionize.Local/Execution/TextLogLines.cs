using System.Globalization;
using Fusionize.Local.Functions;

namespace Fusionize.Local.Execution;

/// <summary>Lambda's text format.</summary>
internal sealed class TextLogLines(FunctionConfiguration function) : LogLines(function)
{
    public override string InitStart(string version) =>
        $"INIT_START Runtime Version: {Function.Runtime}:local\tRuntime Version ARN: arn:aws:lambda:local::runtime:{Function.Runtime}\n";

    public override string InitReport(double milliseconds, string phase, Outcome outcome) =>
        string.Create(CultureInfo.InvariantCulture, $"INIT_REPORT Init Duration: {milliseconds:F2} ms\tPhase: {phase}\t{Status(outcome)}\n");

    public override string Start(string requestId, string version) => $"START RequestId: {requestId} Version: {version}\n";

    public override string End(string requestId) => $"END RequestId: {requestId}\n";

    /// <summary>Lambda writes time-outs with a time stamp before the request id.</summary>
    public override string TimedOut(string requestId, int seconds) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{DateTime.UtcNow:yyyy-MM-ddTHH:mm:ss.fffZ} {requestId} Task timed out after {seconds}.00 seconds\n"
        );

    public override string Fault(string message) => message + "\n";

    public override string Report(string requestId, double durationMs, double initMs, long maxMemoryMB, Outcome? outcome)
    {
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"REPORT RequestId: {requestId}\tDuration: {durationMs:F2} ms\tBilled Duration: {BilledMs(durationMs, initMs)} ms\t"
        );
        line += string.Create(CultureInfo.InvariantCulture, $"Memory Size: {Function.MemoryMB} MB\tMax Memory Used: {maxMemoryMB} MB\t");
        if (initMs > 0)
            line += string.Create(CultureInfo.InvariantCulture, $"Init Duration: {initMs:F2} ms\t");
        return line + (outcome is null ? "" : Status(outcome)) + "\n";
    }

    private static string Status(Outcome outcome) => $"Status: {outcome.Status}" + (outcome.ErrorType is { } type ? $"\tError Type: {type}" : "");
}
