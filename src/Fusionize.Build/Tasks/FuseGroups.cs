using Fusionize.Build.Fusing;
using Fusionize.Packaging;
using Fusionize.Packaging.Fusing;
using Fusionize.Setups;
using Fusionize.Setups.Manifests;
using Microsoft.Build.Framework;

namespace Fusionize.Build.Tasks;

/// <summary>
/// Builds the groups that must be built, in parallel: compiles the application's host, reduces it to the host of each group, and links each group. If
/// no other steps follow, also zips it.
/// </summary>
public sealed class FuseGroups : FusionizeTask
{
    /// <summary>The groups' directories with their inputs.</summary>
    [Required]
    public ITaskItem[] Groups { get; set; } = [];

    /// <summary>The folder of all groups.</summary>
    [Required]
    public string Directory { get; set; } = "";

    /// <summary>illink.dll.</summary>
    [Required]
    public string Linker { get; set; } = "";

    /// <summary>Whether to link.</summary>
    public bool Link { get; set; } = true;

    /// <summary>Whether to zip; false if other steps follow.</summary>
    public bool Pack { get; set; } = true;

    /// <summary>Folder of the SDK's compiler.</summary>
    [Required]
    public string RoslynPath { get; set; } = "";

    /// <summary>Assembly name of the hosts.</summary>
    [Required]
    public string HostAssembly { get; set; } = "";

    /// <summary>The references of the hosts.</summary>
    [Required]
    public ITaskItem[] References { get; set; } = [];

    /// <summary>The source generators of the hosts.</summary>
    [Required]
    public ITaskItem[] Analyzers { get; set; } = [];

    public string DefineConstants { get; set; } = "";

    [Required]
    public string FrameworkMoniker { get; set; } = "";

    /// <summary>Whether the compiler server may be used.</summary>
    public bool UseSharedCompilation { get; set; }

    protected override System.Threading.Tasks.Task RunAsync(CancellationToken cancellation)
    {
        Log.LogMessage(
            MessageImportance.Normal,
            "{0} groups to build: {1}",
            Groups.Length,
            string.Join(", ", Groups.Select(g => Path.GetFileName(Path.TrimEndingDirectorySeparator(g.ItemSpec))))
        );
        var hosts = new HostCompilation(RoslynPath, References, Analyzers, Directory, DefineConstants, UseSharedCompilation);
        hosts.WriteShared(FrameworkMoniker);
        var linker = new Linker(Linker);
        var host = new ApplicationHost(Directory);
        if (!host.IsUpToDate())
            new HostCompiler(hosts, BuildEngine).Complete(host);
        var cutter = new HostCutter(host.Assembly, References.Select(r => r.GetMetadata("FullPath")));
        using var cores = new Cores(BuildEngine, Groups.Length);
        var options = new ParallelOptions { MaxDegreeOfParallelism = cores.Count, CancellationToken = cancellation };
        var groups = Groups.Select(g => g.GetMetadata("FullPath")).ToArray();
        Parallel.ForEach(groups, options, directory =>
            cutter.Cut(GroupParts.Read(Path.Combine(directory, FusePlan.PartsFile)), Path.Combine(directory, HostAssembly + ".dll"))
        );
        if (Link)
            WriteFramework();
        ForEach(groups, options, directory => Finish(linker, directory));
        return System.Threading.Tasks.Task.CompletedTask;
    }

    private static bool ForEach(string[] groups, ParallelOptions options, Func<string, bool> action) =>
        Parallel
            .ForEach(groups, options, (directory, state) =>
            {
                if (!action(directory))
                    state.Stop();
            })
            .IsCompleted;

    /// <summary>The part of the framework that the linker gets depends on the base types of all linked assemblies, including the hosts.</summary>
    private void WriteFramework()
    {
        var recipes = Groups.Select(g => PackRecipe.Read(Path.Combine(g.GetMetadata("FullPath"), FusePlan.RecipeFile))).ToList();
        FusePlan.WriteFramework(
            recipes,
            [.. References.Where(r => r.GetMetadata("FrameworkReferenceName") != "").Select(r => r.GetMetadata("FullPath"))],
            Directory
        );
    }

    private bool Finish(Linker linker, string directory)
    {
        var recipe = PackRecipe.Read(Path.Combine(directory, FusePlan.RecipeFile));
        if (Link && !TryLink(linker, recipe, directory))
            return false;
        if (Pack)
        {
            var packed = GroupPacker.Pack(recipe, directory);
            Log.LogMessage(MessageImportance.Normal, "{0}.zip: {1} bytes", recipe.Group, packed.Bytes);
        }
        return true;
    }

    private bool TryLink(Linker linker, PackRecipe recipe, string directory)
    {
        var result = linker.Link(recipe, directory);
        foreach (var error in result.Errors)
            Error(new FusionizeException(PackagingCodes.LinkFailed, recipe.Group, error));
        return result.Errors.Count == 0;
    }

    /// <summary>The number of cores that the build may use (<c>-m</c>) and its other nodes don't use.</summary>
    private sealed class Cores : IDisposable
    {
        private readonly IBuildEngine9? _engine;

        public Cores(IBuildEngine engine, int wanted)
        {
            Count = Math.Min(wanted, Environment.ProcessorCount);
            try
            {
                if (engine is IBuildEngine9 counting)
                {
                    Count = counting.RequestCores(Count);
                    _engine = counting;
                }
            }
            catch (NotImplementedException)
            {
                // A task host doesn't manage cores.
            }
        }

        public int Count { get; }

        public void Dispose() => _engine?.ReleaseCores(Count);
    }
}
