namespace Fusionize.Testing;

/// <summary>One request that a function served.</summary>
/// <param name="Group">The function's group.</param>
/// <param name="Task">The requested task.</param>
/// <param name="IsRoot">Whether it came from outside (the test) and not from a task of another function.</param>
/// <param name="Trace">The trace that it belongs to; the same for all invocations caused by one request from outside.</param>
/// <param name="Calls">The task calls that it made, local and remote, in the order of their starts.</param>
/// <param name="ErrorType">Full name of the exception's type if it failed, otherwise null.</param>
/// <param name="ErrorMessage">The exception's message; null for success.</param>
public sealed record TaskInvocation(
    string Group,
    string Task,
    bool IsRoot,
    string Trace,
    IReadOnlyList<TaskCall> Calls,
    string? ErrorType,
    string? ErrorMessage
);

/// <summary>One task call.</summary>
/// <param name="From">The calling task.</param>
/// <param name="To">The called task.</param>
/// <param name="IsAsync">Whether it was detached.</param>
/// <param name="IsRemote">Whether it went to another function.</param>
/// <param name="RequestBytes">Bytes sent; 0 for a local call.</param>
/// <param name="ResponseBytes">Bytes received; 0 for a local call.</param>
/// <param name="ErrorType">Full name of the exception's type if it failed, otherwise null.</param>
public sealed record TaskCall(string From, string To, bool IsAsync, bool IsRemote, int RequestBytes, int ResponseBytes, string? ErrorType);
