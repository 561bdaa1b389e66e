namespace Fusionize;

/// <summary>The event of a schedule.</summary>
public sealed class ScheduledEvent
{
    /// <summary>The event's id, the same at each delivery.</summary>
    public required string Id { get; init; }

    /// <summary>The time of the schedule, to the second.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>The ARN of the rule or the schedule; null for none.</summary>
    public IReadOnlyList<string>? Resources { get; init; }
}
