using System.Collections.Immutable;
using Fusionize.CompilerServices;
using Fusionize.Engine.Setups;

namespace Fusionize.Engine.Optimization.Model;

/// <summary>
/// A setup as the search changes it: per call edge whether it is local, per task the memory of the function that it roots. What is
/// grouped with what follows: a function for each task that is invoked, with everything that it reaches by local edges.
/// </summary>
internal sealed class Plan(bool[] local, int[] memoryMB)
{
    public bool[] Local { get; } = local;
    public int[] MemoryMB { get; } = memoryMB;

    public Plan Copy() => new((bool[])Local.Clone(), (int[])MemoryMB.Clone());

    public void CopyFrom(Plan other)
    {
        other.Local.CopyTo(Local, 0);
        other.MemoryMB.CopyTo(MemoryMB, 0);
    }

    public static Plan Of(FusionSetup setup, CompiledApp app)
    {
        var local = new bool[app.Edges.Length];
        for (var e = 0; e < local.Length; e++)
        {
            var edge = app.Edges[e];
            // The caller may run in several groups, and the edge be local in some only; the one that is its home speaks for all.
            local[e] = setup.HomeOf(app.Tasks[edge.From].Id).RunsLocally(app.Tasks[edge.To].Id, edge.Kind);
        }
        return new(local, [.. app.Tasks.Select(t => setup.HomeOf(t.Id).MemoryMB)]);
    }

    /// <param name="like">Gives the architectures.</param>
    public FusionSetup ToSetup(CompiledApp app, FusionSetup like)
    {
        var members = app.MembersOf(this);
        var rooted = Enumerable.Range(0, app.Tasks.Length).Where(t => members[t] is not null).ToList();
        var homes = new int[app.Tasks.Length];
        Array.Fill(homes, -1);
        foreach (var root in rooted)
            homes[root] = root;
        // What no function invokes has its home where it first runs.
        foreach (var root in rooted)
        {
            for (var t = 0; t < homes.Length; t++)
            {
                if (homes[t] < 0 && members[root]![t])
                    homes[t] = root;
            }
        }
        var groups = rooted.Select(root =>
        {
            var tasks = Enumerable.Range(0, homes.Length).Where(t => members[root]![t]).ToList();
            var remoteAsync = Enumerable.Range(0, app.Edges.Length)
                .Where(e => app.Edges[e].Kind == CallKind.Async && !Local[e] && members[root]![app.Edges[e].From] && members[root]![app.Edges[e].To])
                .Select(e => app.Tasks[app.Edges[e].To].Id);
            return new FusionGroup(app.Tasks[root].Id, tasks.Select(t => app.Tasks[t].Id), tasks.Where(t => homes[t] == root).Select(t => app.Tasks[t].Id),
                MemoryMB[root], like.HomeOf(app.Tasks[root].Id).Architecture, remoteAsync);
        }).ToImmutableArray();
        return new FusionSetup(app.App, groups).InOrderOf(app.Model);
    }
}
