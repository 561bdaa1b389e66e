namespace Fusionize;

/// <summary>The arguments or the result are larger than the platform's payload limit. Local calls have no such limit.</summary>
public sealed class PayloadTooLargeException : RemoteCallException
{
    /// <summary>Creates the exception.</summary>
    public PayloadTooLargeException(string message)
        : base(message) { }
}
