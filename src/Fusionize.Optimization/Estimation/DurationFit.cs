using System.Collections.Immutable;
using Fusionize.Optimization.Predictor;
using Fusionize.Records;
using Fusionize.Setups;
using Fusionize.Simulation;

namespace Fusionize.Optimization.Estimation;

/// <summary>
/// Finds the assumptions about threads and waits of tasks (<see cref="WorkHypothesis"/>) that best explain the durations of functions, for every
/// grouping that was measured. A single memory size shows neither threads nor waits. Below one vCPU, any number of threads takes equally long. And
/// while a small function waits, the scheduler gives it back the CPU quota that it will need, so short waits cost almost no extra time there, but
/// their full time in a larger function.
/// </summary>
internal sealed class DurationFit
{
    /// <summary>If fewer invocations make the typical calls, the median of all invocations doesn't describe them.</summary>
    private const double MinTypicalShare = 0.8;
    private const int MaxTasks = 16;
    private const int Passes = 2;

    /// <summary>The search ends with a pass that lowers the loss by less than this.</summary>
    private const double MinGain = 1;

    /// <summary>Durations that are predicted with a smaller error need no other assumptions.</summary>
    private const double MinDeviation = 0.01;

    /// <summary>Calls that fit worse than this need other assumptions.</summary>
    private const double MaxCallLoss = 4;

    private static readonly ImmutableArray<double> s_hiddenMs = [-20, -10, -5, 0, 4, 8, 13, 20, 30, 45, 65];
    private static readonly ImmutableArray<int> s_pieces = [1, 2, 4];

    private readonly AppEstimate _estimate;
    private readonly SortedDictionary<string, WorkHypothesis> _hypotheses = new(StringComparer.Ordinal);
    private readonly List<(WarmClock Clock, Dictionary<(string Group, string Task), MeasuredFunction> Functions)> _measured = [];
    private BehaviorGraph _graph;
    private double _loss;

    private DurationFit(AppEstimate estimate, ImmutableArray<MeasuredSetup> history)
    {
        _estimate = estimate;
        _graph = new(estimate.App, estimate.EntryShares.IsEmpty ? null : estimate.EntryShares);
        var simulator = new RoundSimulator(estimate);
        foreach (var measured in history.GroupBy(m => m.Setup))
            _measured.Add(Measure(measured.Key, measured.SelectMany(m => m.Records), simulator.Simulate(measured.Key).Medians));
    }

    /// <summary>The estimate with the assumptions that explain the durations better.</summary>
    public static AppEstimate Apply(AppEstimate estimate, ImmutableArray<MeasuredSetup> history)
        // Tasks that were only measured alone, with one memory size, hold no more information.
        =>
        history.Any(m => m.Setup.Groups.Any(g => g.Tasks.Length > 1 || IsFast(g, estimate)))
        || history.SelectMany(m => m.Setup.Groups).Select(g => g.MemoryMB).Distinct().Skip(1).Any()
            ? new DurationFit(estimate, history).Find()
            : estimate;

    private static bool IsFast(FusionGroup group, AppEstimate estimate) => ThreadCount.IsVisible(estimate.Platform, group.MemoryMB);

    /// <summary>The durations of a setup's functions, where there are enough invocations.</summary>
    private (WarmClock, Dictionary<(string Group, string Task), MeasuredFunction>) Measure(
        FusionSetup setup,
        IEnumerable<InvocationRecord> records,
        IReadOnlyDictionary<string, double> simulatedMs
    )
    {
        var functions = records
            .Where(r => !r.IsCold && r.Error is null && r.SetupId == setup.Id && r.DurationMs > 0)
            .GroupBy(r => (r.Group, r.Task))
            .Where(g => g.Count() >= MeasuredFunction.MinSamples)
            .ToDictionary(g => g.Key, g => g.ToList());
        var measured = new Dictionary<(string, string), MeasuredFunction>();
        var clock = new WarmClock(_graph, _estimate.Platform, setup);
        foreach (var function in clock.Functions)
        {
            var key = (function.Group.Name, function.Task);
            if (!functions.TryGetValue(key, out var all))
                continue;
            var typical = all.FindAll(r => IsTypical(r, function.Calls));
            // The simulated median covers all invocations, so it can only be compared if they are alike and invoke one task.
            var isComparable = typical.Count >= MinTypicalShare * all.Count && functions.Keys.Count(f => f.Group == key.Name) == 1;
            if (typical.Count < MeasuredFunction.MinSamples)
                typical = all;
            var expectedMs = isComparable && simulatedMs.GetValueOrDefault(key.Name) is > 0 and var simulated ? simulated : function.TypicalMs;
            var measuredMs = Statistics.Median(typical.Select(r => r.DurationMs)) + _estimate.Platform.RuntimeMs;
            measured[key] = MeasuredFunction.Of(function.TypicalMs, expectedMs, measuredMs, typical);
        }
        return (clock, measured);
    }

