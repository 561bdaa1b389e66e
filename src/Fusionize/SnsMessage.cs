namespace Fusionize;

/// <summary>What a notification of an SNS topic says beside its message.</summary>
public abstract class SnsProperties
{
    private protected SnsProperties() { }

    /// <summary>The notification's id, the same at each delivery.</summary>
    public required string MessageId { get; init; }

    /// <summary>The topic's ARN.</summary>
    public string? TopicArn { get; init; }

    /// <summary>The subject; null for none.</summary>
    public string? Subject { get; init; }

    /// <summary>When the message was published.</summary>
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>The attributes that the publisher gave the message, by name; null for none.</summary>
    public IReadOnlyDictionary<string, MessageAttributeValue>? MessageAttributes { get; init; }
}

/// <summary>A notification of an SNS topic with its message as text.</summary>
public sealed class SnsMessage : SnsProperties
{
    /// <summary>The message.</summary>
    public required string Message { get; init; }
}

/// <summary>A notification of an SNS topic.</summary>
/// <typeparam name="T">The message's type. The message is read as JSON; as <c>string</c> or <c>byte[]</c> it stays unchanged.</typeparam>
public sealed class SnsMessage<T> : SnsProperties
{
    /// <summary>The message.</summary>
    public required T Message { get; init; }
}
