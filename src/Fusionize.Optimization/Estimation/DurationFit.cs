
using System.Collections.Immutable;
using Fusionize.CompilerServices;
using Fusionize.Optimization;
using Fusionize.Optimization.Predictor;
using Fusionize.Optimization.Search;
using Fusionize.Records;
using Fusionize.Setups;
using Fusionize.Setups.Stores;
using Fusionize.Simulation;

namespace Fusionize.Optimization.Estimation;

/// <summary>
/// What explains best how long functions took, whatever ran in them together: on how many threads tasks compute, and how they wait. One memory
/// size alone shows neither: below one vCPU, any number of threads takes equally long, and while a function with little memory waits, the scheduler
/// gives it back the quota that it will need, so that its short waits cost next to no time there, and all their time where there is more memory.
/// </summary>
internal sealed class DurationFit
{
    private const int LeastSamples = 5;
    private const double Mostly = 0.8;
    private const int MostTasks = 16;
    private const int Passes = 2;

    /// <summary>Functions that take as long as expected but for so little need no other explanation.</summary>
    private const double Clear = 0.01;

    /// <summary>How far a function's median is off by itself: noise, and what the prediction leaves out.</summary>
    private const double Noise = 0.02;

    private const double CallNoise = 0.03;
    private const double CallNoiseMs = 0.7;
    private const double OddCalls = 4;

    private static readonly ImmutableArray<double> s_hiddenMs = [-20, -10, -5, 0, 4, 8, 13, 20, 30, 45, 65];
    private static readonly ImmutableArray<int> s_pieces = [1, 2, 4];

    private readonly AppEstimate _estimate;
    private readonly SortedDictionary<string, Explanation> _explained = new(StringComparer.Ordinal);
    private readonly List<(WarmClock Clock, Dictionary<(string Group, string Task), Function> Functions)> _wanted = [];
    private BehaviorGraph _graph;

    private DurationFit(AppEstimate estimate)
    {
        _estimate = estimate;
        _graph = new(estimate.App, estimate.EntryShares.IsEmpty ? null : estimate.EntryShares);
    }

    /// <summary>The estimate with what explains the durations better; tasks that were seen in one way only stay as they are.</summary>
    /// <param name="simulate">What the estimate says that each function's median is, ms: as exactly as can be.</param>
    public static AppEstimate Apply(AppEstimate estimate, ImmutableArray<MeasuredSetup> history, Func<FusionSetup, IReadOnlyDictionary<string, double>> simulate)
        // Tasks that were seen alone and with one memory size have nothing more to tell.
        => history.Any(m => m.Setup.Groups.Any(g => g.Tasks.Length > 1 || IsFast(g, estimate)))
            || history.SelectMany(m => m.Setup.Groups).Select(g => g.MemoryMB).Distinct().Skip(1).Any()
            ? new DurationFit(estimate).Find(history, simulate)
            : estimate;

    private static bool IsFast(FusionGroup group, AppEstimate estimate) => Estimator.IsFast(estimate.Platform, group.MemoryMB);

    private AppEstimate Find(ImmutableArray<MeasuredSetup> history, Func<FusionSetup, IReadOnlyDictionary<string, double>> simulate)
    {
        foreach (var measured in history.GroupBy(m => m.Setup))
        {
            var functions = measured.SelectMany(m => m.Records).Where(r => !r.IsCold && r.Error is null && r.SetupId == measured.Key.Id && r.DurationMs > 0)
                .GroupBy(r => (r.Group, r.Task)).Where(g => g.Count() >= LeastSamples).ToDictionary(g => g.Key, g => g.ToList());
            var simulated = simulate(measured.Key);
            var wanted = new Dictionary<(string, string), Function>();
            var clock = new WarmClock(_graph, _estimate.Platform, measured.Key);
            foreach (var (group, task, typicalMs, calls) in clock.Functions)
            {
                if (!functions.TryGetValue((group.Name, task), out var all))
                    continue;
                // Where a call happens every other time, the median of all tells of neither case.
                var records = all.FindAll(r => IsTypical(r, calls));
                var isMixed = records.Count < Mostly * all.Count;
                if (records.Count < LeastSamples)
                    records = all;
                // What is predicted is a little off what is simulated; that is no matter of waits or threads.
                var expected = !isMixed && functions.Keys.Count(f => f.Group == group.Name) == 1 && simulated.TryGetValue(group.Name, out var known) && known > 0 ? known : typicalMs;
                var ms = Statistics.Median(records.Select(r => r.DurationMs)) + _estimate.Platform.RuntimeMs;
                wanted[(group.Name, task)] = new(Math.Log(typicalMs) + Math.Log(ms / expected), CallsOf(records));
            }
            _wanted.Add((clock, wanted));
        }
        var tasks = Suspects().ToList();
        foreach (var task in tasks)
            _explained[task] = new(ThreadsOf(task), 0, 1);
        var best = Off(_wanted.Select(w => w.Clock.Functions));
        for (var pass = 0; pass < Passes; pass++)
        {
            var before = best;
            foreach (var task in tasks)
            {
                foreach (var threads in IsSeenFast(task) ? Estimator.ThreadCounts : [ThreadsOf(task)])
                    Try(task, _explained[task] with { Threads = threads }, ref best);
                foreach (var hiddenMs in s_hiddenMs)
                {
                    foreach (var pieces in s_pieces)
                    {
                        Try(task, _explained[task] with { HiddenMs = hiddenMs, Pieces = pieces, HiddenLast = false }, ref best);
                        if (hiddenMs > 0)
                            Try(task, _explained[task] with { HiddenMs = hiddenMs, Pieces = pieces, HiddenLast = true }, ref best);
                    }
                }
                Try(task, _explained[task] with { WaitsFirst = !_explained[task].WaitsFirst }, ref best);
                Try(task, _explained[task] with { WaitsFirst = !_explained[task].WaitsFirst, Pieces = 1 }, ref best);
            }
            if (best > before - 1)
                break;
        }
        return _estimate with
        {
            App = Explained(),
            KnownThreads = [.. _estimate.KnownThreads, .. tasks.Where(IsSeenFast)],
            Tasks = [.. _estimate.Tasks.Select(t => _explained.TryGetValue(t.Task, out var e) ? t with { Threads = e.Threads, WaitMs = Math.Max(0, t.WaitMs + e.HiddenMs) } : t)],
        };
    }

