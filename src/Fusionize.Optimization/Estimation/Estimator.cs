using System.Collections.Immutable;
using Fusionize.CompilerServices;
using Fusionize.Optimization;
using Fusionize.Optimization.Search;
using Fusionize.Records;
using Fusionize.Setups;
using Fusionize.Setups.Stores;
using Fusionize.Simulation;

namespace Fusionize.Optimization.Estimation;

/// <summary>Makes an <see cref="AppEstimate"/> out of the records of measured setups, whatever their grouping.</summary>
internal sealed class Estimator
{
    /// <summary>From this much on, a difference between callers is the task's behaviour, not noise.</summary>
    private const double CallerDifference = 0.25;
    private const int CallerSamples = 20;

    /// <summary>Shorter work is hardly shared out to threads.</summary>
    private const double LeastParallelMs = 10;

    // How far what things cost the first time may be from what is expected beforehand, ms.
    private const double FirstRemoteError = 20;
    private const double FirstTaskError = 25;
    private const double OverlapTrustMs = 20;

    // How many threads a task has, is told by a few executions with more than so many vCPUs, by durations that are off by so much; one more has to explain more than noise does.
    private const int LeastSamples = 5;
    private const double FastCpus = 1.1;
    private const double DurationError = 0.02;
    private const double DurationErrorMs = 0.5;
    private const double MoreThreads = 1;

    /// <summary>As many threads as tasks are taken to compute on.</summary>
    internal static ImmutableArray<int> ThreadCounts { get; } = [1, 2, 3, 4, 6];

    /// <summary>Noise of computing where too little shows it.</summary>
    private const double CpuSigma = 0.05;

    /// <summary>How often a task needs more CPU time than it typically does, if it does by at least this part in the mean.</summary>
    private const double NowAndThen = 0.1;
    private const double LeastBeyond = 0.03;

    private readonly AppModel _app;
    private readonly LambdaModel _prior;
    private readonly int _unknownThreads;
    private readonly List<InvocationRecord> _records = [];
    private readonly Dictionary<(string Setup, string Span), InvocationRecord> _bySpan = [];
    private readonly SortedDictionary<string, List<Sample>> _samples = new(StringComparer.Ordinal);
    private readonly ImmutableArray<MeasuredSetup> _history;
    private readonly InstanceAges _ages;
    private readonly CpuShares _cpu;

    private Estimator(AppModel app, ImmutableArray<MeasuredSetup> history, LambdaModel prior, int unknownThreads)
    {
        _unknownThreads = unknownThreads;
        _app = app;
        _history = history;
        _prior = prior;
        foreach (var record in history.SelectMany(m => m.Records.Where(r => r.SetupId == m.Setup.Id)))
        {
            _bySpan.TryAdd((record.SetupId, record.SpanId), record);
            // A failed invocation didn't do what it does.
            if (record.Error is null && app.Contains(record.Task))
                _records.Add(record);
        }
        _ages = new(_records);
        _cpu = new(app, _records, _ages, prior);
    }

    /// <param name="unknownThreads">How many threads a task is taken to compute on while no function with more than one vCPU has shown it.</param>
    public static AppEstimate Estimate(AppModel app, ImmutableArray<MeasuredSetup> history, LambdaModel? prior = null, int unknownThreads = 1)
        => new Estimator(app, history, prior ?? LambdaModel.DotNet, unknownThreads).Estimate();

    private AppEstimate Estimate()
    {
        foreach (var record in _records)
            Take(record);
        var init = Init();
        var platform = Platform() with { InitMs = init.BaseMs, InitMsPerPackageMB = 0 };
        var estimates = new List<TaskEstimate>();
        var tasks = new List<TaskDescription>();
        var first = FirstCpu();
        var failures = Failures();
        platform = platform with
        {
            FirstInvocationCpuMs = first.PerInstance,
            FirstRemoteCpuMs = first.Remote,
            YoungCpuMs = _cpu.PerYoung,
            YoungRemoteCpuMs = _cpu.PerYoungRemote,
            FirstOverlap = FirstOverlap(first),
            RemoteCallsCompute = _crowding ?? _prior.RemoteCallsCompute,
        };
        foreach (var task in _app.Tasks)
        {
            var samples = _samples.GetValueOrDefault(task.Id) ?? [];
            var threads = ThreadsOf(task.Id, samples);
            var steps = StepsOf(task.Id, samples, threads, out var wait);
            tasks.Add(new(task.Id, task.IsEntry, [.. steps], first.Tasks.GetValueOrDefault(task.Id), FailureProbability: failures.GetValueOrDefault(task.Id)) { InitMs = init.PerTask.GetValueOrDefault(task.Id) });
            estimates.Add(new(task.Id, samples.Count, _cpu.Of(task.Id), _cpu.ErrorOf(task.Id), wait, threads));
        }
        return WithLoad(new(_app, new(_app.App, [.. tasks]) { Model = platform.Name }, platform)
        {
            EntryShares = ImmutableSortedDictionary<string, double>.Empty,
            RequestsPerSecond = 0,
            Seconds = 0,
            Requests = 0,
            Tasks = [.. estimates],
        });
    }

