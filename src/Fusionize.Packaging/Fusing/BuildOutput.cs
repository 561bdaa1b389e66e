using System.Collections.Immutable;
using Fusionize.Setups;
using Fusionize.Setups.Files;
using Fusionize.Setups.Manifests;
using Fusionize.Shared;

namespace Fusionize.Packaging.Fusing;

/// <summary>The platform's runtime that runs the zips, and the handler, which names the program for it.</summary>
public sealed record FunctionRuntime(string Name, string Handler);

/// <summary>
/// Writes the folder that deployers read, with the manifest. The plan drafts the manifest, and it is completed when the groups are packed.
/// </summary>
public static class BuildOutput
{
    private const string DraftFile = "plan.json";

    /// <summary>Writes the part of the manifest that is known before any group is built.</summary>
    public static void Draft(
        AppManifest app,
        FusionSetup setup,
        FunctionRuntime runtime,
        string toolVersion,
        string? sourceRevision,
        string directory
    )
    {
        var manifest = new FusionManifest
        {
            App = app.Model.App,
            Setup = setup.Id,
            Notation = setup.Notation,
            ToolVersion = toolVersion,
            SourceRevision = string.IsNullOrEmpty(sourceRevision) ? null : sourceRevision,
            Groups = [.. setup.Groups.Select(g => Draft(app, setup, g, runtime))],
            Tasks =
            [
                .. app.Tasks.Select(t => new ManifestTaskInfo(
                    t.Id,
                    t.IsEntry,
                    [.. t.Parameters.Select(p => new ManifestParameterInfo(p.Name, p.Type))],
                    t.Result,
                    app.PermissionsOf(t) is { IsEmpty: false } permissions ? permissions : null,
                    t.IsBestEffort ? true : null,
                    t.Http is { } http ? [.. http.Routes.Select(r => new ManifestRouteInfo(r.Method, r.Template))] : null,
                    t.Events is { } events ? [.. events.Triggers.Select(ManifestTriggerInfo.Of)] : null
                )),
            ],
            Calls =
            [
                .. app
                    .Assemblies.SelectMany(a => a.Manifest.Calls)
                    .Select(c => new ManifestCallInfo(c.From, c.To, c.IsAsync ? "async" : "sync", Multiplicity(c.Multiplicity), c.Location)),
            ],
        };
        WholeFile.WriteIfChanged(Path.Combine(directory, DraftFile), manifest.ToJson());
    }

    /// <summary>Returns the draft with the results of packing.</summary>
    public static FusionManifest Complete(string directory)
    {
        var draft = FusionManifest.Read(Path.Combine(directory, DraftFile));
        return draft with { Groups = [.. draft.Groups.Select(Complete)] };

        ManifestGroup Complete(ManifestGroup group)
        {
            var file = Path.Combine(directory, group.Name, GroupPacker.ResultFile);
            var packed = PackedGroup.TryRead(file)
                ?? throw new FusionizeException(PackagingCodes.BadContent, file, $"Group {group.Name} was not packed.");
            return group with { Sha256 = packed.Sha256, Bytes = packed.Bytes, Assemblies = packed.Assemblies };
        }
    }

    /// <summary>
    /// Updates the output folder: first it writes the changed zips, then the manifest, then it deletes the zips of groups that no longer exist.
    /// Called when all groups are built, so a failed build leaves the last state unchanged, and so does a full disk. Returns the
    /// groups whose zips have changed.
    /// </summary>
    public static ImmutableArray<string> Write(FusionManifest manifest, string directory, string output)
    {
        var changed = ImmutableArray.CreateBuilder<string>();
        using (var files = new StagedFiles())
        {
            foreach (var group in manifest.Groups)
                if (files.CopyIfChanged(GroupPacker.ZipFile(Path.Combine(directory, group.Name), group.Name), Path.Combine(output, group.Zip)))
                    changed.Add(group.Name);
            files.WriteIfChanged(Path.Combine(output, FusionManifest.FileName), manifest.ToJson());
            files.Commit();
        }
        var zips = manifest.Groups.Select(g => g.Zip).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var stale in Directory.GetFiles(output, "*.zip").Where(f => !zips.Contains(Path.GetFileName(f))))
            File.Delete(stale);
        return changed.ToImmutable();
    }

    /// <summary>The linker's warnings, each with the groups that it applies to.</summary>
    public static IEnumerable<(string Warning, ImmutableArray<string> Groups)> Warnings(FusionManifest manifest, string directory) =>
        manifest
            .Groups.SelectMany(g =>
                PackedGroup.TryRead(Path.Combine(directory, g.Name, GroupPacker.ResultFile))!.Warnings.Select(w => (Warning: w, g.Name))
            )
            .GroupBy(w => w.Warning)
            .Select(w => (w.Key, w.Select(g => g.Name).ToImmutableArray()));

    private static ManifestGroup Draft(AppManifest app, FusionSetup setup, FusionGroup group, FunctionRuntime runtime) =>
        new()
        {
            Name = group.Name,
            Function = FunctionNames.Of(app.Model.App, group.Name),
            EntryFunctions = EntryFunctionsOf(app.Model, group),
            Zip = group.Name + ".zip",
            Sha256 = "",
            Bytes = 0,
            Runtime = runtime.Name,
            Handler = runtime.Handler,
            Architecture = group.Architecture,
            MemoryMB = group.MemoryMB,
            Tasks = group.Tasks,
            Entries = group.Entries,
            RemoteAsync = group.RemoteAsync,
            Routes = setup.RoutesOf(group, app.Model),
            Assemblies = [],
        };

    /// <summary>
    /// Each entry task has the same function name under every setup. An entry task that isn't the root of its group gets a function of its own in
    /// addition to the group's.
    /// </summary>
    private static ImmutableSortedDictionary<string, string>? EntryFunctionsOf(AppModel app, FusionGroup group) =>
        app.EntriesBesideRoot(group).ToImmutableSortedDictionary(t => t, t => FunctionNames.Of(app.App, t), StringComparer.Ordinal)
            is { IsEmpty: false } functions
            ? functions
            : null;

    private static string Multiplicity(CallMultiplicity multiplicity) =>
        multiplicity switch
        {
            CallMultiplicity.Once => "once",
            CallMultiplicity.Conditional => "conditional",
            _ => "loop",
        };
}
