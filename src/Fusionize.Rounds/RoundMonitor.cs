using Fusionize.Records;
using Fusionize.Rounds.Load;

namespace Fusionize.Rounds;

/// <summary>Observes the machine while a round is measured.</summary>
internal sealed class RoundMonitor(IMachine machine, TimeProvider time)
{
    /// <summary>CPU time that an instance needs before its INIT starts, for the process and its runtime. No record contains it.</summary>
    private const double StartMs = 100;

    private readonly MachineTimes? _before = machine.Read();
    private readonly long _begin = time.GetTimestamp();
    private MachineTimes? _after;
    private double _seconds;

    /// <summary>Ends the observation. Called when the load and all work caused by it have ended.</summary>
    public void End() => (_after, _seconds) = (machine.Read(), time.GetElapsedTime(_begin).TotalSeconds);

    /// <param name="client">The client's figures.</param>
    /// <param name="records">The invocations.</param>
    /// <param name="limitsCpu">Whether the platform enforces CPU limits.</param>
    public RoundConditions Judge(LoadSummary client, IReadOnlyCollection<InvocationRecord> records, bool limitsCpu)
    {
        var rootMs = Statistics.Median(records.Where(r => r.IsRoot).Select(r => r.DurationMs + (r.IsCold ? r.InitMs : 0)));
        var conditions = new RoundConditions
        {
            LimitsCpu = limitsCpu,
            RootMs = rootMs,
            QueueingMs = Math.Max(0, client.P50 - rootMs),
        };
        if (_before is { } before && _after is { } after && _seconds > 0)
        {
            var all = _seconds * machine.Processors;
            var functions = records.Sum(r => r.CpuMs + (r.IsCold ? r.InitMs + StartMs : 0)) / 1000;
            conditions = conditions with
            {
                Busy = Math.Clamp((after.Busy - before.Busy) / all, 0, 1),
                Others = Math.Clamp((after.Busy - before.Busy - (after.Own - before.Own) - functions) / all, 0, 1),
                Steal = Math.Clamp((after.Steal - before.Steal) / all, 0, 1),
                Throttled = Math.Clamp((after.Throttled - before.Throttled) / _seconds, 0, 1),
            };
        }
        return conditions.Judged();
    }
}
