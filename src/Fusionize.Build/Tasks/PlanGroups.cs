using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.InteropServices;
using Fusionize.Packaging;
using Fusionize.Packaging.Fusing;
using Fusionize.Packaging.Overlooked;
using Fusionize.Setups;
using Fusionize.Setups.Manifests;
using Fusionize.Setups.Stores;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Fusionize.Build.Tasks;

/// <summary>Applies the setup to the application: writes the inputs of each group, and finds the groups that must be built.</summary>
public sealed class PlanGroups : FusionizeTask
{
    /// <summary>The application's name; an empty one is an error.</summary>
    public string App { get; set; } = "";

    /// <summary>The application's compiled assembly.</summary>
    [Required]
    public string AppAssembly { get; set; } = "";

    /// <summary>The setup; empty for one group per task.</summary>
    public string? SetupFile { get; set; }

    /// <summary>The store of the setup. It is saved with the last good setup.</summary>
    public string? Store { get; set; }

    /// <summary>Memory of the initial setup's groups.</summary>
    public int MemoryMB { get; set; } = FusionGroup.DefaultMemoryMB;

    /// <summary>The files that the application publishes.</summary>
    [Required]
    public ITaskItem[] Files { get; set; } = [];

    /// <summary>The references of the application.</summary>
    [Required]
    public ITaskItem[] References { get; set; } = [];

    /// <summary>The compiler plug-ins that the hosts need.</summary>
    [Required]
    public ITaskItem[] Analyzers { get; set; } = [];

    /// <summary>The linker and the other tools that create zips.</summary>
    public ITaskItem[] Tools { get; set; } = [];

    public ITaskItem[] Keep { get; set; } = [];

    /// <summary>Places and assemblies that may call tasks without a switch.</summary>
    public ITaskItem[] LocalCalls { get; set; } = [];

    public string Link { get; set; } = "";

    /// <summary>Suppressed warnings of the project; those of the linker apply here.</summary>
    public string NoWarn { get; set; } = "";

    /// <summary>The only system that the application is built for.</summary>
    public string? RuntimeIdentifier { get; set; }

    /// <summary>Whether assemblies are compiled ahead of time.</summary>
    public bool ReadyToRun { get; set; }

    /// <summary>Whether zips contain the runtime.</summary>
    public bool SelfContained { get; set; }

    /// <summary>Whether zips contain a native program.</summary>
    public bool NativeAot { get; set; }

    /// <summary>The folder of the project for programs with their own runtime.</summary>
    [Required]
    public string HostDirectory { get; set; } = "";

    /// <summary>That project; empty if the platform's runtime runs the zips.</summary>
    [Output]
    public string HostProject { get; set; } = "";

    public ITaskItem[] Frameworks { get; set; } = [];

    public ITaskItem[] RuntimeOptions { get; set; } = [];

    [Required]
    public string TargetFramework { get; set; } = "";

    [Required]
    public string FrameworkMoniker { get; set; } = "";

    public string? AssetsFile { get; set; }

    /// <summary>The commit.</summary>
    public string? SourceRevision { get; set; }

    /// <summary>The folder of setups, for all configurations.</summary>
    [Required]
    public string SetupDirectory { get; set; } = "";

    /// <summary>The folder in which groups are built, for this configuration and framework.</summary>
    [Required]
    public string Directory { get; set; } = "";

    /// <summary>The targets that build one group.</summary>
    [Required]
    public string GroupTargets { get; set; } = "";

    /// <summary>Properties for the groups' projects: <c>Name</c> with metadata Value; IsOutsideKey if the zips don't depend on it.</summary>
    public ITaskItem[] GroupProperties { get; set; } = [];

    /// <summary>Whether there is something to fuse.</summary>
    [Output]
    public bool IsApplication { get; set; }

    /// <summary>The directories of the groups to build.</summary>
    [Output]
    public ITaskItem[] Groups { get; set; } = [];

    /// <summary>For each of them, the project with the steps of this mode after compiling and linking; empty if there are none.</summary>
    [Output]
    public ITaskItem[] GroupProjects { get; set; } = [];

    /// <summary>Assembly name of the hosts.</summary>
    [Output]
    public string HostAssembly { get; set; } = "";

