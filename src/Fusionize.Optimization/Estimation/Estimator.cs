using System.Collections.Immutable;
using Fusionize.Records;
using Fusionize.Setups;
using Fusionize.Simulation;

namespace Fusionize.Optimization.Estimation;

/// <summary>Makes an <see cref="AppEstimate"/> from the records of measured setups, whatever their grouping.</summary>
internal sealed class Estimator
{
    private readonly AppModel _app;
    private readonly ImmutableArray<MeasuredSetup> _history;
    private readonly LambdaModel _prior;
    private readonly MeasuredTasks _tasks;
    private readonly CpuShares _cpu;
    private readonly SelfTimes _times;
    private readonly ThreadCount _threads;

    private Estimator(AppModel app, ImmutableArray<MeasuredSetup> history, LambdaModel prior, int unknownThreads)
    {
        (_app, _history, _prior) = (app, history, prior);
        _tasks = new(app, history);
        _cpu = new(app, _tasks.Records, _tasks.Ages, prior);
        _times = new(_cpu, prior);
        _threads = new(_tasks, _cpu, _times, prior, unknownThreads);
    }

    /// <param name="unknownThreads">The number of threads that a task is assumed to compute on until a function with more than one vCPU has shown
    /// it.</param>
    public static AppEstimate Estimate(AppModel app, ImmutableArray<MeasuredSetup> history, LambdaModel? prior = null, int unknownThreads = 1) =>
        new Estimator(app, history, prior ?? LambdaModel.DotNet, unknownThreads).Estimate();

    private AppEstimate Estimate()
    {
        var failures = DetachedFailures.Of(_history);
        var init = InitTimes.Of(_app, _history, _tasks.Records, _prior);
        var first = FirstExecutions.Of(_tasks, _cpu, _times, _prior);
        var platform = new CallOverheads(_tasks, _prior).Apply() with
        {
            InitMs = init.BaseMs,
            InitMsPerPackageMB = 0,
            FirstInvocationCpuMs = first.PerInstance,
            FirstRemoteCpuMs = first.PerRemoteCall,
            YoungCpuMs = _cpu.PerYoung,
            YoungRemoteCpuMs = _cpu.PerYoungRemote,
            FirstOverlap = first.Overlap,
        };
        var estimates = new List<TaskEstimate>();
        var tasks = new List<TaskDescription>();
        foreach (var task in _app.Tasks)
        {
            var samples = _tasks.Of(task.Id);
            var threads = _threads.Of(task.Id, samples);
            var (steps, waitMs) = StepsOf(task.Id, samples, threads);
            tasks.Add(
                new(
                    task.Id,
                    task.IsEntry,
                    [.. steps],
                    first.PerTask.GetValueOrDefault(task.Id),
                    FailureProbability: failures.GetValueOrDefault(task.Id)
                )
                {
                    InitMs = init.PerTask.GetValueOrDefault(task.Id),
                }
            );
            estimates.Add(new(task.Id, samples.Count, _cpu.Of(task.Id), _cpu.ErrorOf(task.Id), waitMs, threads));
        }
        var estimate = new AppEstimate(_app, new(_app.App, [.. tasks]) { Model = platform.Name }, platform)
        {
            EntryShares = ImmutableSortedDictionary<string, double>.Empty,
            RequestsPerSecond = 0,
            Seconds = 0,
            Requests = 0,
            Tasks = [.. estimates],
        };
        return MeasuredLoad.ApplyTo(estimate, _app, _history);
    }

    /// <summary>The task's own work and its calls in their usual order, and its own waiting time.</summary>
    private (IEnumerable<Step> Steps, double WaitMs) StepsOf(string task, List<TaskSample> samples, int threads)
    {
        var cpuMs = _cpu.Of(task);
        var order = CallOrder.Of(samples.Select(s => s.Execution), _app.Contains);
        var warm = _tasks.Warm(samples).ToList();
        if (warm.Count == 0)
            return (order.Interleave(_ => cpuMs > 0 ? [new CpuStep(cpuMs, threads)] : [], CallOrder.Shares.AllFirst(order.Length)), 0);
        var all = _times.Of(warm, cpuMs, threads) with { Excess = _cpu.ExcessOf(task) };
        var beginnings = samples.Where(s => s.IsInvoked && _tasks.Ages.IsSettled(s.Record));
        var shares = order.SharesOf(BySpeed(warm, threads), BySpeed(beginnings, threads), (cpuMs, all.WaitMs));
        return DiffersByCaller(warm, threads) is { } callers
            ? (
                order.Interleave(share => callers.SelectMany(c => c.Self.Steps(threads, share).Select(s => s with { From = [c.Caller] })), shares),
                all.WaitMs
            )
            : (order.Interleave(share => all.Steps(threads, share), shares), all.WaitMs);
    }

    private IReadOnlyList<(double MsPerCpuMs, IEnumerable<Execution> Executions)> BySpeed(IEnumerable<TaskSample> samples, int threads) =>
        [.. samples.GroupBy(s => s.Record.MemoryMB).Select(g => (_times.Compute(1000, threads, g.Key) / 1000, g.Select(s => s.Execution)))];

    /// <summary>
    /// The task's work by caller, if it differs; null if it doesn't, or if some callers are unknown, since steps for some callers would leave the
    /// others without work.
    /// </summary>
    private List<(string Caller, SelfTime Self)>? DiffersByCaller(List<TaskSample> warm, int threads)
    {
        var callers = warm.Where(s => s.Execution.Caller is not null)
            .GroupBy(s => s.Execution.Caller!)
            .Where(g => g.Count() >= SelfTimes.MinSamples)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .ToList();
        if (callers.Count < 2 || callers.Sum(c => c.Count()) != warm.Count || !warm.TrueForAll(s => s.CpuMs is not null))
            return null;
        var times = callers.Select(c => (c.Key, Self: _times.Of([.. c], null, threads))).ToList();
        return SelfTime.Differ(times.Select(t => t.Self)) ? times : null;
    }
}
