using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fusionize.Testing.Events;

/// <summary>Writes events as AWS sends them.</summary>
internal static class EventWriter
{
    private const string Account = "123456789012";
    private const string Region = "eu-central-1";

    public static JsonObject Records(params IEnumerable<JsonNode> records) => new() { ["Records"] = new JsonArray([.. records]) };

    public static string Arn(string service, string name) =>
        name.StartsWith("arn:", StringComparison.Ordinal) ? name : $"arn:aws:{service}:{Region}:{Account}:{name}";

    public static JsonObject Sqs(string queue, string body, SqsProperties properties)
    {
        var attributes = new JsonObject
        {
            ["ApproximateReceiveCount"] = Math.Max(1, properties.ApproximateReceiveCount).ToString(CultureInfo.InvariantCulture),
            ["SentTimestamp"] = properties.SentTimestamp.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
            ["SenderId"] = properties.SenderId ?? Account,
            ["ApproximateFirstReceiveTimestamp"] = properties.SentTimestamp.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
        };
        AddIfAny(attributes, "MessageGroupId", properties.MessageGroupId);
        AddIfAny(attributes, "MessageDeduplicationId", properties.MessageDeduplicationId);
        AddIfAny(attributes, "SequenceNumber", properties.SequenceNumber);
        var messageAttributes = new JsonObject();
        foreach (var (name, value) in properties.MessageAttributes ?? new Dictionary<string, MessageAttributeValue>())
        {
            var attribute = new JsonObject { ["dataType"] = value.DataType };
            AddIfAny(attribute, "stringValue", value.StringValue);
            AddIfAny(attribute, "binaryValue", value.BinaryValue);
            messageAttributes[name] = attribute;
        }
        return new JsonObject
        {
            ["messageId"] = properties.MessageId,
            ["receiptHandle"] = properties.ReceiptHandle ?? "receipt-" + properties.MessageId,
            ["body"] = body,
            ["attributes"] = attributes,
            ["messageAttributes"] = messageAttributes,
            ["eventSource"] = "aws:sqs",
            ["eventSourceARN"] = Arn("sqs", queue),
            ["awsRegion"] = Region,
        };
    }

    public static JsonObject Sns(string topic, string message, SnsProperties properties)
    {
        var attributes = new JsonObject();
        foreach (var (name, value) in properties.MessageAttributes ?? new Dictionary<string, MessageAttributeValue>())
            attributes[name] = new JsonObject { ["Type"] = value.DataType, ["Value"] = value.StringValue ?? value.BinaryValue };
        return new JsonObject
        {
            ["EventVersion"] = "1.0",
            ["EventSubscriptionArn"] = Arn("sns", topic) + ":subscription",
            ["EventSource"] = "aws:sns",
            ["Sns"] = new JsonObject
            {
                ["Type"] = "Notification",
                ["MessageId"] = properties.MessageId,
                ["TopicArn"] = Arn("sns", topic),
                ["Subject"] = properties.Subject,
                ["Message"] = message,
                ["Timestamp"] = Time(properties.Timestamp),
                ["MessageAttributes"] = attributes,
            },
        };
    }

    public static JsonObject S3(S3ObjectEvent change)
    {
        var thing = new JsonObject
        {
            ["key"] = Uri.EscapeDataString(change.Key).Replace("%20", "+", StringComparison.Ordinal).Replace("%2F", "/", StringComparison.Ordinal),
            ["size"] = change.Size,
            ["sequencer"] = change.Sequencer ?? "0",
        };
        AddIfAny(thing, "eTag", change.ETag);
        AddIfAny(thing, "versionId", change.VersionId);
        return new JsonObject
        {
            ["eventVersion"] = "2.1",
            ["eventSource"] = "aws:s3",
            ["awsRegion"] = change.AwsRegion ?? Region,
            ["eventTime"] = Time(change.EventTime),
            ["eventName"] = change.EventName,
            ["userIdentity"] = new JsonObject { ["principalId"] = change.PrincipalId ?? "EXAMPLE" },
            ["s3"] = new JsonObject
            {
                ["s3SchemaVersion"] = "1.0",
                ["bucket"] = new JsonObject { ["name"] = change.BucketName, ["arn"] = "arn:aws:s3:::" + change.BucketName },
                ["object"] = thing,
            },
        };
    }

    public static JsonObject Kinesis(string stream, int index, byte[] data)
    {
        var number = (index + 1).ToString("d56", CultureInfo.InvariantCulture);
        return new JsonObject
        {
            ["kinesis"] = new JsonObject
            {
                ["kinesisSchemaVersion"] = "1.0",
                ["partitionKey"] = "1",
                ["sequenceNumber"] = number,
                ["data"] = Convert.ToBase64String(data),
                ["approximateArrivalTimestamp"] = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0,
            },
            ["eventSource"] = "aws:kinesis",
            ["eventVersion"] = "1.0",
            ["eventID"] = "shardId-000000000000:" + number,
            ["eventName"] = "aws:kinesis:record",
            ["awsRegion"] = Region,
            ["eventSourceARN"] = Arn("kinesis", "stream/" + stream),
        };
    }

    public static JsonObject DynamoDb(string table, DynamoDbRecord change)
    {
        var item = new JsonObject
        {
            ["ApproximateCreationDateTime"] = change.ApproximateCreationDateTime.ToUnixTimeSeconds(),
            ["Keys"] = Item(change.Keys),
            ["SequenceNumber"] = change.SequenceNumber,
            ["StreamViewType"] = change.StreamViewType ?? "NEW_AND_OLD_IMAGES",
        };
        if (change.NewImage is { } after)
            item["NewImage"] = Item(after);
        if (change.OldImage is { } before)
            item["OldImage"] = Item(before);
        return new JsonObject
        {
            ["eventID"] = change.EventId,
            ["eventName"] = change.EventName,
            ["eventVersion"] = "1.1",
            ["eventSource"] = "aws:dynamodb",
            ["awsRegion"] = Region,
            ["dynamodb"] = item,
            ["eventSourceARN"] = change.EventSourceArn ?? Arn("dynamodb", $"table/{table}/stream/2024-06-10T19:26:16.525"),
        };
    }

    public static JsonObject EventBridge(string source, string detailType, JsonNode? detail) =>
        new()
        {
            ["version"] = "0",
            ["id"] = Guid.NewGuid().ToString(),
            ["detail-type"] = detailType,
            ["source"] = source,
            ["account"] = Account,
            ["time"] = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            ["region"] = Region,
            ["resources"] = new JsonArray(),
            ["detail"] = detail,
        };

    private static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static void AddIfAny(JsonObject json, string name, string? value)
    {
        if (value is not null)
            json[name] = value;
    }

    private static JsonObject Item(IReadOnlyDictionary<string, JsonElement> values) =>
        new(values.Select(v => new KeyValuePair<string, JsonNode?>(v.Key, Value(v.Value))));

    private static JsonObject Value(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => new() { ["S"] = value.GetString() },
            JsonValueKind.Number => new() { ["N"] = value.GetRawText() },
            JsonValueKind.True or JsonValueKind.False => new() { ["BOOL"] = value.GetBoolean() },
            JsonValueKind.Array => new() { ["L"] = new JsonArray([.. value.EnumerateArray().Select(Value)]) },
            JsonValueKind.Object => new()
            {
                ["M"] = new JsonObject(value.EnumerateObject().Select(m => new KeyValuePair<string, JsonNode?>(m.Name, Value(m.Value)))),
            },
            _ => new() { ["NULL"] = true },
        };
}
