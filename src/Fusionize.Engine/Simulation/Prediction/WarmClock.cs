using Fusionize.CompilerServices;
using Fusionize.Engine.Setups;

namespace Fusionize.Engine.Simulation.Prediction;

/// <summary>
/// How long the functions of one setup take when they are warm, and when their calls begin and end. What one task does can be changed again and
/// again: only the functions that run it, and those that wait for them, are looked at anew.
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
        // Callees first, so that what their callers wait is known.
        var order = new List<(int, FusionGroup, TaskSet, TaskSet)>();
        var seen = new HashSet<int>();
        foreach (var (entry, _) in graph.EntryShares)
            Visit(entry);
        _functions = [.. order];
        _current = new (Fragment, WarmFunction)[_functions.Length];
        _current = Time(graph, changed: null);

        void Visit(int task)
        {
            if (!seen.Add(task))
                return;
            var group = setup.HomeOf(graph.Tasks[task].Id);
            var local = group.Tasks.Aggregate(default(TaskSet), (set, t) => set.With(graph.NumberOf(t)));
            var handedOver = group.RemoteAsync.Aggregate(default(TaskSet), (set, t) => set.With(graph.NumberOf(t)));
            var fragment = Fragment.Compile(graph, model, task, local, handedOver);
            foreach (var (to, _) in fragment.Sync.Concat(fragment.Async))
                Visit(to);
            order.Add((task, group, local, handedOver));
        }
    }

    public IEnumerable<WarmFunction> Functions => _current.Select(c => c.Timed);

    /// <summary>The functions if that task does what the graph says; the others are taken to do what they did.</summary>
    public (Fragment Fragment, WarmFunction Timed)[] With(BehaviorGraph graph, int task) => Time(graph, task);

    public void Take((Fragment Fragment, WarmFunction Timed)[] functions) => _current = functions;

    private (Fragment Fragment, WarmFunction Timed)[] Time(BehaviorGraph graph, int? changed)
    {
        var timed = ((Fragment Fragment, WarmFunction Timed)[])_current.Clone();
        var slower = default(TaskSet);
        for (var i = 0; i < timed.Length; i++)
        {
            var (task, group, local, handedOver) = _functions[i];
            var fragment = timed[i].Fragment;
            if (changed is { } t && !fragment.Executed.Contains(t))
            {
                if (!fragment.Sync.Any(s => slower.Contains(s.Task)))
                {
                    _latency[task] = timed[i].Timed.TypicalMs;
                    continue;
                }
            }
            else
            {
                fragment = Fragment.Compile(graph, _model, task, local, handedOver, isMarked: true);
            }
            var typicalMs = _clock.Measure(fragment, group.MemoryMB, _latency, typical: true);
            var marks = _clock.Marks;
            var calls = new WarmCall[fragment.Calls.Count];
            for (var c = 0; c < calls.Length; c++)
            {
                var call = fragment.Calls[c];
                calls[c] = new(graph.Tasks[call.From].Id, graph.Tasks[call.To].Id, call.Kind, call.IsTypical, marks[c].From - _model.RuntimeMs, marks[c].To - marks[c].From);
            }
            timed[i] = (fragment, new(group, graph.Tasks[task].Id, typicalMs, calls));
            _latency[task] = typicalMs;
            slower = slower.With(task);
        }
        return timed;
    }
}

/// <param name="TypicalMs">The runtime's part included.</param>
/// <param name="Calls">Local calls.</param>
internal sealed record WarmFunction(FusionGroup Group, string Task, double TypicalMs, WarmCall[] Calls);

/// <param name="IsTypical">Whether a typical invocation makes the call.</param>
/// <param name="AtMs">From the beginning of the invocation.</param>
internal readonly record struct WarmCall(string From, string To, CallKind Kind, bool IsTypical, double AtMs, double Ms);
