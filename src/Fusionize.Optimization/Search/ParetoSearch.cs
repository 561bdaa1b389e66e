using System.Collections.Immutable;
using Fusionize.CompilerServices;
using Fusionize.Optimization;
using Fusionize.Optimization.Optimizers;
using Fusionize.Optimization.Predictor;
using Fusionize.Setups;
using Fusionize.Setups.Stores;

namespace Fusionize.Optimization.Search;

/// <summary>A setup on the frontier: nothing is both faster and cheaper.</summary>
public sealed record ParetoPoint(FusionSetup Setup, double P50, double CostPerMillion);

/// <summary>
/// Finds the setups that are best between latency and cost, over grouping, copies, asynchronous inlining and memory together.
/// </summary>
/// <remarks>
/// What a function does when it is invoked depends on what is local in it, on its memory, and on how long its synchronous remote callees take;
/// its asynchronous callees only add their cost. So the functions are solved callees first: per task the frontier (latency, cost with all that
/// it causes) over every set of tasks that can be local with it, every memory size, and every point of its callees' frontiers. Tasks are
/// copied wherever that pays, so two callers of one task are bound together only by the one function that is its home.
/// </remarks>
public sealed class ParetoSearch
{
    private static readonly double[] s_worths = [0, 1e-9, 1e-8, 1e-6];

    private readonly SetupPredictor _predictor;
    private readonly BehaviorGraph _graph;
    private readonly SearchLimits _limits;
    private readonly List<Config>?[] _fronts;
    private readonly Config?[] _cheapest;
    private readonly bool[] _isSolving;
    private readonly bool[,] _apart;
    private readonly Dictionary<TaskSet, bool> _mayShare = [];
    private readonly int[] _sizes;

    /// <summary>Tasks whose latency someone waits for: entries, and what is called synchronously.</summary>
    private readonly bool[] _matters;

    private (double, double)? _least;

    private ParetoSearch(SetupPredictor predictor, SearchLimits limits)
    {
        _predictor = predictor;
        _graph = predictor.Graph;
        _limits = limits;
        _fronts = new List<Config>?[_graph.Count];
        _cheapest = new Config?[_graph.Count];
        _isSolving = new bool[_graph.Count];
        _apart = new bool[_graph.Count, _graph.Count];
        foreach (var (a, b) in limits.NeverTogether)
            _apart[_graph.NumberOf(a), _graph.NumberOf(b)] = _apart[_graph.NumberOf(b), _graph.NumberOf(a)] = true;
        _sizes = [.. limits.MemorySizes.Order()];
        var waitedFor = _graph.Calls.SelectMany(c => c).Where(c => c.Kind == CallKind.Sync).Select(c => c.To).ToHashSet();
        _matters = [.. Enumerable.Range(0, _graph.Count).Select(t => _graph.Tasks[t].IsEntry || waitedFor.Contains(t))];
    }

    /// <summary>Whether every grouping was looked at.</summary>
    public bool IsExhaustive { get; private set; } = true;

    /// <summary>Function variants that were measured.</summary>
    public long Evaluations { get; private set; }

    /// <summary>The frontier from the fastest setup to the cheapest.</summary>
    public ImmutableArray<ParetoPoint> Frontier { get; private set; } = [];

    /// <summary>No setup is predicted to have a lower median, and none to cost less: how far the frontier may be from the best there is.</summary>
    public (double P50, double CostPerMillion) Least => _least ??= SearchBound.Of(_predictor, _limits);

    public static ParetoSearch Run(SetupPredictor predictor, SearchLimits? limits = null)
    {
        var search = new ParetoSearch(predictor, limits ?? SearchLimits.Default);
        search.Run();
        return search;
    }

