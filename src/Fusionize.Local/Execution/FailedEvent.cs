namespace Fusionize.Local.Execution;

/// <summary>An asynchronous event that no attempt got done: what Lambda would send to the failure destination.</summary>
/// <param name="Function">The function's name.</param>
/// <param name="Qualifier">The version or alias that was invoked; empty: none.</param>
/// <param name="RequestId">The event's request id, the same for all attempts.</param>
/// <param name="Attempts">How often an instance got it.</param>
/// <param name="Payload">The event.</param>
/// <param name="Error">The last attempt's answer, or why there was none.</param>
/// <param name="At">When it was given up.</param>
/// <param name="DeadLetterTarget">ARN of the function's dead-letter queue or topic, for which the platform keeps the event; empty: it has
/// none.</param>
public sealed record FailedEvent(
    string Function,
    string Qualifier,
    string RequestId,
    int Attempts,
    string Payload,
    string Error,
    DateTimeOffset At,
    string DeadLetterTarget = ""
);