    /// <summary>Whether the local calls that are usually made were, and no other.</summary>
    private static bool IsTypical(InvocationRecord record, WarmCall[] calls)
        => Array.TrueForAll(calls, call => call.IsTypical == record.Calls.Any(c => c.Where == CallSite.Local && (c.From, c.To, c.Kind) == (call.From, call.To, call.Kind)));

    /// <summary>When the local calls of most invocations begin and how long they take: medians.</summary>
    private static Dictionary<(string From, string To, CallKind Kind), (double AtMs, double Ms)> CallsOf(List<InvocationRecord> records)
        => records.SelectMany(r => r.Calls.Where(c => c is { Where: CallSite.Local, Error: null }).GroupBy(c => (c.From, c.To, c.Kind)).Where(g => g.Count() == 1).Select(g => g.First()))
            .GroupBy(c => (c.From, c.To, c.Kind)).Where(g => g.Count() >= LeastSamples && g.Count() > 0.6 * records.Count)
            .ToDictionary(g => g.Key, g => (Statistics.Median(g.Select(c => c.AtMs)), Statistics.Median(g.Select(c => c.Ms))));

    private void Try(string task, Explanation explanation, ref double best)
    {
        var before = _explained[task];
        if (explanation == before)
            return;
        _explained[task] = explanation;
        var number = _graph.NumberOf(task);
        var graph = _graph.With(number, explanation.Of(_estimate.App.Tasks[number].Steps));
        var functions = _wanted.Select(w => w.Clock.With(graph, number)).ToList();
        var off = Off(functions.Select(f => f.Select(t => t.Timed)));
        if (off >= best - 1e-9)
        {
            _explained[task] = before;
            return;
        }
        (best, _graph) = (off, graph);
        for (var i = 0; i < functions.Count; i++)
            _wanted[i].Clock.Take(functions[i]);
    }

    /// <summary>Tasks in functions that took longer or shorter than expected, or whose threads show for the first time; those that compute most first.</summary>
    private IEnumerable<string> Suspects()
    {
        var odd = new HashSet<string>();
        foreach (var (clock, functions) in _wanted)
        {
            foreach (var (group, task, typicalMs, calls) in clock.Functions)
            {
                if (functions.TryGetValue((group.Name, task), out var measured) && (Math.Abs(Math.Log(typicalMs) - measured.LogMs) > Clear || IsFast(group, _estimate) || measured.OffOf(calls) > OddCalls))
                    odd.UnionWith(group.Tasks);
            }
        }
        return _estimate.Tasks.Where(t => odd.Contains(t.Task) && t.CpuMs >= 1).OrderByDescending(t => t.CpuMs).Take(MostTasks).Select(t => t.Task);
    }

    private bool IsSeenFast(string task) => _wanted.Any(w => w.Clock.Functions.Any(f => IsFast(f.Group, _estimate) && f.Group.Tasks.Contains(task) && w.Functions.ContainsKey((f.Group.Name, f.Task))));

    private int ThreadsOf(string task) => _estimate.App.Find(task)!.Steps.OfType<CpuStep>().Select(c => c.Threads).FirstOrDefault(1);

