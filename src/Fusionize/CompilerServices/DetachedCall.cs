using System.ComponentModel;
using System.Diagnostics;
using Fusionize.Invocations;
using Fusionize.Tracing;

namespace Fusionize.CompilerServices;

/// <summary>Asynchronous local calls. Used by generated code only.</summary>
[EditorBrowsable(EditorBrowsableState.Never), DebuggerStepThrough]
public static class DetachedCall
{
    /// <summary>Starts the callee on the thread pool, tracks it in the invocation, and gives its task (never faulted: a failure is recorded in the trace).</summary>
    public static Task Start<TArgs>(string? from, string to, TArgs args, Func<TArgs, CancellationToken, Task> callee)
    {
        var caller = Frame.Current;
        var entry = CallEntry.Begin(caller, from, to, CallKind.Async, remote: false);
        var invocation = caller?.Invocation is { } current && current.TryHold() ? current : null;
        return Task.Run(() => Run(invocation, to, args, callee, entry));
    }

    /// <inheritdoc cref="Start{TArgs}"/>
    public static Task<T> Start<TArgs, T>(string? from, string to, TArgs args, Func<TArgs, CancellationToken, Task<T>> callee)
    {
        var caller = Frame.Current;
        var entry = CallEntry.Begin(caller, from, to, CallKind.Async, remote: false);
        var invocation = caller?.Invocation is { } current && current.TryHold() ? current : null;
        return Task.Run(async () =>
        {
            T result = default!;
            await Run(invocation, to, args, async (a, c) => result = await callee(a, c).ConfigureAwait(false), entry).ConfigureAwait(false);
            return result;
        });
    }

    /// <summary>What <c>.Detach()</c> gives for a local call: complete at once, since the invocation drains the work before it answers.</summary>
    public static Task Local(Task callee) => Task.CompletedTask;

    private static async Task Run<TArgs>(
        Invocation? invocation, string to, TArgs args, Func<TArgs, CancellationToken, Task> callee, CallEntry? entry)
    {
        try
        {
            Frame.Current = invocation is null ? null : new Frame(invocation, to);
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
}
