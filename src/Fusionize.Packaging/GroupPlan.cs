using System.Collections.Frozen;
using System.Collections.Immutable;
using Fusionize.Setups;
using Fusionize.Setups.Manifests;
using Fusionize.Shared;

namespace Fusionize.Packaging;

/// <summary>
/// The inputs of one group's function. They don't depend on the group's memory or routes. They depend on other groups only by the tasks that those
/// call.
/// </summary>
/// <param name="Group">The group.</param>
/// <param name="Slice">The group's part of the application, <c>slice.txt</c>.</param>
/// <param name="Parts">The group's parts of the application's host.</param>
/// <param name="Switches">The task switches and the library's feature switches, as constants for the linker.</param>
/// <param name="OffSwitches">
/// The switches that must be set to off in an unlinked function, because they are on by default: those of the remote calls that it may make.
/// </param>
public sealed record GroupPlan(
    FusionGroup Group,
    string Slice,
    string Parts,
    ImmutableSortedDictionary<string, bool> Switches,
    ImmutableArray<string> OffSwitches
)
{
    public string Name => Group.Name;

    public static ImmutableArray<GroupPlan> Create(AppManifest app, FusionSetup setup)
    {
        // A task that isn't an entry is only served if other functions call it.
        var answering = setup
            .CalledRemotely(app.Model)
            .Concat(app.Model.Tasks.Where(t => t.IsEntry).Select(t => t.Id))
            .ToFrozenSet(StringComparer.Ordinal);
        return [.. setup.Groups.Select(g => Create(app, g, answering))];
    }

    private static GroupPlan Create(AppManifest app, FusionGroup group, FrozenSet<string> answering)
    {
        var slice = SlicePlan.Create(
            app.Model.App,
            app.Assemblies,
            group.Name,
            group.Tasks,
            [.. group.Entries.Where(answering.Contains)],
            group.RemoteAsync
        );
        var switches = ImmutableSortedDictionary.CreateBuilder<string, bool>(StringComparer.Ordinal);
        foreach (var task in app.Model.Tasks)
        {
            var isLocal = group.Tasks.Contains(task.Id);
            switches[Names.LocalSwitch(task.Id)] = isLocal;
            switches[Names.LocalAsyncSwitch(task.Id)] = isLocal && !group.RemoteAsync.Contains(task.Id);
        }
        var off = OffSwitchesOf(slice);
        var tellsRunningTask = app.AsksForTelemetry || app.AsksForRunningTask || Logs(slice);
        if (!tellsRunningTask)
        {
            switches[Names.RunningTaskSwitch] = false;
            off = off.Append(Names.RunningTaskSwitch);
        }
        if (!app.AsksForTelemetry)
        {
            switches[Names.TelemetrySwitch] = false;
            off = off.Append(Names.TelemetrySwitch);
        }
        if (!tellsRunningTask && !HasCallsInHelpers(app))
        {
            switches[Names.AmbientSwitch] = false;
            off = off.Append(Names.AmbientSwitch);
        }
        if (!app.AsksForContext)
        {
            switches[Names.ContextSwitch] = false;
            off = off.Append(Names.ContextSwitch);
        }
        // Not said to an unlinked function, which finds out that it has no routes and no triggers.
        switches[Names.RoutesSwitch] = slice.Tasks.Any(static t => t.IsRouted);
        switches[Names.EventsSwitch] = slice.Tasks.Any(static t => t.IsTriggered);
        return new GroupPlan(group, SliceText.Write(slice), PartsOf(slice), switches.ToImmutable(), [.. off]);
    }

    private static string PartsOf(Slice slice)
    {
        string[] texts = [$"{HostParts.Group}={slice.Group}", $"{HostParts.DefaultTask}={slice.DefaultTask}"];
        return string.Join('\n', texts.Concat(HostParts.Of(slice))) + "\n";
    }

    /// <summary>
    /// Whether the caller of some task call is unknown at compile time. Then each local call must record the running task, which takes more time than
    /// the rest of the recording.
    /// </summary>
    private static bool HasCallsInHelpers(AppManifest app) => app.Assemblies.Any(a => a.Manifest.Calls.Any(c => c.From is null));

    /// <summary>Whether a class or a service of the group asks for a logger of Fusionize.Logging.</summary>
    private static bool Logs(Slice slice) =>
        slice.Construction.Services.Any(static s => s.Member.StartsWith($"global::{Names.FunctionLogging}.", StringComparison.Ordinal));

    private static IEnumerable<string> OffSwitchesOf(Slice slice)
    {
        foreach (var task in slice.Tasks)
        {
            if (task.Role == SliceRole.Remote)
                yield return Names.LocalSwitch(task.Task.Id);
            if (task.Role == SliceRole.Remote || task.IsAsyncRemote)
                yield return Names.LocalAsyncSwitch(task.Task.Id);
        }
    }
}