    /// <summary>How badly everything together explains what was measured, and how far-fetched it is.</summary>
    private double Off(IEnumerable<IEnumerable<WarmFunction>> setups)
    {
        var off = _explained.Sum(e => e.Value.FarFetched);
        foreach (var (functions, wanted) in setups.Zip(_wanted, (f, w) => (f, w.Functions)))
        {
            foreach (var (group, task, typicalMs, calls) in functions)
            {
                if (wanted.TryGetValue((group.Name, task), out var measured))
                    off += Robust((Math.Log(typicalMs) - measured.LogMs) / Noise) + measured.OffOf(calls);
            }
        }
        return off;
    }

    private AppDescription Explained()
        => _estimate.App with { Tasks = [.. _estimate.App.Tasks.Select(t => _explained.TryGetValue(t.Id, out var e) ? t with { Steps = e.Of(t.Steps) } : t)] };

    // A few per cent off are explained by something, whatever is far off by nothing here.
    private static double Robust(double deviation) => Math.Abs(deviation) is var d && d <= 3 ? d * d : 6 * d - 9;

    /// <summary>What a function did: the logarithm of its typical duration, and its local calls.</summary>
    private sealed record Function(double LogMs, Dictionary<(string From, string To, CallKind Kind), (double AtMs, double Ms)> Calls)
    {
        /// <summary>How far calls are off: by what the one that calls does before, and by what the called one does.</summary>
        public double OffOf(WarmCall[] calls)
        {
            var off = 0.0;
            foreach (var call in calls)
            {
                if (call.IsTypical && Calls.TryGetValue((call.From, call.To, call.Kind), out var measured))
                    off += Robust((call.AtMs - measured.AtMs) / (CallNoiseMs + CallNoise * measured.AtMs)) + Robust((call.Ms - measured.Ms) / (CallNoiseMs + CallNoise * measured.Ms));
            }
            return off;
        }
    }

    /// <param name="HiddenMs">Waits beyond those that the estimate has.</param>
    /// <param name="Pieces">In how many turns the task computes and waits.</param>
    private sealed record Explanation(int Threads, double HiddenMs, int Pieces)
    {
        /// <summary>Whether it waits before it computes: alone that makes no difference, beside others it does.</summary>
        public bool WaitsFirst { get; init; }

        /// <summary>Whether the hidden waits lie in the last of its work, after its calls, instead of where its work lies.</summary>
        public bool HiddenLast { get; init; }

        public double FarFetched => (Threads switch { 1 => 0, 2 => 4, _ => 9 }) + Math.Pow(HiddenMs / 15, 2) + (Pieces == 1 ? 0 : 0.3) + (WaitsFirst ? 0.5 : 0) + (HiddenLast ? 0.5 : 0);

        public ImmutableArray<Step> Of(ImmutableArray<Step> steps)
        {
            var own = steps.OfType<CpuStep>().Where(c => c.Probability >= 1).ToList();
            var last = Array.FindLastIndex([.. steps], s => s is CpuStep { Probability: >= 1 });
            var (cpuMs, waitMs) = (own.Sum(c => c.CpuMs), steps.OfType<WaitStep>().Sum(w => w.WaitMs));
            var explained = ImmutableArray.CreateBuilder<Step>();
            for (var i = 0; i < steps.Length; i++)
            {
                if (steps[i] is not CpuStep { Probability: >= 1 } cpu)
                {
                    // A wait without work before it.
                    explained.Add(steps[i] is WaitStep alone && HiddenMs < 0 ? alone with { WaitMs = Math.Max(0, alone.WaitMs * (1 + HiddenMs / waitMs)) } : steps[i]);
                    continue;
                }
                var wait = i + 1 < steps.Length && steps[i + 1] is WaitStep next && next.From.AsSpan().SequenceEqual(cpu.From.AsSpan()) ? next : null;
                // Hidden waits lie where the work does.
                var share = !HiddenLast ? cpu.CpuMs / cpuMs : i == last ? 1 : 0;
                var part = HiddenMs >= 0 ? HiddenMs * share : wait is null ? 0 : HiddenMs * wait.WaitMs / waitMs;
                var pieces = Math.Max(1, (int)Math.Round(Pieces * share));
                var ms = Math.Max(0, (wait?.WaitMs ?? 0) + part);
                for (var piece = 0; piece < pieces; piece++)
                {
                    Step[] turn = [cpu with { CpuMs = cpu.CpuMs / pieces, Threads = Threads }, wait is null ? new WaitStep(ms / pieces) { From = cpu.From } : wait with { WaitMs = ms / pieces }];
                    if (WaitsFirst)
                        Array.Reverse(turn);
                    explained.AddRange(turn.Where(s => s is CpuStep || ms > 0));
                }
                if (wait is not null)
                    i++;
            }
            return explained.ToImmutable();
        }
    }
}
