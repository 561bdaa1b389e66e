namespace Fusionize.Shared;

/// <summary>The kinds of triggers, as manifests name them.</summary>
internal static class TriggerKind
{
    public const string Sqs = "sqs";
    public const string Sns = "sns";
    public const string S3 = "s3";
    public const string EventBridge = "eventbridge";
    public const string DynamoDbStream = "dynamodb-stream";
    public const string Kinesis = "kinesis";
    public const string Schedule = "schedule";

    /// <summary>The option that says how many messages of a batch a function handles at the same time. Only the function needs it.</summary>
    public const string Parallelism = "maxDegreeOfParallelism";

    /// <summary>The names of FIFO queues and topics end with it.</summary>
    public const string Fifo = ".fifo";
}