    /// <summary>The setup that serves a goal best: the frontier's, with every function's memory fitted once more to the goal itself.</summary>
    /// <param name="tail">What the percentile of an <c>slo</c> goal is to the median.</param>
    public ParetoPoint Best(Goal goal, double tail = 1)
    {
        switch (goal.Kind)
        {
            case GoalKind.Cost:
                return Fit((p50, cost) => cost * (1 + 1e-9 * p50));
            case GoalKind.Latency:
                return Fit((p50, cost) => p50 * (1 + 1e-9 * cost));
            case GoalKind.Slo:
                return Fit((p50, cost) => p50 * tail <= goal.Limit ? cost : 1e9 * p50);
            case GoalKind.Budget:
                return Fit((p50, cost) => cost <= goal.Limit ? p50 : 1e9 * cost);
            case GoalKind.Weights:
                return Fit(goal.ScoreWith(0)!);
            default:
                return Fit(goal.ScoreWith(Best(Goal.Cost).CostPerMillion)!);
        }
    }

    /// <summary>The setups that differ from this one by one function's memory, one size up or down.</summary>
    public IEnumerable<FusionSetup> Neighbours(FusionSetup setup)
    {
        for (var g = 0; g < setup.Groups.Length; g++)
        {
            var group = setup.Groups[g];
            var floor = Floor(group.Tasks.Aggregate(default(TaskSet), (set, t) => set.With(_graph.NumberOf(t))));
            var (below, above) = (Array.FindLastIndex(_sizes, s => s < group.MemoryMB), Array.FindIndex(_sizes, s => s > group.MemoryMB));
            if (below >= 0 && _sizes[below] >= floor)
                yield return setup with { Groups = setup.Groups.SetItem(g, group with { MemoryMB = _sizes[below] }) };
            if (above >= 0)
                yield return setup with { Groups = setup.Groups.SetItem(g, group with { MemoryMB = _sizes[above] }) };
        }
    }

    private ParetoPoint Fit(Func<double, double, double> score)
    {
        // The goal's cliffs (a budget, a limit) may lie between two points: whoever is near one by memory alone may still win.
        var left = Math.Max(500, 200_000 / _graph.Count);
        return Frontier.OrderBy(p => score(p.P50, p.CostPerMillion)).Take(6).Select(p => Fit(p, score, ref left)).MinBy(p => score(p.P50, p.CostPerMillion))!;
    }

    private ParetoPoint Fit(ParetoPoint point, Func<double, double, double> score, ref int left)
    {
        for (var improved = true; improved;)
        {
            improved = false;
            for (var g = 0; g < point.Setup.Groups.Length; g++)
            {
                var floor = Floor(point.Setup.Groups[g].Tasks.Aggregate(default(TaskSet), (set, t) => set.With(_graph.NumberOf(t))));
                foreach (var size in _sizes)
                {
                    var groups = point.Setup.Groups;
                    if (size < floor || size == groups[g].MemoryMB || left-- <= 0)
                        continue;
                    var setup = point.Setup with { Groups = groups.SetItem(g, groups[g] with { MemoryMB = size }) };
                    var predicted = _predictor.Predict(setup);
                    if (score(predicted.P50, predicted.CostPerMillion) >= score(point.P50, point.CostPerMillion) * (1 - 1e-9))
                        continue;
                    point = new(setup, predicted.P50, predicted.CostPerMillion);
                    improved = true;
                }
            }
        }
        return point;
    }

    private void Run()
    {
        foreach (var task in _graph.Order)
            Solve(task);
        var entries = _graph.Entries.ToList();
        // What a ms is worth, from nothing to everything; with one entry, its frontier is the answer.
        var choices = entries.Count == 1
            ? _fronts[entries[0]]!.Select(c => new[] { c })
            : Worths().Select(worth => entries.Select(e => _fronts[e]!.MinBy(c => c.Total + worth * c.Served.TypicalMs)!).ToArray());
        var points = new Dictionary<string, ParetoPoint>(StringComparer.Ordinal);
        foreach (var setup in choices.SelectMany(Assemble))
        {
            var predicted = _predictor.Predict(setup);
            points.TryAdd(setup.Id, new(setup, predicted.P50, predicted.CostPerMillion));
        }
        var frontier = ImmutableArray.CreateBuilder<ParetoPoint>();
        foreach (var point in points.Values.OrderBy(p => p.P50).ThenBy(p => p.CostPerMillion).ThenBy(p => p.Setup.Groups.Length).ThenBy(p => p.Setup.Id, StringComparer.Ordinal))
        {
            if (frontier.Count == 0 || point.CostPerMillion < frontier[^1].CostPerMillion)
                frontier.Add(point);
        }
        Frontier = frontier.ToImmutable();
    }

