using Fusionize.Shared;

namespace Fusionize.Packaging;

/// <summary>What invokes a task by events (docs/events.md). Members that a kind doesn't have are null.</summary>
public sealed record ManifestTriggerInfo
{
    /// <summary><c>sqs</c>, <c>sns</c>, <c>s3</c>, <c>eventbridge</c>, <c>dynamodb-stream</c>, <c>kinesis</c> or <c>schedule</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The name or ARN of the queue, topic, bucket, event bus, table or stream; null for a schedule.</summary>
    public string? Source { get; init; }

    /// <summary>The maximum number of messages or records of one invocation (queues and streams).</summary>
    public int? BatchSize { get; init; }

    /// <summary>How long the platform collects messages for a batch; null: it doesn't wait (queues and streams).</summary>
    public int? MaximumBatchingWindowInSeconds { get; init; }

    /// <summary>The maximum number of function instances that a queue invokes at the same time; null: no limit.</summary>
    public int? MaximumConcurrency { get; init; }

    /// <summary>After how many receptions a message goes to the dead-letter queue; null: the deployer's default (queues).</summary>
    public int? MaxReceiveCount { get; init; }

    /// <summary>JSON patterns. A message that matches none of them doesn't invoke the function (queues and streams).</summary>
    public IReadOnlyList<string>? Filters { get; init; }

    /// <summary>Whether the function reports which messages of a batch failed (queues and streams).</summary>
    public bool? ReportBatchItemFailures { get; init; }

    /// <summary><c>LATEST</c> or <c>TRIM_HORIZON</c> (streams).</summary>
    public string? StartingPosition { get; init; }

    /// <summary>The number of batches of a shard that are handled at the same time; null: 1 (streams).</summary>
    public int? ParallelizationFactor { get; init; }

    /// <summary>How often a failed batch is tried again; null: until its records expire (streams).</summary>
    public int? MaximumRetryAttempts { get; init; }

    /// <summary>The age at which records are given up; null: when they expire (streams).</summary>
    public int? MaximumRecordAgeInSeconds { get; init; }

    /// <summary>Whether a failed batch is divided in two before it is tried again; null: no (streams).</summary>
    public bool? BisectBatchOnFunctionError { get; init; }

    /// <summary>A JSON policy. A message that doesn't match doesn't invoke the function (topics).</summary>
    public string? FilterPolicy { get; init; }

    /// <summary>The events of a bucket, such as <c>s3:ObjectCreated:*</c>.</summary>
    public IReadOnlyList<string>? Events { get; init; }

    /// <summary>The beginning of the keys (buckets).</summary>
    public string? Prefix { get; init; }

    /// <summary>The end of the keys (buckets).</summary>
    public string? Suffix { get; init; }

    /// <summary>The JSON pattern of a rule of EventBridge.</summary>
    public string? Pattern { get; init; }

    /// <summary><c>rate(…)</c> or <c>cron(…)</c> (schedules).</summary>
    public string? Expression { get; init; }

    /// <summary>False for a trigger that is deployed switched off; null: true.</summary>
    public bool? Enabled { get; init; }

    internal static ManifestTriggerInfo Of(ManifestTrigger trigger)
    {
        var options = trigger.Options.ToLookup(static o => o.Name, static o => o.Value, StringComparer.Ordinal);
        return new ManifestTriggerInfo
        {
            Kind = trigger.Kind,
            Source = trigger.Source,
            BatchSize = Number("batchSize"),
            MaximumBatchingWindowInSeconds = Number("maximumBatchingWindowInSeconds"),
            MaximumConcurrency = Number("maximumConcurrency"),
            MaxReceiveCount = Number("maxReceiveCount"),
            Filters = Several("filters"),
            ReportBatchItemFailures = trigger.Kind is TriggerKind.Sqs or TriggerKind.DynamoDbStream or TriggerKind.Kinesis ? true : null,
            StartingPosition = Text("startingPosition"),
            ParallelizationFactor = Number("parallelizationFactor"),
            MaximumRetryAttempts = Number("maximumRetryAttempts"),
            MaximumRecordAgeInSeconds = Number("maximumRecordAgeInSeconds"),
            BisectBatchOnFunctionError = Flag("bisectBatchOnFunctionError"),
            FilterPolicy = Text("filterPolicy"),
            Events = Several("events"),
            Prefix = Text("prefix"),
            Suffix = Text("suffix"),
            Pattern = Text("pattern"),
            Expression = Text("expression"),
            Enabled = Flag("enabled"),
        };

        string? Text(string name) => options[name].FirstOrDefault();
        int? Number(string name) => Text(name) is { } text ? int.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : null;
        bool? Flag(string name) => Text(name) is { } text ? bool.Parse(text) : null;
        IReadOnlyList<string>? Several(string name) => options[name].ToList() is { Count: > 0 } values ? values : null;
    }
}
