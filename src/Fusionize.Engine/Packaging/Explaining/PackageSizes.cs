using System.Collections.Immutable;

namespace Fusionize.Engine.Packaging.Explaining;

/// <summary>A file of a zip that is there for some tasks only, or what it takes of the zip.</summary>
/// <param name="Name">The same for tasks that share it in one function.</param>
/// <param name="Bytes">What it takes.</param>
public sealed record PackagePart(string Name, long Bytes);

/// <summary>
/// About what a function's zip would come to with any tasks, by what lies in a build's zips: what every function has, and once each what its tasks reach. Rather too much than too
/// little: an application's own code that tasks share counts for each group that has it now.
/// </summary>
/// <param name="commonBytes">What every function has.</param>
/// <param name="parts">Per task what it reaches beyond that.</param>
public sealed class PackageSizes(long commonBytes, IReadOnlyDictionary<string, ImmutableArray<PackagePart>> parts)
{
    /// <param name="manifest">The build's manifest.</param>
    /// <param name="folder">Its folder, with the zips.</param>
    public static PackageSizes Of(FusionManifest manifest, string folder)
    {
        var common = new Dictionary<string, long>(StringComparer.Ordinal);
        var bytes = new Dictionary<string, long>(StringComparer.Ordinal);
        var ofTask = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var group in manifest.Groups)
        {
            foreach (var file in ZipExplainer.Explain(manifest, folder, group.Name).Files)
            {
                // A native program is all that its tasks reach, in one file.
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
            ofTask.ToDictionary(t => t.Key, t => t.Value.Order(StringComparer.Ordinal).Select(p => new PackagePart(p, bytes[p])).ToImmutableArray(), StringComparer.Ordinal));
    }

    /// <summary>About what the zip of a function with these tasks comes to, in bytes.</summary>
    public long Of(IEnumerable<string> tasks)
        => commonBytes + tasks.SelectMany(t => parts.GetValueOrDefault(t, [])).DistinctBy(p => p.Name, StringComparer.Ordinal).Sum(p => p.Bytes);
}