    private void Take(InvocationRecord record)
    {
        string? caller = null;
        if (record.ParentSpanId is { } span && _bySpan.TryGetValue((record.SetupId, span), out var parent))
        {
            var callers = parent.Calls.Where(c => c.To == record.Task && c.Where == CallSite.Remote).Select(c => c.From).Distinct().Take(2).ToArray();
            caller = callers.Length == 1 ? callers[0] : null;
        }
        var executions = Execution.Of(record, caller);
        var remote = record.Calls.Count(c => c.Where == CallSite.Remote);
        foreach (var execution in executions)
        {
            if (!_app.Contains(execution.Task))
                continue;
            if (!_samples.TryGetValue(execution.Task, out var samples))
                _samples.Add(execution.Task, samples = []);
            // Only where a task has the invocation for itself is the CPU time all its own.
            samples.Add(new(execution, record, execution == executions[0], executions.Count == 1 ? record.CpuMs : null, executions.Count == 1 ? remote : 0));
        }
    }

    /// <summary>How often attempts of detached calls failed, by task: each failure costs another attempt.</summary>
    private Dictionary<string, double> Failures()
    {
        var attempts = new Dictionary<string, (int Failed, int All)>(StringComparer.Ordinal);
        foreach (var record in _history.SelectMany(m => m.Records.Where(r => r.SetupId == m.Setup.Id)))
        {
            foreach (var call in record.Calls.Where(c => c is { Kind: CallKind.Async, Where: CallSite.Local }))
                Count(call.To, call.Error is not null);
            if (record.ParentSpanId is { } span && _bySpan.TryGetValue((record.SetupId, span), out var parent)
                && parent.Calls.Any(c => c is { Kind: CallKind.Async, Where: CallSite.Remote } && c.To == record.Task))
                Count(record.Task, record.Error is not null);
        }
        return attempts.Where(a => a.Value.Failed > 0).ToDictionary(a => a.Key, a => (double)a.Value.Failed / a.Value.All, StringComparer.Ordinal);

        void Count(string task, bool failed)
        {
            var (f, all) = attempts.GetValueOrDefault(task);
            attempts[task] = (failed ? f + 1 : f, all + 1);
        }
    }

    private static bool Overlap(CallRecord a, CallRecord b) => Math.Min(a.AtMs + a.Ms, b.AtMs + b.Ms) - Math.Max(a.AtMs, b.AtMs) > 0.05;

    /// <summary>What a hand-over loses to others beside it; null where nothing shows it.</summary>
    private double? _crowding;

