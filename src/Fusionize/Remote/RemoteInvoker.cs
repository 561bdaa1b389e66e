using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Fusionize.CompilerServices;

namespace Fusionize.Remote;

/// <summary>Calls tasks of other groups. Used by generated code only.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class RemoteInvoker
{
    /// <summary>
    /// Prepares remote calls: reads the environment, connects, warms up. A group that has such calls calls this at the beginning of <see
    /// cref="Dispatcher.Connect"/>.
    /// </summary>
    public static void Prepare() => RemoteCaller.Prepare();

    /// <summary>Calls a task that returns a value. An asynchronous call returns <c>default</c> as soon as the work is handed over.</summary>
    /// <param name="call">The caller and the kind of the call.</param>
    /// <param name="task">Id of the called task.</param>
    /// <param name="args">The arguments, passed on to <paramref name="writeArguments"/>.</param>
    /// <param name="writeArguments">Writes a member (name and value) for each argument. The start of the object is already written.</param>
    /// <param name="result">Describes the type of the result.</param>
    /// <param name="cancellation">The call's token.</param>
    public static Task<TResult> InvokeAsync<TArgs, TResult>(
        RemoteCall call,
        string task,
        TArgs args,
        Action<Utf8JsonWriter, TArgs> writeArguments,
        JsonTypeInfo<TResult> result,
        CancellationToken cancellation
    ) => RemoteCaller.Shared.InvokeAsync(call, task, args, writeArguments, result, null, cancellation);

    /// <summary>Calls a task that returns a value, in which some nulls must be looked for.</summary>
    /// <param name="call">The caller and the kind of the call.</param>
    /// <param name="task">Id of the called task.</param>
    /// <param name="args">The arguments, passed on to <paramref name="writeArguments"/>.</param>
    /// <param name="writeArguments">Writes a member (name and value) for each argument. The start of the object is already written.</param>
    /// <param name="result">Describes the type of the result.</param>
    /// <param name="nullIn">Finds a null in the result where its type doesn't allow one: its path, or null if there is none.</param>
    /// <param name="cancellation">The call's token.</param>
    public static Task<TResult> InvokeAsync<TArgs, TResult>(
        RemoteCall call,
        string task,
        TArgs args,
        Action<Utf8JsonWriter, TArgs> writeArguments,
        JsonTypeInfo<TResult> result,
        Func<TResult, string?> nullIn,
        CancellationToken cancellation
    ) => RemoteCaller.Shared.InvokeAsync(call, task, args, writeArguments, result, nullIn, cancellation);

    /// <summary>Calls a task that returns no value.</summary>
    /// <param name="call">The caller and the kind of the call.</param>
    /// <param name="task">Id of the called task.</param>
    /// <param name="args">The arguments, passed on to <paramref name="writeArguments"/>.</param>
    /// <param name="writeArguments">Writes a member (name and value) for each argument. The start of the object is already written.</param>
    /// <param name="cancellation">The call's token.</param>
    public static Task InvokeAsync<TArgs>(
        RemoteCall call,
        string task,
        TArgs args,
        Action<Utf8JsonWriter, TArgs> writeArguments,
        CancellationToken cancellation
    ) => RemoteCaller.Shared.InvokeAsync<TArgs, object?>(call, task, args, writeArguments, null, null, cancellation);
}
