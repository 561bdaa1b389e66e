using Fusionize.Optimization.Predictor;

namespace Fusionize.Optimization.Search;

/// <summary>The sets of tasks that can be local in a function.</summary>
internal sealed class Groupings(BehaviorGraph graph, FunctionRules rules)
{
    private const int MaxReachable = 12;

    /// <summary>An upper bound of the number of groupings, to decide whether all can be tried.</summary>
    public long CountOf(int root)
    {
        var others = graph.Reach[root].Count - 1;
        return others > MaxReachable ? long.MaxValue : 1L << others;
    }

    /// <summary>Visits every grouping of a function, with the local tasks whose asynchronous calls it hands over.</summary>
    public void VisitAll(int root, Action<TaskSet, TaskSet> visit) => Extend(root, TaskSet.Of(root), default, default, visit);

    // Chooses for one called task after another: local; local, with handed-over calls; or remote.
    private void Extend(int root, TaskSet local, TaskSet handedOver, TaskSet remote, Action<TaskSet, TaskSet> visit)
    {
        if (NextUndecided(local, remote) is not { } next)
        {
            visit(local, handedOver);
            return;
        }
        if (rules.MayJoin(local, next.Task))
        {
            Extend(root, local.With(next.Task), handedOver, remote, visit);
            // A task that joins later may call it asynchronously; these calls can be handed over, too.
            if (next.IsSync && (next.IsAsync || IsCalledAsync(root, next.Task)))
                Extend(root, local.With(next.Task), handedOver.With(next.Task), remote, visit);
        }
        Extend(root, local, handedOver, remote.With(next.Task), visit);
    }

    private (int Task, bool IsSync, bool IsAsync)? NextUndecided(TaskSet local, TaskSet remote)
    {
        var next = -1;
        var (isSync, isAsync) = (false, false);
        foreach (var task in local.Members)
        {
            foreach (var call in graph.Calls[task])
            {
                if (local.Contains(call.To) || remote.Contains(call.To))
                    continue;
                if (next < 0)
                    next = call.To;
                if (call.To == next)
                    (isSync, isAsync) = (isSync || call.Kind == CallKind.Sync, isAsync || call.Kind == CallKind.Async);
            }
        }
        return next < 0 ? null : (next, isSync, isAsync);
    }

    private bool IsCalledAsync(int root, int task) =>
        graph.Reach[root].Members.Any(t => graph.Calls[t].Any(c => c.To == task && c.Kind == CallKind.Async));

    /// <summary>Where a local search begins: all synchronous calls local, none local, all calls local.</summary>
    public TaskSet[] Starts(int root) => [Closure(root, sync: true, async: false), TaskSet.Of(root), Closure(root, sync: true, async: true)];

    /// <summary>The groupings that differ by one task more or fewer.</summary>
    public IEnumerable<TaskSet> Neighbours(int root, TaskSet set)
    {
        var callees = set.Members.SelectMany(t => graph.Calls[t]).Select(c => c.To).Where(t => !set.Contains(t)).Distinct().ToList();
        foreach (var task in callees.Where(t => rules.MayJoin(set, t)))
            yield return set.With(task);
        foreach (var task in set.Members.Where(t => t != root))
            yield return Connected(root, set.Without(task));
    }

    private TaskSet Closure(int root, bool sync, bool async) =>
        Reached(root, (set, call) => (call.Kind == CallKind.Sync ? sync : async) && rules.MayJoin(set, call.To));

    /// <summary>The tasks that the root still reaches without leaving the set.</summary>
    private TaskSet Connected(int root, TaskSet allowed) => Reached(root, (_, call) => allowed.Contains(call.To));

    private TaskSet Reached(int root, Func<TaskSet, GraphCall, bool> follows)
    {
        var set = TaskSet.Of(root);
        var next = new Stack<int>([root]);
        while (next.TryPop(out var task))
        {
            foreach (var call in graph.Calls[task])
            {
                if (set.Contains(call.To) || !follows(set, call))
                    continue;
                set = set.With(call.To);
                next.Push(call.To);
            }
        }
        return set;
    }
}
