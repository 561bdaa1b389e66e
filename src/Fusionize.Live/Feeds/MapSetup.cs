using System.Collections.Immutable;
using Fusionize.Dashboard.Building;
using Fusionize.Dashboard.Model;
using Fusionize.Live.Model;
using Fusionize.Optimization;
using Fusionize.Packaging;
using Fusionize.Rounds;

namespace Fusionize.Live.Feeds;

/// <summary>The deployed functions in the form that the report's map draws.</summary>
internal static class MapSetup
{
    /// <summary>As the build says, and the calls that it doesn't know from the traces.</summary>
    public static ReportSetup OfBuild(FusionManifest manifest, AppFeed? feed)
    {
        var built = new BuiltApp(manifest, "", TimeSpan.Zero);
        var calls = Calls.Of(built.Setup, null, new CallGraph(built.Model, []));
        var known = calls.Select(CallKey.Of).ToHashSet();
        return Setup(
            manifest.App,
            manifest.Groups.Select(g => new ReportGroup(g.Name, g.Tasks, g.Entries, g.MemoryMB, g.Architecture, g.Bytes)),
            calls.Concat((feed?.MapCalls() ?? []).Where(c => !known.Contains(CallKey.Of(c))))
        );
    }

    /// <summary>Without a build: what the traces showed so far. A function that hasn't run yet is a task of its own name.</summary>
    public static ReportSetup OfTraces(string app, IReadOnlyList<LiveFunction> functions, AppFeed? feed) =>
        Setup(
            app,
            functions
                .GroupBy(f => f.Group, StringComparer.Ordinal)
                .Select(g =>
                {
                    var known = feed?.Groups.GetValueOrDefault(g.Key);
                    ImmutableArray<string> tasks = known is null ? [g.Key] : [.. known.Tasks.Order(StringComparer.Ordinal)];
                    ImmutableArray<string> homes = known is null ? tasks : [.. known.Homes];
                    var first = g.First();
                    return new ReportGroup(g.Key, tasks, homes, first.MemoryMB, first.Architecture, first.ZipBytes);
                }),
            feed?.MapCalls() ?? []
        );

    /// <summary>Functions that belong to no application.</summary>
    public static ReportSetup OfPlain(IReadOnlyList<LiveFunction> functions) =>
        Setup("", functions.Select(f => new ReportGroup(f.Name, [f.Name], [f.Name], f.MemoryMB, f.Architecture, f.ZipBytes)), []);

    private static ReportSetup Setup(string name, IEnumerable<ReportGroup> groups, IEnumerable<ReportCall> calls) =>
        new()
        {
            Name = name,
            Id = "",
            Notation = "",
            Groups = [.. groups],
            Calls = [.. calls],
        };
}
