using System.Collections.Immutable;
using System.Text.Json;
using Fusionize.Packaging.Fusing;
using Fusionize.Setups;
using Fusionize.Setups.Manifests;

namespace Fusionize.Packaging.Explaining;

/// <summary>
/// Explains a zip from its content: the linked code shows which task reaches which assembly. The sizes of other groupings are estimated from the code
/// that tasks reach and share; only a build shows the exact sizes.
/// </summary>
public static class ZipExplainer
{
    /// <param name="manifest">The build's manifest.</param>
    /// <param name="folder">Its folder, with the zips.</param>
    /// <param name="group">Name of the group.</param>
    public static ZipExplanation Explain(FusionManifest manifest, string folder, string group)
    {
        try
        {
            return ExplainWhole(manifest, folder, group);
        }
        // Damaged metadata can cause exceptions anywhere.
        catch (Exception e)
            when (e
                    is BadImageFormatException
                        or InvalidDataException
                        or IOException
                        or UnauthorizedAccessException
                        or JsonException
                        or ArgumentException
                        or InvalidOperationException
                        or KeyNotFoundException
                        or IndexOutOfRangeException
                        or OverflowException
            )
        {
            throw new FusionizeException(
                PackagingCodes.BadContent,
                folder,
                $"A zip of the build in '{folder}' can't be read, or contains a damaged file: {e.Message}",
                "build the application again",
                e
            );
        }
    }

    private static ZipExplanation ExplainWhole(FusionManifest manifest, string folder, string group)
    {
        var info = manifest.Groups.FirstOrDefault(g => g.Name == group)
            ?? throw new FusionizeException(
                PackagingCodes.UnknownGroup,
                Path.Combine(folder, FusionManifest.FileName),
                $"There is no group '{group}'; there are {string.Join(", ", manifest.Groups.Select(g => g.Name))}."
            );
        using var zip = Open(info);
        var reached = Walk(zip);
        return new ZipExplanation(
            group,
            zip.File,
            new FileInfo(zip.File).Length,
            info.Tasks,
            [.. Files(zip, reached)],
            [.. manifest.Groups.Where(g => g.Name != group).Select(Fuse)],
            info.Tasks.Length > 1 && zip.Host is not null ? [.. info.Tasks.Select(t => Split(manifest, zip, reached, t))] : []
        );

        ZipContents Open(ManifestGroup g)
        {
            var file = Path.Combine(folder, g.Zip);
            if (!File.Exists(file))
                throw new FusionizeException(PackagingCodes.BadContent, file, $"'{file}' is missing.", "build the application again");
            try
            {
                return ZipContents.Read(g, file);
            }
            catch (InvalidDataException e)
            {
                throw new FusionizeException(
                    PackagingCodes.BadContent,
                    file,
                    $"'{file}' isn't a complete zip: {e.Message}",
                    "build the application again"
                );
            }
        }

        FusionEstimate Fuse(ManifestGroup other)
        {
            using var with = Open(other);
            var bytes = Fused(zip, with) - (CallsOut(manifest, [.. info.Tasks, .. other.Tasks]) ? 0 : Math.Max(RemoteBytes(zip), RemoteBytes(with)));
            return new FusionEstimate(other.Name, bytes, new FileInfo(zip.File).Length + new FileInfo(with.File).Length - bytes);
        }
    }

    private static Dictionary<string, Reached> Walk(ZipContents zip) =>
        zip.Tasks().ToLookup(t => t.Task).ToDictionary(t => t.Key, t => Reach.From(zip.Assemblies, t.Select(m => (m.Assembly, m.Method))));

