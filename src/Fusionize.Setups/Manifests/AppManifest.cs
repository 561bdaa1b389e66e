using System.Collections.Immutable;
using Fusionize.Setups.Http;
using Fusionize.Shared;

namespace Fusionize.Setups.Manifests;

/// <summary>The tasks and calls of a whole application: the manifests of all its assemblies.</summary>
public sealed class AppManifest
{
    private AppManifest(string app, ImmutableArray<(string Assembly, Manifest Manifest)> assemblies)
    {
        Assemblies = assemblies;
        Model = new AppModel(
            app,
            [.. Tasks.Select(t => new AppTask(t.Id, t.IsEntry, t.IsBestEffort))],
            [
                .. assemblies
                    .SelectMany(a => a.Manifest.Calls)
                    .Select(c => new AppCall(c.From, c.To, c.IsAsync ? CallKind.Async : CallKind.Sync, (Multiplicity)c.Multiplicity, c.Location)),
            ]
        );
    }

    /// <summary>The application as stores, setups and optimizers know it.</summary>
    public AppModel Model { get; }

    internal ImmutableArray<(string Assembly, Manifest Manifest)> Assemblies { get; }

    private ImmutableDictionary<(string Type, string Method), ImmutableArray<TaskPermission>> Permissions { get; init; } =
        ImmutableDictionary<(string, string), ImmutableArray<TaskPermission>>.Empty;

    /// <summary>Whether the application's code uses <c>TaskContext</c>.</summary>
    internal bool AsksForContext { get; private init; }

    /// <summary>Whether the application's code uses <c>FunctionTelemetry</c>.</summary>
    internal bool AsksForTelemetry { get; private init; }

    /// <summary>Whether code of the application itself asks for loggers, or for the running task; then any function may do so.</summary>
    internal bool AsksForRunningTask { get; private init; }

    internal ImmutableArray<TaskPermission> PermissionsOf(ManifestTask task) => Permissions.GetValueOrDefault((task.DeclaringType, task.Method), []);

    internal IEnumerable<ManifestTask> Tasks => Assemblies.SelectMany(a => a.Manifest.Tasks);

    /// <summary>The routes of all tasks.</summary>
    internal IReadOnlyList<TaskRoute> TaskRoutes =>
        [
            .. from task in Tasks
            where task.Http is not null
            from route in task.Http!.Routes
            select new TaskRoute(task.Id, route.Method, route.Template),
        ];

    /// <summary>Reads an application. The first assembly is the application's own, so that its tasks come first.</summary>
    public static AppManifest Read(string app, IEnumerable<string> assemblies)
    {
        CheckName(app);
        var files = assemblies.ToList();
        var read = files.Select(f => (File: f, Manifest: AssemblyManifest.Read(f))).Where(a => a.Manifest is not null).ToList();
        var found = read.Select(a => (Path.GetFileNameWithoutExtension(a.File), a.Manifest!)).ToImmutableArray();
        Check(found, files.FirstOrDefault());
        return new AppManifest(app, found)
        {
            Permissions = read.SelectMany(a => TaskPermissions.Read(a.File)).ToImmutableDictionary(),
            AsksForContext = files.Exists(f => AssemblyManifest.RefersTo(f, Names.TaskContext)),
            AsksForTelemetry = files.Exists(f => AssemblyManifest.RefersTo(f, Names.FunctionTelemetry)),
            AsksForRunningTask = files.Exists(f =>
                Path.GetFileNameWithoutExtension(f) != Names.LoggingAssembly
                && (AssemblyManifest.RefersTo(f, Names.FunctionLogging) || AssemblyManifest.RefersTo(f, Names.RunningTask))
            ),
        };
    }

    public static void CheckName(string app)
    {
        if (!SetupNames.IsAppName(app))
            throw new FusionizeException(PackagingCodes.BadAppName, null, $"'{app}' can't be an application's name.");
    }

    /// <summary>Whether an assembly declares an entry task.</summary>
    public static bool HasEntry(string file) => AssemblyManifest.Read(file) is { } manifest && manifest.Tasks.Any(static t => t.IsEntry);

    /// <summary>Whether an assembly declares tasks, and none of them is an entry task.</summary>
    public static bool LacksEntry(string file) =>
        AssemblyManifest.Read(file) is { } manifest && manifest.Tasks.Any() && !manifest.Tasks.Any(static t => t.IsEntry);

    /// <summary>Whether the assembly is an application to deploy: it has an entry task, or it has no tasks itself and references assemblies that
    /// have.</summary>
    public bool IsApplication(string assembly)
    {
        var own = Assemblies.Where(a => a.Assembly == assembly).SelectMany(a => a.Manifest.Tasks).ToList();
        return own.Count == 0 ? Tasks.Any(t => t.IsEntry) : own.Exists(t => t.IsEntry);
    }

    private static void Check(ImmutableArray<(string Assembly, Manifest Manifest)> assemblies, string? appFile)
    {
        var declared = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (assembly, manifest) in assemblies)
            foreach (var task in manifest.Tasks)
                if (!declared.TryAdd(TaskId.DuplicateKey(task.Id), assembly))
                    throw new FusionizeException(
                        PackagingCodes.DuplicateTask,
                        appFile,
                        $"Task '{task.Id}' of {assembly} has the same id as one of {declared[TaskId.DuplicateKey(task.Id)]}."
                    );
        if (declared.Count == 0)
            throw new FusionizeException(PackagingCodes.NoTasks, appFile, "The application has no task.");
        foreach (var (assembly, manifest) in assemblies)
            foreach (var call in manifest.Calls)
                if (!declared.ContainsKey(TaskId.DuplicateKey(call.To)))
                    throw new FusionizeException(
                        PackagingCodes.UnknownCallee,
                        appFile,
                        $"{call.Location} in {assembly} calls task '{call.To}', which no assembly of the application declares.",
                        $"rebuild {assembly}"
                    );
    }
}