    private static IEnumerable<double> Worths() => Enumerable.Range(-1, 42).Select(i => i < 0 ? 0 : 1e-12 * Math.Pow(2, i));

    private List<Config> Solve(int task)
    {
        if (_fronts[task] is { } known)
            return known;
        _isSolving[task] = true;
        var front = new Front(keep: !_matters[task] ? 1 : _graph.App.Tasks[task].IsEntry ? 200 : _limits.MaxPoints);
        if (CountGroupings(task) <= _limits.MaxGroupings)
        {
            Extend(task, TaskSet.Of(task), default, default, front);
        }
        else
        {
            IsExhaustive = false;
            Climb(task, front);
        }
        _isSolving[task] = false;
        _fronts[task] = front.Thinned();
        _cheapest[task] = _fronts[task]!.MinBy(c => c.Total);
        return _fronts[task]!;
    }

    /// <summary>At most this many sets of local tasks are possible; counting stops where it is too many anyway.</summary>
    private long CountGroupings(int task)
    {
        var others = _graph.Reach[task].Count - 1;
        return others > 12 ? long.MaxValue : 1L << others;
    }

    /// <summary>Tries the set, and then with every task that it calls and nothing was decided about: inside, inside but handed over to, outside.</summary>
    private void Extend(int root, TaskSet local, TaskSet handedOver, TaskSet outside, Front front)
    {
        var next = -1;
        var (isSync, isAsync) = (false, false);
        foreach (var task in local.Members)
        {
            foreach (var call in _graph.Calls[task])
            {
                if (local.Contains(call.To) || outside.Contains(call.To))
                    continue;
                if (next < 0)
                    next = call.To;
                if (call.To == next)
                    (isSync, isAsync) = (isSync || call.Kind == CallKind.Sync, isAsync || call.Kind == CallKind.Async);
            }
        }
        if (next < 0)
        {
            Try(root, local, handedOver, front);
            return;
        }
        if (MayJoin(local, next))
        {
            Extend(root, local.With(next), handedOver, outside, front);
            // Whether later members call it in the other way, too, doesn't matter here: the hand-over is possible from the first.
            if (isSync && isAsync || isSync && CalledAsync(root, next))
                Extend(root, local.With(next), handedOver.With(next), outside, front);
        }
        Extend(root, local, handedOver, outside.With(next), front);
    }

    private bool CalledAsync(int root, int task)
        => _graph.Reach[root].Members.Any(t => _graph.Calls[t].Any(c => c.To == task && c.Kind == CallKind.Async));

    /// <summary>Asked once for each set: the answer may be dear.</summary>
    private bool MayShare(Func<IReadOnlyCollection<string>, bool> ask, TaskSet tasks)
    {
        if (!_mayShare.TryGetValue(tasks, out var may))
            _mayShare.Add(tasks, may = ask([.. tasks.Members.Select(t => _graph.Tasks[t].Id)]));
        return may;
    }

    private bool MayJoin(TaskSet local, int task)
    {
        var packageKB = _graph.Tasks[task].PackageKB;
        foreach (var member in local.Members)
        {
            if (_apart[member, task])
                return false;
            packageKB += _graph.Tasks[member].PackageKB;
        }
        return packageKB <= _limits.MaxPackageMB * 1024 && (_limits.MayShare is not { } mayShare || MayShare(mayShare, local.With(task)));
    }

