namespace Fusionize.Shared;

/// <summary>
/// The tasks and task calls of one assembly, how its instance tasks' objects are created, and the types that local calls of its tasks copy.
/// </summary>
internal sealed record Manifest(
    EquatableArray<ManifestTask> Tasks,
    EquatableArray<ManifestCall> Calls,
    EquatableArray<ManifestClass> Classes = default,
    EquatableArray<ManifestService> Services = default,
    EquatableArray<string> Registrations = default,
    EquatableArray<string> Copied = default
)
{
    /// <summary>Whether the assembly only provides services.</summary>
    public bool IsProvider => Tasks.Count == 0 && Calls.Count == 0 && Services.Count > 0;
}

/// <summary>A class with instance tasks.</summary>
/// <param name="Type">The class, <c>global::</c>-qualified.</param>
/// <param name="Needs">The parameters of its constructor.</param>
internal sealed record ManifestClass(string Type, EquatableArray<ManifestParameter> Needs);

/// <summary>A provider of a service.</summary>
/// <param name="Type">The service's type; an <see cref="OpenType"/> if the member is a generic method.</param>
/// <param name="Member">The static member that returns it, <c>global::</c>-qualified.</param>
/// <param name="IsMethod">Whether the member is a method rather than a property.</param>
/// <param name="IsPerInvocation">Whether each invocation gets its own service.</param>
/// <param name="Needs">The method's parameters.</param>
/// <param name="Key">The service's key as C#; null for none.</param>
internal sealed record ManifestService(
    string Type,
    string Member,
    bool IsMethod,
    bool IsPerInvocation,
    EquatableArray<ManifestParameter> Needs,
    string? Key = null
)
{
    /// <summary>The service among all services.</summary>
    public string Id => ServiceId.Of(Type, Key);

    /// <summary>The generic provider with the type arguments that make it return the type; null if it can't.</summary>
    public ManifestService? Closed(string type, string? key) =>
        key == Key && OpenType.Match(Type, type) is { } arguments
            ? this with
            {
                Type = type,
                Member = $"{Member}<{string.Join(", ", arguments)}>",
                Needs = new(Needs.Select(n => n with { Type = OpenType.Close(n.Type, arguments) })),
            }
            : null;
}

/// <summary>One task.</summary>
/// <param name="Id">The task's id.</param>
/// <param name="IsEntry">Whether it can be invoked from outside.</param>
/// <param name="DeclaringType">Its class, <c>global::</c>-qualified.</param>
/// <param name="Method">The method's name.</param>
/// <param name="IsStatic">Static or instance method.</param>
/// <param name="IsValueTask">Whether it returns <c>ValueTask</c> rather than <c>Task</c>.</param>
/// <param name="Result">The result's type; null for none.</param>
/// <param name="CancellationIndex">Position of the <c>CancellationToken</c> among the method's parameters; -1 for none.</param>
/// <param name="Parameters">The parameters without the <c>CancellationToken</c>.</param>
/// <param name="Init">The method that functions with the task run in INIT; null if there is none.</param>
/// <param name="IsBestEffort">Whether a failed local detached call of the task is not retried.</param>
/// <param name="Http">How the task answers HTTP requests; null for a task without a route.</param>
/// <param name="Events">How the task handles events; null for a task without a trigger.</param>
internal sealed record ManifestTask(
    string Id,
    bool IsEntry,
    string DeclaringType,
    string Method,
    bool IsStatic,
    bool IsValueTask,
    string? Result,
    int CancellationIndex,
    EquatableArray<ManifestParameter> Parameters,
    ManifestInit? Init = null,
    bool IsBestEffort = false,
    ManifestHttp? Http = null,
    ManifestEvents? Events = null
);

/// <summary>How a task answers HTTP requests.</summary>
/// <param name="Routes">Its routes.</param>
/// <param name="Body">Position of the parameter that takes the body, among those without the <c>CancellationToken</c>; -1 for none.</param>
/// <param name="Value">The value's type where the task gives an <c>HttpResult&lt;T&gt;</c>; null otherwise.</param>
internal sealed record ManifestHttp(EquatableArray<ManifestRoute> Routes, int Body, string? Value);