    private static IEnumerable<ExplainedFile> Files(ZipContents zip, Dictionary<string, Reached> reached)
    {
        var start = Reach.From(zip.Assemblies, zip.Start());
        foreach (var entry in zip.Entries.OrderByDescending(e => e.ZipBytes).ThenBy(e => e.Name, StringComparer.Ordinal))
        {
            var from = zip.From(entry.Name);
            var assembly = zip.Assemblies.GetValueOrDefault(Path.GetFileNameWithoutExtension(entry.Name));
            ImmutableArray<string> tasks =
                assembly is null || from is "host" or "Fusionize" or "framework"
                    ? []
                    : [.. zip.Group.Tasks.Where(t => reached.TryGetValue(t, out var r) && r.Assemblies.ContainsKey(assembly))];
            yield return new ExplainedFile(
                entry.Name,
                entry.Content.Length,
                entry.ZipBytes,
                from,
                tasks,
                Why(zip, reached, start, entry.Name, from, assembly, tasks)
            );
        }
    }

    private static string Why(
        ZipContents zip,
        Dictionary<string, Reached> reached,
        Reached start,
        string file,
        string from,
        ZipAssembly? assembly,
        ImmutableArray<string> tasks
    ) =>
        from switch
        {
            "host" => file == GroupPacker.Bootstrap && zip.Host is null
                ? "the program: tasks, packages and framework in one"
                : "the program: dispatches requests to the group's tasks",
            "Fusionize" => "the runtime library of every function",
            "settings" => "read by the .NET host when the program starts",
            "framework" => "the part of the framework that the rest uses",
            "content" => "a content file of the application: goes into every zip",
            _ when assembly is null => $"goes where {from} goes",
            _ when tasks.IsEmpty && start.Assemblies.TryGetValue(assembly, out var way) => "the program reaches it: " + string.Join(" → ", way),
            _ when tasks.IsEmpty => Referencing(zip, assembly) is { Length: > 0 } others
                ? $"kept whole, referenced by {others}"
                : "kept by the project (FusionizeLinkKeep), or nothing was linked",
            _ => tasks[0] + ": " + string.Join(" → ", reached[tasks[0]].Assemblies[assembly]),
        };

    private static string Referencing(ZipContents zip, ZipAssembly assembly) =>
        string.Join(
            ", ",
            zip.Assemblies.Values.Where(a =>
                    a.Metadata.AssemblyReferences.Any(r => a.Metadata.StringComparer.Equals(a.Metadata.GetAssemblyReference(r).Name, assembly.Name))
                )
                .Select(a => a.File)
                .Order(StringComparer.Ordinal)
        );

    /// <summary>Equal files count once. If both zips have a trimmed copy of an assembly, the parts of either count.</summary>
    private static long Fused(ZipContents a, ZipContents b)
    {
        var others = b.Entries.ToDictionary(e => e.Name);
        var bytes =
            a.Entries.Sum(e => others.Remove(e.Name, out var other) ? Union(a, e, b, other) : e.ZipBytes) + others.Values.Sum(e => e.ZipBytes);
        // Headers: names and fixed fields, in front of each file and in the directory.
        return bytes + Overhead(a.Entries.Concat(others.Values));
    }

    private static long Union(ZipContents a, ZipFileEntry mine, ZipContents b, ZipFileEntry other)
    {
        var larger = Math.Max(mine.ZipBytes, other.ZipBytes);
        var name = Path.GetFileNameWithoutExtension(mine.Name);
        if (
            mine.Content.AsSpan().SequenceEqual(other.Content)
            || !a.Assemblies.TryGetValue(name, out var first)
            || !b.Assemblies.TryGetValue(name, out var second)
        )
            return larger;
        var (ofFirst, ofSecond) = (MethodSizes(first), MethodSizes(second));
        var onlySecond = ofSecond.Where(m => !ofFirst.ContainsKey(m.Key)).Sum(m => m.Value);
        return mine.ZipBytes + (long)(other.ZipBytes * (double)onlySecond / Math.Max(1, ofSecond.Values.Sum()));
    }

