using Fusionize.Local.Functions;

namespace Fusionize.Local.EventBridge;

/// <summary>Where a rule sends its events: a function or a queue.</summary>
/// <param name="Input">What it gets instead of the event, as JSON; null: the event.</param>
/// <param name="Group">The message group of a FIFO queue.</param>
internal sealed record RuleTarget(string Id, string Arn, string? Input, string? Group);

/// <summary>A rule: it sends events at the times of a schedule, or events that match a pattern.</summary>
/// <param name="Created">When its schedule was set.</param>
internal sealed record Rule(
    string Name,
    string? Schedule,
    string? Pattern,
    bool Enabled,
    string? Description,
    string? RoleArn,
    DateTimeOffset Created
)
{
    public ScheduleExpression? Times { get; init; } = Schedule is null ? null : ScheduleExpression.Parse(Schedule);

    public EventPattern? Matcher { get; init; } = Pattern is null ? null : EventPattern.Parse(Pattern);

    public string ArnIn(string region) => $"arn:aws:events:{region}:{FunctionName.Account}:rule/{Name}";
}
