namespace Fusionize.Local.Execution;

/// <summary>The target of an event. It is resolved before each attempt, because functions may be updated and deleted while events wait.</summary>
internal interface IEventTarget
{
    /// <summary>Its name, for the operator.</summary>
    string Name { get; }

    /// <summary>The version to run. Throws if the function was deleted.</summary>
    FunctionVersion Resolve();

    EventRules Rules { get; }

    /// <summary>ARN of the queue or topic for events that failed in every attempt; empty: none.</summary>
    string DeadLetterTarget { get; }

    /// <summary>Sends an event that was given up to the dead-letter queue. False if the queue isn't on this platform, or doesn't take it.</summary>
    bool TrySendToDeadLetterQueue(Invocation invocation, string error);

    /// <summary>Called after the last attempt.</summary>
    void Conclude(EventEnd end);
}

/// <param name="MaxRetries">Null: the platform's default.</param>
/// <param name="MaxAge">The maximum age of events; older ones are given up.</param>
internal sealed record EventRules(int? MaxRetries, TimeSpan MaxAge)
{
    public static EventRules Default { get; } = new(null, TimeSpan.FromHours(6));
}

/// <summary>How an event ended.</summary>
/// <param name="Condition">The condition in Lambda's terms.</param>
/// <param name="Version">The version that ran last; null if none ran.</param>
/// <param name="Result">Its response.</param>
internal sealed record EventEnd(Invocation Invocation, string Condition, int Attempts, FunctionVersion? Version, InvocationResult? Result)
{
    public const string Success = "Success";
    public const string RetriesExhausted = "RetriesExhausted";
    public const string AgeExceeded = "EventAgeExceeded";

    public bool Succeeded => Condition == Success;
}
