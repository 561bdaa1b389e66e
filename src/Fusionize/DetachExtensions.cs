namespace Fusionize;

/// <summary>Asynchronous task calls: the caller hands work over without waiting for its result.</summary>
public static class DetachExtensions
{
    /// <summary>Makes the task call directly before it asynchronous. The returned task completes when the work is safely handed over.</summary>
    /// <remarks>
    /// Without a fused build the work continues in this process. If it fails, the failure is written to standard error and not passed to the caller.
    /// </remarks>
    public static Task Detach(this Task call)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (!call.IsCompletedSuccessfully)
            DetachedWork.Keep(call);
        return Task.CompletedTask;
    }

    /// <inheritdoc cref="Detach(Task)"/>
    public static Task Detach<T>(this Task<T> call) => Detach((Task)call);

    /// <inheritdoc cref="Detach(Task)"/>
    public static Task Detach(this ValueTask call) => call.IsCompletedSuccessfully ? Task.CompletedTask : Detach(call.AsTask());

    /// <inheritdoc cref="Detach(Task)"/>
    public static Task Detach<T>(this ValueTask<T> call) => call.IsCompletedSuccessfully ? Task.CompletedTask : Detach((Task)call.AsTask());
}
