using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Reflection;
using Fusionize.Engine.Packaging;
using Fusionize.Engine.Setups;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Fusionize.Build.Tasks;

/// <summary>Lays the setup over the application: writes what each group is built from, and says which groups have to be built.</summary>
public sealed class PlanGroups : FusionizeTask
{
    [Required]
    public string App { get; set; } = "";

    /// <summary>The application's compiled assembly.</summary>
    [Required]
    public string AppAssembly { get; set; } = "";

    /// <summary>The setup; empty for one group per task.</summary>
    public string? SetupFile { get; set; }

    /// <summary>The store that the setup came from, remembered with the last good setup.</summary>
    public string? Store { get; set; }

    /// <summary>Memory of the initial setup's groups.</summary>
    public int MemoryMB { get; set; } = FusionGroup.DefaultMemoryMB;

    /// <summary>What the application publishes.</summary>
    [Required]
    public ITaskItem[] Files { get; set; } = [];

    /// <summary>What the application was compiled against.</summary>
    [Required]
    public ITaskItem[] References { get; set; } = [];

    /// <summary>The compiler plug-ins that the hosts need.</summary>
    [Required]
    public ITaskItem[] Analyzers { get; set; } = [];

    /// <summary>Linker and whatever else makes zips.</summary>
    public ITaskItem[] Tools { get; set; } = [];

    public ITaskItem[] Keep { get; set; } = [];

    public string Link { get; set; } = "";

    public ITaskItem[] Frameworks { get; set; } = [];

    public ITaskItem[] RuntimeOptions { get; set; } = [];

    [Required]
    public string TargetFramework { get; set; } = "";

    [Required]
    public string FrameworkMoniker { get; set; } = "";

    public string? AssetsFile { get; set; }

    /// <summary>The commit.</summary>
    public string? SourceRevision { get; set; }

    /// <summary>Where setups are kept, for all configurations.</summary>
    [Required]
    public string SetupDirectory { get; set; } = "";

    /// <summary>Where groups are built, for this configuration and framework.</summary>
    [Required]
    public string Directory { get; set; } = "";

    /// <summary>The targets that build one group.</summary>
    [Required]
    public string GroupTargets { get; set; } = "";

    /// <summary>Properties for the groups' projects: <c>Name</c> with metadata Value; IsOutsideKey where the zips don't depend on it.</summary>
    public ITaskItem[] GroupProperties { get; set; } = [];

    /// <summary>Whether there is something to fuse.</summary>
    [Output]
    public bool IsApplication { get; set; }

    /// <summary>The projects of the groups to build.</summary>
    [Output]
    public ITaskItem[] Groups { get; set; } = [];

    protected override System.Threading.Tasks.Task RunAsync(CancellationToken cancellation)
    {
        var app = AppManifest.Read(App, [AppAssembly, .. Files.Where(IsOwnAssembly).Select(f => f.GetMetadata("FullPath")).Where(f => f != AppAssembly)]);
        if (!app.IsApplication(Path.GetFileNameWithoutExtension(AppAssembly)))
        {
            // Its tasks go into the zips of the application that references it.
            Log.LogMessage(MessageImportance.Normal, "{0} declares tasks but no entry task: a library, nothing to fuse.", App);
            return System.Threading.Tasks.Task.CompletedTask;
        }
        IsApplication = true;
        var setup = ReadSetup(app.Model);
        var plan = new FusePlan(Inputs(), Directory);
        var groups = plan.Write(app, setup);
        var projects = new GroupProjects(Directory, GroupTargets, plan.HostAssembly);
        projects.WriteShared(AppAssembly, References, Analyzers, TargetFramework, FrameworkMoniker, GroupProperties);
        Groups = [.. groups.Where(g => !g.IsUpToDate).Select(g => new TaskItem(projects.Write(g)))];
        var runtime = new FunctionRuntime("dotnet" + TargetFramework["net".Length..].Split('.')[0], plan.HostAssembly);
        BuildOutput.Draft(app, setup, runtime, ToolVersion(), SourceRevision, Directory);
        Log.LogMessage(MessageImportance.Normal, "Setup {0}: {1}", setup.Id, setup.Notation);
        return System.Threading.Tasks.Task.CompletedTask;
    }

    private FusionSetup ReadSetup(AppModel app)
    {
        if (string.IsNullOrEmpty(SetupFile))
        {
            var initial = FusionSetup.OnePerTask(app, MemoryMB);
            initial.Validate(app, "FusionizeMemoryMB");
            return initial;
        }
        var setup = SetupFiles.Read(SetupFile, app);
        new SetupPull(SetupDirectory).Accept(setup, Store);
        return setup;
    }

    private FuseInputs Inputs() => new()
    {
        AppAssembly = Path.GetFileNameWithoutExtension(AppAssembly),
        Files = [.. Files.Select(f => new PublishFile(f.GetMetadata("FullPath"), f.GetMetadata("RelativePath"), Metadata(f, "NuGetPackageId"), Metadata(f, "NuGetPackageVersion")))],
        Framework = [.. References.Where(r => r.GetMetadata("FrameworkReferenceName") != "").Select(r => r.GetMetadata("FullPath"))],
        Tools = [.. Tools.Concat(Analyzers).Select(t => t.GetMetadata("FullPath"))],
        Keep = Keep.Select(k => k.ItemSpec).ToFrozenSet(StringComparer.OrdinalIgnoreCase),
        Policy = Policy(),
        TargetFramework = TargetFramework,
        FrameworkMoniker = FrameworkMoniker,
        Frameworks = [.. Frameworks.Select(f => new RuntimeFramework(f.GetMetadata("FrameworkName") is { Length: > 0 } name ? name : f.ItemSpec, f.GetMetadata("Version")))],
        RuntimeOptions = RuntimeOptions.ToImmutableSortedDictionary(o => o.ItemSpec, o => o.GetMetadata("Value"), StringComparer.Ordinal),
        AssetsFile = AssetsFile,
        Salt = string.Join('\n', GroupProperties.Where(p => p.GetMetadata("IsOutsideKey") == "").Select(p => $"{p.ItemSpec}={p.GetMetadata("Value")}")),
    };

    private static string ToolVersion() =>
        typeof(PlanGroups).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    private LinkPolicy Policy() => Link.ToLowerInvariant() switch
    {
        "" or "true" or "safe" => LinkPolicy.Safe,
        "all" => LinkPolicy.All,
        "false" or "none" => LinkPolicy.None,
        _ => throw new PackagingException(PackagingCodes.Unsupported, null, $"FusionizeLink is '{Link}'; it can be safe, all or none."),
    };

    /// <summary>Tasks are declared in the solution's projects, or in a package of theirs; the framework declares none.</summary>
    private static bool IsOwnAssembly(ITaskItem file) =>
        file.GetMetadata("Extension") is ".dll" or ".exe" && !file.GetMetadata("RelativePath").Contains('/') && !file.GetMetadata("RelativePath").Contains('\\');

    private static string? Metadata(ITaskItem item, string name) => item.GetMetadata(name) is { Length: > 0 } value ? value : null;
}
