using Fusionize.Setups;

namespace Fusionize.Optimization;

/// <summary>Single steps from one grouping to the next. Each gives a valid setup.</summary>
public static class Regrouping
{
    /// <summary>
    /// Makes a group's calls of a task local. The tasks that run with it in its home move along. If nothing else invokes the home, it is merged into
    /// the
    /// group; otherwise it stays, and the group gets copies.
    /// </summary>
    /// <param name="setup">The setup to start from.</param>
    /// <param name="group">The calling group, one of the setup's.</param>
    /// <param name="callee">The called task.</param>
    /// <param name="graph">The calls of the application.</param>
    public static FusionSetup Fuse(FusionSetup setup, FusionGroup group, string callee, CallGraph graph)
    {
        var home = setup.HomeOf(callee);
        var moved = graph.ReachableIn(home, callee);
        // A call that is handed over in the home is handed over in the group, too.
        var remoteAsync = group.RemoteAsync.Union(home.RemoteAsync.Where(moved.Contains));
        var copied = With(group, group.Tasks.Union(moved), group.Entries, remoteAsync);
        var withCopies = Replace(setup, group, copied);
        if (home.Entries.Any(e => graph.IsInvoked(withCopies, e)))
            return withCopies.InOrderOf(graph.App);
        var merged = With(group, group.Tasks.Union(home.Tasks), group.Entries.Union(home.Entries), remoteAsync);
        return (setup with { Groups = [.. setup.Groups.Where(g => g != home).Select(g => g == group ? merged : g)] }).InOrderOf(graph.App);
    }

    /// <summary>Takes a task out of a group. If the group was its home, the task gets a group of its own.</summary>
    /// <param name="setup">The setup to start from.</param>
    /// <param name="group">One of the setup's groups.</param>
    /// <param name="task">One of the group's tasks, not its root.</param>
    /// <param name="memoryMB">The memory of the task's own group.</param>
    internal static FusionSetup TakeOut(FusionSetup setup, FusionGroup group, string task, int memoryMB)
    {
        var rest = With(group, group.Tasks.Remove(task), group.Entries.Remove(task), group.RemoteAsync.Remove(task));
        var groups = setup.Groups.Replace(group, rest);
        if (group.Entries.Contains(task))
            groups = groups.Add(new(task, [task], memoryMB: memoryMB, architecture: group.Architecture));
        return setup with { Groups = groups };
    }

    /// <summary>
    /// Makes a group's asynchronous calls of a task go to another function. If the group is the task's home, the task gets a group of its own.
    /// </summary>
    /// <param name="setup">The setup to start from.</param>
    /// <param name="group">The calling group, one of the setup's.</param>
    /// <param name="callee">The called task.</param>
    /// <param name="graph">The calls of the application.</param>
    public static FusionSetup HandOver(FusionSetup setup, FusionGroup group, string callee, CallGraph graph)
    {
        var without = With(group, group.Tasks, group.Entries, group.RemoteAsync.Add(callee));
        if (group.Entries.Contains(callee) && callee != group.Name)
        {
            var alone = new FusionGroup(callee, graph.ReachableIn(group, callee), [callee], group.MemoryMB, group.Architecture);
            without = With(without, without.Tasks, without.Entries.Remove(callee), without.RemoteAsync);
            return Replace(setup with { Groups = setup.Groups.Add(alone) }, group, Pruned(without, graph)).InOrderOf(graph.App);
        }
        return Replace(setup, group, Pruned(without, graph)).InOrderOf(graph.App);
    }

    /// <summary>Removes copies that nothing in the group calls.</summary>
    private static FusionGroup Pruned(FusionGroup group, CallGraph graph)
    {
        var used = graph.ReachableIn(group, group.Entries);
        return With(group, group.Tasks.Where(used.Contains), group.Entries, group.RemoteAsync.Where(used.Contains));
    }

    private static FusionSetup Replace(FusionSetup setup, FusionGroup old, FusionGroup group) =>
        setup with
        {
            Groups = setup.Groups.Replace(old, group),
        };

    private static FusionGroup With(
        FusionGroup group,
        IEnumerable<string> tasks,
        IEnumerable<string> entries,
        IEnumerable<string>? remoteAsync = null
    ) => new(group.Name, tasks, entries, group.MemoryMB, group.Architecture, remoteAsync ?? group.RemoteAsync);
}
