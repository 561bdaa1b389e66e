using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Fusionize.Invocations;
using Fusionize.Tracing;

namespace Fusionize.CompilerServices;

/// <summary>One synchronous local call, from its beginning to its end. Used by generated code only.</summary>
/// <remarks>
/// The part that every call pays is inlined into the call site: a static read at the beginning, and a check of the callee's state at the end. The
/// additional code for failing, suspended and traced calls is in separate methods.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never), DebuggerStepThrough]
public readonly struct LocalCall
{
    private readonly string _to;
    private readonly CallEntry? _entry;

    private LocalCall(string to, CallEntry? entry) => (_to, _entry) = (to, entry);

    /// <summary>Starts a call. Takes only a static read if nothing is traced.</summary>
    /// <param name="from">Id of the calling task; null if the call is in a helper method.</param>
    /// <param name="to">Id of the called task.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LocalCall Begin(string? from, string to) => new(to, CallTrace.AnyLive ? Recording.BeginLocal(from, to) : null);

    /// <summary>Ends the call with the callee's task: records it, and converts a failure to a <see cref="TaskFailedException"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Task End(Task callee, CancellationToken cancellation) =>
        _entry is null && callee.IsCompletedSuccessfully ? callee : EndSlow(callee, cancellation);

    /// <inheritdoc cref="End(Task, CancellationToken)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Task<T> End<T>(Task<T> callee, CancellationToken cancellation) =>
        _entry is null && callee.IsCompletedSuccessfully ? callee : EndSlow(callee, cancellation);

    /// <inheritdoc cref="End(Task, CancellationToken)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ValueTask End(ValueTask callee, CancellationToken cancellation) =>
        _entry is null && callee.IsCompletedSuccessfully ? callee : EndSlow(callee, cancellation);

    /// <inheritdoc cref="End(Task, CancellationToken)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ValueTask<T> End<T>(ValueTask<T> callee, CancellationToken cancellation) =>
        _entry is null && callee.IsCompletedSuccessfully ? callee : EndSlow(callee, cancellation);

    /// <summary>
    /// Ends a call whose callee threw before it returned a task. Never throws. Returns the exception with which the interceptor fails the task that
    /// it returns.
    /// </summary>
    public Exception Failed(Exception error, CancellationToken cancellation)
    {
        _entry?.LeaveCallee();
        _entry?.End(error);
        return Failure.AtCaller(error, _to, cancellation);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Task EndSlow(Task callee, CancellationToken cancellation)
    {
        _entry?.LeaveCallee();
        if (!callee.IsCompletedSuccessfully)
            return Wait(callee, _to, _entry, cancellation);
        _entry?.End(null);
        return callee;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Task<T> EndSlow<T>(Task<T> callee, CancellationToken cancellation)
    {
        _entry?.LeaveCallee();
        if (!callee.IsCompletedSuccessfully)
            return Wait(callee, _to, _entry, cancellation);
        _entry?.End(null);
        return callee;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ValueTask EndSlow(ValueTask callee, CancellationToken cancellation)
    {
        _entry?.LeaveCallee();
        if (!callee.IsCompletedSuccessfully)
            return Wait(callee, _to, _entry, cancellation);
        _entry?.End(null);
        return callee;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ValueTask<T> EndSlow<T>(ValueTask<T> callee, CancellationToken cancellation)
    {
        _entry?.LeaveCallee();
        if (!callee.IsCompletedSuccessfully)
            return Wait(callee, _to, _entry, cancellation);
        _entry?.End(null);
        return callee;
    }

    // Allocates once if the callee is suspended: the box of the state machine is both the returned task and the callee's continuation.
    private static async Task Wait(Task callee, string to, CallEntry? entry, CancellationToken cancellation)
    {
        try
        {
            await callee.ConfigureAwait(false);
            entry?.End(null);
        }
        catch (Exception e)
        {
            entry?.End(e);
            Failure.ThrowAtCaller(e, to, cancellation);
            throw;
        }
    }

    private static async Task<T> Wait<T>(Task<T> callee, string to, CallEntry? entry, CancellationToken cancellation)
    {
        try
        {
            var result = await callee.ConfigureAwait(false);
            entry?.End(null);
            return result;
        }
        catch (Exception e)
        {
            entry?.End(e);
            Failure.ThrowAtCaller(e, to, cancellation);
            throw;
        }
    }

    private static async ValueTask Wait(ValueTask callee, string to, CallEntry? entry, CancellationToken cancellation)
    {
        try
        {
            await callee.ConfigureAwait(false);
            entry?.End(null);
        }
        catch (Exception e)
        {
            entry?.End(e);
            Failure.ThrowAtCaller(e, to, cancellation);
            throw;
        }
    }

    private static async ValueTask<T> Wait<T>(ValueTask<T> callee, string to, CallEntry? entry, CancellationToken cancellation)
    {
        try
        {
            var result = await callee.ConfigureAwait(false);
            entry?.End(null);
            return result;
        }
        catch (Exception e)
        {
            entry?.End(e);
            Failure.ThrowAtCaller(e, to, cancellation);
            throw;
        }
    }
}