    /// <summary>
    /// CPU time of an instance's beginning beyond what its later invocations need: of every instance, of the first remote call, and of each
    /// task; as far as tasks ran alone in their functions.
    /// </summary>
    private (double PerInstance, double Remote, Dictionary<string, double> Tasks) FirstCpu()
    {
        var functions = new List<(string Task, double Extra, bool IsRemote, int Count)>();
        foreach (var (task, samples) in _samples)
        {
            foreach (var function in samples.Where(s => s.Record.IsCold && s.CpuMs is not null).GroupBy(s => (s.Record.SetupId, s.Record.Group)))
            {
                var extra = Statistics.Median(function.Select(CpuAlone)) - _cpu.Of(task) - _cpu.PerInvocation - Young(function.Any(s => s.RemoteCalls > 0));
                functions.Add((task, Math.Max(0, extra), function.Any(s => s.RemoteCalls > 0), function.Count()));
            }
        }
        if (functions.Count == 0)
            return (_prior.FirstInvocationCpuMs, _prior.FirstRemoteCpuMs, []);
        // What all have in common is the instance's, what all that call have in common is the first call's.
        var least = functions.Min(f => f.Extra);
        var index = functions.Select(f => f.Task).Distinct().Select((t, i) => (t, i)).ToDictionary(x => x.t, x => x.i);
        var solver = new LeastSquares(index.Count + 1);
        solver.Expect(index.Count, _prior.FirstRemoteCpuMs, 1 / (FirstRemoteError * FirstRemoteError));
        for (var i = 0; i < index.Count; i++)
            solver.Expect(i, 0, 1 / (FirstTaskError * FirstTaskError));
        foreach (var (task, extra, isRemote, count) in functions)
        {
            var factors = new double[index.Count + 1];
            factors[index[task]] = 1;
            factors[^1] = isRemote ? 1 : 0;
            var error = 1 + 0.2 * extra / Math.Sqrt(count);
            solver.Add(factors, extra - least, 1 / (error * error));
        }
        var solution = solver.Solve();
        return (least, solution[^1], index.ToDictionary(x => x.Key, x => solution[x.Value], StringComparer.Ordinal));
    }

    private double Young(bool callsRemotely) => _cpu.PerYoung + (callsRemotely ? _cpu.PerYoungRemote : 0);

    /// <summary>
    /// What tasks cost the first time is shared in part by those that run in one function (libraries, clients): how much, functions with
    /// several tasks tell. Most of it, as far as none were measured.
    /// </summary>
    private double FirstOverlap((double PerInstance, double Remote, Dictionary<string, double> Tasks) first)
    {
        const double Usual = 0.7;
        var (shared, all) = (Usual * OverlapTrustMs, OverlapTrustMs);
        foreach (var function in _records.GroupBy(r => (r.SetupId, r.Group, r.Task)))
        {
            var (cold, settled) = (function.Where(r => r.IsCold).ToList(), function.Where(_ages.IsSettled).Select(r => r.CpuMs).ToArray());
            var tasks = cold.SelectMany(r => r.Calls.Where(c => c.Where == CallSite.Local).Select(c => c.To)).Append(function.Key.Task).Distinct().ToList();
            if (tasks.Count < 2 || cold.Count == 0 || settled.Length < 3 || !tasks.TrueForAll(first.Tasks.ContainsKey))
                continue;
            var (sum, most) = (tasks.Sum(t => first.Tasks[t]), tasks.Max(t => first.Tasks[t]));
            var remote = cold.Exists(r => r.Calls.Any(c => c.Where == CallSite.Remote)) ? first.Remote : 0;
            var extra = Statistics.Median(cold.Select(r => r.CpuMs)) - Statistics.Median(settled) - first.PerInstance - remote - Young(remote > 0);
            shared += cold.Count * Math.Clamp(sum - extra, 0, sum - most);
            all += cold.Count * (sum - most);
        }
        return shared / all;
    }

    /// <summary>Whether a function of that size shows on how many threads its tasks compute.</summary>
    internal static bool IsFast(LambdaModel platform, int memoryMB) => platform.Cpus(memoryMB) > FastCpus;

    /// <summary>
    /// Below one vCPU, any number of threads takes equally long. Where a task was seen with more, too, it computes on as many as explain its durations with
    /// every memory size by the same wait; the longer they are, the less exactly.
    /// </summary>
    private int ThreadsOf(string task, List<Sample> samples)
    {
        var cpuMs = _cpu.Of(task);
        if (cpuMs < LeastParallelMs)
            return 1;
        var sizes = Warm(samples).Where(s => s.Execution.IsSelfKnown).GroupBy(s => s.Record.MemoryMB).Where(g => g.Count() >= LeastSamples).ToList();
        if (sizes.Count < 2 || !sizes.Exists(g => IsFast(_prior, g.Key)))
            return _unknownThreads;
        return ThreadCounts.MinBy(t =>
        {
            var waits = sizes.Select(g => (
                Ms: Statistics.Median(g.Select(s => s.Execution.SelfMs - Compute(s.CpuMs is null ? cpuMs : CpuAlone(s), t, g.Key))),
                Error: DurationErrorMs + DurationError * Statistics.Median(g.Select(s => s.Execution.SelfMs)))).ToList();
            var common = Math.Max(0, waits.Sum(w => w.Ms / (w.Error * w.Error)) / waits.Sum(w => 1 / (w.Error * w.Error)));
            return waits.Sum(w => Math.Pow((w.Ms - common) / w.Error, 2)) + MoreThreads * t;
        });
    }

