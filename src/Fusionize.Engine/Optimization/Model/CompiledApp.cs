using Fusionize.CompilerServices;
using Fusionize.Engine.Setups;
using Fusionize.Engine.Simulation;

namespace Fusionize.Engine.Optimization.Model;

/// <summary>An application description with numbers in place of names: predictions walk over it thousands of times.</summary>
internal sealed class CompiledApp
{
    private readonly Dictionary<(int From, int To, CallKind Kind), int> _edgeIndex = [];
    private readonly List<Edge> _edges = [];

    public CompiledApp(AppModel model, AppDescription description)
    {
        App = description.App;
        Model = model;
        var index = description.Tasks.Select((t, i) => (t.Id, i)).ToDictionary(x => x.Id, x => x.i, StringComparer.Ordinal);
        Tasks = [.. description.Tasks.Select((t, i) => new CompiledTask(t.Id, t.IsEntry, [.. t.Steps.Select(s => Compile(s, i, index))], t.FirstCpuMs, t.MinMemoryMB))];
        // Call sites that no record shows cost nothing, but a setup says something about them too.
        foreach (var call in model.Calls)
        {
            if (call.From is not null && index.TryGetValue(call.From, out var from) && index.TryGetValue(call.To, out var to))
                EdgeOf(from, to, call.Kind, isSeen: false);
        }
        Edges = [.. _edges];
        EdgesFrom = [.. Tasks.Select((_, t) => Enumerable.Range(0, Edges.Length).Where(e => Edges[e].From == t).ToArray())];
        Entries = [.. Enumerable.Range(0, Tasks.Length).Where(t => Tasks[t].IsEntry || model.Calls.Any(c => c.From is null && c.To == Tasks[t].Id))];
    }

    public string App { get; }
    public AppModel Model { get; }
    public CompiledTask[] Tasks { get; }
    public Edge[] Edges { get; }
    public int[][] EdgesFrom { get; }

    /// <summary>Tasks that need a function whatever the grouping.</summary>
    public int[] Entries { get; }

    public int IndexOf(string task) => Array.FindIndex(Tasks, t => t.Id == task);

    /// <summary>Per task, if it roots a function, the tasks in it.</summary>
    public bool[]?[] MembersOf(Plan plan)
    {
        var members = new bool[Tasks.Length][];
        var next = new Stack<int>();
        foreach (var entry in Entries)
            Root(entry);
        while (true)
        {
            while (next.TryPop(out var root))
            {
                FillMembers(root, plan, members[root], new());
                for (var e = 0; e < Edges.Length; e++)
                {
                    if (members[root][Edges[e].From] && !IsLocal(e, plan, members[root]))
                        Root(Edges[e].To);
                }
            }
            // Tasks that nothing calls any more still need a home, so that they can be called.
            var homeless = Enumerable.Range(0, Tasks.Length).FirstOrDefault(t => !members.Any(m => m is not null && m[t]), -1);
            if (homeless < 0)
                return members;
            Root(homeless);
        }

        void Root(int task)
        {
            if (members[task] is not null)
                return;
            members[task] = new bool[Tasks.Length];
            next.Push(task);
        }
    }

    /// <summary>The tasks that run in a function; <paramref name="members"/> must be empty.</summary>
    public void FillMembers(int root, Plan plan, bool[] members, Stack<int> next)
    {
        members[root] = true;
        next.Push(root);
        while (next.TryPop(out var task))
        {
            foreach (var e in EdgesFrom[task])
            {
                var to = Edges[e].To;
                if (plan.Local[e] && !members[to])
                {
                    members[to] = true;
                    next.Push(to);
                }
            }
        }
    }

    /// <summary>As the runtime decides: a synchronous call is local wherever the callee is in the function.</summary>
    public bool IsLocal(int edge, Plan plan, bool[] members)
        => plan.Local[edge] || (Edges[edge].Kind == CallKind.Sync && members[Edges[edge].To]);

    private Node Compile(Step step, int task, Dictionary<string, int> index)
    {
        var from = step.From.Select(f => index.GetValueOrDefault(f, -1)).ToArray();
        return step switch
        {
            CpuStep cpu => new(NodeKind.Cpu, step.Probability, from) { Ms = cpu.CpuMs, MeanMs = Mean(cpu.CpuMs, cpu.Sigma ?? 0), Threads = cpu.Threads },
            WaitStep wait => new(NodeKind.Wait, step.Probability, from) { Ms = wait.WaitMs, MeanMs = Mean(wait.WaitMs, wait.Sigma) },
            OperationStep operation => new(NodeKind.Operation, step.Probability, from)
            {
                Ms = operation.WaitMs * operation.Count,
                MeanMs = Mean(operation.WaitMs, operation.Sigma) * operation.Count,
                CpuMs = Mean(operation.CpuMs, operation.Sigma) * operation.Count,
            },
            CallStep call => new(NodeKind.Call, step.Probability, from)
            {
                Edge = EdgeOf(task, index[call.To], call.Kind, isSeen: true),
                Count = call.Count,
                KiloBytes = (call.InBytes + (call.Kind == CallKind.Sync ? call.OutBytes : 0)) / 1024.0,
            },
            ParallelStep parallel => new(NodeKind.Parallel, step.Probability, from)
            {
                Branches = [.. parallel.Branches.Select(b => b.Select(s => Compile(s, task, index)).ToArray())],
            },
            _ => throw new ArgumentOutOfRangeException(nameof(step), step, null),
        };
    }

    private int EdgeOf(int from, int to, CallKind kind, bool isSeen)
    {
        if (!_edgeIndex.TryGetValue((from, to, kind), out var edge))
        {
            _edgeIndex.Add((from, to, kind), edge = _edges.Count);
            _edges.Add(new(from, to, kind, isSeen));
        }
        return edge;
    }

    private static double Mean(double median, double sigma) => median * Math.Exp(sigma * sigma / 2);
}

internal sealed record CompiledTask(string Id, bool IsEntry, Node[] Nodes, double FirstCpuMs, int MinMemoryMB)
{
    /// <summary>Whether the task does something only for some callers.</summary>
    public bool AsksForCaller { get; } = Asks(Nodes);

    private static bool Asks(Node[] nodes) => nodes.Any(n => n.From.Length > 0 || n.Branches.Any(Asks));
}

internal readonly record struct Edge(int From, int To, CallKind Kind, bool IsSeen);

internal enum NodeKind : byte
{
    Cpu,
    Wait,
    Operation,
    Call,
    Parallel,
}

/// <summary>A step.</summary>
internal sealed class Node(NodeKind kind, double probability, int[] from)
{
    public NodeKind Kind { get; } = kind;
    public double Probability { get; } = probability;

    /// <summary>Callers for which it happens; empty: all.</summary>
    public int[] From { get; } = from;

    public double Ms { get; init; }
    public double MeanMs { get; init; }
    public double CpuMs { get; init; }
    public int Threads { get; init; } = 1;
    public int Edge { get; init; }
    public int Count { get; init; }
    public double KiloBytes { get; init; }
    public Node[][] Branches { get; init; } = [];
}
