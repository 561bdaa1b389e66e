using System.Diagnostics.CodeAnalysis;

namespace Fusionize.Invocations;

/// <summary>Decides which exception a call site sees when a task fails, for local and remote calls alike.</summary>
internal static class Failure
{
    private const string Cancelled = "The task call was cancelled.";

    /// <summary>
    /// The exception that a caller sees. A cancellation stays a cancellation, and the failure of an inner task is passed on unchanged.
    /// </summary>
    public static Exception AtCaller(Exception error, string task, CancellationToken cancellation) =>
        error switch
        {
            // The type and the text are always the same, whether waiting code or a connection noticed the cancellation first.
            OperationCanceledException when cancellation.IsCancellationRequested => new OperationCanceledException(Cancelled, error, cancellation),
            TaskFailedException failed when cancellation.IsCancellationRequested && failed.Is<OperationCanceledException>() =>
                new OperationCanceledException(Cancelled, error, cancellation),
            TaskFailedException => error,
            _ => new TaskFailedException(task, TypesOf(error), error.Message, error),
        };

    /// <summary>
    /// Throws the exception that the caller sees if it isn't <paramref name="error"/> itself. Otherwise returns, so that <c>throw;</c> keeps the
    /// stack trace.
    /// </summary>
    public static void ThrowAtCaller(Exception error, string task, CancellationToken cancellation)
    {
        var seen = AtCaller(error, task, cancellation);
        if (!ReferenceEquals(seen, error))
            Throw(seen);
    }

    /// <summary>Full names of the exception's type and its base types, most derived first, without <see cref="object"/>.</summary>
    public static string[] TypesOf(Exception error)
    {
        var depth = 0;
        for (var t = error.GetType(); t != typeof(object); t = t.BaseType!)
            depth++;
        var names = new string[depth];
        var i = 0;
        for (var t = error.GetType(); t != typeof(object); t = t.BaseType!)
            names[i++] = t.FullName ?? t.Name;
        return names;
    }

    [DoesNotReturn]
    private static void Throw(Exception error) => throw error;
}