    /// <summary>Matched by name. A method takes more space than its code: at least a row in the metadata tables.</summary>
    private static Dictionary<string, long> MethodSizes(ZipAssembly assembly)
    {
        const int Row = 24;
        var sizes = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var handle in assembly.Metadata.MethodDefinitions)
        {
            var name = assembly.Describe(handle);
            sizes[name] = sizes.GetValueOrDefault(name) + assembly.Code(assembly.Metadata.GetMethodDefinition(handle)).Length + Row;
        }
        return sizes;
    }

    private static SplitEstimate Split(FusionManifest manifest, ZipContents zip, Dictionary<string, Reached> reached, string task)
    {
        return new SplitEstimate(task, With(t => t == task), With(t => t != task));

        long With(Func<string, bool> isIn)
        {
            var inside = reached.Where(r => isIn(r.Key)).Select(r => r.Value).ToList();
            var entries = zip.Entries.Select(e => (Entry: e, Bytes: Share(e, inside))).Where(e => e.Bytes > 0).ToList();
            return entries.Sum(e => e.Bytes)
                + Overhead(entries.Select(e => e.Entry))
                - (CallsOut(manifest, [.. zip.Group.Tasks.Where(isIn)]) ? 0 : RemoteBytes(zip));
        }

        long Share(ZipFileEntry entry, List<Reached> inside)
        {
            if (zip.Assemblies.GetValueOrDefault(Path.GetFileNameWithoutExtension(entry.Name)) is not { } assembly)
                // A package's other files belong to its assemblies.
                return
                    zip.From(entry.Name) is var from
                    && zip.Libraries.ContainsKey(entry.Name)
                    && !zip.Assemblies.Values.Any(a => IsKin(zip.From(a.File), from) && inside.Exists(r => r.Assemblies.ContainsKey(a)))
                    ? 0
                    : entry.ZipBytes;
            if (zip.From(entry.Name) is "host" or "Fusionize" or "framework")
                return entry.ZipBytes;
            var all = reached.Values.SelectMany(r => r.Methods).Where(m => m.Item1 == assembly).Select(m => m.Item2).Distinct().ToList();
            if (all.Count == 0)
                return entry.ZipBytes;
            var kept = inside.SelectMany(r => r.Methods).Where(m => m.Item1 == assembly).Select(m => m.Item2).Distinct().ToList();
            if (kept.Count == 0)
                return 0;
            // A package that isn't trimmed is there completely or not at all.
            return zip.Libraries.ContainsKey(entry.Name) ? entry.ZipBytes : (long)(entry.ZipBytes * (double)Cost(kept) / Cost(all));

            long Cost(List<int> methods) => ZipContents.CodeBytes(assembly, methods) + 24L * methods.Count;
        }
    }

    /// <summary>Whether a group of these tasks has remote calls, and therefore contains the client for them.</summary>
    private static bool CallsOut(FusionManifest manifest, HashSet<string> tasks) =>
        manifest.Calls.Any(c => (c.From is null || tasks.Contains(c.From)) && !tasks.Contains(c.To));

    /// <summary>The estimated size of the client for remote calls in the runtime library; 0 if it isn't contained.</summary>
    private static long RemoteBytes(ZipContents zip)
    {
        if (zip.Entries.FirstOrDefault(e => e.Name == "Fusionize.dll") is not { } entry || !zip.Assemblies.TryGetValue("Fusionize", out var runtime))
            return 0;
        var sizes = MethodSizes(runtime);
        var remote = sizes
            .Where(m =>
                m.Key.StartsWith("Fusionize.Remote.", StringComparison.Ordinal)
                || m.Key.StartsWith("Fusionize.Http.HttpConnection", StringComparison.Ordinal)
            )
            .Sum(m => m.Value);
        return (long)(entry.ZipBytes * (double)remote / Math.Max(1, sizes.Values.Sum()));
    }

    /// <summary>Native libraries are often in a separate package: SQLitePCLRaw.lib.e_sqlite3 for SQLitePCLRaw.core.</summary>
    private static bool IsKin(string package, string other) => package.Split('.', ' ')[0] == other.Split('.', ' ')[0];

    private static long Overhead(IEnumerable<ZipFileEntry> entries) => entries.Sum(e => 76L + 2 * e.Name.Length) + 22;
}
