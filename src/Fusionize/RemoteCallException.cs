namespace Fusionize;

/// <summary>
/// The call of a task in another function failed on the way: not reached, throttled, timed out, or answered with something that isn't an answer.
/// At the call site it arrives as a <see cref="TaskFailedException"/> like every failure; <c>e.Is&lt;RemoteCallException&gt;()</c> tells it apart
/// from a failure of the task itself.
/// </summary>
public class RemoteCallException : Exception
{
    /// <summary>Creates the exception.</summary>
    public RemoteCallException(string message, Exception? inner = null)
        : base(message, inner) { }
}
