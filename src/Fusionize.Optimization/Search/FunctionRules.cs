using System.Collections.Immutable;
using Fusionize.Optimization.Predictor;
using Fusionize.Setups;

namespace Fusionize.Optimization.Search;

/// <summary>Which tasks may share a function, and which sizes it may have.</summary>
internal sealed class FunctionRules
{
    private readonly BehaviorGraph _graph;
    private readonly SearchOptions _options;
    private readonly bool[,] _apart;
    private readonly Dictionary<TaskSet, bool> _zipFits = [];

    public FunctionRules(BehaviorGraph graph, SearchOptions options)
    {
        (_graph, _options) = (graph, options);
        _apart = new bool[graph.Count, graph.Count];
        foreach (var (a, b) in options.Constraints.NeverTogether)
            _apart[graph.NumberOf(a), graph.NumberOf(b)] = _apart[graph.NumberOf(b), graph.NumberOf(a)] = true;
        Sizes = [.. options.Constraints.AllowedSizes.Order()];
    }

    /// <summary>Memory sizes that may be tried, ascending.</summary>
    public int[] Sizes { get; }

    public ImmutableArray<string> Architectures => _options.Constraints.Architectures;

    /// <summary>Whether a task may be added to these.</summary>
    public bool MayJoin(TaskSet local, int task)
    {
        var packageKB = _graph.Tasks[task].PackageKB;
        foreach (var member in local.Members)
        {
            if (_apart[member, task])
                return false;
            packageKB += _graph.Tasks[member].PackageKB;
        }
        return packageKB <= _options.Constraints.MaxPackageMB * 1024 && (_options.Constraints.MaxZipMB is null || ZipFits(local.With(task)));
    }

    /// <summary>The least memory that the tasks run in together.</summary>
    public double MinMemoryMB(TaskSet tasks)
    {
        double least = 0,
            used = _options.BaseMemoryMB;
        foreach (var task in tasks.Members)
        {
            least = Math.Max(
                least,
                Math.Max(_graph.Tasks[task].MinMemoryMB, _options.Constraints.MinMemoryMB.GetValueOrDefault(_graph.Tasks[task].Id))
            );
            used += _options.TaskMemoryMB.GetValueOrDefault(_graph.Tasks[task].Id);
        }
        return Math.Min(Math.Max(least, used / _options.Constraints.MemoryUse), Sizes[^1]);
    }

    public double MinMemoryMB(FusionGroup group) => MinMemoryMB(group.Tasks.Aggregate(default(TaskSet), (set, t) => set.With(_graph.NumberOf(t))));

    // Asked once for each set: computing a zip's size is expensive.
    private bool ZipFits(TaskSet tasks)
    {
        if (!_zipFits.TryGetValue(tasks, out var fits))
            _zipFits.Add(tasks, fits = _options.Constraints.MayShare([.. tasks.Members.Select(t => _graph.Tasks[t].Id)]));
        return fits;
    }
}