/// <summary>A route.</summary>
/// <param name="Method">The HTTP method, in capitals.</param>
/// <param name="Template">The path, such as <c>/products/{id}</c>.</param>
internal sealed record ManifestRoute(string Method, string Template);

/// <summary>How a task handles events.</summary>
/// <param name="Triggers">What invokes it.</param>
/// <param name="Message">What its parameter takes.</param>
/// <param name="Content">The type of a message's content; null if the task doesn't read it.</param>
/// <param name="RefusesNull">Whether the content's type isn't nullable.</param>
/// <param name="Batch">How the parameter takes several messages.</param>
internal sealed record ManifestEvents(
    EquatableArray<ManifestTrigger> Triggers,
    EventParameter Message,
    string? Content,
    bool RefusesNull,
    EventBatch Batch
);

/// <summary>What a parameter takes of a message. Except for the first two, the name is that of the parameter's type.</summary>
internal enum EventParameter
{
    /// <summary>There is no parameter.</summary>
    Nothing,
    Content,
    SqsMessage,
    SnsMessage,
    S3ObjectEvent,
    EventBridgeEvent,
    DynamoDbRecord,
    KinesisRecord,
    ScheduledEvent,
}

/// <summary>How a parameter takes several messages.</summary>
internal enum EventBatch
{
    /// <summary>The task is called for each message.</summary>
    One,

    /// <summary>As an array, or an interface that arrays implement.</summary>
    Array,
    List,
    ImmutableArray,
}

/// <summary>What invokes a task by events.</summary>
/// <param name="Kind">One of <see cref="TriggerKind"/>.</param>
/// <param name="Source">The queue, topic, bucket, table, stream or event bus; null for a schedule.</param>
/// <param name="Options">Its options, by the names that they have in <c>fusion-manifest.json</c>. An option with several values is there several
/// times.</param>
internal sealed record ManifestTrigger(string Kind, string? Source, EquatableArray<ManifestOption> Options);

/// <summary>An option of a trigger.</summary>
internal sealed record ManifestOption(string Name, string Value);

/// <summary>A method that functions run in INIT.</summary>
/// <param name="Method">The static method, <c>global::</c>-qualified.</param>
/// <param name="Returns">What it returns.</param>
internal sealed record ManifestInit(string Method, InitReturn Returns);

internal enum InitReturn
{
    Nothing,
    Task,
    ValueTask,
}

/// <summary>A task's parameter.</summary>
/// <param name="Name">Its name, also the argument's name in a request.</param>
/// <param name="Type">Its type, <c>global::</c>-qualified.</param>
/// <param name="Default">Its default value as C#; null for none.</param>
/// <param name="RefusesNull">Whether it is declared as a non-nullable reference.</param>
/// <param name="Key">For a parameter of a constructor or provider, the key of the service that it asks for, as C#; null for none.</param>
internal sealed record ManifestParameter(string Name, string Type, string? Default, bool RefusesNull = false, string? Key = null)
{
    /// <summary>The service that it asks for, among all services.</summary>
    public string ServiceId => Shared.ServiceId.Of(Type, Key);
}

/// <summary>A service's name in a group: its type, with its key if it has one.</summary>
internal static class ServiceId
{
    public static string Of(string type, string? key) => key is null ? type : $"{type} [{key}]";
}

/// <summary>One call site.</summary>
/// <param name="From">The task that contains it; null for a helper method.</param>
/// <param name="To">The called task.</param>
/// <param name="IsAsync">Whether the call is detached.</param>
/// <param name="Multiplicity">How often the caller makes the call.</param>
/// <param name="Location"><c>file:line</c>, relative to the project.</param>
internal sealed record ManifestCall(string? From, string To, bool IsAsync, CallMultiplicity Multiplicity, string Location);

/// <summary>How often one run of the caller makes a call, as far as the syntax shows.</summary>
internal enum CallMultiplicity
{
    Once,
    Conditional,
    Loop,
}
