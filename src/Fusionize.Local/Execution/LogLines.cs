using Fusionize.Local.Functions;

namespace Fusionize.Local.Execution;

/// <summary>The lines that the platform itself writes into a function's log. Empty lines aren't written.</summary>
internal abstract class LogLines(FunctionConfiguration function)
{
    protected FunctionConfiguration Function { get; } = function;

    public static LogLines For(FunctionConfiguration function) => function.Logging.Json ? new JsonLogLines(function) : new TextLogLines(function);

    public abstract string InitStart(string version);

    /// <summary>The failure of an INIT.</summary>
    public abstract string InitReport(double milliseconds, string phase, Outcome outcome);

    public abstract string Start(string requestId, string version);

    public abstract string End(string requestId);

    public abstract string TimedOut(string requestId, int seconds);

    /// <summary>The platform's text for the error.</summary>
    public abstract string Fault(string message);

    public abstract string Report(string requestId, double durationMs, double initMs, long maxMemoryMB, Outcome? outcome);

    /// <summary>INIT is billed, so the billed duration of a cold start includes it.</summary>
    public static long BilledMs(double durationMs, double initMs) => Math.Max(1, (long)Math.Ceiling(durationMs + initMs));
}
