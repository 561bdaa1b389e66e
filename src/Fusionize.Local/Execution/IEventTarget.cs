namespace Fusionize.Local.Execution;

/// <summary>Where an event goes. Asked anew before each attempt: functions are updated and deleted while events wait.</summary>
internal interface IEventTarget
{
    /// <summary>For the operator.</summary>
    string Name { get; }

    /// <summary>The version to run. Throws when the function is gone.</summary>
    FunctionVersion Resolve();

    EventRules Rules { get; }

    /// <summary>ARN of the queue or topic for events that no attempt got done; empty: none.</summary>
    string DeadLetterTarget { get; }

    /// <summary>The event won't be tried any more.</summary>
    void Conclude(EventEnd end);
}

/// <param name="MaxRetries">Null: the platform's number.</param>
/// <param name="MaxAge">Older events are given up.</param>
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
