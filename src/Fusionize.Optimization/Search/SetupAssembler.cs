using Fusionize.Optimization.Predictor;
using Fusionize.Setups;

namespace Fusionize.Optimization.Search;

/// <summary>Combines the configurations of functions into setups.</summary>
internal sealed class SetupAssembler(BehaviorGraph graph, FunctionRules rules, FunctionSearch functions)
{
    /// <summary>
    /// The setups that follow from the entries' configurations: one, or several if callers want different configurations of one callee.
    /// </summary>
    public IEnumerable<FusionSetup> Assemble(FunctionConfig[] entries)
    {
        var wanted = new Dictionary<int, List<FunctionConfig>>();
        foreach (var entry in entries)
            Collect(entry, wanted);
        var conflicts = wanted.Where(w => w.Value.Count > 1).Select(w => w.Key).Order().ToList();
        var homes = wanted.ToDictionary(w => w.Key, w => w.Value[0]);
        yield return ToSetup(homes);
        // One function at a time: each wanted configuration in turn, the other functions unchanged.
        foreach (var task in conflicts)
        {
            foreach (var other in wanted[task].Skip(1))
                yield return ToSetup(new(homes) { [task] = other });
        }
    }

    private void Collect(FunctionConfig config, Dictionary<int, List<FunctionConfig>> wanted)
    {
        if (!wanted.TryGetValue(config.Task, out var list))
            wanted.Add(config.Task, list = []);
        if (list.Contains(config))
            return;
        list.Add(config);
        foreach (var callee in config.Callees)
            Collect(callee, wanted);
        foreach (var (task, _) in config.Served.Fragment.Async)
            Collect(functions.CheapestOf(task), wanted);
    }

    private FusionSetup ToSetup(Dictionary<int, FunctionConfig> homes)
    {
        var needed = NeededFunctions(homes);
        var served = needed.Aggregate(default(TaskSet), (set, t) => set.With(t));
        var groups = new List<FusionGroup>();
        foreach (var task in needed)
        {
            var config = homes[task];
            // A task without a function of its own is at home in the first one that runs it.
            var entries = config.Local.Members.Where(t => t == task || !served.Contains(t)).ToList();
            served = entries.Aggregate(served, (set, t) => set.With(t));
            groups.Add(
                new(
                    Name(task),
                    config.Local.Members.Select(Name),
                    entries.Select(Name),
                    config.MemoryMB,
                    config.Architecture,
                    config.HandedOver.Members.Select(Name)
                )
            );
        }
        // Tasks that nothing calls still need a home.
        for (var task = 0; task < graph.Count; task++)
        {
            if (!served.Contains(task))
                groups.Add(
                    new(
                        Name(task),
                        [Name(task)],
                        memoryMB: rules.Sizes.First(size => size >= rules.MinMemoryMB(TaskSet.Of(task))),
                        architecture: rules.Architectures[0]
                    )
                );
        }
        return new FusionSetup(graph.App.App, [.. groups]).InOrderOf(graph.App.ToAppModel());
    }

    // A function's calls depend on the configuration chosen for it, so this starts again from the entries.
    private SortedSet<int> NeededFunctions(Dictionary<int, FunctionConfig> homes)
    {
        var needed = new SortedSet<int>();
        var next = new Stack<int>(graph.Entries);
        while (next.TryPop(out var task))
        {
            if (!needed.Add(task))
                continue;
            var config = homes.TryGetValue(task, out var home) ? home : homes[task] = functions.CheapestOf(task);
            foreach (var (to, _) in config.Served.Fragment.Sync.Concat(config.Served.Fragment.Async))
                next.Push(to);
        }
        return needed;
    }

    private string Name(int task) => graph.App.Tasks[task].Id;
}
