namespace Fusionize.Local.Execution;

/// <summary>An asynchronous event that failed in every attempt, and that no dead-letter queue on the platform has.</summary>
/// <param name="Function">The function's name.</param>
/// <param name="Qualifier">The version or alias that was invoked; empty: none.</param>
/// <param name="RequestId">The event's request id, the same for all attempts.</param>
/// <param name="Attempts">Number of attempts.</param>
/// <param name="Payload">The event.</param>
/// <param name="Error">The response of the last attempt, or the reason why there was none.</param>
/// <param name="At">When it was given up.</param>
/// <param name="DeadLetterTarget">ARN of the function's dead-letter queue or topic if it isn't on the platform; empty: it has none.</param>
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
