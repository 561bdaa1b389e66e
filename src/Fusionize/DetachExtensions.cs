namespace Fusionize;

/// <summary>Asynchronous task calls: hand over work without waiting for its result.</summary>
public static class DetachExtensions
{
    /// <summary>Turns the task call that it directly follows into an asynchronous one. The returned task completes when the work is safely handed
    /// over.</summary>
    /// <remarks>Without the fused build the work goes on in this process; a failure of it is written to standard error and goes no further.</remarks>
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
