namespace Fusionize;

/// <summary>The result of a task that takes whole batches of a queue or stream: the messages that failed. The others are done.</summary>
public sealed class BatchResponse
{
    /// <summary>The failed messages. Of a stream, everything from the first one on is delivered again.</summary>
    public required IReadOnlyList<BatchItemFailure> BatchItemFailures { get; init; }

    /// <summary>Names the failed messages.</summary>
    /// <param name="identifiers">Their ids (SQS) or sequence numbers (streams).</param>
    public static BatchResponse Failed(params IEnumerable<string> identifiers) =>
        new() { BatchItemFailures = [.. identifiers.Select(static i => new BatchItemFailure { ItemIdentifier = i })] };
}

/// <summary>A message of a batch that failed.</summary>
public sealed class BatchItemFailure
{
    /// <summary>The message's id (SQS) or sequence number (streams).</summary>
    public required string ItemIdentifier { get; init; }
}
