using Fusionize.Records;
using Fusionize.Simulation;

namespace Fusionize.Optimization.Estimation;

/// <summary>Estimates what remote calls and the runtime itself cost.</summary>
internal sealed class CallOverheads(MeasuredTasks tasks, LambdaModel prior)
{
    private const double MinOverlapMs = 0.05;

    /// <summary>Lambda bills whole ms, so rounding adds half a ms on average.</summary>
    private const double RoundingMs = 0.5;

    /// <summary>The platform with the overheads that the records show; the prior fills in what they don't show.</summary>
    public LambdaModel Apply()
    {
        var (handOver, runtimeMs) = HandOvers();
        var sync = SyncCalls();
        var (syncWait, syncCpu, syncSigma) = sync.Fit();
        var (handOverWait, handOverCpu, handOverSigma) = handOver.Fit();
        return prior with
        {
            Name = "measured",
            SyncWaitMs = syncWait,
            SyncCpuMs = syncCpu,
            SyncSigma = syncSigma,
            HandOverWaitMs = handOverWait,
            HandOverCpuMs = handOverCpu,
            HandOverSigma = handOverSigma,
            RemoteCallsCompute = handOver.Crowding() ?? prior.RemoteCallsCompute,
            RuntimeMs = runtimeMs.Count > 0 ? Statistics.Median(runtimeMs) : prior.RuntimeMs,
            RuntimeCpuMs = 0,
            BillInit = true,
        };
    }

    private (CallOverhead HandOver, List<double> RuntimeMs) HandOvers()
    {
        var handOver = new CallOverhead(prior, prior.HandOverWaitMs, prior.HandOverCpuMs, prior.HandOverSigma);
        List<double> runtimeMs = [];
        foreach (var record in tasks.Records.Where(r => r.HasReport && tasks.Ages.IsSettled(r)))
        {
            runtimeMs.Add(Math.Max(0, record.BilledMs - record.DurationMs - RoundingMs));
            foreach (var call in record.Calls.Where(c => c.Where == CallSite.Remote && c is { Kind: CallKind.Async, Error: null }))
            {
                var together = record.Calls.Count(c => c == call || (c.Where == CallSite.Remote && c.Kind == CallKind.Async && Overlap(c, call)));
                handOver.Add(call.Ms, record.MemoryMB, together, IsBusy(record));
            }
        }
        return (handOver, runtimeMs);
    }

    // The caller's wait minus the callee's duration, for warm callees and calls that overlap no other call.
    private CallOverhead SyncCalls()
    {
        var sync = new CallOverhead(prior, prior.SyncWaitMs, prior.SyncCpuMs, prior.SyncSigma);
        foreach (var callee in tasks.Records)
        {
            if (callee.IsCold || tasks.CallerOf(callee) is not { } caller || !tasks.Ages.IsSettled(caller))
                continue;
            var calls = caller.Calls.Where(c => c.Where == CallSite.Remote && c.To == callee.Task).Take(2).ToArray();
            if (calls is [{ Kind: CallKind.Sync, Error: null } call] && !caller.Calls.Any(c => c != call && Overlap(c, call)))
                sync.Add(Math.Max(0, call.Ms - Math.Max(callee.DurationMs, callee.BilledMs - RoundingMs)), caller.MemoryMB, 1, IsBusy(caller));
        }
        return sync;
    }

    private static bool Overlap(CallRecord a, CallRecord b) => Math.Min(a.AtMs + a.Ms, b.AtMs + b.Ms) - Math.Max(a.AtMs, b.AtMs) > MinOverlapMs;

    /// <summary>Whether the function computes so much that its CPU quota is used up when it calls.</summary>
    private bool IsBusy(InvocationRecord record) =>
        record.MemoryMB < prior.MemoryPerCpuMB && record.CpuMs > 10 * prior.Cpus(record.MemoryMB) * Math.Max(1, prior.BurstMs) / 2 + 10;
}
