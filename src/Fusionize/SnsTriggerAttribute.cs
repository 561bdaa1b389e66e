namespace Fusionize;

/// <summary>Invokes a task with the messages of an SNS topic. A failed invocation is repeated as Lambda repeats asynchronous ones.</summary>
/// <param name="topic">The topic's name or ARN. FIFO topics can't invoke functions.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class SnsTriggerAttribute(string topic) : EventTriggerAttribute
{
    /// <summary>The topic's name or ARN.</summary>
    public string Topic { get; } = topic;

    /// <summary>A JSON policy. A message that doesn't match doesn't invoke the function.</summary>
    public string? FilterPolicy { get; init; }
}
