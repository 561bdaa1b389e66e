using Fusionize.Setups;

namespace Fusionize.Optimization;

/// <summary>Single steps from one grouping to the next, each leaving a valid setup.</summary>
internal static class Regrouping
{
    /// <summary>
    /// Makes calls of the task local in the group: what runs with the task in its home moves along. The home is dissolved if nobody else
    /// invokes it; else it stays, and the group gets copies.
    /// </summary>
    public static FusionSetup Fuse(FusionSetup setup, FusionGroup group, string callee, CallGraph graph)
    {
        var home = setup.HomeOf(callee);
        var moved = graph.ReachableIn(home, callee);
        // A call that the home hands over stays one wherever its caller moves.
        var remoteAsync = group.RemoteAsync.Union(home.RemoteAsync.Where(moved.Contains));
        var copied = With(group, group.Tasks.Union(moved), group.Entries, remoteAsync);
        var withCopies = Replace(setup, group, copied);
        if (home.Entries.Any(e => graph.IsInvoked(withCopies, e)))
            return withCopies.InOrderOf(graph.App);
        var merged = With(group, group.Tasks.Union(home.Tasks), group.Entries.Union(home.Entries), remoteAsync);
        return (setup with { Groups = [.. setup.Groups.Where(g => g != home).Select(g => g == group ? merged : g)] }).InOrderOf(graph.App);
    }

    /// <summary>Makes asynchronous calls of the task from the group go to another function. Where the group itself is the task's home, the task gets one of its own.</summary>
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

    /// <summary>Drops the copies that nothing in the group calls.</summary>
    private static FusionGroup Pruned(FusionGroup group, CallGraph graph)
    {
        var used = graph.ReachableIn(group, group.Entries);
        return With(group, group.Tasks.Where(used.Contains), group.Entries, group.RemoteAsync.Where(used.Contains));
    }

    private static FusionSetup Replace(FusionSetup setup, FusionGroup old, FusionGroup group) => setup with { Groups = setup.Groups.Replace(old, group) };

    private static FusionGroup With(FusionGroup group, IEnumerable<string> tasks, IEnumerable<string> entries, IEnumerable<string>? remoteAsync = null)
        => new(group.Name, tasks, entries, group.MemoryMB, group.Architecture, remoteAsync ?? group.RemoteAsync);
}