    /// <summary>Whether an invocation made the typical local calls and no others.</summary>
    private static bool IsTypical(InvocationRecord record, WarmCall[] calls) =>
        Array.TrueForAll(calls, call =>
            call.IsTypical == record.Calls.Any(c => c.Where == CallSite.Local && (c.From, c.To, c.Kind) == (call.From, call.To, call.Kind))
        );

    // Coordinate descent: one task's assumption at a time, others unchanged.
    private AppEstimate Find()
    {
        var tasks = TasksToExplain().ToList();
        foreach (var task in tasks)
            _hypotheses[task] = new(ThreadsOf(task), 0, 1);
        _loss = Loss(_measured.Select(m => m.Clock.Functions));
        for (var pass = 0; pass < Passes; pass++)
        {
            var before = _loss;
            foreach (var task in tasks)
                Improve(task);
            if (_loss > before - MinGain)
                break;
        }
        return _estimate with
        {
            App = _estimate.App with
            {
                Tasks = [.. _estimate.App.Tasks.Select(t => _hypotheses.TryGetValue(t.Id, out var h) ? t with { Steps = h.Apply(t.Steps) } : t)],
            },
            KnownThreads = [.. _estimate.KnownThreads, .. tasks.Where(IsSeenFast)],
            Tasks =
            [
                .. _estimate.Tasks.Select(t =>
                    _hypotheses.TryGetValue(t.Task, out var h) ? t with { Threads = h.Threads, WaitMs = Math.Max(0, t.WaitMs + h.HiddenMs) } : t
                ),
            ],
        };
    }

    private void Improve(string task)
    {
        foreach (var threads in IsSeenFast(task) ? ThreadCount.Candidates : [ThreadsOf(task)])
            Try(task, _hypotheses[task] with { Threads = threads });
        foreach (var hiddenMs in s_hiddenMs)
        {
            foreach (var pieces in s_pieces)
            {
                Try(task, _hypotheses[task] with { HiddenMs = hiddenMs, Pieces = pieces, HiddenLast = false });
                if (hiddenMs > 0)
                    Try(task, _hypotheses[task] with { HiddenMs = hiddenMs, Pieces = pieces, HiddenLast = true });
            }
        }
        Try(task, _hypotheses[task] with { WaitsFirst = !_hypotheses[task].WaitsFirst });
        Try(task, _hypotheses[task] with { WaitsFirst = !_hypotheses[task].WaitsFirst, Pieces = 1 });
    }

    /// <summary>Keeps an assumption if it lowers the loss.</summary>
    private void Try(string task, WorkHypothesis hypothesis)
    {
        var before = _hypotheses[task];
        if (hypothesis == before)
            return;
        _hypotheses[task] = hypothesis;
        var number = _graph.NumberOf(task);
        var graph = _graph.With(number, hypothesis.Apply(_estimate.App.Tasks[number].Steps));
        var functions = _measured.Select(m => m.Clock.With(graph, number)).ToList();
        var loss = Loss(functions.Select(f => f.Select(t => t.Timed)));
        if (loss >= _loss - 1e-9)
        {
            _hypotheses[task] = before;
            return;
        }
        (_loss, _graph) = (loss, graph);
        for (var i = 0; i < functions.Count; i++)
            _measured[i].Clock.Take(functions[i]);
    }

    /// <summary>The loss: how badly all assumptions together explain the measurements, and how unlikely the assumptions are.</summary>
    private double Loss(IEnumerable<IEnumerable<WarmFunction>> setups)
    {
        var loss = _hypotheses.Sum(h => h.Value.Penalty);
        foreach (var (functions, measured) in setups.Zip(_measured, (f, m) => (f, m.Functions)))
        {
            foreach (var (group, task, typicalMs, calls) in functions)
            {
                if (measured.TryGetValue((group.Name, task), out var did))
                    loss += did.Loss(typicalMs, calls);
            }
        }
        return loss;
    }

    /// <summary>Tasks of functions whose durations were unexpected, or whose number of threads was measured for the first time; the largest
    /// first.</summary>
    private IEnumerable<string> TasksToExplain()
    {
        var odd = new HashSet<string>();
        foreach (var (clock, functions) in _measured)
        {
            foreach (var (group, task, typicalMs, calls) in clock.Functions)
            {
                if (
                    functions.TryGetValue((group.Name, task), out var did)
                    && (Math.Abs(Math.Log(typicalMs) - did.LogMs) > MinDeviation || IsFast(group, _estimate) || did.CallLoss(calls) > MaxCallLoss)
                )
                    odd.UnionWith(group.Tasks);
            }
        }
        return _estimate.Tasks.Where(t => odd.Contains(t.Task) && t.CpuMs >= 1).OrderByDescending(t => t.CpuMs).Take(MaxTasks).Select(t => t.Task);
    }

    private bool IsSeenFast(string task) =>
        _measured.Any(m =>
            m.Clock.Functions.Any(f => IsFast(f.Group, _estimate) && f.Group.Tasks.Contains(task) && m.Functions.ContainsKey((f.Group.Name, f.Task)))
        );

    private int ThreadsOf(string task) => _estimate.App.Find(task)!.Steps.OfType<CpuStep>().Select(c => c.Threads).FirstOrDefault(1);
}
