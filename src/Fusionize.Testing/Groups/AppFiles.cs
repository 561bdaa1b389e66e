using System.Collections.Concurrent;
using Fusionize.Setups;
using Fusionize.Setups.Manifests;

namespace Fusionize.Testing.Groups;

/// <summary>An application's assemblies, found through the references of its own assembly.</summary>
internal sealed class AppFiles
{
    private readonly string _app;
    private readonly AssemblyPaths _paths;
    private AppManifest? _manifest;

    private AppFiles(string file, string app, AssemblyPaths paths, IReadOnlyList<string> assemblies)
    {
        (_app, _paths, Assemblies) = (app, paths, assemblies);
        Host = HostFiles.Find(file, [.. assemblies.Where(a => AssemblyManifest.Read(a)!.Tasks.Any())]);
    }

    /// <summary>The assemblies that declare or call tasks or provide services, the application's own first.</summary>
    public IReadOnlyList<string> Assemblies { get; }

    public AssemblyPaths Paths => _paths;

    /// <summary>The file of the application's host.</summary>
    public string Host { get; }

    public static AppFiles Find(string assembly)
    {
        assembly = Path.GetFullPath(assembly);
        if (!File.Exists(assembly))
            throw new FileNotFoundException($"There is no assembly '{assembly}'.", assembly);
        var paths = new AssemblyPaths(assembly);
        var found = new List<string>();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var open = new Queue<string>([assembly]);
        while (open.TryDequeue(out var file))
        {
            if (!seen.Add(file))
                continue;
            var references = AssemblyManifest.References(file);
            // Assemblies with tasks reference Fusionize. The references of the others are followed, too, because a project in between may not
            // reference it.
            if (references.Contains(FusionizeName) && AssemblyManifest.Read(file) is not null)
                found.Add(file);
            foreach (var reference in references)
                if (reference != FusionizeName && paths.OwnOf(reference) is { } path)
                    open.Enqueue(path);
        }
        // No code refers to an assembly that only provides services: what is asked for is an interface, of another assembly.
        found.AddRange(s_providers.GetOrAdd(Path.GetDirectoryName(assembly)!, Providers).Where(p => !found.Contains(p)));
        if (found.TrueForAll(static f => AssemblyManifest.Read(f)!.IsProvider))
            throw new InvalidOperationException(
                $"Neither '{Path.GetFileName(assembly)}' nor what it refers to has tasks that were compiled with Fusionize.Build. "
                    + $"Name a type of the application's own assembly."
            );
        return new AppFiles(assembly, SetupNames.OfAssembly(assembly), paths, found);
    }

    /// <summary>Tasks and calls of the application. The build derives its name from the assembly's name, unless a setup contains it.</summary>
    public AppManifest Read(string? app = null)
    {
        if (_manifest is null || (app is not null && _manifest.Model.App != app))
            _manifest = AppManifest.Read(app ?? _app, Assemblies);
        return _manifest;
    }

    private static string[] Providers(string folder) =>
        [
            .. Directory
                .EnumerateFiles(folder, "*.dll")
                .Where(static f => AssemblyManifest.IsManaged(f) && AssemblyManifest.References(f).Contains(FusionizeName))
                .Where(static f => AssemblyManifest.Read(f) is { IsProvider: true })
                .Order(StringComparer.Ordinal),
        ];

    // A folder's assemblies don't change while tests run.
    private static readonly ConcurrentDictionary<string, string[]> s_providers = new(StringComparer.Ordinal);

    private static readonly string FusionizeName = typeof(FusionTaskAttribute).Assembly.GetName().Name!;
}
