namespace Fusionize;

/// <summary>
/// A task failed. The exception is the same whether the task ran in the caller's function or in another. In the caller's function <see
/// cref="Exception.InnerException"/> is the original exception.
/// </summary>
public sealed class TaskFailedException : Exception
{
    /// <summary>Creates the exception for a failure of <paramref name="task"/>.</summary>
    /// <param name="task">Id of the task that failed.</param>
    /// <param name="errorTypes">Full names of the original exception's type and its base types, most derived first; at least one.</param>
    /// <param name="message">The original message.</param>
    /// <param name="inner">The original exception; only if the task ran in the caller's function.</param>
    public TaskFailedException(string task, IReadOnlyList<string> errorTypes, string message, Exception? inner = null)
        : base(message, inner)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(errorTypes);
        if (errorTypes.Count == 0)
            throw new ArgumentException("At least the original exception's own type is required.", nameof(errorTypes));
        (Task, ErrorTypes) = (task, errorTypes);
    }

    /// <summary>Id of the task in which the failure occurred.</summary>
    public string Task { get; }

    /// <summary>Full name of the original exception's type.</summary>
    public string ErrorType => ErrorTypes[0];

    /// <summary>Full names of the original exception's type and its base types, most derived first, without <see cref="object"/>.</summary>
    public IReadOnlyList<string> ErrorTypes { get; }

    /// <summary>
    /// Whether the original exception was a <typeparamref name="T"/>. Types are compared by name, so the result is the same for local and remote
    /// calls.
    /// </summary>
    public bool Is<T>()
        where T : Exception
    {
        var name = typeof(T).FullName;
        foreach (var type in ErrorTypes)
        {
            if (type == name)
                return true;
        }
        return false;
    }
}
