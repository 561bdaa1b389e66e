using System.Text.Json;
using Fusionize.Json;

namespace Fusionize.Events;

/// <summary>Writes small events, which a function rehearses in INIT.</summary>
internal static class EventSample
{
    /// <param name="kind">The kind.</param>
    /// <param name="content">A message's content, as JSON.</param>
    public static ReadOnlyMemory<byte> Of(EventKind kind, ReadOnlySpan<byte> content)
    {
        var buffer = new ByteBuffer(1024);
        using (var json = new Utf8JsonWriter(buffer, JsonForm.Writer))
        {
            json.WriteStartObject();
            if (kind is EventKind.EventBridge or EventKind.Schedule)
            {
                json.WriteString("id"u8, ""u8);
                json.WriteString("detail-type"u8, kind == EventKind.Schedule ? "Scheduled Event"u8 : ""u8);
                json.WriteString("source"u8, "aws.events"u8);
                json.WriteString("time"u8, "2000-01-01T00:00:00Z"u8);
                json.WritePropertyName("detail"u8);
                json.WriteRawValue(content, skipInputValidation: true);
            }
            else
            {
                json.WriteStartArray("Records"u8);
                json.WriteStartObject();
                WriteRecord(json, kind, content);
                json.WriteEndObject();
                json.WriteEndArray();
            }
            json.WriteEndObject();
        }
        return buffer.Written;
    }

    private static void WriteRecord(Utf8JsonWriter json, EventKind kind, ReadOnlySpan<byte> content)
    {
        json.WriteString(kind == EventKind.Sns ? "EventSource"u8 : "eventSource"u8, EventShape.NameOf(kind));
        switch (kind)
        {
            case EventKind.Sqs:
                json.WriteString("messageId"u8, ""u8);
                json.WriteString("body"u8, content);
                json.WriteStartObject("attributes"u8);
                json.WriteString("ApproximateReceiveCount"u8, "1"u8);
                json.WriteString("SentTimestamp"u8, "946684800000"u8);
                json.WriteEndObject();
                break;
            case EventKind.Sns:
                json.WriteStartObject("Sns"u8);
                json.WriteString("Message"u8, content);
                json.WriteString("Timestamp"u8, "2000-01-01T00:00:00Z"u8);
                json.WriteEndObject();
                break;
            case EventKind.S3:
                json.WriteString("eventTime"u8, "2000-01-01T00:00:00Z"u8);
                json.WriteStartObject("s3"u8);
                json.WriteStartObject("bucket"u8);
                json.WriteString("name"u8, ""u8);
                json.WriteEndObject();
                json.WriteStartObject("object"u8);
                json.WriteString("key"u8, ""u8);
                json.WriteEndObject();
                json.WriteEndObject();
                break;
            case EventKind.Kinesis:
                json.WriteStartObject("kinesis"u8);
                json.WriteString("sequenceNumber"u8, ""u8);
                json.WriteBase64String("data"u8, content);
                json.WriteEndObject();
                break;
            case EventKind.DynamoDb:
                json.WriteStartObject("dynamodb"u8);
                json.WriteString("SequenceNumber"u8, ""u8);
                json.WriteStartObject("NewImage"u8);
                json.WriteStartObject("_"u8);
                json.WriteString("N"u8, "0"u8);
                json.WriteEndObject();
                json.WriteEndObject();
                json.WriteEndObject();
                break;
        }
    }
}
