using System.Buffers;
using System.Text.Json;
using Fusionize.Local.Sqs;

namespace Fusionize.Local.Mappings;

/// <summary>Writes a batch as the event that Lambda gives a function.</summary>
internal static class SqsEvent
{
    public static byte[] Write(IEnumerable<ReceivedMessage> messages, MessageQueue queue, string region)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("Records");
            foreach (var message in messages)
                Write(json, message, queue, region);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, ReceivedMessage message, MessageQueue queue, string region)
    {
        json.WriteStartObject();
        json.WriteString("messageId", message.Id);
        json.WriteString("receiptHandle", message.Receipt);
        json.WriteString("body", message.Body);
        json.WriteStartObject("attributes");
        foreach (var (name, value) in ReceivedMessageWriter.Attributes(message))
            json.WriteString(name, value);
        json.WriteEndObject();
        json.WriteStartObject("messageAttributes");
        foreach (var (name, attribute) in message.Attributes ?? [])
            Write(json, name, attribute);
        json.WriteEndObject();
        if (MessageAttribute.Md5(message.Attributes) is { } md5)
            json.WriteString("md5OfMessageAttributes", md5);
        json.WriteString("md5OfBody", MessageText.Md5(message.Body));
        json.WriteString("eventSource", "aws:sqs");
        json.WriteString("eventSourceARN", queue.Arn);
        json.WriteString("awsRegion", region);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, MessageAttribute attribute)
    {
        json.WriteStartObject(name);
        if (attribute.Bytes is { } bytes)
            json.WriteBase64String("binaryValue", bytes);
        else
            json.WriteString("stringValue", attribute.Text);
        json.WriteStartArray("stringListValues");
        json.WriteEndArray();
        json.WriteStartArray("binaryListValues");
        json.WriteEndArray();
        json.WriteString("dataType", attribute.DataType);
        json.WriteEndObject();
    }
}