    /// <summary>
    /// Step by step: from a few starting sets, the first neighbour that helps, for several worths of latency. Ends by itself or when the
    /// function's part of the whole search's time is used up.
    /// </summary>
    private void Climb(int root, Front front)
    {
        var left = Math.Max(60, 16_000 / _graph.Count) * (_graph.Tasks[root].IsEntry ? 4 : 1);
        var seen = new HashSet<TaskSet>();
        TaskSet[] starts = [Closure(root, sync: true, async: false), TaskSet.Of(root), Closure(root, sync: true, async: true)];
        foreach (var worth in _matters[root] ? s_worths : s_worths[..1])
        {
            var (best, value) = (starts[0], double.PositiveInfinity);
            foreach (var start in starts)
            {
                if (Value(start) is var v && v < value)
                    (best, value) = (start, v);
            }
            for (var improved = true; improved && left > 0;)
            {
                improved = false;
                foreach (var neighbour in Neighbours(root, best).ToList())
                {
                    if (left <= 0)
                        break;
                    if (Value(neighbour) is var v && v < value * (1 - 1e-6))
                        (best, value, improved) = (neighbour, v, true);
                }
            }

            double Value(TaskSet set)
            {
                if (seen.Add(set))
                {
                    left--;
                    Try(root, set, default, front);
                }
                return front.BestOf(set, worth);
            }
        }
    }

    private TaskSet Closure(int root, bool sync, bool async)
    {
        var set = TaskSet.Of(root);
        var next = new Stack<int>([root]);
        while (next.TryPop(out var task))
        {
            foreach (var call in _graph.Calls[task])
            {
                if (set.Contains(call.To) || !(call.Kind == CallKind.Sync ? sync : async) || !MayJoin(set, call.To))
                    continue;
                set = set.With(call.To);
                next.Push(call.To);
            }
        }
        return set;
    }

    private IEnumerable<TaskSet> Neighbours(int root, TaskSet set)
    {
        var callees = set.Members.SelectMany(t => _graph.Calls[t]).Select(c => c.To).Where(t => !set.Contains(t)).Distinct().ToList();
        foreach (var task in callees.Where(t => MayJoin(set, t)))
            yield return set.With(task);
        foreach (var task in set.Members.Where(t => t != root))
            yield return Connected(root, set.Without(task));
    }

    private TaskSet Connected(int root, TaskSet allowed)
    {
        var set = TaskSet.Of(root);
        var next = new Stack<int>([root]);
        while (next.TryPop(out var task))
        {
            foreach (var call in _graph.Calls[task])
            {
                if (!allowed.Contains(call.To) || set.Contains(call.To))
                    continue;
                set = set.With(call.To);
                next.Push(call.To);
            }
        }
        return set;
    }

    private void Try(int root, TaskSet local, TaskSet handedOver, Front front)
    {
        var fragment = Fragment.Compile(_graph, _predictor.Model, root, local, handedOver);
        var callees = fragment.Sync.Select(s => s.Task).ToArray();
        var options = callees.Select(Callee).ToArray();
        var asyncCost = fragment.Async.Sum(a => a.Count * CheapestOf(a.Task));
        var floor = Floor(local);
        var useful = _predictor.Model.MemoryPerCpuMB * fragment.MaxThreads;
        var chosen = new Config?[_graph.Count];
        foreach (var architecture in _limits.Architectures)
        {
            var (before, rises) = (default(SetupPredictor.Served), 0);
            foreach (var (i, size) in _sizes.Index())
            {
                if (size < floor || (i > 0 && _sizes[i - 1] >= useful && _sizes[i - 1] >= floor))
                    continue;
                var first = default(SetupPredictor.Served);
                var tried = 0;
                foreach (var _ in Combinations(callees, options, chosen, size, architecture))
                {
                    Evaluations++;
                    var served = _predictor.Measure(fragment, size, architecture, to => chosen[to]!.Served, _matters[root]);
                    var total = served.Cost + asyncCost;
                    foreach (var (to, count) in fragment.Sync)
                        total += count * chosen[to]!.Total;
                    if (front.Wants(local, served, total))
                        front.Add(new(root, local, handedOver, size, architecture, served, total, [.. callees.Select(c => chosen[c]!)]));
                    if (tried++ == 0)
                        first = served;
                }
                // More memory that makes the function dearer and hardly faster won't make it cheaper again; where only cost counts, nor if it is faster.
                var isFaster = first.TypicalMs < before.TypicalMs * (1 - 1e-3) || first.LatencyMs < before.LatencyMs * (1 - 1e-3);
                rises = before.Cost > 0 && first.Cost > before.Cost && (!isFaster || !_matters[root]) ? rises + 1 : 0;
                if (rises == 3)
                    break;
                before = first;
            }
        }
    }

