using System.Diagnostics;
using Fusionize.Local.Functions;

namespace Fusionize.Local.Execution;

/// <summary>Completes an instance's invocations: their last lines in the log, their cost, and the counters.</summary>
internal sealed class InvocationBook(InstancePool pool, InstanceLog log, LogLines lines)
{
    private readonly ExecutionCounters _counters = pool.Services.Counters;
    private readonly FunctionConfiguration _function = pool.Version.Configuration;

    /// <summary>Writes START. The invocation starts now, or at the start of its instance's last INIT.</summary>
    public void Open(Invocation invocation, long since)
    {
        invocation.Started = since;
        log.Write(invocation, lines.Start(invocation.RequestId, pool.Version.Version));
    }

    /// <summary>Writes END and REPORT, and adds the cost.</summary>
    /// <param name="outcome">The failure according to the platform; null if there was none.</param>
    public void Close(Invocation invocation, long peakMemoryMB, Outcome? outcome)
    {
        var duration = Stopwatch.GetElapsedTime(invocation.Started).TotalMilliseconds;
        var billed = LogLines.BilledMs(duration, invocation.InitMs);
        log.Write(invocation, lines.End(invocation.RequestId));
        log.Write(invocation, lines.Report(invocation.RequestId, duration, invocation.InitMs, peakMemoryMB, outcome));
        Interlocked.Add(ref _counters.BilledMs, billed);
        Interlocked.Add(ref _counters.BilledMegabyteMs, billed * _function.MemoryMB);
        Interlocked.Decrement(ref _counters.Unreported);
        invocation.Finish();
    }

    /// <summary>Completes an invocation that gets no response from its instance any more. If it already has a response, the response stays.</summary>
    public void Fail(Invocation invocation, InstanceFailure failure, long peakMemoryMB)
    {
        log.Write(
            invocation,
            failure.Outcome.IsTimeOut
                ? lines.TimedOut(invocation.RequestId, _function.TimeoutSeconds)
                : lines.Fault($"RequestId: {invocation.RequestId} Error: {failure.How}\n{failure.Outcome.ErrorType}")
        );
        if (failure.Outcome.IsTimeOut)
            Interlocked.Increment(ref _counters.TimeOuts);
        if (!invocation.Responded)
        {
            pool.Leave();
            Interlocked.Increment(ref _counters.Errors);
        }
        Close(invocation, peakMemoryMB, failure.Outcome);
        invocation.Complete(failure.Result);
    }

    /// <summary>Called when a response has arrived.</summary>
    public void Answered(Invocation invocation, InvocationResult result)
    {
        invocation.Responded = true;
        pool.Leave();
        if (result.FunctionError is not null)
            Interlocked.Increment(ref _counters.Errors);
    }
}
