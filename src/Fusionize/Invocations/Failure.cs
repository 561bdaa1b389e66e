using System.Diagnostics.CodeAnalysis;

namespace Fusionize.Invocations;

/// <summary>What a failed task looks like at the call site; the one place that decides it for local and remote calls.</summary>
internal static class Failure
{
    private const string Cancelled = "The task call was cancelled.";

    /// <summary>The exception a caller sees. A cancelled call stays a cancellation, an inner task's failure passes through as it is.</summary>
    public static Exception AtCaller(Exception error, string task, CancellationToken cancellation) =>
        error switch
        {
            // One type and one text, whoever noticed the cancellation first: code that waits, or a connection.
            OperationCanceledException when cancellation.IsCancellationRequested => new OperationCanceledException(Cancelled, error, cancellation),
            TaskFailedException failed when cancellation.IsCancellationRequested && failed.Is<OperationCanceledException>() =>
                new OperationCanceledException(Cancelled, error, cancellation),
            TaskFailedException => error,
            _ => new TaskFailedException(task, TypesOf(error), error.Message, error),
        };

    /// <summary>Throws what the caller sees if that is another exception than <paramref name="error"/>; else returns, so that <c>throw;</c> keeps the
    /// stack trace.</summary>
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
