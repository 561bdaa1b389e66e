namespace Fusionize.Shared;

/// <summary>Computes a group's slice from the manifests of an application's assemblies.</summary>
internal static class SlicePlan
{
    // A message's content of these types isn't read as JSON.
    public const string Text = "string";
    public const string Bytes = "byte[]";

    /// <summary>The slice with the whole application: every task is served and called, so that each group's slice is a part of it.</summary>
    public static Slice Application(string app, IReadOnlyList<(string Assembly, Manifest Manifest)> assemblies)
    {
        var tasks = assemblies
            .SelectMany(static a =>
                a.Manifest.Tasks.Select(t =>
                    new SliceTask(t, SliceRole.Serve, IsAsyncRemote: true, IsHandedOver: true, Names.TaskNamespace(a.Assembly))
                )
            )
            .ToList();
        var candidates = new HashSet<string>(assemblies.SelectMany(static a => a.Manifest.Copied), StringComparer.Ordinal);
        return new Slice(
            app,
            "",
            "",
            new(tasks),
            new(TypesOf(tasks).OrderBy(static t => t, StringComparer.Ordinal)),
            new ConstructionPlan(assemblies, [.. tasks.Select(static t => t.Task.Id)]).Of(tasks),
            new(TypesOf(tasks).Where(candidates.Contains))
        );
    }

    /// <param name="app">The application's name.</param>
    /// <param name="assemblies">Every assembly's name with its manifest, in a stable order.</param>
    /// <param name="group">The group's name.</param>
    /// <param name="local">The tasks in the group. The first one, its root, is for requests that name no task.</param>
    /// <param name="served">Those of them that it serves.</param>
    /// <param name="remoteAsync">Those of them whose asynchronous calls nevertheless go to their home.</param>
    public static Slice Create(
        string app,
        IReadOnlyList<(string Assembly, Manifest Manifest)> assemblies,
        string group,
        IReadOnlyCollection<string> local,
        IReadOnlyList<string> served,
        IReadOnlyCollection<string> remoteAsync
    )
    {
        var called = CalledFrom(local, assemblies.SelectMany(a => a.Manifest.Calls));
        var detached = CalledFrom(local, assemblies.SelectMany(a => a.Manifest.Calls).Where(c => c.IsAsync));
        var tasks = new List<SliceTask>();
        foreach (var (assembly, manifest) in assemblies)
            foreach (var task in manifest.Tasks)
            {
                var isLocal = local.Contains(task.Id);
                if (!isLocal && !called.Contains(task.Id))
                    continue;
                var role =
                    !isLocal ? SliceRole.Remote
                    : served.Contains(task.Id) ? SliceRole.Serve
                    : SliceRole.Local;
                var isAsyncRemote = isLocal && remoteAsync.Contains(task.Id);
                var isHandedOver = isLocal && !isAsyncRemote && !task.IsBestEffort && detached.Contains(task.Id);
                var isRouted = role == SliceRole.Serve && task.Http is not null;
                tasks.Add(
                    new SliceTask(
                        task with
                        {
                            Init = isLocal ? task.Init : null,
                            Http = isRouted ? task.Http : null,
                            Events = role == SliceRole.Serve ? ForFunction(task.Events) : null,
                        },
                        role,
                        isAsyncRemote,
                        isHandedOver,
                        !isLocal || isAsyncRemote || isHandedOver || isRouted ? Names.TaskNamespace(assembly) : null
                    )
                );
            }
        var copied = Copied(tasks, called, assemblies.SelectMany(static a => a.Manifest.Copied)).ToList();
        return new Slice(
            app,
            group,
            local.First(),
            new(tasks),
            new(JsonTypes(tasks).Concat(copied).Distinct(StringComparer.Ordinal)),
            new ConstructionPlan(assemblies, local).Of(tasks),
            new(copied)
        );
    }

    /// <summary>The tasks that the group's tasks may call. A call in a helper belongs to no task, so every group may reach it.</summary>
    private static HashSet<string> CalledFrom(IReadOnlyCollection<string> local, IEnumerable<ManifestCall> calls) =>
        [.. calls.Where(c => c.From is null || local.Contains(c.From)).Select(c => c.To)];

    /// <summary>The types that local calls of the group's tasks copy.</summary>
    private static IEnumerable<string> Copied(IEnumerable<SliceTask> tasks, HashSet<string> called, IEnumerable<string> copied)
    {
        var candidates = new HashSet<string>(copied, StringComparer.Ordinal);
        return candidates.Count == 0
            ? []
            : TypesOf(tasks.Where(t => t.Role != SliceRole.Remote && called.Contains(t.Task.Id))).Where(candidates.Contains);
    }

    /// <summary>What a function needs to know of triggers. The rest is for the deployer, and a change of it builds no zip again.</summary>
    private static ManifestEvents? ForFunction(ManifestEvents? events) =>
        events is null
            ? null
            : events with
            {
                Triggers = new(
                    events
                        .Triggers.Select(static t => new ManifestTrigger(
                            t.Kind,
                            null,
                            new(t.Options.Where(static o => o.Name == TriggerKind.Parallelism))
                        ))
                        .Distinct()
                ),
            };

    /// <summary>Distinct parameter and result types of requests to and from the group, in the order in which they occur.</summary>
    private static IEnumerable<string> JsonTypes(IEnumerable<SliceTask> tasks) => TypesOf(tasks.Where(t => t.Role == SliceRole.Serve || t.HasSlot));

    private static IEnumerable<string> TypesOf(IEnumerable<SliceTask> tasks) =>
        tasks
            .SelectMany(t =>
                t.Task.Parameters.Select(p => p.Type)
                    .Concat(t.Task.Result is { } result ? [result] : [])
                    .Concat(t.IsRouted && t.Task.Http!.Value is { } value ? [value] : [])
                    .Concat(t.IsTriggered && t.Task.Events!.Content is { } content and not (Text or Bytes) ? [content] : [])
            )
            .Distinct(StringComparer.Ordinal);
}
