namespace Fusionize.Events;

/// <summary>The sources of events that tasks can have triggers for.</summary>
internal enum EventKind : byte
{
    None,
    Sqs,
    Sns,
    S3,
    DynamoDb,
    Kinesis,
    EventBridge,
    Schedule,
}
