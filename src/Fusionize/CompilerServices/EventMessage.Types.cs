using System.Text.Json;
using Fusionize.Events;

namespace Fusionize.CompilerServices;

// One method for each type of message, with the type's name.
public sealed partial class EventMessage
{
    /// <summary>A message of a queue.</summary>
    public SqsMessage SqsMessage() =>
        new()
        {
            MessageId = Id!,
            Body = Text(),
            ReceiptHandle = _json.Text("receiptHandle"u8),
            EventSourceArn = _json.Text("eventSourceARN"u8),
            ApproximateReceiveCount = Attempt,
            SentTimestamp = SentTimestamp,
            SenderId = Attribute("SenderId"u8),
            MessageGroupId = Attribute("MessageGroupId"u8),
            MessageDeduplicationId = Attribute("MessageDeduplicationId"u8),
            SequenceNumber = Attribute("SequenceNumber"u8),
            MessageAttributes = _json.Attributes("messageAttributes"u8, isSns: false),
        };

    /// <inheritdoc cref="SqsMessage()"/>
    /// <param name="content">Reads the body.</param>
    public SqsMessage<T> SqsMessage<T>(Func<EventMessage, T> content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return new()
        {
            MessageId = Id!,
            Body = content(this),
            ReceiptHandle = _json.Text("receiptHandle"u8),
            EventSourceArn = _json.Text("eventSourceARN"u8),
            ApproximateReceiveCount = Attempt,
            SentTimestamp = SentTimestamp,
            SenderId = Attribute("SenderId"u8),
            MessageGroupId = Attribute("MessageGroupId"u8),
            MessageDeduplicationId = Attribute("MessageDeduplicationId"u8),
            SequenceNumber = Attribute("SequenceNumber"u8),
            MessageAttributes = _json.Attributes("messageAttributes"u8, isSns: false),
        };
    }

    /// <summary>A notification of a topic.</summary>
    public SnsMessage SnsMessage()
    {
        var sns = _json.GetProperty("Sns"u8);
        return new()
        {
            MessageId = sns.Text("MessageId"u8) ?? "",
            Message = Text(),
            TopicArn = sns.Text("TopicArn"u8),
            Subject = sns.Text("Subject"u8),
            Timestamp = sns.Time("Timestamp"u8),
            MessageAttributes = sns.Attributes("MessageAttributes"u8, isSns: true),
        };
    }

    /// <inheritdoc cref="SnsMessage()"/>
    /// <param name="content">Reads the message.</param>
    public SnsMessage<T> SnsMessage<T>(Func<EventMessage, T> content)
    {
        ArgumentNullException.ThrowIfNull(content);
        var sns = _json.GetProperty("Sns"u8);
        return new()
        {
            MessageId = sns.Text("MessageId"u8) ?? "",
            Message = content(this),
            TopicArn = sns.Text("TopicArn"u8),
            Subject = sns.Text("Subject"u8),
            Timestamp = sns.Time("Timestamp"u8),
            MessageAttributes = sns.Attributes("MessageAttributes"u8, isSns: true),
        };
    }

    /// <summary>A change in a bucket.</summary>
    public S3ObjectEvent S3ObjectEvent()
    {
        var s3 = _json.GetProperty("s3"u8);
        var thing = s3.Object("object"u8) ?? throw new UnreadableMessageException("it names no object");
        return new()
        {
            EventName = _json.Text("eventName"u8) ?? "",
            EventTime = _json.Time("eventTime"u8),
            BucketName = s3.Object("bucket"u8)?.Text("name"u8) ?? throw new UnreadableMessageException("it names no bucket"),
            // Keys are encoded as in forms.
            Key = Uri.UnescapeDataString((thing.Text("key"u8) ?? throw new UnreadableMessageException("it names no key")).Replace('+', ' ')),
            Size = (long)thing.Number("size"u8),
            ETag = thing.Text("eTag"u8),
            VersionId = thing.Text("versionId"u8),
            Sequencer = thing.Text("sequencer"u8),
            AwsRegion = _json.Text("awsRegion"u8),
            PrincipalId = _json.Object("userIdentity"u8)?.Text("principalId"u8),
        };
    }

