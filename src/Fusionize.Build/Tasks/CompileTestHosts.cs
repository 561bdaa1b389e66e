using Fusionize.Build.Fusing;
using Fusionize.Packaging.Fusing;
using Fusionize.Setups.Files;
using Microsoft.Build.Framework;

namespace Fusionize.Build.Tasks;

/// <summary>
/// Compiles, for tests, the hosts of the applications that a project references: the same dispatcher and JSON metadata as zips have, all of each
/// application. The library Fusionize.Testing loads them.
/// </summary>
public sealed class CompileTestHosts : FusionizeTask
{
    /// <summary>The project's own assembly.</summary>
    [Required]
    public string Assembly { get; set; } = "";

    /// <summary>All references of the project.</summary>
    [Required]
    public ITaskItem[] References { get; set; } = [];

    /// <summary>The source generators of hosts.</summary>
    [Required]
    public ITaskItem[] Analyzers { get; set; } = [];

    /// <summary>illink.dll, beside which a library lies that reads hosts.</summary>
    [Required]
    public string Linker { get; set; } = "";

    /// <summary>Folder of the SDK's compiler.</summary>
    [Required]
    public string RoslynPath { get; set; } = "";

    [Required]
    public string FrameworkMoniker { get; set; } = "";

    public string DefineConstants { get; set; } = "";

    /// <summary>Whether the compiler server may be used.</summary>
    public bool UseSharedCompilation { get; set; }

    /// <summary>The folder in which hosts are compiled.</summary>
    [Required]
    public string Directory { get; set; } = "";

    /// <summary>The folder that gets the hosts, each in a folder with the name of its application's assembly.</summary>
    [Required]
    public string OutputPath { get; set; } = "";

    /// <summary>The hosts there.</summary>
    [Output]
    public ITaskItem[] Hosts { get; set; } = [];

    protected override System.Threading.Tasks.Task RunAsync(CancellationToken cancellation)
    {
        var own = References.Where(r => r.GetMetadata("FrameworkReferenceName") == "").Select(Path).ToList();
        var hosts = new List<ITaskItem>();
        foreach (var app in TestedApplications.Find(Assembly, own))
        {
            cancellation.ThrowIfCancellationRequested();
            var name = System.IO.Path.GetFileNameWithoutExtension(app.Assembly);
            var host = Host(app, System.IO.Path.Combine(Directory, name));
            var output = System.IO.Path.Combine(OutputPath, name, System.IO.Path.GetFileName(host.Assembly));
            WholeFile.WriteIfChanged(output, File.ReadAllBytes(host.Assembly));
            hosts.Add(Item(output));
        }
        Hosts = [.. hosts];
        RemoveOthers();
        return System.Threading.Tasks.Task.CompletedTask;
    }

    /// <summary>The compiled host of an application.</summary>
    private ApplicationHost Host(TestedApplication app, string directory)
    {
        var inputs = References.Where(r => !IsOfPackage(r)).Select(Path).Append(Assembly).ToLookup(app.Assemblies.Contains);
        var mine = inputs[true].ToHashSet(StringComparer.Ordinal);
        ApplicationHost.Write(
            app.Manifest,
            new HostInputs(
                mine,
                app.Assemblies.Where(a => !mine.Contains(a)).Concat(Analyzers.Select(Path)),
                $"{FrameworkMoniker}\n{DefineConstants}\n{RoslynPath}\n{typeof(CompileTestHosts).Assembly.ManifestModule.ModuleVersionId}\n"
                    + string.Join('\n', References.Where(r => r.GetMetadata("FrameworkReferenceName") != "").Select(Path))
            ),
            directory,
            WholeFile.Hash
        );
        var host = new ApplicationHost(directory);
        if (host.IsUpToDate())
            return host;
        // Makes the library known that reads the compiled host.
        _ = new Linker(Linker);
        var compilation = new HostCompilation(
            RoslynPath,
            [.. References, .. app.Assemblies.Contains(Assembly) ? [Item(Assembly)] : Array.Empty<ITaskItem>()],
            Analyzers,
            directory,
            DefineConstants,
            UseSharedCompilation
        )
        {
            IsOptimized = false,
        };
        compilation.WriteShared(FrameworkMoniker);
        new HostCompiler(compilation, BuildEngine).Complete(host);
        return host;
    }

    /// <summary>Those of applications that the project doesn't reference any more.</summary>
    private void RemoveOthers()
    {
        if (Log.HasLoggedErrors || !System.IO.Directory.Exists(OutputPath))
            return;
        var kept = Hosts.Select(h => System.IO.Path.GetDirectoryName(Path(h))).ToHashSet(StringComparer.Ordinal);
        foreach (var other in System.IO.Directory.GetDirectories(OutputPath).Where(d => !kept.Contains(d)))
            System.IO.Directory.Delete(other, recursive: true);
    }

    /// <summary>NuGet also gives an id to projects that a referenced project references.</summary>
    private static bool IsOfPackage(ITaskItem reference) =>
        reference.GetMetadata("NuGetPackageId") != "" && reference.GetMetadata("ReferenceSourceTarget") != "ProjectReference";

    private static ITaskItem Item(string file) => new Microsoft.Build.Utilities.TaskItem(GroupProjects.Escape(file));

    private static string Path(ITaskItem item) => item.GetMetadata("FullPath");
}
