namespace Fusionize;

/// <summary>
/// The call of a task in another function failed, not the task itself: the function was unreachable, throttled, timed out, or returned an invalid
/// response. The call site sees a <see cref="TaskFailedException"/>, as for every failure. <c>e.Is&lt;RemoteCallException&gt;()</c> distinguishes it
/// from a failure of the task.
/// </summary>
public class RemoteCallException : Exception
{
    /// <summary>Creates the exception.</summary>
    public RemoteCallException(string message, Exception? inner = null)
        : base(message, inner) { }
}