    protected override System.Threading.Tasks.Task RunAsync(CancellationToken cancellation)
    {
        CheckMode();
        using var overlooked = new OverlookedUses(
            Files.Where(f => f.GetMetadata("Extension") is ".dll" or ".exe").Select(f => f.GetMetadata("FullPath")).Prepend(AppAssembly)
        );
        var accepted = LocalCalls.Select(c => c.ItemSpec).ToHashSet(StringComparer.Ordinal);
        if (Complain(overlooked.Tasks()))
        {
            Complain(overlooked.Calls(accepted));
            return System.Threading.Tasks.Task.CompletedTask;
        }
        var app = AppManifest.Read(
            App,
            [AppAssembly, .. Files.Where(IsOwnAssembly).Select(f => f.GetMetadata("FullPath")).Where(f => f != AppAssembly)]
        );
        if (!app.IsApplication(Path.GetFileNameWithoutExtension(AppAssembly)))
        {
            // The project is a library. Its tasks become part of the zips of the application that references it.
            Log.LogMessage(MessageImportance.Normal, "{0} declares tasks but no entry task: a library, nothing to fuse.", App);
            return System.Threading.Tasks.Task.CompletedTask;
        }
        if (Complain(overlooked.Calls(accepted)))
            return System.Threading.Tasks.Task.CompletedTask;
        IsApplication = true;
        var setup = ReadSetup(app.Model);
        var inputs = Inputs();
        var plan = new FusePlan(inputs, Directory);
        var groups = plan.Write(app, setup);
        var stale = groups.Where(g => !g.IsUpToDate).ToList();
        Groups = [.. stale.Select(g => new TaskItem(Build.GroupProjects.Escape(g.Directory)))];
        HostAssembly = FusePlan.HostAssembly;
        if (Mode != FunctionMode.Managed || ReadyToRun)
        {
            var projects = new Build.GroupProjects(Directory, GroupTargets);
            projects.WriteShared(TargetFramework, GroupProperties);
            GroupProjects = [.. stale.Select(g => new TaskItem(Build.GroupProjects.Escape(projects.Write(g))))];
        }
        if (Mode != FunctionMode.Managed && Groups.Length > 0)
            HostProject = Build.HostProject.Write(HostDirectory, inputs, FusePlan.HostAssembly);
        var runtime =
            Mode == FunctionMode.Managed
                ? new FunctionRuntime("dotnet" + TargetFramework["net".Length..].Split('.')[0], FusePlan.HostAssembly)
                : new FunctionRuntime("provided.al2023", GroupPacker.Bootstrap);
        BuildOutput.Draft(app, setup, runtime, ToolVersion(), SourceRevision, Directory);
        Log.LogMessage(MessageImportance.Normal, "Setup {0}: {1}", setup.Id, setup.Notation);
        return System.Threading.Tasks.Task.CompletedTask;
    }

    private bool Complain(IEnumerable<OverlookedUse> uses)
    {
        foreach (var use in uses)
            Log.LogError(null, use.Code, null, use.File, 0, 0, 0, 0, "{0}", use.Message);
        return Log.HasLoggedErrors;
    }

    private FunctionMode Mode =>
        NativeAot ? FunctionMode.Native
        : SelfContained ? FunctionMode.SelfContained
        : FunctionMode.Managed;

    /// <summary>Impossible builds are reported before any work starts.</summary>
    private void CheckMode()
    {
        if (Mode == FunctionMode.Managed && !ReadyToRun)
            return;
        var property =
            NativeAot ? "PublishAot"
            : SelfContained ? "SelfContained"
            : "PublishReadyToRun";
        if (RuntimeIdentifier is not ("linux-x64" or "linux-arm64"))
            throw new FusionizeException(
                PackagingCodes.Unsupported,
                null,
                $"{property} needs a RuntimeIdentifier, linux-x64 or linux-arm64; it is '{RuntimeIdentifier}'."
            );
        if (
            NativeAot
            && (
                !OperatingSystem.IsLinux()
                || RuntimeInformation.OSArchitecture != (RuntimeIdentifier == "linux-arm64" ? Architecture.Arm64 : Architecture.X64)
            )
        )
            throw new FusionizeException(
                PackagingCodes.Unsupported,
                null,
                $"PublishAot for {RuntimeIdentifier} needs a machine of that kind; this one is {RuntimeInformation.RuntimeIdentifier}."
            );
        if (Mode != FunctionMode.Managed && Policy() == LinkPolicy.None)
            throw new FusionizeException(
                PackagingCodes.Unsupported,
                null,
                $"{property} and FusionizeLink=none exclude each other: a program with its own runtime is made of linked assemblies."
            );
    }

