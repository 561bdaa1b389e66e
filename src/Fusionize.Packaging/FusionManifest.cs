using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Fusionize.Setups;
using Fusionize.Setups.Files;
using Fusionize.Setups.Http;
using Fusionize.Setups.Manifests;

namespace Fusionize.Packaging;

/// <summary>The output of a build, as <c>fusion-manifest.json</c>. Deployers read only this file and the zips next to it.</summary>
public sealed record FusionManifest
{
    public const string FileName = "fusion-manifest.json";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        PropertyNameCaseInsensitive = false,
        NumberHandling = JsonNumberHandling.Strict,
        RespectNullableAnnotations = true,
        TypeInfoResolver = PackagingJson.Default,
    };

    /// <summary>The format's version.</summary>
    public int Fusionize { get; init; } = 1;

    public required string App { get; init; }

    /// <summary>Id of the setup.</summary>
    public required string Setup { get; init; }

    /// <summary>The setup in notation.</summary>
    public required string Notation { get; init; }

    public required string ToolVersion { get; init; }

    /// <summary>The commit that was built, if known.</summary>
    public string? SourceRevision { get; init; }

    public required ImmutableArray<ManifestGroup> Groups { get; init; }

    public required ImmutableArray<ManifestTaskInfo> Tasks { get; init; }

    public required ImmutableArray<ManifestCallInfo> Calls { get; init; }

    /// <summary>The project's configuration of its functions; null if there is none.</summary>
    public ManifestDeployment? Deployment { get; init; }

    /// <summary>The declarations of each task.</summary>
    [JsonIgnore]
    public IEnumerable<(string Task, IEnumerable<TaskPermission> Permissions)> Permissions =>
        Tasks.Select(t => (t.Id, (IEnumerable<TaskPermission>)(t.Permissions ?? [])));

    /// <summary>The routes of all tasks.</summary>
    [JsonIgnore]
    internal IReadOnlyList<TaskRoute> TaskRoutes =>
        [.. Tasks.SelectMany(t => (t.Routes ?? []).Select(r => new TaskRoute(t.Id, r.Method, r.Template)))];

    /// <summary>The function that clients of an entry task invoke.</summary>
    public string FunctionOf(string entry) => Groups.First(g => g.Entries.Contains(entry)).FunctionOf(entry);

    /// <summary>The groups that receive detached work: as the home of the task, or because an attempt in this or another group has failed.</summary>
    public IReadOnlySet<string> GroupsWithDetachedWork()
    {
        var bestEffort = Tasks.Where(t => t.BestEffort == true).Select(t => t.Id).ToHashSet(StringComparer.Ordinal);
        var tasks = Groups
            .SelectMany(g =>
                Calls.Where(c =>
                    c.Kind == "async"
                    && (c.From is null || g.Tasks.Contains(c.From))
                    && (!g.Tasks.Contains(c.To) || g.RemoteAsync.Contains(c.To) || !bestEffort.Contains(c.To))
                )
            )
            .Select(c => c.To)
            .ToHashSet(StringComparer.Ordinal);
        return Groups.Where(g => g.Entries.Any(tasks.Contains)).Select(g => g.Name).ToHashSet(StringComparer.Ordinal);
    }

    public static FusionManifest Parse(ReadOnlySpan<byte> utf8, string file)
    {
        FusionManifest? manifest;
        try
        {
            manifest = JsonSerializer.Deserialize<FusionManifest>(utf8, Options);
        }
        // Nulls and wrong types cause one of these exceptions.
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException or NullReferenceException)
        {
            throw new FusionizeException(PackagingCodes.BadFusionManifest, file, $"'{file}' isn't a fusion manifest: {e.Message}");
        }
        if (manifest is not { Fusionize: 1 })
            throw new FusionizeException(PackagingCodes.BadFusionManifest, file, $"'{file}' isn't a fusion manifest of version 1.");
        if (ManifestCheck.Problem(manifest) is { } problem)
            throw new FusionizeException(PackagingCodes.BadFusionManifest, file, $"'{file}' is damaged: {problem}.");
        foreach (var group in manifest.Groups)
        {
            if (
                manifest.Tasks.FirstOrDefault(t =>
                    t.Entry && t.Id != group.Name && group.Entries.Contains(t.Id) && group.EntryFunctions?.ContainsKey(t.Id) != true
                ) is
                { } entry
            )
                throw new FusionizeException(
                    PackagingCodes.BadFusionManifest,
                    file,
                    $"'{file}' names no function for the entry task '{entry.Id}': an earlier version of Fusionize.Build wrote it. Build again."
                );
        }
        return manifest;
    }

    public static FusionManifest Read(string file) =>
        File.Exists(file)
            ? Parse(InputFile.ReadAllBytes(file, PackagingCodes.BadFusionManifest), file)
            : throw NoBuild(Path.GetDirectoryName(file));

    /// <exception cref="FusionizeException">The folder isn't the output of a build.</exception>
    public static void Require(string folder)
    {
        if (!File.Exists(Path.Combine(folder, FileName)))
            throw NoBuild(folder);
    }

    private static FusionizeException NoBuild(string? folder) =>
        new(PackagingCodes.NoBuild, null, $"There is no {FileName} in '{(folder is null or "" ? "." : folder)}'.");

    public string ToJson() => JsonSerializer.Serialize(this, Options) + "\n";
}

