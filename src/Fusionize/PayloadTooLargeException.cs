namespace Fusionize;

/// <summary>Arguments or a result are larger than the platform carries between functions. A local call has no such limit.</summary>
public sealed class PayloadTooLargeException : RemoteCallException
{
    /// <summary>Creates the exception.</summary>
    public PayloadTooLargeException(string message)
        : base(message) { }
}
