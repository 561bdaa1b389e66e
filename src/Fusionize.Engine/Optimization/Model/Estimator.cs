using System.Collections.Immutable;
using Fusionize.CompilerServices;
using Fusionize.Engine.Feedback;
using Fusionize.Engine.Setups;
using Fusionize.Engine.Simulation;

namespace Fusionize.Engine.Optimization.Model;

/// <summary>Makes an <see cref="AppEstimate"/> out of the records of measured setups, whatever their grouping.</summary>
internal sealed class Estimator
{
    /// <summary>From this much on, a difference between callers is the task's behaviour, not noise.</summary>
    private const double CallerDifference = 0.25;
    private const int CallerSamples = 20;
    private static readonly int[] s_threads = [1, 2, 3, 4, 6];

    private readonly AppModel _app;
    private readonly LambdaModel _prior;
    private readonly List<InvocationRecord> _records = [];
    private readonly Dictionary<(string Setup, string Span), InvocationRecord> _bySpan = [];
    private readonly SortedDictionary<string, List<Sample>> _samples = new(StringComparer.Ordinal);
    private readonly ImmutableArray<MeasuredSetup> _history;

    private Estimator(AppModel app, ImmutableArray<MeasuredSetup> history, LambdaModel prior)
    {
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
    }

    public static AppEstimate Estimate(AppModel app, ImmutableArray<MeasuredSetup> history, LambdaModel? prior = null)
        => new Estimator(app, history, prior ?? LambdaModel.DotNet).Estimate();

    private AppEstimate Estimate()
    {
        foreach (var record in _records)
            Take(record);
        var platform = Platform();
        var cpu = CpuOf(out var errors, out var invocationCpu);
        var estimates = new List<TaskEstimate>();
        var tasks = new List<TaskDescription>();
        var known = ImmutableHashSet.CreateBuilder<string>();
        var first = FirstCpu(cpu, invocationCpu);
        foreach (var task in _app.Tasks)
        {
            var samples = _samples.GetValueOrDefault(task.Id) ?? [];
            var (threads, isKnown) = ThreadsOf(samples, cpu.GetValueOrDefault(task.Id));
            if (isKnown)
                known.Add(task.Id);
            var steps = new List<Step>();
            steps.AddRange(SelfSteps(samples, cpu.GetValueOrDefault(task.Id), threads, out var wait));
            steps.AddRange(CallSteps(samples));
            tasks.Add(new(task.Id, task.IsEntry, [.. steps], first.GetValueOrDefault(task.Id)));
            estimates.Add(new(task.Id, samples.Count, cpu.GetValueOrDefault(task.Id), errors.GetValueOrDefault(task.Id), wait, threads));
        }
        return WithLoad(new(_app, new(_app.App, [.. tasks]) { Model = platform.Name }, platform)
        {
            EntryShares = ImmutableSortedDictionary<string, double>.Empty,
            RequestsPerSecond = 0,
            Seconds = 0,
            Requests = 0,
            RemoteCallsCompute = _crowding,
            KnownThreads = known.ToImmutable(),
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
            samples.Add(new(execution, record, executions.Count == 1 ? record.CpuMs : null, executions.Count == 1 ? remote : 0));
        }
    }

    /// <summary>CPU time per execution of each task: what makes the invocations' CPU times most likely, given what ran in them.</summary>
    private Dictionary<string, double> CpuOf(out Dictionary<string, double> errors, out double perInvocation)
    {
        var index = _app.Tasks.Select((t, i) => (t.Id, i)).ToDictionary(x => x.Id, x => x.i);
        var (sync, async, runtime) = (index.Count, index.Count + 1, index.Count + 2);
        var solver = new LeastSquares(index.Count + 3);
        // The client's share of a remote call can't be told from the caller's own work by one round alone; most callers only call.
        solver.Expect(sync, _prior.SyncCpuMs, 0.3);
        solver.Expect(async, _prior.HandOverCpuMs, 0.3);
        solver.Expect(runtime, _prior.RuntimeCpuMs, 0.3);
        errors = new(StringComparer.Ordinal);
        foreach (var function in _records.Where(r => !r.IsCold).GroupBy(r => (r.SetupId, r.Group, r.Task)))
        {
            var factors = new double[index.Count + 3];
            double mean = 0, squares = 0;
            var count = 0;
            foreach (var record in function)
            {
                count++;
                var delta = record.CpuMs - mean;
                mean += delta / count;
                squares += delta * (record.CpuMs - mean);
                factors[runtime]++;
                factors[index[record.Task]]++;
                foreach (var call in record.Calls)
                {
                    if (call.Where == CallSite.Remote)
                        factors[call.Kind == CallKind.Sync ? sync : async]++;
                    else if (index.TryGetValue(call.To, out var to))
                        factors[to]++;
                }
            }
            for (var i = 0; i < factors.Length; i++)
                factors[i] /= count;
            // Relative deviations count: else the longest task alone would decide.
            var error = Math.Sqrt(squares / Math.Max(1, count - 1) / count) + 0.05 * mean + 0.05;
            solver.Add(factors, mean, 1 / (error * error));
            errors[function.Key.Task] = Math.Sqrt(squares / Math.Max(1, count - 1) / count);
        }
        var solution = solver.Solve();
        perInvocation = solution[runtime];
        _syncCpu = solution[sync];
        _asyncCpu = solution[async];
        return index.ToDictionary(x => x.Key, x => solution[x.Value], StringComparer.Ordinal);
    }

    private static bool Overlap(CallRecord a, CallRecord b) => Math.Min(a.AtMs + a.Ms, b.AtMs + b.Ms) - Math.Max(a.AtMs, b.AtMs) > 0.05;

    /// <summary>What a hand-over loses to others beside it; where nothing shows it, nothing.</summary>
    private double _crowding;
    private double _syncCpu;
    private double _asyncCpu;

    /// <summary>Extra CPU time of an execution in a new instance, where a task is alone in its function.</summary>
    private Dictionary<string, double> FirstCpu(Dictionary<string, double> cpu, double perInvocation)
    {
        var first = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (task, samples) in _samples)
        {
            var cold = samples.Where(s => s.Record.IsCold && s.CpuMs is not null).Select(s => s.CpuMs!.Value).ToArray();
            if (cold.Length > 0)
                first[task] = Math.Max(0, Statistics.Median(cold) - cpu[task] - perInvocation);
        }
        return first;
    }

