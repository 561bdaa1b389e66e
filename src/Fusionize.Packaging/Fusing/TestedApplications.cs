using Fusionize.Setups;
using Fusionize.Setups.Manifests;
using Fusionize.Shared;

namespace Fusionize.Packaging.Fusing;

/// <summary>An application that tests start.</summary>
/// <param name="Assembly">The file of its own assembly.</param>
/// <param name="Manifest">Its tasks.</param>
/// <param name="Assemblies">The files of its assemblies, packages included.</param>
internal sealed record TestedApplication(string Assembly, AppManifest Manifest, IReadOnlyList<string> Assemblies);

/// <summary>
/// Finds the applications among a test project's references: the assemblies that see most of the tasks. A host of theirs has the tasks of the
/// libraries that they refer to.
/// </summary>
internal static class TestedApplications
{
    /// <param name="project">The project's own assembly; it is an application only if it declares tasks.</param>
    /// <param name="references">The assemblies beside it, without those of the framework.</param>
    public static IReadOnlyList<TestedApplication> Find(string? project, IEnumerable<string> references)
    {
        var files = references.Append(project).OfType<string>().DistinctBy(NameOf).ToDictionary(NameOf, f => f, StringComparer.OrdinalIgnoreCase);
        var manifests = files.Values.Select(f => (File: f, Manifest: AssemblyManifest.Read(f))).ToDictionary(f => f.File, f => f.Manifest);
        if (manifests.Values.All(m => m is null || !HasTasks(m)))
            return [];
        // No code refers to an assembly that only provides services: what is asked for is an interface, of another assembly.
        var providers = files.Values.Where(f => manifests[f] is { IsProvider: true }).ToList();
        var reached = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var found = new List<TestedApplication>();
        var covered = new List<HashSet<string>>();
        var candidates = files
            .Values.Where(f => f != project || (manifests[f] is { } own && HasTasks(own)))
            .Select(f => (File: f, Tasks: From(f).Where(r => manifests[r] is { } m && HasTasks(m)).ToHashSet(StringComparer.Ordinal)))
            .Where(c => c.Tasks.Count > 0)
            .OrderByDescending(c => c.Tasks.Count)
            .ThenBy(c => c.Tasks.Contains(c.File) ? 0 : 1)
            .ThenBy(c => NameOf(c.File), StringComparer.Ordinal);
        foreach (var (file, tasks) in candidates)
        {
            if (covered.Exists(tasks.IsSubsetOf) || TryRead(file) is not { } manifest)
                continue;
            covered.Add(tasks);
            found.Add(new TestedApplication(file, manifest, From(file)));
        }
        return found;

        IReadOnlyList<string> From(string file)
        {
            if (!reached.TryGetValue(file, out var all))
                reached[file] = all = [.. Closure(file, files).Union(providers)];
            return all;
        }

        AppManifest? TryRead(string file)
        {
            try
            {
                return AppManifest.Read(SetupNames.OfAssembly(file), From(file).Where(f => manifests[f] is not null));
            }
            // Two applications that a helper of the tests refers to, say. Each of them is found by itself.
            catch (FusionizeException)
            {
                return null;
            }
        }
    }

    private static bool HasTasks(Manifest manifest) => manifest.Tasks.Any();

    private static string NameOf(string file) => Path.GetFileNameWithoutExtension(file);

    private static List<string> Closure(string file, Dictionary<string, string> files)
    {
        var found = new List<string> { file };
        for (var i = 0; i < found.Count; i++)
            foreach (var reference in AssemblyManifest.References(found[i]))
                if (files.TryGetValue(reference, out var next) && !found.Contains(next))
                    found.Add(next);
        return found;
    }
}
