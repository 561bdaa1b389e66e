namespace Fusionize.Local.Execution;

/// <summary>The target of an event. It is resolved before each attempt, since functions may be updated and deleted while events wait.</summary>
internal interface IEventTarget
{
    /// <summary>Its name, for the operator.</summary>
    string Name { get; }

    /// <summary>The version to run. Throws if the function was deleted.</summary>
    FunctionVersion Resolve();

    EventRules Rules { get; }

    /// <summary>ARN of the queue or topic for events that failed in every attempt; empty: none.</summary>
    string DeadLetterTarget { get; }

    /// <summary>Called when the event won't be tried any more.</summary>
    void Conclude(EventEnd end);
}

/// <param name="MaxRetries">Null: the platform's number.</param>
/// <param name="MaxAge">The age at which events are given up.</param>
internal sealed record EventRules(int? MaxRetries, TimeSpan MaxAge)
{
    public static EventRules Default { get; } = new(null, TimeSpan.FromHours(6));
}

/// <summary>How an event ended.</summary>
/// <param name="Condition">In Lambda's words.</param>
/// <param name="Version">The version that ran last; null when none did.</param>
/// <param name="Result">Its answer.</param>
internal sealed record EventEnd(Invocation Invocation, string Condition, int Attempts, FunctionVersion? Version, InvocationResult? Result)
{
    public const string Success = "Success";
    public const string RetriesExhausted = "RetriesExhausted";
    public const string AgeExceeded = "EventAgeExceeded";

    public bool Succeeded => Condition == Success;
}
