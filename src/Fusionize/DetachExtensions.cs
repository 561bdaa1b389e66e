namespace Fusionize;

/// <summary>Asynchronous task calls: hand over work without waiting for its result.</summary>
public static class DetachExtensions
{
    /// <summary>Turns the task call that it directly follows into an asynchronous one. The returned task completes when the work is safely handed over.</summary>
    public static Task Detach(this Task call) => throw new NotImplementedException();

    /// <inheritdoc cref="Detach(Task)"/>
    public static Task Detach<T>(this Task<T> call) => throw new NotImplementedException();

    /// <inheritdoc cref="Detach(Task)"/>
    public static Task Detach(this ValueTask call) => throw new NotImplementedException();

    /// <inheritdoc cref="Detach(Task)"/>
    public static Task Detach<T>(this ValueTask<T> call) => throw new NotImplementedException();
}
