using Fusionize.Setups.Manifests;
using Fusionize.Shared;

namespace Fusionize.Testing.Groups;

/// <summary>
/// The hosts of applications: the dispatcher and the JSON metadata of all tasks, as in the zips. The build of a project that references this library
/// compiles them (target _FusionizeTestHosts of Fusionize.Build).
/// </summary>
internal static class HostFiles
{
    /// <summary>The folder beside the applications' assemblies.</summary>
    public const string Folder = "fusion-hosts";

    /// <param name="app">The application's own assembly.</param>
    /// <param name="withTasks">Its assemblies that declare tasks.</param>
    public static string Find(string app, IReadOnlyCollection<string> withTasks)
    {
        var folder = Path.Combine(Path.GetDirectoryName(app)!, Folder);
        var names = withTasks.Select(f => Path.GetFileNameWithoutExtension(f)!).ToList();
        var own = Path.Combine(folder, Path.GetFileNameWithoutExtension(app), Names.HostAssembly + ".dll");
        // The host of an application serves the libraries that it refers to, too.
        IEnumerable<string> others = Directory.Exists(folder)
            ? Directory.GetDirectories(folder).Order(StringComparer.Ordinal).Select(d => Path.Combine(d, Names.HostAssembly + ".dll"))
            : [];
        return others.Prepend(own).FirstOrDefault(h => File.Exists(h) && names.TrueForAll(AssemblyManifest.References(h).Contains))
            ?? throw new InvalidOperationException(
                $"The folder '{folder}' has no host of '{Path.GetFileName(app)}'. The build of a test project makes it for the projects that it "
                    + $"references: reference the application's project, and don't set FusionizeTestHosts to false. For an application that the "
                    + $"test starts by its path, set FusionizeTestHosts to true in the application's project. Then build again."
            );
    }
}
