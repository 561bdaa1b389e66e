using Fusionize.Setups;
using Fusionize.Setups.Http;
using Fusionize.Setups.Manifests;
using Fusionize.Shared;

namespace Fusionize.Testing.Groups;

/// <summary>The description of a group.</summary>
/// <param name="Setup">The setup's id.</param>
/// <param name="Group">The group's name.</param>
/// <param name="Host">The file of the application's host.</param>
/// <param name="DefaultTask">The task for requests that name none.</param>
/// <param name="Has">Whether the group has a part of the host.</param>
/// <param name="Switches">The values of its switches; null for one that is none of a task.</param>
/// <param name="Routes">Called task → function, for remote calls.</param>
/// <param name="OtherMethods">The HTTP methods of other entries at the paths of this group's routes.</param>
/// <param name="Provided">Services from the test, by type.</param>
internal sealed record GroupStart(
    string Setup,
    string Group,
    string Host,
    string DefaultTask,
    Func<string, bool> Has,
    Func<string, bool?> Switches,
    string Routes,
    string OtherMethods,
    IReadOnlyDictionary<Type, object> Provided
)
{
    public static GroupStart Of(AppManifest app, string host, FusionSetup setup, FusionGroup group, IReadOnlyDictionary<Type, object> provided)
    {
        var slice = SlicePlan.Create(app.Model.App, app.Assemblies, group.Name, group.Tasks, [.. group.Entries], group.RemoteAsync);
        // Preparations are for functions only. The group is connected to the others without the process's environment.
        slice = slice with { Tasks = new(slice.Tasks.Select(t => t with { Task = t.Task with { Init = null } })) };
        var parts = HostParts.Of(slice).Append(HostParts.Given).Where(p => p != HostParts.Connects).ToHashSet(StringComparer.Ordinal);
        var routes = setup.RoutesOf(group, app.Model).Select(r => $"{r.Key}={r.Value}");
        var others = group.Entries.SelectMany(e => ApiRoutes.BesidesOf(e, app.TaskRoutes)).Select(r => $"+{r.Method} {r.Template}").Distinct();
        return new(
            setup.Id,
            group.Name,
            host,
            slice.DefaultTask,
            parts.Contains,
            SwitchesOf(group),
            string.Join(';', routes),
            string.Join(';', others),
            provided
        );
    }

    private static Func<string, bool?> SwitchesOf(FusionGroup group)
    {
        var local = group
            .Tasks.Select(Names.LocalSwitch)
            .Concat(group.Tasks.Except(group.RemoteAsync).Select(Names.LocalAsyncSwitch))
            .ToHashSet(StringComparer.Ordinal);
        return name =>
            local.Contains(name) ? true
            : name.StartsWith(Names.LocalSwitch(""), StringComparison.Ordinal)
            || name.StartsWith(Names.LocalAsyncSwitch(""), StringComparison.Ordinal)
                ? false
            : null;
    }
}
