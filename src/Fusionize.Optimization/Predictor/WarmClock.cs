using Fusionize.Setups;
using Fusionize.Simulation;

namespace Fusionize.Optimization.Predictor;

/// <summary>
/// How long the functions of one setup take when they are warm, and when their calls begin and end. One task's behaviour can be changed again and
/// again:
/// only the functions that run it, and those that wait for them, are computed again.
/// </summary>
internal sealed class WarmClock
{
    private readonly LambdaModel _model;
    private readonly FragmentClock _clock;
    private readonly (int Task, FusionGroup Group, TaskSet Local, TaskSet HandedOver)[] _functions;
    private readonly double[] _latency = new double[TaskSet.Capacity];
    private (Fragment Fragment, WarmFunction Timed)[] _current;

    public WarmClock(BehaviorGraph graph, LambdaModel model, FusionSetup setup)
    {
        _model = model;
        _clock = new(model);
        // Callees first, so that their callers' waits are known.
        var order = new List<(int, FusionGroup, TaskSet, TaskSet)>();
        var fragments = new List<Fragment>();
        var seen = new HashSet<int>();
        foreach (var (entry, _) in graph.EntryShares)
            Visit(entry);
        _functions = [.. order];
        _current = [.. fragments.Select((f, i) => (f, Measure(graph, i, f)))];

        void Visit(int task)
        {
            if (!seen.Add(task))
                return;
            var group = setup.HomeOf(graph.Tasks[task].Id);
            var local = group.Tasks.Aggregate(default(TaskSet), (set, t) => set.With(graph.NumberOf(t)));
            var handedOver = group.RemoteAsync.Aggregate(default(TaskSet), (set, t) => set.With(graph.NumberOf(t)));
            var fragment = Fragment.Compile(graph, model, task, local, handedOver, isMarked: true);
            foreach (var (to, _) in fragment.Sync.Concat(fragment.Async))
                Visit(to);
            order.Add((task, group, local, handedOver));
            fragments.Add(fragment);
        }
    }

    public IEnumerable<WarmFunction> Functions => _current.Select(c => c.Timed);

    /// <summary>The functions' times if one task behaves as the graph describes, and all others as before.</summary>
    public (Fragment Fragment, WarmFunction Timed)[] With(BehaviorGraph graph, int changed)
    {
        var timed = ((Fragment Fragment, WarmFunction Timed)[])_current.Clone();
        var slower = default(TaskSet);
        for (var i = 0; i < timed.Length; i++)
        {
            var (task, _, local, handedOver) = _functions[i];
            var (fragment, known) = timed[i];
            if (fragment.Executed.Contains(changed))
            {
                fragment = Fragment.Compile(graph, _model, task, local, handedOver, isMarked: true);
            }
            else if (!fragment.Sync.Any(s => slower.Contains(s.Task)))
            {
                _latency[task] = known.TypicalMs;
                continue;
            }
            timed[i] = (fragment, Measure(graph, i, fragment));
            slower = slower.With(task);
        }
        return timed;
    }

    public void Take((Fragment Fragment, WarmFunction Timed)[] functions) => _current = functions;

    private WarmFunction Measure(BehaviorGraph graph, int function, Fragment fragment)
    {
        var (task, group, _, _) = _functions[function];
        var typicalMs = _latency[task] = _clock.Measure(fragment, group.MemoryMB, _latency, typical: true);
        var marks = _clock.Marks;
        var calls = new WarmCall[fragment.Calls.Count];
        for (var c = 0; c < calls.Length; c++)
        {
            var call = fragment.Calls[c];
            calls[c] = new(
                graph.Tasks[call.From].Id,
                graph.Tasks[call.To].Id,
                call.Kind,
                call.IsTypical,
                marks[c].From - _model.RuntimeMs,
                marks[c].To - marks[c].From
            );
        }
        return new(group, graph.Tasks[task].Id, typicalMs, calls);
    }
}

/// <param name="TypicalMs">Including the runtime's own time.</param>
/// <param name="Calls">Local calls.</param>
internal sealed record WarmFunction(FusionGroup Group, string Task, double TypicalMs, WarmCall[] Calls);

/// <param name="IsTypical">Whether a typical invocation makes the call.</param>
/// <param name="AtMs">From the beginning of the invocation.</param>
internal readonly record struct WarmCall(string From, string To, CallKind Kind, bool IsTypical, double AtMs, double Ms);