    /// <summary>An event of a bus.</summary>
    /// <param name="content">Reads the detail.</param>
    public EventBridgeEvent<T> EventBridgeEvent<T>(Func<EventMessage, T> content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return new()
        {
            Id = _json.Text("id"u8) ?? "",
            Source = _json.Text("source"u8)!,
            DetailType = _json.Text("detail-type"u8)!,
            Detail = content(this),
            Time = _json.Time("time"u8),
            Account = _json.Text("account"u8),
            Region = _json.Text("region"u8),
            Resources = _json.Texts("resources"u8),
        };
    }

    /// <summary>An event of a schedule.</summary>
    public ScheduledEvent ScheduledEvent() =>
        new()
        {
            Id = _json.Text("id"u8) ?? "",
            Time = _json.Time("time"u8),
            Resources = _json.Texts("resources"u8),
        };

    /// <summary>A change in a table.</summary>
    public DynamoDbRecord DynamoDbRecord()
    {
        var change = _json.GetProperty("dynamodb"u8);
        return new()
        {
            EventId = _json.Text("eventID"u8) ?? "",
            EventName = _json.Text("eventName"u8) ?? "",
            SequenceNumber = Identifier,
            Keys = Values(change.Object("Keys"u8)) ?? [],
            ApproximateCreationDateTime = change.UnixTime("ApproximateCreationDateTime"u8, 1),
            StreamViewType = change.Text("StreamViewType"u8),
            EventSourceArn = _json.Text("eventSourceARN"u8),
            PrincipalId = _json.Object("userIdentity"u8)?.Text("principalId"u8),
            NewImage = Values(change.Object("NewImage"u8)),
            OldImage = Values(change.Object("OldImage"u8)),
        };
    }

    /// <inheritdoc cref="DynamoDbRecord()"/>
    /// <param name="content">Reads an item.</param>
    public DynamoDbRecord<T> DynamoDbRecord<T>(Func<EventMessage, T> content)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(content);
        var change = _json.GetProperty("dynamodb"u8);
        return new()
        {
            EventId = _json.Text("eventID"u8) ?? "",
            EventName = _json.Text("eventName"u8) ?? "",
            SequenceNumber = Identifier,
            Keys = Values(change.Object("Keys"u8)) ?? [],
            ApproximateCreationDateTime = change.UnixTime("ApproximateCreationDateTime"u8, 1),
            StreamViewType = change.Text("StreamViewType"u8),
            EventSourceArn = _json.Text("eventSourceARN"u8),
            PrincipalId = _json.Object("userIdentity"u8)?.Text("principalId"u8),
            NewImage = Image(change.Object("NewImage"u8), content),
            OldImage = Image(change.Object("OldImage"u8), content),
        };
    }

    /// <summary>A record of a stream.</summary>
    /// <param name="content">Reads the data.</param>
    public KinesisRecord<T> KinesisRecord<T>(Func<EventMessage, T> content)
    {
        ArgumentNullException.ThrowIfNull(content);
        var kinesis = _json.GetProperty("kinesis"u8);
        return new()
        {
            EventId = _json.Text("eventID"u8) ?? "",
            SequenceNumber = Identifier,
            PartitionKey = kinesis.Text("partitionKey"u8) ?? "",
            Data = content(this),
            ApproximateArrivalTimestamp = kinesis.UnixTime("approximateArrivalTimestamp"u8, 1),
            EventSourceArn = _json.Text("eventSourceARN"u8),
        };
    }

    private DateTimeOffset SentTimestamp => _json.Object("attributes"u8)?.UnixTime("SentTimestamp"u8, 1000) ?? default;

    private static Dictionary<string, JsonElement>? Values(JsonElement? item)
    {
        try
        {
            return item is { } attributes ? DynamoDbJson.Values(attributes) : null;
        }
        catch (Exception e) when (e is InvalidOperationException or JsonException)
        {
            throw new UnreadableMessageException("an attribute isn't in DynamoDB's format");
        }
    }

    private T? Image<T>(JsonElement? item, Func<EventMessage, T> content)
        where T : class
    {
        if (item is not { } attributes)
            return null;
        try
        {
            return content(new EventMessage(_event, _json) { _image = DynamoDbJson.Plain(attributes) });
        }
        catch (Exception e) when (e is InvalidOperationException or JsonException)
        {
            throw new UnreadableMessageException("an attribute isn't in DynamoDB's format");
        }
    }
}
