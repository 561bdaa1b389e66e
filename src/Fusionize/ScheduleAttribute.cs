namespace Fusionize;

/// <summary>Invokes a task at times. The task takes nothing, or a <see cref="ScheduledEvent"/>.</summary>
/// <param name="expression">
/// <c>rate(5 minutes)</c>, or <c>cron(0 12 * * ? *)</c> with minutes, hours, day of month, month, day of week and year, in UTC.
/// </param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class ScheduleAttribute(string expression) : EventTriggerAttribute
{
    /// <summary>When the task is invoked.</summary>
    public string Expression { get; } = expression;
}
