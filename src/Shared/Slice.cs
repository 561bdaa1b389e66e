namespace Fusionize.Shared;

/// <summary>What one group's host is generated from.</summary>
/// <param name="App">The application's name.</param>
/// <param name="Group">The group's name.</param>
/// <param name="DefaultTask">The task for requests that name none.</param>
/// <param name="Tasks">The tasks that the group holds or calls.</param>
/// <param name="Types">The JSON types of its served and remote tasks; a type's position is its number in the JSON context.</param>
/// <param name="Copied">Those of the types that its local calls copy.</param>
/// <param name="Construction">What its served instance tasks are made from.</param>
internal sealed record Slice(
    string App,
    string Group,
    string DefaultTask,
    EquatableArray<SliceTask> Tasks,
    EquatableArray<string> Types,
    SliceConstruction Construction,
    EquatableArray<string> Copied = default
);

/// <summary>What a group's served instance tasks are made from; nothing that it doesn't need.</summary>
/// <param name="Classes">Task classes to be made, each after those that its constructor asks for.</param>
/// <param name="Services">Providers to be asked, each after those that it asks for itself.</param>
/// <param name="Registrations">Methods that register services with Microsoft.Extensions.DependencyInjection; none where nothing is wanted from
/// there.</param>
/// <param name="Placeholders">Task classes whose tasks are all remote: they are asked for, but nothing of them runs here.</param>
internal sealed record SliceConstruction(
    EquatableArray<ManifestClass> Classes,
    EquatableArray<ManifestService> Services,
    EquatableArray<string> Registrations,
    EquatableArray<string> Placeholders
)
{
    public static readonly SliceConstruction None = new(default, default, default, default);
}

/// <summary>A task as one group sees it.</summary>
/// <param name="Task">The task.</param>
/// <param name="Role">Served, only local, or remote.</param>
/// <param name="IsAsyncRemote">Whether its asynchronous calls go remote although it is local.</param>
/// <param name="IsHandedOver">Whether its asynchronous calls are local, and what fails of them goes to its home.</param>
/// <param name="Owner">Namespace of the declaring assembly's <c>TaskRemote</c>; null where no slot has to be filled.</param>
internal sealed record SliceTask(ManifestTask Task, SliceRole Role, bool IsAsyncRemote, bool IsHandedOver, string? Owner)
{
    public bool HasSlot => Role == SliceRole.Remote || IsAsyncRemote || IsHandedOver;
}

internal enum SliceRole
{
    /// <summary>In the group, and routed to by its dispatcher.</summary>
    Serve,

    /// <summary>In the group, reached by local calls only.</summary>
    Local,

    /// <summary>Called from the group, served by another.</summary>
    Remote,
}
