using System.Buffers;
using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Fusionize.Json;

namespace Fusionize.CompilerServices;

/// <summary>A fusion group's generated dispatcher: task name → deserialize → call → serialize.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class Dispatcher
{
    /// <summary>The application's name.</summary>
    public abstract string App { get; }

    /// <summary>The group's name.</summary>
    public abstract string Group { get; }

    /// <summary>The task for requests that don't name a task: plain JSON, HTTP requests to <c>/</c>.</summary>
    public abstract string DefaultTask { get; }

    /// <summary>Fills the remote slots of the tasks that this group calls but doesn't contain. Called once, in INIT.</summary>
    public virtual void Connect() { }

    /// <summary>
    /// Runs the task that the request names. Throws <see cref="UnknownTaskException"/> if the group doesn't serve it to the sender of the request.
    /// </summary>
    public abstract Task DispatchAsync(TaskRequest request, IBufferWriter<byte> response, CancellationToken cancellation);

    /// <summary>Disposes the objects that live as long as the function. Called once, when the platform ends the process.</summary>
    public virtual ValueTask ShutDownAsync() => default;

    /// <summary>Writes a task's result.</summary>
    protected static void Write<T>(IBufferWriter<byte> response, T value, JsonTypeInfo<T> type)
    {
        using var writer = new Utf8JsonWriter(response, JsonForm.Writer);
        JsonSerializer.Serialize(writer, value, type);
    }

    /// <summary>Rehearses a request of each served task in INIT, at full CPU, so that the first request finds its code compiled.</summary>
    public virtual void WarmUp(Rehearsal rehearsal) { }

    /// <summary>The routes of a task; null if it has none.</summary>
    public virtual HttpRoutes? RoutesOf(string task) => null;

    /// <summary>The triggers of a task; null if it has none.</summary>
    public virtual EventTriggers? TriggersOf(string task) => null;
}