    /// <summary>The task's own work and its calls, in the order in which they usually are.</summary>
    private IEnumerable<Step> StepsOf(string task, List<Sample> samples, int threads, out double waitMs)
    {
        var cpuMs = _cpu.Of(task);
        var order = CallOrder.Of(samples.Select(s => s.Execution), _app.Contains);
        var warm = Warm(samples).ToList();
        waitMs = 0;
        if (warm.Count == 0)
            return order.Interleave(_ => cpuMs > 0 ? [new CpuStep(cpuMs, threads)] : [], CallOrder.Shares.AllFirst(order.Length));
        var all = Self(warm, cpuMs, threads) with { Beyond = _cpu.BeyondOf(task) };
        waitMs = all.WaitMs;
        var shares = order.SharesOf(BySpeed(warm), BySpeed(samples.Where(s => s.IsInvoked && _ages.IsSettled(s.Record))), (cpuMs, waitMs));
        IReadOnlyList<(double, IEnumerable<Execution>)> BySpeed(IEnumerable<Sample> executions) => [.. executions.GroupBy(s => s.Record.MemoryMB).Select(g => (Compute(1000, threads, g.Key) / 1000, g.Select(s => s.Execution)))];
        var byCaller = warm.Where(s => s.Execution.Caller is not null).GroupBy(s => s.Execution.Caller!)
            .Select(g => (Caller: g.Key, Count: g.Count(), Self: Self([.. g], null, threads))).Where(c => c.Count >= CallerSamples).OrderBy(c => c.Caller, StringComparer.Ordinal).ToList();
        // Steps for some callers leave nothing for others: all must be known.
        if (byCaller.Count > 1 && byCaller.Sum(c => c.Count) == warm.Count && warm.All(s => s.CpuMs is not null) && Differ(byCaller.Select(c => c.Self)))
            return order.Interleave(share => byCaller.SelectMany(c => c.Self.Steps(threads, share).Select(s => s with { From = [c.Caller] })), shares);
        return order.Interleave(share => all.Steps(threads, share), shares);
    }

    private static bool Differ(IEnumerable<SelfTime> times)
    {
        var all = times.ToList();
        var (least, most) = (all.Min(t => t.TotalMs), all.Max(t => t.TotalMs));
        return most > 2 && most - least > CallerDifference * most;
    }

    private SelfTime Self(List<Sample> samples, double? cpuMs, int threads)
    {
        var alone = samples.Where(s => s.CpuMs is not null).Select(s => CpuAlone(s)).ToArray();
        var typical = cpuMs ?? (alone.Length > 0 ? Statistics.Median(alone) : 0);
        // The same invocation's CPU time explains most of its duration's noise.
        var waits = samples.Select(s => Math.Max(0, s.Execution.SelfMs - Compute(s.CpuMs is null ? typical : CpuAlone(s), threads, s.Record.MemoryMB))).ToArray();
        var median = Statistics.Median(waits);
        return new(typical, alone.Length >= CallerSamples ? Spread(alone) : CpuSigma, median, Sigma(median, Statistics.Mean(waits)));
    }

    /// <summary>The deviation of the logarithm, by the middle half.</summary>
    private static double Spread(double[] samples)
    {
        var sorted = Statistics.Sorted(samples);
        var (low, high) = (Statistics.Quantile(sorted, 0.25), Statistics.Quantile(sorted, 0.75));
        return low > 0 ? Math.Min(0.6, Math.Log(high / low) / 1.349) : CpuSigma;
    }

    private double CpuAlone(Sample sample)
        => Math.Max(0, sample.CpuMs!.Value - sample.Record.Calls.Sum(c => c.Where == CallSite.Remote ? c.Kind == CallKind.Sync ? _cpu.PerSyncCall : _cpu.PerHandOver : 0));

    private double Compute(double cpuMs, int threads, int memoryMB) => new CpuTime(_prior, memoryMB).Compute(cpuMs, threads);