    /// <summary>Chooses a function for each synchronous callee: in a thorough search any of its frontier with any, else what fits one worth of latency.</summary>
    private IEnumerable<int> Combinations(int[] callees, List<Config>[] options, Config?[] chosen, int size, string architecture)
    {
        if (callees.Length == 0)
        {
            yield return 0;
        }
        else if (_limits.IsThorough)
        {
            var each = Math.Max(2, (int)Math.Pow(96, 1.0 / callees.Length));
            var spread = options.Select(o => Spread(o, each).ToArray()).ToArray();
            var count = spread.Aggregate(1, (n, o) => n * o.Length);
            for (var i = 0; i < count; i++)
            {
                for (int c = 0, rest = i; c < callees.Length; rest /= spread[c++].Length)
                    chosen[callees[c]] = spread[c][rest % spread[c].Length];
                yield return i;
            }
        }
        else
        {
            // While it waits for a ms, the caller costs this much; the rest is what a ms of latency is worth to the goal.
            var waiting = _predictor.Model.Prices.Compute(1, size, architecture);
            foreach (var worth in _matters[callees[0]] ? s_worths : s_worths[..1])
            {
                var isNew = false;
                for (var c = 0; c < callees.Length; c++)
                {
                    var best = options[c].MinBy(o => o.Total + (waiting + worth) * o.Served.LatencyMs)!;
                    isNew |= chosen[callees[c]] != best || worth == 0;
                    chosen[callees[c]] = best;
                }
                if (isNew)
                    yield return 0;
            }
        }
    }

    /// <summary>The least memory that the tasks run in together.</summary>
    private double Floor(TaskSet tasks)
    {
        double floor = 0, used = _limits.BaseMemoryMB;
        foreach (var task in tasks.Members)
        {
            floor = Math.Max(floor, Math.Max(_graph.Tasks[task].MinMemoryMB, _limits.LeastMemoryMB.GetValueOrDefault(_graph.Tasks[task].Id)));
            used += _limits.TaskMemoryMB.GetValueOrDefault(_graph.Tasks[task].Id);
        }
        return Math.Min(Math.Max(floor, used / _limits.MemoryUse), _sizes[^1]);
    }

    private List<Config> Callee(int task)
    {
        // A recursion through functions: its callee is taken as it is alone.
        if (_isSolving[task])
        {
            var fragment = Fragment.Compile(_graph, _predictor.Model, task, TaskSet.Of(task), default);
            var served = _predictor.Measure(fragment, _sizes[0], _limits.Architectures[0], _ => default);
            return [new(task, TaskSet.Of(task), default, _sizes[0], _limits.Architectures[0], served, served.Cost, [])];
        }
        return Solve(task);
    }

    private double CheapestOf(int task) => _isSolving[task] ? 0 : Solve(task).Min(c => c.Total);

    private static IEnumerable<Config> Spread(List<Config> options, int most)
    {
        if (options.Count <= most)
            return options;
        // The ends of the frontier, and evenly between them.
        return Enumerable.Range(0, most).Select(i => options[i * (options.Count - 1) / (most - 1)]);
    }

    /// <summary>The setups that the choice of the entries' functions leads to: one, unless callers want different functions of one callee.</summary>
    private IEnumerable<FusionSetup> Assemble(Config[] entries)
    {
        var wanted = new Dictionary<int, List<Config>>();
        foreach (var entry in entries)
            Collect(entry);
        var conflicts = wanted.Where(w => w.Value.Count > 1).Select(w => w.Key).Order().ToList();
        var homes = wanted.ToDictionary(w => w.Key, w => w.Value[0]);
        yield return ToSetup(homes);
        // One home at a time: each wish in turn, the others as they were.
        foreach (var task in conflicts)
        {
            foreach (var wish in wanted[task].Skip(1))
            {
                var other = new Dictionary<int, Config>(homes) { [task] = wish };
                yield return ToSetup(other);
            }
        }

        void Collect(Config config)
        {
            if (!wanted.TryGetValue(config.Task, out var list))
                wanted.Add(config.Task, list = []);
            if (list.Contains(config))
                return;
            list.Add(config);
            foreach (var callee in config.Callees)
                Collect(callee);
            foreach (var (task, _) in config.Served.Fragment.Async)
            {
                if (_cheapest[task] is { } cheapest)
                    Collect(cheapest);
            }
        }
    }

