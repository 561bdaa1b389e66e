using System.Collections.Immutable;
using Fusionize.CompilerServices;
using Fusionize.Engine.Setups;

namespace Fusionize.Engine.Optimization.Model;

/// <summary>What a setup must keep, whatever it would gain.</summary>
public sealed record SearchConstraints
{
    public int MaxMemoryMB { get; init; } = FusionGroup.MaxMemoryMB;

    /// <summary>Tasks that must not share a function: permissions, isolation.</summary>
    public ImmutableArray<(string A, string B)> NeverTogether { get; init; } = [];

    /// <summary>Memory sizes that are tried.</summary>
    public ImmutableArray<int> MemorySizes { get; init; } =
        [128, 160, 192, 256, 320, 384, 448, 512, 640, 768, 896, 1024, 1152, 1280, 1408, 1536, 1650, 1769, 2048, 2560, 3008, 3538, 4425, 5307, 7076, 8845, 10240];

    /// <summary>How much of the memory may be in use.</summary>
    public double MemoryUse { get; init; } = 0.85;
}

/// <summary>
/// Looks for the setup that serves a goal best, over grouping, copies, asynchronous inlining and memory together: from several starts, the
/// best single step after the other, each step being a call edge turned local or remote with the memory sizes that then fit, or a memory
/// size. Same input, same result.
/// </summary>
internal sealed class SetupSearch
{
    private const int Stride = 4;

    /// <summary>How much of the cost that a goal tolerates is planned for; the rest is for what a prediction misses.</summary>
    private const double LimitUse = 0.9;

    /// <summary>Up to so many call edges, each is tried with the memory sizes that would then fit, however bad it looks with the present ones.</summary>
    private const int ThoroughEdges = 40;

    private readonly Predictor _predictor;
    private readonly CompiledApp _app;
    private readonly AppEstimate _estimate;
    private readonly SearchConstraints _constraints;
    private readonly int[] _sizes;
    private readonly bool[,]? _never;
    private readonly double[] _taskMemoryMB;
    private readonly bool[] _isParallel;
    private readonly bool[] _members;
    private readonly Stack<int> _next = new();
    private readonly int _maxEvaluations;
    private Func<double, double, double> _score = null!;

    public SetupSearch(AppEstimate estimate, FusionSetup like, SearchConstraints? constraints = null)
    {
        _estimate = estimate;
        _predictor = new(estimate, like);
        _app = _predictor.App;
        _constraints = constraints ?? new();
        _sizes = [.. _constraints.MemorySizes.Where(s => s <= _constraints.MaxMemoryMB).Order()];
        _taskMemoryMB = [.. _app.Tasks.Select(t => estimate.TaskMemoryMB.GetValueOrDefault(t.Id))];
        _members = new bool[_app.Tasks.Length];
        // More than one vCPU helps only who is known to use it.
        _isParallel = [.. _app.Tasks.Select(t => UsesThreads(t.Nodes))];
        _maxEvaluations = Math.Max(2_000, 60_000_000 / (200 + _app.Tasks.Length * _app.Tasks.Length * 2));
        if (!_constraints.NeverTogether.IsEmpty)
        {
            _never = new bool[_app.Tasks.Length, _app.Tasks.Length];
            foreach (var (a, b) in _constraints.NeverTogether)
            {
                if (_app.IndexOf(a) is var i and >= 0 && _app.IndexOf(b) is var j and >= 0)
                    _never[i, j] = _never[j, i] = true;
            }
        }
    }

    public int Evaluations { get; private set; }

    /// <summary>Whether the search ended by itself, and not because it had looked at enough.</summary>
    public bool IsComplete { get; private set; }

    public Prediction Predict(FusionSetup setup) => _predictor.Predict(setup);

    /// <param name="tail">Of a latency objective: what its percentile is to the median.</param>
    public FusionSetup Find(FusionSetup start, Goal goal, double tail = 1)
    {
        var plan = goal.Kind switch
        {
            GoalKind.Cost => Best(Starts(start), Cheap),
            GoalKind.Latency => Best(Starts(start), Fast),
            GoalKind.Slo => Best(Frontier(start, out _), (p50, cost) => Within(p50 * tail, goal.Limit, cost)),
            GoalKind.Budget => Best(Frontier(start, out _), (p50, cost) => Within(cost, goal.Limit, p50)),
            _ => Best(Frontier(start, out var cheapest), (p50, cost) => Within(cost, cheapest * (1 + goal.Limit * LimitUse), p50 * (1 + 1e-6 * cost))),
        };
        var found = plan.ToSetup(_app, start);
        IsComplete = Evaluations < _maxEvaluations;
        return found;
    }

    /// <summary>What keeps the limit is better than anything that doesn't; without any, what is nearest to it.</summary>
    private static double Within(double value, double limit, double score) => value <= limit ? score : 1e12 * (value / limit);

    private static double Cheap(double p50, double cost) => cost * (1 + 1e-6 * p50);

    private static double Fast(double p50, double cost) => p50 * (1 + 0.002 * Math.Log(1 + cost));

    /// <summary>
    /// Plans between the cheapest and the fastest, each the best for another worth of a millisecond. Under a limit single steps seldom
    /// lead from one to the other: what one function may cost more, another must cost less.
    /// </summary>
    private List<Plan> Frontier(FusionSetup start, out double cheapest)
    {
        var starts = Starts(start);
        var best = Best(starts, Cheap);
        var (p50, cost) = _predictor.Evaluate(best);
        cheapest = cost * 1e6;
        var unit = cheapest / p50;
        List<Plan> frontier = [best];
        foreach (var worth in (double[])[0.05, 0.15, 0.4, 1, 3, 10])
            frontier.Add(Best([frontier[^1], starts[1]], (ms, usd) => usd + worth * unit * ms));
        return [.. frontier, starts[0]];
    }

