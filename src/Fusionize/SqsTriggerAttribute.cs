namespace Fusionize;

/// <summary>
/// Invokes a task with messages of an SQS queue. A message whose call fails is reported and delivered again; the others of its batch are done.
/// Messages of a FIFO queue are handled in the order of their group.
/// </summary>
/// <param name="queue">The queue's name or ARN. The name of a FIFO queue ends with <c>.fifo</c>.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class SqsTriggerAttribute(string queue) : EventTriggerAttribute
{
    /// <summary>The queue's name or ARN.</summary>
    public string Queue { get; } = queue;

    /// <summary>
    /// The maximum number of messages in a batch, 1 to 10,000; for a FIFO queue 1 to 10. More than 10 need a <see
    /// cref="MaximumBatchingWindowInSeconds"/>. Default: 10.
    /// </summary>
    public int BatchSize { get; init; } = 10;

    /// <summary>How long SQS collects messages for a batch, 0 to 300 seconds. FIFO queues have no such window. Default: 0.</summary>
    public int MaximumBatchingWindowInSeconds { get; init; }

    /// <summary>The maximum number of function instances that the queue invokes at the same time, 2 to 1,000; 0 (default): no limit.</summary>
    public int MaximumConcurrency { get; init; }

    /// <summary>
    /// The maximum number of messages of a batch that a function instance handles at the same time, at least 1. Default: 10. Messages of one FIFO
    /// group are handled one after the other.
    /// </summary>
    public int MaxDegreeOfParallelism { get; init; } = 10;

    /// <summary>
    /// After how many receptions a message goes to the dead-letter queue, 1 to 1,000, for a queue that the template creates; 0 (default): the
    /// template's own number.
    /// </summary>
    public int MaxReceiveCount { get; init; }

    /// <summary>JSON patterns, separated by semicolons. SQS deletes messages that match none of them without invoking the function.</summary>
    public string? Filters { get; init; }
}