/// <summary>One group's function.</summary>
public sealed record ManifestGroup
{
    public required string Name { get; init; }

    /// <summary>Name of the function on the platform.</summary>
    public required string Function { get; init; }

    /// <summary>
    /// Entry task that isn't the group's root → the name of its own function, which has the same zip. So the entry's address doesn't depend on the
    /// other tasks of its group. Null if there is none.
    /// </summary>
    public ImmutableSortedDictionary<string, string>? EntryFunctions { get; init; }

    /// <summary>All functions of the group: the one that other functions call, then those of entry tasks.</summary>
    [JsonIgnore]
    public IEnumerable<string> Functions => (EntryFunctions?.Values ?? []).Prepend(Function);

    /// <summary>The function that clients of an entry task invoke.</summary>
    public string FunctionOf(string entry) => EntryFunctions?.GetValueOrDefault(entry) ?? Function;

    /// <summary>File name of the zip, next to the manifest.</summary>
    public required string Zip { get; init; }

    public required string Sha256 { get; init; }

    public required long Bytes { get; init; }

    /// <summary><c>dotnet10</c>, or <c>provided.al2023</c> for a zip that contains its own runtime.</summary>
    public required string Runtime { get; init; }

    public required string Handler { get; init; }

    public required string Architecture { get; init; }

    public required int MemoryMB { get; init; }

    /// <summary>The tasks that are local in the group, its root first.</summary>
    public required ImmutableArray<string> Tasks { get; init; }

    /// <summary>The tasks whose home is this group.</summary>
    public required ImmutableArray<string> Entries { get; init; }

    public required ImmutableArray<string> RemoteAsync { get; init; }

    /// <summary>Task that the group may call remotely → its home group.</summary>
    public required ImmutableSortedDictionary<string, string> Routes { get; init; }

    public required ImmutableArray<PackedAssembly> Assemblies { get; init; }
}

/// <param name="Permissions">The permissions that the task declares; null if none.</param>
/// <param name="BestEffort">Whether a failed detached local call of the task is not retried; null: it is retried.</param>
/// <param name="Routes">The HTTP routes of the task; null if none.</param>
/// <param name="Triggers">What invokes the task by events; null if nothing does.</param>
public sealed record ManifestTaskInfo(
    string Id,
    bool Entry,
    ImmutableArray<ManifestParameterInfo> Params,
    string? Result,
    IReadOnlyList<TaskPermission>? Permissions = null,
    bool? BestEffort = null,
    IReadOnlyList<ManifestRouteInfo>? Routes = null,
    IReadOnlyList<ManifestTriggerInfo>? Triggers = null
);

/// <param name="Method">The HTTP method, in capitals.</param>
/// <param name="Template">The path, with <c>{name}</c> for a segment and <c>{name+}</c> for the rest.</param>
public sealed record ManifestRouteInfo(string Method, string Template);

public sealed record ManifestParameterInfo(string Name, string Type);

/// <summary>A call site. <paramref name="From"/> is null for a call in a helper; kind and multiplicity are as in the application's
/// manifest.</summary>
public sealed record ManifestCallInfo(string? From, string To, string Kind, string Multiplicity, string Location);
