namespace Fusionize;

/// <summary>A task failed. The same exception whether the task ran in the caller's function (then <see cref="Exception.InnerException"/> holds the
/// original) or in another.</summary>
public sealed class TaskFailedException : Exception
{
    /// <summary>Creates the exception for a failure of <paramref name="task"/>.</summary>
    /// <param name="task">Id of the task that failed.</param>
    /// <param name="errorTypes">Full names of the original exception's type and its base types, most derived first; at least one.</param>
    /// <param name="message">The original message.</param>
    /// <param name="inner">The original exception, in the local form only.</param>
    public TaskFailedException(string task, IReadOnlyList<string> errorTypes, string message, Exception? inner = null)
        : base(message, inner)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(errorTypes);
        if (errorTypes.Count == 0)
            throw new ArgumentException("At least the original exception's own type.", nameof(errorTypes));
        (Task, ErrorTypes) = (task, errorTypes);
    }

    /// <summary>Id of the task in which the failure arose.</summary>
    public string Task { get; }

    /// <summary>Full name of the original exception's type.</summary>
    public string ErrorType => ErrorTypes[0];

    /// <summary>Full names of the original exception's type and its base types, most derived first, without <see cref="object"/>.</summary>
    public IReadOnlyList<string> ErrorTypes { get; }

    /// <summary>Whether the original exception was a <typeparamref name="T"/>; decided by name, so the same in both forms.</summary>
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
