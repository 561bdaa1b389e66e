namespace Fusionize.Shared;

/// <summary>The input from which one group's host is generated.</summary>
/// <param name="App">The application's name.</param>
/// <param name="Group">The group's name.</param>
/// <param name="DefaultTask">The task for requests that name none.</param>
/// <param name="Tasks">The tasks that the group contains or calls.</param>
/// <param name="Types">The JSON types of its served and remote tasks; a type's position is its number in the JSON context.</param>
/// <param name="Copied">Those of the types that its local calls copy.</param>
/// <param name="Construction">How the objects of its served instance tasks are created.</param>
internal sealed record Slice(
    string App,
    string Group,
    string DefaultTask,
    EquatableArray<SliceTask> Tasks,
    EquatableArray<string> Types,
    SliceConstruction Construction,
    EquatableArray<string> Copied = default
);

/// <summary>How the objects of a group's served instance tasks are created, without anything that the group doesn't need.</summary>
/// <param name="Classes">Task classes to create, each after those that its constructor needs.</param>
/// <param name="Services">Providers to call, each after those that it needs itself.</param>
/// <param name="Registrations">
/// Methods that register services with Microsoft.Extensions.DependencyInjection; none if the group needs no registered services.
/// </param>
/// <param name="Placeholders">Task classes whose tasks are all remote. Other objects need them, but none of their code runs here.</param>
internal sealed record SliceConstruction(
    EquatableArray<ManifestClass> Classes,
    EquatableArray<ManifestService> Services,
    EquatableArray<string> Registrations,
    EquatableArray<string> Placeholders
)
{
    public static readonly SliceConstruction None = new(default, default, default, default);
}

/// <summary>A task in the slice of one group.</summary>
/// <param name="Task">The task.</param>
/// <param name="Role">Served, only local, or remote.</param>
/// <param name="IsAsyncRemote">Whether its asynchronous calls go remote although it is local.</param>
/// <param name="IsHandedOver">Whether its asynchronous calls are local, and failed ones are handed over to its home.</param>
/// <param name="Owner">Namespace of the declaring assembly's <c>TaskRemote</c> and <c>TaskRoutes</c>; null if neither is needed.</param>
internal sealed record SliceTask(ManifestTask Task, SliceRole Role, bool IsAsyncRemote, bool IsHandedOver, string? Owner)
{
    public bool HasSlot => Role == SliceRole.Remote || IsAsyncRemote || IsHandedOver;

    /// <summary>Whether the group answers HTTP requests to the task's routes.</summary>
    public bool IsRouted => Role == SliceRole.Serve && Task.Http is not null;

    /// <summary>Whether the group handles events for the task.</summary>
    public bool IsTriggered => Role == SliceRole.Serve && Task.Events is not null;
}

internal enum SliceRole
{
    /// <summary>In the group, and served by its dispatcher.</summary>
    Serve,

    /// <summary>In the group, reached by local calls only.</summary>
    Local,

    /// <summary>Called from the group, served by another.</summary>
    Remote,
}
