using System.Collections.Immutable;
using Fusionize.Packaging.Fusing;
using Fusionize.Setups;

namespace Fusionize.Packaging.Explaining;

/// <summary>Measures the parts of tasks in a build's zips.</summary>
public static class ZipSizes
{
    /// <param name="manifest">The build's manifest.</param>
    /// <param name="folder">Its folder, with the zips.</param>
    public static PackageSizes Measure(FusionManifest manifest, string folder)
    {
        var common = new Dictionary<string, long>(StringComparer.Ordinal);
        var bytes = new Dictionary<string, long>(StringComparer.Ordinal);
        var ofTask = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var group in manifest.Groups)
        {
            foreach (var file in ZipExplainer.Explain(manifest, folder, group.Name).Files)
            {
                // A native program contains everything that its tasks reach in one file.
                var isOwn = file.From == "application" || file.Name == GroupPacker.Bootstrap;
                if (!isOwn && file.From is "host" or "Fusionize" or "framework" or "settings" or "content")
                {
                    common[file.Name] = Math.Max(file.ZipBytes, common.GetValueOrDefault(file.Name));
                    continue;
                }
                var part = isOwn ? $"{group.Name}/{file.Name}" : $"{file.From}/{file.Name}";
                bytes[part] = Math.Max(file.ZipBytes, bytes.GetValueOrDefault(part));
                foreach (var task in file.Tasks.IsEmpty ? group.Tasks : file.Tasks)
                {
                    if (!ofTask.TryGetValue(task, out var names))
                        ofTask.Add(task, names = new(StringComparer.Ordinal));
                    names.Add(part);
                }
            }
        }
        return new(
            common.Values.Sum(),
            ofTask.ToDictionary(
                t => t.Key,
                t => t.Value.Order(StringComparer.Ordinal).Select(p => new PackagePart(p, bytes[p])).ToImmutableArray(),
                StringComparer.Ordinal
            )
        );
    }
}