    private FusionSetup ToSetup(Dictionary<int, Config> homes)
    {
        // What a home calls depends on the home that was chosen, so look again what is needed.
        var needed = new SortedSet<int>();
        var next = new Stack<int>(_graph.Entries);
        while (next.TryPop(out var task))
        {
            if (!needed.Add(task))
                continue;
            var config = homes.TryGetValue(task, out var home) ? home : homes[task] = _cheapest[task]!;
            foreach (var (to, _) in config.Served.Fragment.Sync.Concat(config.Served.Fragment.Async))
                next.Push(to);
        }
        var served = needed.Aggregate(default(TaskSet), (set, t) => set.With(t));
        var groups = new List<FusionGroup>();
        foreach (var task in needed)
        {
            var config = homes[task];
            // A task without a function of its own is at home in the first that runs it.
            var entries = config.Local.Members.Where(t => t == task || !served.Contains(t)).ToList();
            served = entries.Aggregate(served, (set, t) => set.With(t));
            groups.Add(new(Name(task), config.Local.Members.Select(Name), entries.Select(Name), config.MemoryMB, config.Architecture, config.HandedOver.Members.Select(Name)));
        }
        // What nothing calls still has to be somewhere.
        for (var task = 0; task < _graph.Count; task++)
        {
            if (!served.Contains(task))
                groups.Add(new(Name(task), [Name(task)], memoryMB: _sizes.First(size => size >= Floor(TaskSet.Of(task))), architecture: _limits.Architectures[0]));
        }
        return new FusionSetup(_graph.App.App, [.. groups]).InOrderOf(_graph.App.ToAppModel());
    }

    private string Name(int task) => _graph.App.Tasks[task].Id;

    /// <summary>A function: the task that it serves, what is local in it, its memory, and the functions that it waits for.</summary>
    /// <param name="Total">USD per invocation with everything that it causes.</param>
    private sealed record Config(
        int Task, TaskSet Local, TaskSet HandedOver, int MemoryMB, string Architecture, SetupPredictor.Served Served, double Total, Config[] Callees);

    /// <summary>The configurations of a function that no other beats in typical latency, mean latency and cost.</summary>
    private sealed class Front(int keep)
    {
        // Closer than this is the same.
        private const double Same = 1e-4;

        private readonly List<Config> _points = [];
        private readonly Dictionary<TaskSet, List<(double Ms, double Total)>> _bySet = [];

        public bool Wants(TaskSet local, in SetupPredictor.Served served, double total)
        {
            if (!_bySet.TryGetValue(local, out var list))
                _bySet.Add(local, list = []);
            list.Add((served.TypicalMs, total));
            if (keep == 1)
                return _points.Count == 0 || total < _points[0].Total;
            foreach (var p in _points)
            {
                if (p.Total <= total * (1 + Same) && p.Served.TypicalMs <= served.TypicalMs * (1 + Same) && p.Served.LatencyMs <= served.LatencyMs * (1 + Same))
                    return false;
            }
            return true;
        }

        public void Add(Config config)
        {
            if (keep == 1)
                _points.Clear();
            _points.RemoveAll(p => config.Total <= p.Total && config.Served.TypicalMs <= p.Served.TypicalMs && config.Served.LatencyMs <= p.Served.LatencyMs);
            _points.Add(config);
        }

        public double BestOf(TaskSet local, double worth) => _bySet[local].Min(p => p.Total + worth * p.Ms);

        /// <summary>The points from fast to cheap, thinned out where there are too many: those that only differ in what hardly matters go.</summary>
        public List<Config> Thinned()
        {
            var points = _points.OrderBy(p => p.Served.TypicalMs).ThenBy(p => p.Total).ToList();
            if (points.Count <= keep)
                return points;
            return [.. Enumerable.Range(0, keep).Select(i => points[i * (points.Count - 1) / (keep - 1)]).Append(points.MinBy(p => p.Total)!).Distinct()];
        }
    }
}
