using System.ComponentModel;
using System.Diagnostics;
using Fusionize.Invocations;
using Fusionize.Tracing;

namespace Fusionize.CompilerServices;

/// <summary>Asynchronous local calls. Used by generated code only.</summary>
[EditorBrowsable(EditorBrowsableState.Never), DebuggerStepThrough]
public static class DetachedCall
{
    /// <summary>Starts the callee on the thread pool, tracks it in the invocation, and gives its task (never faulted: a failure is recorded in the
    /// trace).</summary>
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

    /// <summary>The same for work that is to be done at least once: what fails here, or takes longer than the function has time, is handed over
    /// before the function answers.</summary>
    /// <param name="from">Id of the calling task; null where the call stands in a helper.</param>
    /// <param name="to">Id of the called task.</param>
    /// <param name="args">What the callee needs.</param>
    /// <param name="callee">The callee.</param>
    /// <param name="again">Hands the call over: the task's remote slot.</param>
    public static Task Start<TArgs>(
        string? from,
        string to,
        TArgs args,
        Func<TArgs, CancellationToken, Task> callee,
        Func<TArgs, RemoteCall, Task> again
    )
    {
        var caller = Frame.Current;
        // Outside of an invocation there is nobody to answer, and no platform.
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
        // Only .Detach() gets it, which looks at no result.
        return Nothing<T>.Task;
    }

    /// <summary>What <c>.Detach()</c> gives for a local call: complete at once, since the invocation drains the work before it answers.</summary>
    public static Task Local(Task callee) => Task.CompletedTask;

    private static async Task Run<TArgs>(Invocation? invocation, string to, TArgs args, Func<TArgs, CancellationToken, Task> callee, CallEntry? entry)
    {
        try
        {
            Frame.Current = invocation is null
                ? null
                : new Frame(invocation, to, TaskContext.IsUsed ? new TaskContext(TaskContext.NewCallId(), 1) : null);
            entry?.Started();
            await callee(args, invocation?.Cancellation ?? CancellationToken.None).ConfigureAwait(false);
            entry?.End(null);
        }
        catch (Exception e)
        {
            entry?.End(e);
            Log.Error($"Detached call of task '{to}' failed", e); // nobody awaits it, so else it would be unseen
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
