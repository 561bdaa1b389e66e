using System.Collections.Immutable;
using Fusionize.Setups;
using Fusionize.Simulation;

namespace Fusionize.Optimization.Predictor;

/// <summary>
/// An application description prepared for prediction: tasks are numbered, steps no longer depend on the caller, and it is known which task reaches
/// which.
/// </summary>
internal sealed class BehaviorGraph
{
    private readonly Dictionary<string, int> _numbers;

    /// <param name="entryShares">Share of the requests per entry task; null: all the same.</param>
    public BehaviorGraph(AppDescription app, IReadOnlyDictionary<string, double>? entryShares = null)
    {
        if (app.Tasks.Length > TaskSet.Capacity)
        {
            throw new FusionizeException(
                SimulationCodes.TooLarge,
                app.App,
                $"The application has {app.Tasks.Length} tasks; setups are predicted for at most {TaskSet.Capacity}."
            )
            {
                Place = "tasks",
            };
        }
        App = app;
        _numbers = new(StringComparer.Ordinal);
        foreach (var task in app.Tasks)
            _numbers.Add(task.Id, _numbers.Count);
        EntryShares = FindEntryShares(entryShares);
        Calls =
        [
            .. app.Tasks.Select(t =>
                Collect(t.Steps, 1)
                    .GroupBy(c => (c.To, c.Kind))
                    .Select(g => new GraphCall(g.Key.To, g.Key.Kind, g.Sum(c => c.Count)))
                    .ToImmutableArray()
            ),
        ];
        Rates = FindRates();
        Tasks = [.. app.Tasks.Select((t, i) => t with { Steps = WithoutCallers(t.Steps, i) })];
        // Again: probabilities of steps may have changed with the rates of their callers.
        Calls =
        [
            .. Tasks.Select(t =>
                Collect(t.Steps, 1)
                    .GroupBy(c => (c.To, c.Kind))
                    .Select(g => new GraphCall(g.Key.To, g.Key.Kind, g.Sum(c => c.Count)))
                    .ToImmutableArray()
            ),
        ];
        Reach = [.. Enumerable.Range(0, Count).Select(FindReach)];
        Order = FindOrder();
    }

    private BehaviorGraph(BehaviorGraph other, int task, ImmutableArray<Step> steps)
    {
        (App, EntryShares, Calls, Rates, Reach, Order, _numbers) = (
            other.App,
            other.EntryShares,
            other.Calls,
            other.Rates,
            other.Reach,
            other.Order,
            other._numbers
        );
        Tasks = other.Tasks.SetItem(task, other.Tasks[task] with { Steps = WithoutCallers(steps, task) });
    }

    /// <summary>The same application, with another behaviour of one task between the same calls.</summary>
    public BehaviorGraph With(int task, ImmutableArray<Step> steps) => new(this, task, steps);

    public AppDescription App { get; }

    public int Count => App.Tasks.Length;

    public ImmutableArray<TaskDescription> Tasks { get; }

    /// <summary>The calls of each task, with their mean number per execution.</summary>
    public ImmutableArray<ImmutableArray<GraphCall>> Calls { get; private set; }

    /// <summary>Mean executions of each task per request.</summary>
    public ImmutableArray<double> Rates { get; }

    /// <summary>For each task, everything that runs because of it, itself included.</summary>
    public ImmutableArray<TaskSet> Reach { get; }

    /// <summary>Tasks in an order in which callees come before callers, except in recursions.</summary>
    public ImmutableArray<int> Order { get; }

    /// <summary>Entry tasks with their share of the requests.</summary>
    public ImmutableArray<(int Task, double Share)> EntryShares { get; }

    public int NumberOf(string task) => _numbers[task];

    /// <summary>Tasks that need a function in every grouping; the first task, if no task is an entry.</summary>
    public IEnumerable<int> Entries => Enumerable.Range(0, Count).Where(i => App.Tasks[i].IsEntry).DefaultIfEmpty(0);

    private ImmutableArray<(int, double)> FindEntryShares(IReadOnlyDictionary<string, double>? given)
    {
        var entries = Entries.ToList();
        var shares = entries.Select(e => given is null ? 1 : given.GetValueOrDefault(App.Tasks[e].Id)).ToList();
        var sum = shares.Sum();
        return [.. entries.Zip(shares, (e, share) => (e, sum > 0 ? share / sum : 1.0 / entries.Count))];
    }

    private IEnumerable<GraphCall> Collect(ImmutableArray<Step> steps, double weight)
    {
        foreach (var step in steps)
        {
            if (step is CallStep call)
                yield return new(_numbers[call.To], call.Kind, weight * step.Probability * call.Count);
            else if (step is ParallelStep parallel)
            {
                foreach (var inner in parallel.Branches.SelectMany(b => Collect(b, weight * step.Probability)))
                    yield return inner;
            }
        }
    }

    private ImmutableArray<double> FindRates()
    {
        var rates = new double[Count];
        var start = new double[Count];
        foreach (var (entry, share) in EntryShares)
            start[entry] = share;
        // As many passes as the longest possible chain; an endless recursion is cut off.
        for (var pass = 0; pass <= Count; pass++)
        {
            var next = (double[])start.Clone();
            for (var i = 0; i < Count; i++)
            {
                foreach (var call in Calls[i])
                    next[call.To] += rates[i] * call.Count;
            }
            if (next.AsSpan().SequenceEqual(rates))
                break;
            rates = next;
        }
        return [.. rates];
    }

    /// <summary>A step for some callers only becomes a step with a probability: these callers' share of the calls.</summary>
    private ImmutableArray<Step> WithoutCallers(ImmutableArray<Step> steps, int task) =>
        [
            .. steps.Select(step =>
            {
                if (step is ParallelStep parallel)
                    step = parallel with { Branches = [.. parallel.Branches.Select(b => WithoutCallers(b, task))] };
                if (step.From.Length == 0)
                    return step;
                var all = Enumerable.Range(0, Count).Sum(caller => CallsPerRequest(caller, task)) + (App.Tasks[task].IsEntry ? Rates[task] : 0);
                var these = step.From.Sum(f => CallsPerRequest(_numbers[f], task));
                return step with { From = [], Probability = all <= 0 ? 0 : step.Probability * Math.Min(1, these / all) };
            }),
        ];

    private double CallsPerRequest(int caller, int task) => Rates[caller] * Calls[caller].Where(c => c.To == task).Sum(c => c.Count);

    private TaskSet FindReach(int task)
    {
        var reached = TaskSet.Of(task);
        var next = new Stack<int>([task]);
        while (next.TryPop(out var at))
        {
            foreach (var call in Calls[at])
            {
                if (reached.Contains(call.To))
                    continue;
                reached = reached.With(call.To);
                next.Push(call.To);
            }
        }
        return reached;
    }

    private ImmutableArray<int> FindOrder()
    {
        var order = ImmutableArray.CreateBuilder<int>(Count);
        var state = new byte[Count];
        for (var i = 0; i < Count; i++)
            Visit(i);
        return order.MoveToImmutable();

        void Visit(int task)
        {
            if (state[task] != 0)
                return;
            state[task] = 1;
            foreach (var call in Calls[task])
                Visit(call.To);
            order.Add(task);
        }
    }
}

internal readonly record struct GraphCall(int To, CallKind Kind, double Count);
