using System.Text.Json;

namespace Fusionize.Events;

/// <summary>Recognizes events by the members that AWS's documentation gives them.</summary>
internal static class EventShape
{
    /// <summary>The names of the kinds in messages.</summary>
    public static string NameOf(EventKind kind) =>
        kind switch
        {
            EventKind.Sqs => "aws:sqs",
            EventKind.Sns => "aws:sns",
            EventKind.S3 => "aws:s3",
            EventKind.DynamoDb => "aws:dynamodb",
            EventKind.Kinesis => "aws:kinesis",
            EventKind.Schedule => "EventBridge (Scheduled Event)",
            _ => "EventBridge",
        };

    /// <summary>The kind that the name of a trigger's kind means.</summary>
    public static EventKind OfTrigger(string trigger) =>
        trigger switch
        {
            "sqs" => EventKind.Sqs,
            "sns" => EventKind.Sns,
            "s3" => EventKind.S3,
            "dynamodb-stream" => EventKind.DynamoDb,
            "kinesis" => EventKind.Kinesis,
            "schedule" => EventKind.Schedule,
            _ => EventKind.EventBridge,
        };

    /// <summary>Whether the payload may be an event, so that reading it is worth the time.</summary>
    public static bool MayBeEvent(ReadOnlySpan<byte> payload) =>
        !payload.StartsWith("{\"fusionize\":"u8) && (payload.IndexOf("\"Records\""u8) >= 0 || payload.IndexOf("\"detail-type\""u8) >= 0);

    /// <summary>The kind of an event; none for any other payload.</summary>
    public static EventKind KindOf(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || root.TryGetProperty("fusionize"u8, out _))
            return EventKind.None;
        if (root.TryGetProperty("Records"u8, out var records))
            return OfRecords(records);
        if (root.Text("detail-type"u8) is not { } type || root.Text("source"u8) is not { } source || !root.TryGetProperty("detail"u8, out _))
            return EventKind.None;
        // From a rule with a schedule, or from EventBridge Scheduler.
        return type == "Scheduled Event" && source is "aws.events" or "aws.scheduler" ? EventKind.Schedule : EventKind.EventBridge;
    }

    private static EventKind OfRecords(JsonElement records)
    {
        if (records.ValueKind != JsonValueKind.Array)
            return EventKind.None;
        var all = EventKind.None;
        foreach (var record in records.EnumerateArray())
        {
            var kind = OfRecord(record);
            if (kind == EventKind.None || (all != EventKind.None && all != kind))
                return EventKind.None;
            all = kind;
        }
        return all;
    }

    private static EventKind OfRecord(JsonElement record) =>
        record.ValueKind != JsonValueKind.Object
            ? EventKind.None
            : (record.Text("eventSource"u8) ?? record.Text("EventSource"u8)) switch
            {
                "aws:sqs" when record.HasText("messageId"u8) && record.HasText("body"u8) => EventKind.Sqs,
                "aws:sns" when record.Object("Sns"u8) is { } sns && sns.HasText("Message"u8) => EventKind.Sns,
                "aws:s3" when record.Object("s3"u8) is not null => EventKind.S3,
                "aws:dynamodb" when record.Object("dynamodb"u8) is { } change && change.HasText("SequenceNumber"u8) => EventKind.DynamoDb,
                "aws:kinesis" when record.Object("kinesis"u8) is { } kinesis && kinesis.HasText("sequenceNumber"u8) => EventKind.Kinesis,
                _ => EventKind.None,
            };
}
