using Fusionize.Optimization.Predictor;

namespace Fusionize.Optimization.Search;

/// <summary>Finds the Pareto front of each task's function, callees before callers.</summary>
internal sealed class FunctionSearch
{
    private const int MaxPointsOfEntry = 200;
    private const int MinSteps = 60;
    private const int AllSteps = 16_000;
    private const int EntryFactor = 4;

    private readonly SetupPredictor _predictor;
    private readonly BehaviorGraph _graph;
    private readonly SearchOptions _options;
    private readonly FunctionRules _rules;
    private readonly Groupings _groupings;
    private readonly FunctionSizing _sizing;
    private readonly List<FunctionConfig>?[] _fronts;
    private readonly bool[] _isSolving;

    /// <summary>Tasks whose latency someone waits for: entries, and tasks that are called synchronously.</summary>
    private readonly bool[] _valuesLatency;

    public FunctionSearch(SetupPredictor predictor, FunctionRules rules, SearchOptions options)
    {
        (_predictor, _graph, _options, _rules) = (predictor, predictor.Graph, options, rules);
        _groupings = new(_graph, rules);
        _fronts = new List<FunctionConfig>?[_graph.Count];
        _isSolving = new bool[_graph.Count];
        var waitedFor = _graph.Calls.SelectMany(c => c).Where(c => c.Kind == CallKind.Sync).Select(c => c.To).ToHashSet();
        _valuesLatency = [.. Enumerable.Range(0, _graph.Count).Select(t => _graph.Tasks[t].IsEntry || waitedFor.Contains(t))];
        _sizing = new(predictor, rules, options, _valuesLatency);
    }

    /// <summary>Whether every grouping was tried.</summary>
    public bool IsExhaustive { get; private set; } = true;

    /// <summary>Configurations that were evaluated.</summary>
    public long Evaluations => _sizing.Evaluations;

    /// <summary>The front of the function that serves a task, from the fastest to the cheapest.</summary>
    public List<FunctionConfig> FrontOf(int task)
    {
        if (_fronts[task] is { } known)
            return known;
        _isSolving[task] = true;
        var front = new FunctionFront(
            capacity: !_valuesLatency[task] ? 1
            : _graph.App.Tasks[task].IsEntry ? MaxPointsOfEntry
            : _options.MaxPoints
        );
        if (_groupings.CountOf(task) <= _options.MaxGroupings)
        {
            _groupings.VisitAll(task, (local, handedOver) => Try(task, local, handedOver, front));
        }
        else
        {
            IsExhaustive = false;
            SearchLocally(task, front);
        }
        _isSolving[task] = false;
        return _fronts[task] = front.Thinned();
    }

    /// <summary>The cheapest configuration of the function that serves a task.</summary>
    public FunctionConfig CheapestOf(int task) => FrontOf(task).MinBy(c => c.Total)!;

    private void Try(int root, TaskSet local, TaskSet handedOver, FunctionFront front) =>
        _sizing.Try(root, local, handedOver, front, CalleeOf, task => _isSolving[task] ? 0 : CheapestOf(task).Total);

    /// <summary>
    /// For several prices of latency: from the best of a few starting groupings to the first better neighbour, again and again. Ends by itself or
    /// after the
    /// function's share of all steps.
    /// </summary>
    private void SearchLocally(int root, FunctionFront front)
    {
        var left = Math.Max(MinSteps, AllSteps / _graph.Count) * (_graph.Tasks[root].IsEntry ? EntryFactor : 1);
        var seen = new HashSet<TaskSet>();
        var starts = _groupings.Starts(root);
        foreach (var price in _valuesLatency[root] ? FunctionSizing.LatencyPrices : FunctionSizing.LatencyPrices[..1])
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
                foreach (var neighbour in _groupings.Neighbours(root, best).ToList())
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
                return front.BestOf(set, price);
            }
        }
    }

    private List<FunctionConfig> CalleeOf(int task)
    {
        if (!_isSolving[task])
            return FrontOf(task);
        // A recursion across functions: the callee counts as if it ran alone.
        var fragment = Fragment.Compile(_graph, _predictor.Model, task, TaskSet.Of(task), default);
        var served = _predictor.Measure(fragment, _rules.Sizes[0], _rules.Architectures[0], _ => default);
        return [new(task, TaskSet.Of(task), default, _rules.Sizes[0], _rules.Architectures[0], served, served.Cost, [])];
    }
}