    /// <summary>How many threads share the task's work: what fits its times at all memory sizes best. One, unless a function with more than one vCPU shows more.</summary>
    private (int Threads, bool IsKnown) ThreadsOf(List<Sample> samples, double cpuMs)
    {
        var sizes = Warm(samples).GroupBy(s => s.Record.MemoryMB)
            .Select(g => (MemoryMB: g.Key, Self: Statistics.Median(g.Select(s => s.Execution.SelfMs)), Count: g.Count())).ToList();
        if (cpuMs < 1 || !sizes.Exists(s => s.MemoryMB > _prior.MemoryPerCpuMB * 1.1))
            return (1, cpuMs < 1);
        return (s_threads.MinBy(threads =>
        {
            var waits = sizes.Select(s => s.Self - Compute(cpuMs, threads, s.MemoryMB)).ToList();
            var wait = Math.Max(0, Statistics.Median(waits));
            return sizes.Zip(waits, (s, w) => Math.Abs(w - wait) / s.Self).Sum();
        }), true);
    }

    private IEnumerable<Step> SelfSteps(List<Sample> samples, double cpuMs, int threads, out double waitMs)
    {
        waitMs = 0;
        var warm = Warm(samples).ToList();
        if (warm.Count == 0)
            return cpuMs > 0 ? [new CpuStep(cpuMs, threads)] : [];
        var all = Self(warm, cpuMs, threads);
        waitMs = all.WaitMs;
        var byCaller = warm.Where(s => s.Execution.Caller is not null).GroupBy(s => s.Execution.Caller!)
            .Select(g => (Caller: g.Key, Count: g.Count(), Self: Self([.. g], null, threads))).Where(c => c.Count >= CallerSamples).OrderBy(c => c.Caller, StringComparer.Ordinal).ToList();
        // Steps for some callers leave nothing for others: all must be known.
        if (byCaller.Count > 1 && byCaller.Sum(c => c.Count) == warm.Count && warm.All(s => s.CpuMs is not null) && Differ(byCaller.Select(c => c.Self)))
            return byCaller.SelectMany(c => c.Self.Steps.Select(s => s with { From = [c.Caller] }));
        return all.Steps;
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
        var mean = cpuMs ?? (alone.Length > 0 ? Statistics.Mean(alone) : 0);
        // The same invocation's CPU time explains most of its duration's noise.
        var waits = samples.Select(s => Math.Max(0, s.Execution.SelfMs - Compute(s.CpuMs is null ? mean : CpuAlone(s), threads, s.Record.MemoryMB))).ToArray();
        var median = Statistics.Median(waits);
        var cpuMedian = alone.Length >= CallerSamples && cpuMs is not null && Statistics.Mean(alone) > 0 ? mean * Math.Min(1, Statistics.Median(alone) / Statistics.Mean(alone)) : mean;
        return new(mean, median, [
            .. (Step[])(mean > 0.005 ? [new CpuStep(cpuMedian, threads) { Sigma = Sigma(cpuMedian, mean) }] : []),
            .. (Step[])(median > 0.05 ? [new WaitStep(median, Sigma(median, Statistics.Mean(waits)))] : []),
        ]);
    }

