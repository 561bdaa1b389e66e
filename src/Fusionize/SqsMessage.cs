namespace Fusionize;

/// <summary>What a message of an SQS queue says beside its body.</summary>
public abstract class SqsProperties
{
    private protected SqsProperties() { }

    /// <summary>The message's id, the same at each delivery.</summary>
    public required string MessageId { get; init; }

    /// <summary>Identifies this delivery.</summary>
    public string? ReceiptHandle { get; init; }

    /// <summary>The queue's ARN.</summary>
    public string? EventSourceArn { get; init; }

    /// <summary>How often the message has been delivered, this time included.</summary>
    public int ApproximateReceiveCount { get; init; }

    /// <summary>When the message was sent.</summary>
    public DateTimeOffset SentTimestamp { get; init; }

    /// <summary>The sender's account or role.</summary>
    public string? SenderId { get; init; }

    /// <summary>The message's group.</summary>
    public string? MessageGroupId { get; init; }

    /// <summary>The message's deduplication id, in a FIFO queue.</summary>
    public string? MessageDeduplicationId { get; init; }

    /// <summary>The message's number in its group, in a FIFO queue.</summary>
    public string? SequenceNumber { get; init; }

    /// <summary>The attributes that the sender gave the message, by name; null for none.</summary>
    public IReadOnlyDictionary<string, MessageAttributeValue>? MessageAttributes { get; init; }
}

/// <summary>A message of an SQS queue with its body as text.</summary>
public sealed class SqsMessage : SqsProperties
{
    /// <summary>The body.</summary>
    public required string Body { get; init; }
}

/// <summary>A message of an SQS queue.</summary>
/// <typeparam name="T">The body's type. The body is read as JSON; as <c>string</c> or <c>byte[]</c> it stays unchanged.</typeparam>
public sealed class SqsMessage<T> : SqsProperties
{
    /// <summary>The body.</summary>
    public required T Body { get; init; }
}
