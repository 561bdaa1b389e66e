using System.Collections.Immutable;
using Fusionize.Setups;

namespace Fusionize.Packaging;

/// <summary>Finds contradictions in a manifest, which is an untrusted file.</summary>
internal static class ManifestCheck
{
    private const int Sha256Digits = 64;

    /// <summary>The error of a manifest; null if there is none.</summary>
    public static string? Problem(FusionManifest manifest)
    {
        // First checks for missing values: lists may contain nulls in spite of annotations.
        if (Missing(manifest.Groups) || Missing(manifest.Tasks) || Missing(manifest.Calls))
            return "one of its lists, or something in it, is null";
        if (manifest.Groups.Any(LacksText) || manifest.Tasks.Any(t => t.Id is null) || manifest.Deployment?.Tasks?.Any(t => t?.Task is null) == true)
            return "a name in it is null";
        if (!SetupNames.IsAppName(manifest.App))
            return $"'{manifest.App}' is no application's name";
        if (!SetupNames.IsSetupId(manifest.Setup))
            return $"'{manifest.Setup}' is no setup's id";
        if (manifest.Groups.IsEmpty || manifest.Tasks.IsEmpty)
            return "it has no groups or no tasks";
        var tasks = manifest.Tasks.Select(t => t.Id).ToHashSet(StringComparer.Ordinal);
        var groups = manifest.Groups.Select(g => g.Name).ToHashSet(StringComparer.Ordinal);
        if (tasks.Count < manifest.Tasks.Length || groups.Count < manifest.Groups.Length)
            return "a task or a group is there twice";
        return manifest.Tasks.Select(Problem).FirstOrDefault(p => p is not null)
            ?? manifest.Groups.Select(g => Problem(g, tasks, groups)).FirstOrDefault(p => p is not null)
            ?? manifest.Calls.Select(c => Problem(c, tasks)).FirstOrDefault(p => p is not null)
            ?? (manifest.Deployment is { } deployment ? Problem(deployment) : null);
    }

    private static string? Problem(ManifestTaskInfo task) =>
        task.Id is null
        || task.Params.IsDefault
        || task.Params.Any(p => p?.Name is null || p.Type is null)
        || task.Routes?.Any(r => r?.Method is null || r.Template is null) == true
        || task.Permissions?.Any(p => p?.Action is null || p.Resource is null) == true
        || task.Triggers?.Any(t => t?.Kind is null) == true
            ? $"task '{task.Id}' is incomplete"
        : task.Triggers is { Count: > 0 } && !task.Entry ? $"task '{task.Id}' has a trigger but is no entry task"
        : task.Triggers?.Select(t => TriggerCheck.Problem(task.Id, t)).FirstOrDefault(p => p is not null);

    private static string? Problem(ManifestGroup group, HashSet<string> tasks, HashSet<string> groups)
    {
        if (Missing(group.Tasks) || Missing(group.Entries) || Missing(group.RemoteAsync) || Missing(group.Assemblies) || group.Routes is null)
            return $"a list of group '{group.Name}', or something in it, is null";
        if (group.Tasks.IsEmpty)
            return $"group '{group.Name}' has no task";
        if (group.Tasks.Concat(group.Entries).Concat(group.RemoteAsync).FirstOrDefault(t => !tasks.Contains(t)) is { } unknown)
            return $"group '{group.Name}' has the unknown task '{unknown}'";
        if (group.Routes.Values.Any(r => r is null || !groups.Contains(r)))
            return $"group '{group.Name}' has a route to an unknown group";
        if (group.EntryFunctions?.Values.Any(string.IsNullOrEmpty) == true)
            return $"an entry function of group '{group.Name}' has no name";
        // A draft has no hash yet.
        if (group.Sha256.Length > 0 && (group.Sha256.Length != Sha256Digits || !group.Sha256.All(char.IsAsciiHexDigit)))
            return $"the hash of group '{group.Name}' is no SHA-256";
        return group.MemoryMB <= 0 || group.Bytes < 0 ? $"a number of group '{group.Name}' is below zero" : null;
    }

    private static string? Problem(ManifestCallInfo call, HashSet<string> tasks) =>
        call.To is null || !tasks.Contains(call.To) || (call.From is { } from && !tasks.Contains(from))
            ? $"there is a call from '{call.From}' to '{call.To}', which aren't tasks of it"
        : !Enum.TryParse<CallKind>(call.Kind, ignoreCase: true, out _) || !Enum.TryParse<Multiplicity>(call.Multiplicity, ignoreCase: true, out _)
            ? $"there is a call of the unknown kind '{call.Kind}', '{call.Multiplicity}'"
        : null;

    private static string? Problem(ManifestDeployment deployment)
    {
        if (deployment.Variables?.Any(v => v is null || string.IsNullOrEmpty(v.Name) || (v.Value is null) == (v.FromEnvironment is null)) == true)
            return "a variable has no name, or not either a value or a variable to take it from";
        return
            deployment.Tasks?.Any(t => t is null) == true
            || deployment.Tags?.Values.Any(v => v is null) == true
            || ((IReadOnlyList<string>?[])[deployment.Layers, deployment.Subnets, deployment.SecurityGroups]).Any(l => l?.Any(e => e is null) == true)
            ? "a list of what it says of the deployment holds a null"
            : null;
    }

    private static bool LacksText(ManifestGroup group) =>
        ((string?[])[group.Name, group.Function, group.Zip, group.Sha256, group.Runtime, group.Handler, group.Architecture]).Contains(null);

    private static bool Missing<T>(ImmutableArray<T> list)
        where T : class => list.IsDefault || list.Any(e => e is null);
}
