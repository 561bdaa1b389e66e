using System.Collections.Immutable;
using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Text.Json;
using Fusionize.Packaging.Fusing;

namespace Fusionize.Packaging.Explaining;

/// <summary>One file of a zip, unpacked.</summary>
internal sealed record ZipFileEntry(string Name, byte[] Content, long ZipBytes);

/// <summary>A group's zip, read into memory.</summary>
internal sealed class ZipContents : IDisposable
{
    private ZipContents(ManifestGroup group, string file, ImmutableArray<ZipFileEntry> entries)
    {
        (Group, File, Entries) = (group, file, entries);
        Assemblies = entries
            .Where(e => Path.GetExtension(e.Name) == ".dll" && !e.Name.Contains('/'))
            .Select(e => ZipAssembly.TryOpen(e.Name, e.Content))
            .OfType<ZipAssembly>()
            .ToDictionary(a => a.Name, StringComparer.OrdinalIgnoreCase);
        Host = Assemblies.ContainsKey(FusePlan.HostAssembly) ? FusePlan.HostAssembly : null;
        Libraries = ReadLibraries();
    }

    public ManifestGroup Group { get; }

    public string File { get; }

    public ImmutableArray<ZipFileEntry> Entries { get; }

    public IReadOnlyDictionary<string, ZipAssembly> Assemblies { get; }

    /// <summary>Name of the host's assembly; null in a native program's zip.</summary>
    public string? Host { get; }

    /// <summary>File → the package and version it belongs to.</summary>
    public IReadOnlyDictionary<string, string> Libraries { get; }

    public static ZipContents Read(ManifestGroup group, string file)
    {
        using var zip = ZipFile.OpenRead(file);
        return new ZipContents(
            group,
            file,
            [
                .. zip.Entries.Select(e =>
                {
                    using var stream = e.Open();
                    using var content = new MemoryStream();
                    stream.CopyTo(content);
                    return new ZipFileEntry(e.FullName, content.ToArray(), e.CompressedLength);
                }),
            ]
        );
    }

    public string From(string file) =>
        Path.GetFileNameWithoutExtension(file) is var name && name == Host ? "host"
        : file == GroupPacker.Bootstrap ? "host"
        : file == "Fusionize.dll" ? "Fusionize"
        : file.EndsWith(".deps.json", StringComparison.Ordinal) || file.EndsWith(".runtimeconfig.json", StringComparison.Ordinal) ? "settings"
        : Libraries.TryGetValue(file, out var package) ? package
        : Group.Runtime.StartsWith("dotnet", StringComparison.Ordinal) || Host is null ? (Assemblies.ContainsKey(name) ? "application" : "content")
        : name.StartsWith("System.", StringComparison.Ordinal)
        || name.StartsWith("Microsoft.", StringComparison.Ordinal)
        || name.StartsWith("lib", StringComparison.Ordinal)
            ? "framework"
        : Assemblies.ContainsKey(name) ? "application"
        : "content";

    /// <summary>The task methods in the zip.</summary>
    public IEnumerable<(string Task, ZipAssembly Assembly, MethodDefinitionHandle Method)> Tasks() =>
        from assembly in Assemblies.Values
        where From(assembly.File) != "framework"
        from task in assembly.Tasks()
        let id = Group.Tasks.FirstOrDefault(t => t == task.Name)
            ?? Group.Tasks.FirstOrDefault(t => t.EndsWith("." + task.Name, StringComparison.Ordinal))
        where id is not null
        select (id, assembly, task.Method);

    /// <summary>The entry point of the program.</summary>
    public IEnumerable<(ZipAssembly Assembly, MethodDefinitionHandle Method)> Start() =>
        Host is not null && Assemblies.TryGetValue(Host, out var host) ? host.Metadata.MethodDefinitions.Select(m => (host, m)) : [];

    /// <summary>Bytes of code in methods.</summary>
    public static long CodeBytes(ZipAssembly assembly, IEnumerable<int> methods) =>
        methods.Sum(m => (long)assembly.Code(assembly.Metadata.GetMethodDefinition((MethodDefinitionHandle)MetadataTokens.EntityHandle(m))).Length);

    public void Dispose()
    {
        foreach (var assembly in Assemblies.Values)
            assembly.Dispose();
    }

    private Dictionary<string, string> ReadLibraries()
    {
        var libraries = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (Entries.FirstOrDefault(e => e.Name.EndsWith(".deps.json", StringComparison.Ordinal)) is not { } deps)
            return libraries;
        using var json = JsonDocument.Parse(deps.Content);
        var packages = json
            .RootElement.GetProperty("libraries")
            .EnumerateObject()
            .ToDictionary(l => l.Name, l => l.Value.GetProperty("type").GetString());
        foreach (var library in json.RootElement.GetProperty("targets").EnumerateObject().SelectMany(t => t.Value.EnumerateObject()))
            foreach (var kind in new[] { "runtime", "native", "resources" })
                if (packages.GetValueOrDefault(library.Name) is var type and not "project" && library.Value.TryGetProperty(kind, out var assets))
                    foreach (var asset in assets.EnumerateObject())
                        libraries[asset.Name.Split('/')[^1]] = type == "package" ? library.Name.Replace('/', ' ') : "framework";
        return libraries;
    }
}