    private List<Plan> Starts(FusionSetup start)
    {
        var edges = _app.Edges;
        var small = Enumerable.Repeat(_sizes[0], _app.Tasks.Length).ToArray();
        return
        [
            Plan.Of(start, _app),
            new([.. edges.Select(e => e.Kind == CallKind.Sync && e.IsSeen)], (int[])small.Clone()),
            new([.. edges.Select(e => e.IsSeen)], [.. small.Select(_ => 1024)]),
            new([.. edges.Select(_ => false)], (int[])small.Clone()),
        ];
    }

    private Plan Best(IEnumerable<Plan> starts, Func<double, double, double> score)
    {
        _score = score;
        Plan? best = null;
        var bestScore = double.PositiveInfinity;
        foreach (var start in starts)
        {
            var plan = start.Copy();
            var reached = Descend(plan);
            if (reached < bestScore)
                (best, bestScore) = (plan, reached);
        }
        return best!;
    }

    private double Descend(Plan plan)
    {
        var current = MemoryOf(plan, Score(plan), null);
        for (var improved = true; improved && Evaluations < _maxEvaluations;)
        {
            improved = false;
            for (var e = 0; e < _app.Edges.Length && Evaluations < _maxEvaluations; e++)
            {
                if (!_app.Edges[e].IsSeen)
                    continue;
                var changed = plan.Copy();
                changed.Local[e] = !changed.Local[e];
                var score = Score(changed);
                if (score < current * 1.5 || _app.Edges.Length <= ThoroughEdges)
                    score = MemoryOf(changed, score, _app.Edges[e]);
                if (score >= current * (1 - 1e-9))
                    continue;
                plan.CopyFrom(changed);
                current = score;
                improved = true;
            }
            var sized = MemoryOf(plan, current, null);
            improved |= sized < current * (1 - 1e-6);
            current = sized;
        }
        return current;
    }

    /// <summary>The best memory size of one function after the other, until none changes.</summary>
    /// <param name="edge">Only of the functions that a change of this edge concerns.</param>
    private double MemoryOf(Plan plan, double current, Edge? edge)
    {
        for (var sweep = 0; sweep < (edge is null ? 6 : 1); sweep++)
        {
            var improved = false;
            _predictor.Evaluate(plan);
            foreach (var root in _predictor.Active.ToArray())
            {
                if (edge is { } e && root != e.To && !Contains(plan, root, e.From))
                    continue;
                var before = current;
                current = SizeOf(plan, root, current);
                improved |= current < before;
            }
            if (!improved)
                break;
        }
        return current;
    }

    /// <summary>The best size of one function: along every fourth size, then nearer and nearer to the best of them.</summary>
    private double SizeOf(Plan plan, int root, double current)
    {
        var (best, at) = (plan.MemoryMB[root], -1);
        for (var i = 0; i < _sizes.Length; i += Stride)
            Try(i);
        for (var step = Stride / 2; step > 0; step /= 2)
        {
            var middle = at >= 0 ? at : Array.IndexOf(_sizes, best);
            Try(middle - step);
            Try(middle + step);
        }
        plan.MemoryMB[root] = best;
        return current;

        void Try(int i)
        {
            if (i < 0 || i >= _sizes.Length || _sizes[i] == best || Evaluations >= _maxEvaluations)
                return;
            plan.MemoryMB[root] = _sizes[i];
            var score = Score(plan);
            if (score < current * (1 - 1e-9))
                (current, best, at) = (score, _sizes[i], i);
        }
    }

    private bool Contains(Plan plan, int root, int task)
    {
        Array.Clear(_members);
        _app.FillMembers(root, plan, _members, _next);
        return _members[task];
    }

    private double Score(Plan plan)
    {
        Evaluations++;
        var (p50, cost) = _predictor.Evaluate(plan);
        var score = _score(p50, cost * 1e6);
        foreach (var root in _predictor.Active)
            score *= 1 + Violation(plan.MemoryMB[root], _predictor.MembersOf(root));
        return score;
    }

    private double Violation(int memoryMB, bool[] members)
    {
        var needed = _estimate.BaseMemoryMB;
        var least = 0;
        var parallel = false;
        var violation = 0.0;
        for (var t = 0; t < members.Length; t++)
        {
            if (!members[t])
                continue;
            needed += _taskMemoryMB[t];
            least = Math.Max(least, _app.Tasks[t].MinMemoryMB);
            parallel |= _isParallel[t];
            for (var other = t + 1; _never is not null && other < members.Length; other++)
                violation += members[other] && _never[t, other] ? 1000 : 0;
        }
        if (memoryMB < least || memoryMB * _constraints.MemoryUse < needed)
            violation += 100 + Math.Max(least, needed) / memoryMB;
        if (memoryMB > _estimate.Platform.MemoryPerCpuMB && !parallel)
            violation += 1;
        return violation;
    }

    private static bool UsesThreads(Node[] nodes)
        => nodes.Any(n => n.Threads > 1 || (n.Kind == NodeKind.Parallel && n.Branches.Any(UsesThreads)));
}