    /// <summary>The deviation of a logarithmic normal distribution that has this median and this mean.</summary>
    private static double Sigma(double median, double mean)
        => median > 0 && mean > median ? Math.Min(0.6, Math.Sqrt(2 * Math.Log(mean / median))) : 0;

    /// <summary>Settled executions of which is known what they did themselves; less where there are none.</summary>
    private IEnumerable<Sample> Warm(List<Sample> samples)
    {
        var settled = samples.Where(s => _ages.IsSettled(s.Record));
        var known = settled.Where(s => s.Execution.IsSelfKnown);
        return known.Any() ? known : settled.Any() ? settled : samples.Where(s => !s.Record.IsCold);
    }

    /// <summary>The platform as these records show it; what they don't show is the prior's.</summary>
    private LambdaModel Platform()
    {
        var sync = new CallOverhead(_prior, _prior.SyncWaitMs, _prior.SyncCpuMs, _prior.SyncSigma);
        var handOver = new CallOverhead(_prior, _prior.HandOverWaitMs, _prior.HandOverCpuMs, _prior.HandOverSigma);
        List<double> runtime = [];
        foreach (var record in _records)
        {
            if (!record.HasReport || !_ages.IsSettled(record))
                continue;
            runtime.Add(Math.Max(0, record.BilledMs - record.DurationMs - 0.5));
            foreach (var call in record.Calls.Where(c => c.Where == CallSite.Remote && c is { Kind: CallKind.Async, Error: null }))
            {
                var together = record.Calls.Count(c => c == call || (c.Where == CallSite.Remote && c.Kind == CallKind.Async && Overlap(c, call)));
                handOver.Add(call.Ms, record.MemoryMB, together, IsBusy(record));
            }
        }
        foreach (var callee in _records)
        {
            if (callee.IsCold || callee.ParentSpanId is not { } span || !_bySpan.TryGetValue((callee.SetupId, span), out var caller) || !_ages.IsSettled(caller))
                continue;
            var calls = caller.Calls.Where(c => c.Where == CallSite.Remote && c.To == callee.Task).Take(2).ToArray();
            if (calls is [{ Kind: CallKind.Sync, Error: null } call] && !caller.Calls.Any(c => c != call && Overlap(c, call)))
                sync.Add(Math.Max(0, call.Ms - Math.Max(callee.DurationMs, callee.BilledMs - 0.5)), caller.MemoryMB, 1, IsBusy(caller));
        }
        _crowding = handOver.Crowding();
        var (syncWait, syncCpu, syncSigma) = sync.Fit();
        var (handOverWait, handOverCpu, handOverSigma) = handOver.Fit();
        return _prior with
        {
            Name = "measured",
            SyncWaitMs = syncWait,
            SyncCpuMs = syncCpu,
            SyncSigma = syncSigma,
            HandOverWaitMs = handOverWait,
            HandOverCpuMs = handOverCpu,
            HandOverSigma = handOverSigma,
            RuntimeMs = runtime.Count > 0 ? Statistics.Median(runtime) : _prior.RuntimeMs,
            RuntimeCpuMs = 0,
            BillInit = true,
        };
    }

    /// <summary>What starting an instance takes whatever runs in it, and what each task adds.</summary>
    private (double BaseMs, Dictionary<string, double> PerTask) Init()
    {
        var groups = _history.Select(m => m.Setup).DistinctBy(s => s.Id).SelectMany(s => s.Groups.Select(g => (s.Id, g))).ToDictionary(x => (x.Id, x.g.Name), x => x.g);
        var functions = _records.Where(r => r.IsCold && r.InitMs > 0).GroupBy(r => (r.SetupId, r.Group))
            .Where(g => groups.ContainsKey(g.Key)).Select(g => (groups[g.Key].Tasks, Ms: Statistics.Median(g.Select(r => r.InitMs)), Count: g.Count())).ToList();
        if (functions.Count == 0)
            return (_prior.InitMs, []);
        var index = _app.Tasks.Select((t, i) => (t.Id, i)).ToDictionary(x => x.Id, x => x.i);
        var solver = new LeastSquares(index.Count + 1);
        // Most tasks add little: what is common to all functions is the base.
        solver.Expect(index.Count, Statistics.Quantile(Statistics.Sorted(functions.Select(f => f.Ms)), 0.25), 1 / (20.0 * 20));
        for (var i = 0; i < index.Count; i++)
            solver.Expect(i, 0, 1 / (40.0 * 40));
        foreach (var (tasks, ms, count) in functions)
        {
            var factors = new double[index.Count + 1];
            factors[^1] = 1;
            foreach (var task in tasks)
                factors[index[task]] = 1;
            solver.Add(factors, ms, count / Math.Pow(0.15 * ms, 2));
        }
        var solution = solver.Solve();
        return (solution[^1], index.ToDictionary(x => x.Key, x => solution[x.Value], StringComparer.Ordinal));
    }