    private double CpuAlone(Sample sample)
        => Math.Max(0, sample.CpuMs!.Value - sample.Record.Calls.Sum(c => c.Where == CallSite.Remote ? c.Kind == CallKind.Sync ? _syncCpu : _asyncCpu : 0));

    private double Compute(double cpuMs, int threads, int memoryMB) => new CpuTime(_prior, memoryMB).Compute(cpuMs, threads);

    /// <summary>The deviation of a logarithmic normal distribution that has this median and this mean.</summary>
    private static double Sigma(double median, double mean)
        => median > 0 && mean > median ? Math.Min(0.6, Math.Sqrt(2 * Math.Log(mean / median))) : 0;

    private static IEnumerable<Sample> Warm(List<Sample> samples)
    {
        var known = samples.Where(s => !s.Record.IsCold && s.Execution.IsSelfKnown);
        return known.Any() ? known : samples.Where(s => !s.Record.IsCold);
    }

    /// <summary>The task's calls in their usual order; those that usually overlap run in parallel.</summary>
    private List<Step> CallSteps(List<Sample> samples)
    {
        var calls = new SortedDictionary<(string To, CallKind Kind), CallStatistics>();
        for (var i = 0; i < samples.Count; i++)
        {
            foreach (var call in samples[i].Execution.Calls)
            {
                if (!_app.Contains(call.To))
                    continue;
                if (!calls.TryGetValue((call.To, call.Kind), out var statistics))
                    calls.Add((call.To, call.Kind), statistics = new(call.To, call.Kind));
                statistics.Add(i, call, samples[i].Execution.Start);
            }
        }
        var ordered = calls.Values.OrderBy(c => c.MeanAt).ToList();
        var steps = new List<Step>();
        for (var i = 0; i < ordered.Count;)
        {
            var parallel = new List<CallStatistics> { ordered[i++] };
            while (i < ordered.Count && parallel.Exists(p => p.Overlaps(ordered[i])))
                parallel.Add(ordered[i++]);
            if (parallel.Count == 1)
                steps.AddRange(parallel[0].Steps(samples.Count));
            else
                steps.Add(new ParallelStep([.. parallel.Select(p => p.Steps(samples.Count).ToImmutableArray())]));
        }
        return steps;
    }

    /// <summary>The platform as these records show it; what they don't show is the prior's.</summary>
    private LambdaModel Platform()
    {
        List<(double Ms, double Expected)> sync = [], handOver = [], handOverBeside = [];
        List<double> runtime = [], init = [];
        foreach (var record in _records)
        {
            if (record.IsCold && record.InitMs > 0)
                init.Add(record.InitMs);
            if (record.IsCold || !record.HasReport)
                continue;
            runtime.Add(Math.Max(0, record.BilledMs - record.DurationMs - 0.5));
            foreach (var call in record.Calls.Where(c => c.Where == CallSite.Remote && c is { Kind: CallKind.Async, Error: null }))
            {
                var list = record.Calls.Any(c => c != call && c.Where == CallSite.Remote && Overlap(c, call)) ? handOverBeside : handOver;
                list.Add((call.Ms, _prior.HandOverWaitMs + _prior.WallMs(_prior.HandOverCpuMs, 1, record.MemoryMB)));
            }
        }
        foreach (var callee in _records)
        {
            if (callee.IsCold || callee.ParentSpanId is not { } span || !_bySpan.TryGetValue((callee.SetupId, span), out var caller) || caller.IsCold)
                continue;
            var calls = caller.Calls.Where(c => c.Where == CallSite.Remote && c.To == callee.Task).Take(2).ToArray();
            if (calls is [{ Kind: CallKind.Sync, Error: null } call] && !caller.Calls.Any(c => c != call && Overlap(c, call)))
                sync.Add((Math.Max(0, call.Ms - Math.Max(callee.DurationMs, callee.BilledMs - 0.5)), _prior.SyncWaitMs + _prior.WallMs(_prior.SyncCpuMs, 1, caller.MemoryMB)));
        }
        // Hand-overs at the same time share the caller's CPU: how much they lose by it shows how much of them is computing.
        var alone = handOver.Count >= CallerSamples;
        if (alone && handOverBeside.Count >= CallerSamples)
            _crowding = Math.Clamp(Statistics.Median(handOverBeside.Select(h => h.Ms / h.Expected)) / Statistics.Median(handOver.Select(h => h.Ms / h.Expected)) - 1, 0, 1);
        if (!alone)
            handOver.AddRange(handOverBeside);
        var (syncFactor, syncSigma) = Compare(sync, _prior.SyncSigma);
        var (handOverFactor, handOverSigma) = Compare(handOver, _prior.HandOverSigma);
        return _prior with
        {
            Name = "measured",
            SyncWaitMs = _prior.SyncWaitMs * syncFactor,
            SyncCpuMs = _prior.SyncCpuMs * syncFactor,
            SyncSigma = syncSigma,
            HandOverWaitMs = _prior.HandOverWaitMs * handOverFactor,
            HandOverCpuMs = _prior.HandOverCpuMs * handOverFactor,
            HandOverSigma = handOverSigma,
            RuntimeMs = runtime.Count > 0 ? Statistics.Median(runtime) : _prior.RuntimeMs,
            RuntimeCpuMs = 0,
            InitMs = init.Count > 0 ? Statistics.Median(init) : _prior.InitMs,
            InitMsPerPackageMB = 0,
            FirstInvocationCpuMs = 0,
            BillInit = true,
        };
    }

