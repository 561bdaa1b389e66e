namespace Fusionize;

/// <summary>A record of a Kinesis stream.</summary>
/// <typeparam name="T">The data's type. The data is read as JSON; as <c>string</c> it is UTF-8 text, as <c>byte[]</c> it stays unchanged.</typeparam>
public sealed class KinesisRecord<T>
{
    /// <summary>The record's id: shard and sequence number.</summary>
    public required string EventId { get; init; }

    /// <summary>The record's position in its shard.</summary>
    public required string SequenceNumber { get; init; }

    /// <summary>The key that decides about the shard.</summary>
    public required string PartitionKey { get; init; }

    /// <summary>The data.</summary>
    public required T Data { get; init; }

    /// <summary>When the record arrived.</summary>
    public DateTimeOffset ApproximateArrivalTimestamp { get; init; }

    /// <summary>The stream's ARN.</summary>
    public string? EventSourceArn { get; init; }
}
