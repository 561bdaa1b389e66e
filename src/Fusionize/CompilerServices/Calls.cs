using System.ComponentModel;

namespace Fusionize.CompilerServices;

/// <summary>How a task call treats its result.</summary>
public enum CallKind : byte
{
    /// <summary>The caller awaits the callee's result.</summary>
    Sync,

    /// <summary>The caller hands the work over (<c>.Detach()</c>).</summary>
    Async,
}

/// <summary>What a remote slot is told of the call beside its arguments.</summary>
/// <param name="From">Id of the calling task; null where the call stands in a helper: then the ambient task is meant.</param>
/// <param name="Kind">Synchronous or asynchronous.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct RemoteCall(string? From, CallKind Kind);

/// <summary>One synchronous local call, from its beginning to its end. Used by generated code only.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct LocalCall
{
    /// <summary>Begins a call; costs a static bool when nothing is traced.</summary>
    /// <param name="from">Id of the calling task; null where the call stands in a helper.</param>
    /// <param name="to">Id of the called task.</param>
    public static LocalCall Begin(string? from, string to) => throw new NotImplementedException();

    /// <summary>Ends the call with the callee's task: records it, and turns a failure into <see cref="TaskFailedException"/>.</summary>
    public Task End(Task callee, CancellationToken cancellation) => throw new NotImplementedException();

    /// <inheritdoc cref="End(Task, CancellationToken)"/>
    public Task<T> End<T>(Task<T> callee, CancellationToken cancellation) => throw new NotImplementedException();

    /// <inheritdoc cref="End(Task, CancellationToken)"/>
    public ValueTask End(ValueTask callee, CancellationToken cancellation) => throw new NotImplementedException();

    /// <inheritdoc cref="End(Task, CancellationToken)"/>
    public ValueTask<T> End<T>(ValueTask<T> callee, CancellationToken cancellation) => throw new NotImplementedException();

    /// <summary>Ends a call whose callee threw before it returned a task. Never throws: gives what the interceptor throws later through the returned task.</summary>
    public Exception Failed(Exception error, CancellationToken cancellation) => throw new NotImplementedException();
}

/// <summary>Asynchronous local calls. Used by generated code only.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class DetachedCall
{
    /// <summary>Starts the callee on the thread pool, tracks it in the invocation, and gives its task (never faulted: a failure is recorded in the trace).</summary>
    public static Task Start<TArgs>(string? from, string to, TArgs args, Func<TArgs, CancellationToken, Task> callee) => throw new NotImplementedException();

    /// <inheritdoc cref="Start{TArgs}"/>
    public static Task<T> Start<TArgs, T>(string? from, string to, TArgs args, Func<TArgs, CancellationToken, Task<T>> callee) => throw new NotImplementedException();

    /// <summary>What <c>.Detach()</c> gives for a local call: complete at once, since the invocation drains the work before it answers.</summary>
    public static Task Local(Task callee) => Task.CompletedTask;
}