    /// <summary>Whether the function computes so much that its quota of CPU time is used up when it calls.</summary>
    private bool IsBusy(InvocationRecord record)
        => record.MemoryMB < _prior.MemoryPerCpuMB && record.CpuMs > 10 * _prior.Cpus(record.MemoryMB) * Math.Max(1, _prior.BurstMs) / 2 + 10;

    private AppEstimate WithLoad(AppEstimate estimate)
    {
        // Of the last round alone: load changes from round to round, the application doesn't.
        var last = _history.LastOrDefault(m => m.Records.Any(r => r.IsRoot));
        var roots = last?.Records.Where(r => r.IsRoot && _app.Contains(r.Task)).ToList() ?? [];
        if (roots.Count == 0)
            return estimate;
        var seconds = Math.Max(1, (roots.Max(r => r.StartMs) - roots.Min(r => r.StartMs)) / 1000);
        var (baseMB, perTask) = MemoryUse();
        return estimate with
        {
            EntryShares = roots.GroupBy(r => r.Task).ToImmutableSortedDictionary(g => g.Key, g => (double)g.Count() / roots.Count, StringComparer.Ordinal),
            RequestsPerSecond = Math.Max(1, roots.Count - 1) / seconds,
            Seconds = seconds,
            Requests = roots.Count,
            BaseMemoryMB = baseMB,
            TaskMemoryMB = perTask,
        };
    }

    private (double BaseMB, ImmutableSortedDictionary<string, double> PerTask) MemoryUse()
    {
        var used = _history.SelectMany(m => m.Records.Where(r => r.SetupId == m.Setup.Id && r.MaxMemoryUsedMB is not null)
                .GroupBy(r => r.Group).Select(g => (Group: m.Setup.FindGroup(g.Key), MB: (double)g.Max(r => r.MaxMemoryUsedMB!.Value))))
            .Where(u => u.Group is not null).ToList();
        if (used.Count == 0)
            return (0, ImmutableSortedDictionary<string, double>.Empty);
        var least = used.Min(u => u.MB);
        var perTask = _app.Tasks.ToImmutableSortedDictionary(t => t.Id,
            t => used.Where(u => u.Group!.Tasks.Contains(t.Id)).Select(u => u.MB - least).DefaultIfEmpty(0).Min(), StringComparer.Ordinal);
        return (least, perTask);
    }

    /// <param name="IsInvoked">Whether the function was invoked for it: until its first call it has the instance for itself.</param>
    private sealed record Sample(Execution Execution, InvocationRecord Record, bool IsInvoked, double? CpuMs, int RemoteCalls);

    /// <summary>What a task does itself: medians, and the deviations of their logarithms.</summary>
    private readonly record struct SelfTime(double CpuMs, double CpuSigma, double WaitMs, double WaitSigma)
    {
        /// <summary>What is needed now and then beyond the typical CPU time, in the mean, as a part of it.</summary>
        public double Beyond { get; init; }

        public double TotalMs => CpuMs + WaitMs;

        public IEnumerable<Step> Steps(int threads, (double Cpu, double Wait) share)
        {
            if (CpuMs * share.Cpu > 0.005)
                yield return new CpuStep(CpuMs * share.Cpu, threads) { Sigma = CpuSigma };
            if (Beyond > LeastBeyond && CpuMs * share.Cpu * Beyond > 0.005)
                yield return new CpuStep(CpuMs * share.Cpu * Beyond / NowAndThen) { Sigma = CpuSigma, Probability = NowAndThen };
            if (WaitMs * share.Wait > 0.05)
                yield return new WaitStep(WaitMs * share.Wait, WaitSigma);
        }
    }
}
