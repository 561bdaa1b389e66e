using Fusionize.Generators.Parsing;
using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Analyzers;

/// <summary>The project's tasks, with the tasks and the state that each reaches through helper methods.</summary>
internal sealed class TaskGraph
{
    private readonly IReadOnlyDictionary<ISymbol, MethodFacts> _methods;
    private readonly List<Node> _tasks;
    private readonly Dictionary<ISymbol, Node> _byMethod;

    private readonly TaskInterfaces _interfaces;

    public TaskGraph(IReadOnlyDictionary<ISymbol, MethodFacts> methods, TaskInterfaces interfaces)
    {
        _methods = methods;
        _interfaces = interfaces;
        _tasks =
        [
            .. methods
                .Keys.OfType<IMethodSymbol>()
                .Select(static m =>
                    TaskCalls.IdOf(m) is { } id && TaskShape.ProblemOf(m) is not TaskProblem.IsNoOrdinaryMethod ? new Node(id, m, IsEntry(m)) : null
                )
                .OfType<Node>()
                .OrderBy(static n => n.Symbol.Locations[0].SourceTree?.FilePath, StringComparer.Ordinal)
                .ThenBy(static n => n.Symbol.Locations[0].SourceSpan.Start),
        ];
        _byMethod = _tasks.ToDictionary<Node, ISymbol>(static n => n.Symbol, SymbolEqualityComparer.Default);
        foreach (var task in _tasks)
            Reach(task);
    }

    /// <summary>Accesses to state that outlives a request, each once, with one of the tasks that reach it.</summary>
    public IEnumerable<(string State, Location Location, Node Task)> StaticState()
    {
        var seen = new HashSet<Location>();
        foreach (var task in _tasks)
            foreach (var method in task.Reached)
                if (_methods.TryGetValue(method, out var facts))
                    foreach (var (state, location) in facts.State)
                        if (seen.Add(location))
                            yield return ($"{state.ContainingType.Name}.{state.Name}", location, task);
    }

    /// <summary>One cycle for each task that waits for itself, unless the cycle of another task already contains it.</summary>
    public IEnumerable<IReadOnlyList<Node>> SynchronousCycles()
    {
        var covered = new HashSet<Node>();
        foreach (var task in _tasks)
        {
            if (covered.Contains(task) || ShortestCycle(task) is not { } cycle)
                continue;
            covered.UnionWith(cycle);
            yield return cycle;
        }
    }

    /// <summary>
    /// Tasks that neither an entry task nor code outside tasks calls. A project without an entry task is a library, whose callers are in other
    /// projects.
    /// </summary>
    public IEnumerable<Node> Unreached()
    {
        if (!_tasks.Any(static t => t.IsEntry))
            return [];
        var helpersOfTasks = new HashSet<ISymbol>(_tasks.SelectMany(static t => t.Reached), SymbolEqualityComparer.Default);
        var outside = _methods.Where(m => !helpersOfTasks.Contains(m.Key)).SelectMany(static m => m.Value.Calls).Select(static c => c.Callee);
        var reached = new HashSet<Node>(_tasks.Where(static t => t.IsEntry).Concat(outside.SelectMany(NodesOf)));
        var queue = new Queue<Node>(reached);
        while (queue.Count > 0)
            foreach (var next in queue.Dequeue().Calls.Select(static c => c.To))
                if (reached.Add(next))
                    queue.Enqueue(next);
        return _tasks.Where(t => !reached.Contains(t));
    }

    /// <summary>Follows the helper methods that a task calls, up to the tasks that they call.</summary>
    private void Reach(Node task)
    {
        var queue = new Queue<ISymbol>([task.Symbol]);
        task.Reached.Add(task.Symbol);
        while (queue.Count > 0)
        {
            if (!_methods.TryGetValue(queue.Dequeue(), out var facts))
                continue;
            foreach (var (callee, isDetached) in facts.Calls)
            {
                var isTask = false;
                foreach (var called in NodesOf(callee))
                {
                    isTask = true;
                    task.Calls.Add((called, isDetached));
                }
                if (!isTask && task.Reached.Add(callee))
                    queue.Enqueue(callee);
            }
        }
    }

    private static IReadOnlyList<Node>? ShortestCycle(Node start)
    {
        var cameFrom = new Dictionary<Node, Node>();
        var queue = new Queue<Node>([start]);
        while (queue.Count > 0)
        {
            var task = queue.Dequeue();
            foreach (var (to, isDetached) in task.Calls)
            {
                if (isDetached)
                    continue;
                if (to == start)
                    return PathTo(task);
                if (!cameFrom.ContainsKey(to))
                {
                    cameFrom.Add(to, task);
                    queue.Enqueue(to);
                }
            }
        }
        return null;

        List<Node> PathTo(Node end)
        {
            var path = new List<Node> { end };
            while (path[0] != start)
                path.Insert(0, cameFrom[path[0]]);
            return path;
        }
    }

    /// <summary>The task that the method declares, or the tasks that implement the method.</summary>
    private IEnumerable<Node> NodesOf(ISymbol method)
    {
        if (_byMethod.TryGetValue(method, out var node))
            yield return node;
        else if (method is IMethodSymbol { ContainingType.TypeKind: TypeKind.Interface } member)
            foreach (var task in _interfaces.TasksOf(member))
                if (_byMethod.TryGetValue(task, out var implementing))
                    yield return implementing;
    }

    private static bool IsEntry(IMethodSymbol method) => TaskParser.AttributeOf(method) is { } attribute && TaskParser.IsEntry(method, attribute);

    /// <summary>A task with the tasks and the state that it reaches.</summary>
    internal sealed class Node(string id, IMethodSymbol symbol, bool isEntry)
    {
        public string Id { get; } = id;

        public IMethodSymbol Symbol { get; } = symbol;

        public bool IsEntry { get; } = isEntry;

        /// <summary>The task's own method and the helpers that it calls.</summary>
        public HashSet<ISymbol> Reached { get; } = new(SymbolEqualityComparer.Default);

        public List<(Node To, bool IsDetached)> Calls { get; } = [];
    }
}
