using System.Buffers;
using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Fusionize.CompilerServices;

/// <summary>Where a group's generated <c>Main</c> goes: start-up, then the Runtime API loop.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Function
{
    /// <summary>Serves the group until the platform ends the process. Gives the process's exit code.</summary>
    public static Task<int> RunAsync(Dispatcher dispatcher) => throw new NotImplementedException();
}

/// <summary>A fusion group's generated dispatcher: task name → deserialize → call → serialize.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class Dispatcher
{
    /// <summary>The application's name.</summary>
    public abstract string App { get; }

    /// <summary>The group's name.</summary>
    public abstract string Group { get; }

    /// <summary>The task for requests that name none: plain JSON, HTTP to <c>/</c>.</summary>
    public abstract string DefaultTask { get; }

    /// <summary>Fills the remote slots of the tasks that this group calls and doesn't hold. Called once, in INIT.</summary>
    public virtual void Connect() { }

    /// <summary>Runs the task that the request names. Throws <see cref="UnknownTaskException"/> when the group doesn't serve it.</summary>
    public abstract Task DispatchAsync(TaskRequest request, IBufferWriter<byte> response, CancellationToken cancellation);

    /// <summary>Does in INIT, at full CPU, what the first request would else pay: per served task, read and write through its serializers.</summary>
    public virtual void WarmUp() { }
}

/// <summary>A request for one task: its name and its arguments as JSON.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class TaskRequest
{
    /// <summary>The task's id.</summary>
    public string Task => throw new NotImplementedException();

    /// <summary>Reads the arguments one by one, by name; for a plain request of a task with one parameter the whole body is that argument.</summary>
    /// <param name="onlyParameter">Name of the task's only parameter; null when it has none or several.</param>
    public ArgumentReader Arguments(string? onlyParameter) => throw new NotImplementedException();
}

/// <summary>Walks over a request's arguments: <c>while (r.Next()) { if (r.Is("x"u8)) x = r.Read(info); }</c>; what is not read is skipped.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public ref struct ArgumentReader
{
    /// <summary>Moves to the next argument.</summary>
    public bool Next() => throw new NotImplementedException();

    /// <summary>Whether the current argument has this name.</summary>
    public bool Is(ReadOnlySpan<byte> name) => throw new NotImplementedException();

    /// <summary>Deserializes the current argument.</summary>
    public T Read<T>(JsonTypeInfo<T> info) => throw new NotImplementedException();
}

/// <summary>The group doesn't serve the named task.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class UnknownTaskException(string group, string task) : Exception($"Group '{group}' does not serve task '{task}'.");

/// <summary>Calls tasks of other groups. Used by generated code only.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class RemoteInvoker
{
    /// <summary>Calls a task that returns a value. An asynchronous call gives <c>default</c> when the work is handed over.</summary>
    public static Task<TResult> InvokeAsync<TArgs, TResult>(
        RemoteCall call, string task, TArgs args, Action<Utf8JsonWriter, TArgs> writeArguments, JsonTypeInfo<TResult> result, CancellationToken cancellation)
        => throw new NotImplementedException();

    /// <summary>Calls a task that returns no value.</summary>
    public static Task InvokeAsync<TArgs>(
        RemoteCall call, string task, TArgs args, Action<Utf8JsonWriter, TArgs> writeArguments, CancellationToken cancellation)
        => throw new NotImplementedException();
}
