using System.Collections.Frozen;
using System.Text.Json;

namespace Fusionize.Packaging.Fusing;

/// <summary>The dependencies between packages, from NuGet's project.assets.json.</summary>
internal sealed class PackageGraph
{
    private readonly FrozenDictionary<string, string[]> _dependents;

    private PackageGraph(IEnumerable<(string Package, string Dependency)> edges) =>
        _dependents = edges
            .GroupBy(e => e.Dependency, StringComparer.OrdinalIgnoreCase)
            .ToFrozenDictionary(g => g.Key, g => g.Select(e => e.Package).Distinct().ToArray(), StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads the graph. It is empty if the project has no restored packages.</summary>
    public static PackageGraph Read(string? assetsFile, string targetFramework)
    {
        if (!File.Exists(assetsFile))
            return new PackageGraph([]);
        using var json = JsonDocument.Parse(File.ReadAllBytes(assetsFile));
        var targets = json.RootElement.GetProperty("targets").EnumerateObject().ToList();
        // "net10.0", or for a runtime identifier "net10.0/linux-x64"; older SDKs write ".NETCoreApp,Version=v10.0".
        var target = targets.FirstOrDefault(t => t.Name == targetFramework || t.Name.StartsWith(targetFramework + "/", StringComparison.Ordinal));
        if (target.Value.ValueKind == JsonValueKind.Undefined)
            target = targets[0];
        return new PackageGraph([.. Edges(target.Value)]);
    }

    /// <summary>
    /// Whether a group that keeps assemblies of the packages <paramref name="kept"/> needs the files of <paramref name="package"/>. That is so if the
    /// package or one of its dependents is kept. For dependents that have no assemblies at all, their own dependents are checked.
    /// </summary>
    public bool IsNeeded(string package, IReadOnlySet<string> kept, IReadOnlySet<string> withAssemblies)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        bool Visit(string id)
        {
            if (!seen.Add(id))
                return false;
            if (!_dependents.TryGetValue(id, out var dependents))
                return true; // The application's own reference.
            return dependents.Any(d => kept.Contains(d) || (!withAssemblies.Contains(d) && Visit(d)));
        }
        return kept.Contains(package) || (!withAssemblies.Contains(package) && Visit(package));
    }

    private static IEnumerable<(string, string)> Edges(JsonElement target)
    {
        foreach (var library in target.EnumerateObject())
        {
            // Projects aren't packages: a project's references count as the application's own references.
            if (library.Value.TryGetProperty("type", out var type) && type.GetString() == "project")
                continue;
            if (!library.Value.TryGetProperty("dependencies", out var dependencies))
                continue;
            var id = library.Name[..library.Name.IndexOf('/', StringComparison.Ordinal)];
            foreach (var dependency in dependencies.EnumerateObject())
                yield return (id, dependency.Name);
        }
    }
}
