using System.Globalization;
using System.Text.Json;

namespace Fusionize.Local.Sqs;

/// <summary>Writes received messages in the API's format.</summary>
internal static class ReceivedMessageWriter
{
    /// <summary>The id of the sender; the platform doesn't know its clients.</summary>
    private const string Sender = "AIDALOCALPLATFORM0000";

    public static IReadOnlyList<string> SystemNames { get; } =
    [
        "SenderId",
        "SentTimestamp",
        "ApproximateReceiveCount",
        "ApproximateFirstReceiveTimestamp",
        "SequenceNumber",
        "MessageDeduplicationId",
        "MessageGroupId",
        "AWSTraceHeader",
        "DeadLetterQueueSourceArn",
    ];

    /// <param name="json">Receives the message.</param>
    /// <param name="message">The message.</param>
    /// <param name="system">The names of its own attributes that the client wants.</param>
    /// <param name="wanted">The names of the sender's attributes that the client wants, or their beginnings with <c>.*</c>.</param>
    public static void Write(Utf8JsonWriter json, ReceivedMessage message, HashSet<string> system, string[] wanted)
    {
        json.WriteStartObject();
        json.WriteString("MessageId", message.Id);
        json.WriteString("ReceiptHandle", message.Receipt);
        json.WriteString("MD5OfBody", MessageText.Md5(message.Body));
        json.WriteString("Body", message.Body);
        var own = Attributes(message).Where(a => system.Contains("All") || system.Contains(a.Key)).ToArray();
        if (own.Length > 0)
        {
            json.WriteStartObject("Attributes");
            foreach (var (name, value) in own)
                json.WriteString(name, value);
            json.WriteEndObject();
        }
        var given = (message.Attributes ?? []).Where(a => wanted.Any(w => Matches(w, a.Key))).ToDictionary();
        if (given.Count > 0)
        {
            json.WriteString("MD5OfMessageAttributes", MessageAttribute.Md5(given));
            json.WriteStartObject("MessageAttributes");
            foreach (var (name, attribute) in given)
                Write(json, name, attribute);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, MessageAttribute attribute)
    {
        json.WriteStartObject(name);
        if (attribute.Bytes is { } bytes)
            json.WriteBase64String("BinaryValue", bytes);
        else
            json.WriteString("StringValue", attribute.Text);
        json.WriteString("DataType", attribute.DataType);
        json.WriteEndObject();
    }

    private static bool Matches(string wanted, string name) =>
        wanted is "All" or ".*"
        || wanted == name
        || (wanted.EndsWith(".*", StringComparison.Ordinal) && name.StartsWith(wanted[..^2], StringComparison.Ordinal));

    /// <summary>The message's own attributes.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Attributes(ReceivedMessage message)
    {
        yield return new("ApproximateReceiveCount", Text(message.Received));
        if (message.Trace is { } trace)
            yield return new("AWSTraceHeader", trace);
        yield return new("SentTimestamp", Text(message.SentMs));
        if (message.Deduplication is { } deduplication)
        {
            yield return new("SequenceNumber", MessageApi.SequenceNumber(message.Sequence));
            yield return new("MessageDeduplicationId", deduplication);
        }
        if (message.Group is { } group)
            yield return new("MessageGroupId", group);
        yield return new("SenderId", Sender);
        yield return new("ApproximateFirstReceiveTimestamp", Text(message.FirstMs));
        if (message.Source is { } source)
            yield return new("DeadLetterQueueSourceArn", source);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
