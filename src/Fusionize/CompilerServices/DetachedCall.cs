using System.ComponentModel;
using System.Diagnostics;
using Fusionize.Invocations;
using Fusionize.Tracing;

namespace Fusionize.CompilerServices;

/// <summary>Asynchronous local calls. Used by generated code only.</summary>
[EditorBrowsable(EditorBrowsableState.Never), DebuggerStepThrough]
public static class DetachedCall
{
    /// <summary>
    /// Starts the callee on the thread pool and tracks it in the invocation. The returned task never fails: a failure is recorded in the trace.
    /// </summary>
    public static Task Start<TArgs>(string? from, string to, TArgs args, Func<TArgs, CancellationToken, Task> callee)
    {
        var caller = Frame.Current;
        var entry = Recording.Begin(caller, from, to, CallKind.Async, remote: false);
        var invocation = caller?.Invocation is { } current && current.TryHold() ? current : null;
        return Task.Run(() => Run(invocation, to, args, callee, entry));
    }

    /// <inheritdoc cref="Start{TArgs}(string, string, TArgs, Func{TArgs, CancellationToken, Task})"/>
    public static Task<T> Start<TArgs, T>(string? from, string to, TArgs args, Func<TArgs, CancellationToken, Task<T>> callee)
    {
        var caller = Frame.Current;
        var entry = Recording.Begin(caller, from, to, CallKind.Async, remote: false);
        var invocation = caller?.Invocation is { } current && current.TryHold() ? current : null;
        return Task.Run(async () =>
        {
            T result = default!;
            await Run(invocation, to, args, async (a, c) => result = await callee(a, c).ConfigureAwait(false), entry).ConfigureAwait(false);
            return result;
        });
    }

    /// <summary>
    /// The same with at-least-once delivery: work that fails, or that takes longer than the function may run, is handed over before the function
    /// responds.
    /// </summary>
    /// <param name="from">Id of the calling task; null if the call is in a helper method.</param>
    /// <param name="to">Id of the called task.</param>
    /// <param name="args">The callee's arguments.</param>
    /// <param name="callee">The callee.</param>
    /// <param name="again">The task's remote slot, which hands the call over.</param>
    public static Task Start<TArgs>(
        string? from,
        string to,
        TArgs args,
        Func<TArgs, CancellationToken, Task> callee,
        Func<TArgs, RemoteCall, Task> again
    )
    {
        var caller = Frame.Current;
        // Outside an invocation there is no response that could wait, and no platform to hand the work over to.
        if (caller?.Invocation is not { } invocation || !invocation.TryHold())
            return Start(from, to, args, callee);
        var entry = Recording.Begin(caller, from, to, CallKind.Async, remote: false);
        var attempts = invocation.Attempts;
        var attempt = new DetachedAttempt<TArgs>(attempts, from ?? caller.Task, to, entry, args, callee, again);
        attempts.Add(attempt);
        return attempt.Done;
    }

    /// <inheritdoc cref="Start{TArgs}(string, string, TArgs, Func{TArgs, CancellationToken, Task}, Func{TArgs, RemoteCall, Task})"/>
    public static Task<T> Start<TArgs, T>(
        string? from,
        string to,
        TArgs args,
        Func<TArgs, CancellationToken, Task<T>> callee,
        Func<TArgs, RemoteCall, Task> again
    )
    {
        Start(from, to, args, (Func<TArgs, CancellationToken, Task>)callee, again);
        // Only .Detach() uses it, and ignores the result.
        return Nothing<T>.Task;
    }

    /// <summary>
    /// The task that <c>.Detach()</c> returns for a local call. It is complete at once, because the invocation waits for the work before it responds.
    /// </summary>
    public static Task Local(Task callee) => Task.CompletedTask;

    private static async Task Run<TArgs>(Invocation? invocation, string to, TArgs args, Func<TArgs, CancellationToken, Task> callee, CallEntry? entry)
    {
        try
        {
            Frame.Current = invocation is null
                ? null
                : new Frame(invocation, to, TaskContext.IsUsed ? new TaskContext(TaskContext.NewCallId(), 1, Frame.Current?.Context) : null);
            entry?.Started();
            if (Spans.IsOn)
            {
                if (entry is not null)
                    entry.Span = Spans.StartLocal(to);
            }
            await callee(args, invocation?.Cancellation ?? CancellationToken.None).ConfigureAwait(false);
            entry?.End(null);
        }
        catch (Exception e)
        {
            entry?.End(e);
            Log.Error($"Detached call of task '{to}' failed", e); // nobody awaits it, so it would be lost otherwise
        }
        finally
        {
            invocation?.Release();
        }
    }

    private static class Nothing<T>
    {
        public static readonly Task<T> Task = System.Threading.Tasks.Task.FromResult<T>(default!);
    }
}
