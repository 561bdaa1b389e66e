using System.Collections.Immutable;
using Fusionize.CompilerServices;
using Fusionize.Engine.Packaging;
using Fusionize.Engine.Setups;

namespace Fusionize.Engine.Infrastructure;

/// <summary>One thing that a function may do. Resources name partition, region and account by <see cref="Place"/>'s placeholders.</summary>
/// <param name="Because">Why: the task that needs it, or the call.</param>
public sealed record AccessStatement(string Action, string Resource, string Because);

/// <summary>All that a group's function needs to be allowed, and nothing else.</summary>
/// <param name="Statements">Sorted, one per action and resource.</param>
/// <param name="IsAsyncCallee">Whether asynchronous calls from other functions come here: what fails for good must go somewhere.</param>
public sealed record FunctionAccess(string Group, string Function, ImmutableArray<AccessStatement> Statements, bool IsAsyncCallee)
{
    /// <summary>Of the setup that a build was made with.</summary>
    public static ImmutableArray<FunctionAccess> Of(FusionManifest manifest) => Of(manifest, SetupOf(manifest));

    /// <summary>Of another setup of the same application.</summary>
    public static ImmutableArray<FunctionAccess> Of(FusionManifest manifest, FusionSetup setup)
    {
        var app = ModelOf(manifest);
        var tasks = manifest.Tasks.ToDictionary(t => t.Id, StringComparer.Ordinal);
        var asyncHomes = setup.Groups
            .SelectMany(g => app.Calls.Where(c => c.Kind == CallKind.Async && (c.From is null || g.Tasks.Contains(c.From)) && !g.RunsLocally(c.To, c.Kind)))
            .Select(c => setup.HomeOf(c.To).Name).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. from @group in setup.Groups
               let function = FunctionNames.Of(manifest.App, @group.Name)
               let log = $"arn:{Place.Partition}:logs:{Place.Region}:{Place.Account}:log-group:/aws/lambda/{function}:*"
               let own = @group.Tasks.SelectMany(t => (tasks[t].Permissions ?? []).Select(p => new AccessStatement(p.Action, p.Resource, "task " + t)))
               let calls = setup.RoutesOf(@group, app).Select(r => new AccessStatement(
                   "lambda:InvokeFunction", $"arn:{Place.Partition}:lambda:{Place.Region}:{Place.Account}:function:{FunctionNames.Of(manifest.App, r.Value)}:setup-*", "calls " + r.Key))
               let logs = (AccessStatement[])[new("logs:CreateLogStream", log, "its log"), new("logs:PutLogEvents", log, "its log")]
               select new FunctionAccess(@group.Name, function, Merge([.. own, .. calls, .. logs]), asyncHomes.Contains(@group.Name)),
        ];
    }

    private static ImmutableArray<AccessStatement> Merge(IEnumerable<AccessStatement> statements) =>
    [
        .. statements.GroupBy(s => (s.Action, s.Resource))
            .Select(g => new AccessStatement(g.Key.Action, g.Key.Resource, string.Join(", ", g.Select(s => s.Because).Distinct().Order(StringComparer.Ordinal))))
            .OrderBy(s => s.Action, StringComparer.Ordinal).ThenBy(s => s.Resource, StringComparer.Ordinal),
    ];

    /// <summary>What a manifest tells of the application.</summary>
    public static AppModel ModelOf(FusionManifest manifest) => new(
        manifest.App, [.. manifest.Tasks.Select(t => new AppTask(t.Id, t.Entry))],
        [.. manifest.Calls.Select(c => new AppCall(c.From, c.To, c.Kind == "async" ? CallKind.Async : CallKind.Sync))]);

    private static FusionSetup SetupOf(FusionManifest manifest) => new(manifest.App,
        [.. manifest.Groups.Select(g => new FusionGroup(g.Name, g.Tasks, g.Entries, g.MemoryMB, g.Architecture, g.RemoteAsync))]);
}

/// <summary>Placeholders for where an application gets deployed; every writer puts its own expressions there.</summary>
public static class Place
{
    public const string Partition = "${Partition}";
    public const string Region = "${Region}";
    public const string Account = "${Account}";
}