    private FusionSetup ReadSetup(AppModel app)
    {
        if (string.IsNullOrEmpty(SetupFile))
        {
            var initial = FusionSetup.OnePerTask(app, MemoryMB);
            initial.Validate(app, "FusionizeMemoryMB");
            return initial;
        }
        var setup = PulledSetups.Find(BuildEngine, SetupFile) is { } pulled
            ? SetupFiles.Check(pulled, SetupFile, app)
            : SetupFiles.Read(SetupFile, app);
        new SetupPull(SetupDirectory).Accept(setup, Store);
        return setup;
    }

    private FuseInputs Inputs() =>
        new()
        {
            AppAssembly = Path.GetFileNameWithoutExtension(AppAssembly),
            Files =
            [
                .. Files.Select(f => new PublishFile(
                    f.GetMetadata("FullPath"),
                    f.GetMetadata("RelativePath"),
                    Metadata(f, "NuGetPackageId"),
                    Metadata(f, "NuGetPackageVersion")
                )),
            ],
            Framework = [.. References.Where(r => r.GetMetadata("FrameworkReferenceName") != "").Select(r => r.GetMetadata("FullPath"))],
            Tools = [.. Tools.Concat(Analyzers).Select(t => t.GetMetadata("FullPath"))],
            Keep = Keep.Select(k => k.ItemSpec).ToFrozenSet(StringComparer.OrdinalIgnoreCase),
            Mode = Mode,
            Policy = Policy(),
            NoWarn =
            [
                .. NoWarn
                    .Split([';', ',', ' ', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                    .Where(w => w.StartsWith("IL", StringComparison.Ordinal))
                    .Distinct(),
            ],
            RuntimeIdentifier = string.IsNullOrEmpty(RuntimeIdentifier) ? null : RuntimeIdentifier,
            IsReadyToRun = ReadyToRun,
            TargetFramework = TargetFramework,
            FrameworkMoniker = FrameworkMoniker,
            Frameworks =
            [
                .. Frameworks.Select(f => new RuntimeFramework(
                    f.GetMetadata("FrameworkName") is { Length: > 0 } name ? name : f.ItemSpec,
                    f.GetMetadata("Version")
                )),
            ],
            RuntimeOptions = RuntimeOptions.ToImmutableSortedDictionary(o => o.ItemSpec, o => o.GetMetadata("Value"), StringComparer.Ordinal),
            AssetsFile = AssetsFile,
            Salt = string.Join(
                '\n',
                GroupProperties.Where(p => p.GetMetadata("IsOutsideKey") == "").Select(p => $"{p.ItemSpec}={p.GetMetadata("Value")}")
            ),
        };

    private static string ToolVersion() =>
        typeof(PlanGroups).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    private LinkPolicy Policy() =>
        Link.ToLowerInvariant() switch
        {
            "" or "true" or "safe" => LinkPolicy.Safe,
            "all" => LinkPolicy.All,
            "false" or "none" => LinkPolicy.None,
            _ => throw new FusionizeException(PackagingCodes.Unsupported, null, $"FusionizeLink is '{Link}'; it can be safe, all or none."),
        };

    /// <summary>Tasks are declared in the solution's projects or in their packages. The framework declares none.</summary>
    private static bool IsOwnAssembly(ITaskItem file) =>
        file.GetMetadata("Extension") is ".dll" or ".exe"
        && !file.GetMetadata("RelativePath").Contains('/')
        && !file.GetMetadata("RelativePath").Contains('\\');

    private static string? Metadata(ITaskItem item, string name) => item.GetMetadata(name) is { Length: > 0 } value ? value : null;
}
