namespace Fusionize;

/// <summary>
/// Invokes a task with the records of a stream. The records of a shard are handled in order. After a failed record, the batch is tried again from
/// this record on.
/// </summary>
public abstract class StreamTriggerAttribute : EventTriggerAttribute
{
    private protected StreamTriggerAttribute() { }

    /// <summary>The maximum number of records in a batch, 1 to 10,000. Default: 100.</summary>
    public int BatchSize { get; init; } = 100;

    /// <summary>How long records are collected for a batch, 0 to 300 seconds. Default: 0.</summary>
    public int MaximumBatchingWindowInSeconds { get; init; }

    /// <summary>Where a new trigger begins: <c>LATEST</c> (default) or <c>TRIM_HORIZON</c>, the oldest record.</summary>
    public string StartingPosition { get; init; } = "LATEST";

    /// <summary>The number of batches of a shard that are handled at the same time, 1 to 10. Records of one key stay in order. Default: 1.</summary>
    public int ParallelizationFactor { get; init; } = 1;

    /// <summary>How often a failed batch is tried again, 0 to 10,000; -1 (default): until its records expire.</summary>
    public int MaximumRetryAttempts { get; init; } = -1;

    /// <summary>The age in seconds at which records are given up, 60 to 604,800; -1 (default): when they expire.</summary>
    public int MaximumRecordAgeInSeconds { get; init; } = -1;

    /// <summary>Whether a batch whose invocation failed is divided in two before it is tried again.</summary>
    public bool BisectBatchOnFunctionError { get; init; }

    /// <summary>JSON patterns, separated by semicolons. Records that match none of them don't invoke the function.</summary>
    public string? Filters { get; init; }
}

/// <summary>Invokes a task with the changes of a DynamoDB table, by its stream. The task takes a <see cref="DynamoDbRecord"/>.</summary>
/// <param name="table">The table's name, or its stream's ARN.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class DynamoDbStreamTriggerAttribute(string table) : StreamTriggerAttribute
{
    /// <summary>The table's name, or its stream's ARN.</summary>
    public string Table { get; } = table;
}

/// <summary>Invokes a task with the records of a Kinesis stream.</summary>
/// <param name="stream">The stream's name or ARN.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class KinesisTriggerAttribute(string stream) : StreamTriggerAttribute
{
    /// <summary>The stream's name or ARN.</summary>
    public string Stream { get; } = stream;
}