    /// <summary>What the measured medians are to the expected ones, and the deviation of the logarithm around that.</summary>
    private static (double Factor, double Sigma) Compare(List<(double Ms, double Expected)> samples, double sigma)
    {
        if (samples.Count < 5)
            return (1, sigma);
        var ratios = Statistics.Sorted(samples.Select(s => s.Ms / s.Expected));
        var median = Statistics.Quantile(ratios, 0.5);
        return median <= 0 ? (0.01, sigma) : (median, Math.Clamp(Sigma(median, Statistics.Mean(ratios)), 0.05, 0.8));
    }

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
                .GroupBy(r => r.Group).Select(g => (Group: m.Setup.Groups.FirstOrDefault(x => x.Name == g.Key), MB: (double)g.Max(r => r.MaxMemoryUsedMB!.Value))))
            .Where(u => u.Group is not null).ToList();
        if (used.Count == 0)
            return (0, ImmutableSortedDictionary<string, double>.Empty);
        var least = used.Min(u => u.MB);
        var perTask = _app.Tasks.ToImmutableSortedDictionary(t => t.Id,
            t => used.Where(u => u.Group!.Tasks.Contains(t.Id)).Select(u => u.MB - least).DefaultIfEmpty(0).Min(), StringComparer.Ordinal);
        return (least, perTask);
    }

    private sealed record Sample(Execution Execution, InvocationRecord Record, double? CpuMs, int RemoteCalls);

    private readonly record struct SelfTime(double CpuMs, double WaitMs, ImmutableArray<Step> Steps)
    {
        public double TotalMs => CpuMs + WaitMs;
    }

    private sealed class CallStatistics(string to, CallKind kind)
    {
        private readonly Dictionary<int, (double From, double To)> _intervals = [];
        private readonly Dictionary<int, int> _counts = [];
        private double _at, _in, _out;
        private int _calls, _selfOverlaps;

        public double MeanAt => _at / _calls;

        public void Add(int execution, CallRecord call, double start)
        {
            _calls++;
            _at += call.AtMs - start;
            _in += call.InBytes;
            _out += call.OutBytes;
            _counts[execution] = _counts.GetValueOrDefault(execution) + 1;
            if (!_intervals.TryGetValue(execution, out var interval))
                _intervals[execution] = (call.AtMs, call.AtMs + call.Ms);
            else
            {
                if (call.AtMs < interval.To - 0.01)
                    _selfOverlaps++;
                _intervals[execution] = (Math.Min(interval.From, call.AtMs), Math.Max(interval.To, call.AtMs + call.Ms));
            }
        }

        public bool Overlaps(CallStatistics other)
        {
            int both = 0, overlapping = 0;
            foreach (var (execution, a) in _intervals)
            {
                if (!other._intervals.TryGetValue(execution, out var b))
                    continue;
                both++;
                // By more than the moment in which one ends and the other begins.
                overlapping += Math.Min(a.To, b.To) - Math.Max(a.From, b.From) > 0.01 ? 1 : 0;
            }
            return overlapping * 2 > both;
        }

        public IEnumerable<Step> Steps(int executions)
        {
            var perExecution = (double)_calls / executions;
            var call = new CallStep(to, kind) { InBytes = (int)(_in / _calls), OutBytes = (int)(_out / _calls) };
            var repeats = _calls - _counts.Count;
            var whole = (int)(perExecution + 0.02);
            var rest = perExecution - whole;
            if (whole > 1 && repeats > 0 && _selfOverlaps * 2 > repeats)
                yield return new ParallelStep([.. Enumerable.Repeat(ImmutableArray.Create<Step>(call), whole)]);
            else if (whole > 0)
                yield return call with { Count = whole };
            if (rest > 0.02 || whole == 0)
                yield return call with { Probability = Math.Clamp(rest, 0, 1) };
        }
    }
}
