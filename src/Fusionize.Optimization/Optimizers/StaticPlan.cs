using Fusionize.Setups;

namespace Fusionize.Optimization.Optimizers;

/// <summary>A first setup from the call sites that the compiler found, before anything has run.</summary>
public static class StaticPlan
{
    /// <summary>
    /// Applies the Fusionize papers' path rule to every call site: awaited calls become local, detached calls go to another function. A task that one
    /// group calls both ways counts as awaited there. Any task may use a helper method, so every group gets the tasks that helper methods call.
    /// </summary>
    /// <param name="app">The application.</param>
    /// <param name="memoryMB">Memory of every group: call sites don't show how much a group needs.</param>
    public static FusionSetup Create(AppModel app, int memoryMB = FusionGroup.DefaultMemoryMB)
    {
        var graph = new CallGraph(app, []);
        var setup = FusionSetup.OnePerTask(app, memoryMB);
        while (NextStep(setup, graph) is { } next)
            setup = next;
        return setup;
    }

    // This ends: each step settles one edge, and no later step changes it, since a group's awaited calls stay local in every group it is merged into.
    private static FusionSetup? NextStep(FusionSetup setup, CallGraph graph)
    {
        foreach (var group in setup.Groups)
        {
            foreach (var (callee, kind) in EdgesOf(group, graph))
            {
                var isLocal = group.RunsLocally(callee, kind);
                if (kind == CallKind.Sync && !isLocal)
                    return Regrouping.Fuse(setup, group, callee, graph);
                if (kind == CallKind.Async && isLocal)
                    return Regrouping.HandOver(setup, group, callee, graph);
            }
        }
        return null;
    }

    /// <summary>The calls of the group's tasks, except those of its own root.</summary>
    private static IEnumerable<(string Callee, CallKind Kind)> EdgesOf(FusionGroup group, CallGraph graph) =>
        group
            .Tasks.SelectMany(graph.CallsOf)
            .Where(c => c.To != group.Name)
            .GroupBy(c => c.To, (callee, calls) => (callee, calls.Any(c => c.Kind == CallKind.Sync) ? CallKind.Sync : CallKind.Async));
}
