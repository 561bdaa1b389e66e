using System.ComponentModel;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Fusionize.Events;
using Fusionize.Json;

namespace Fusionize.CompilerServices;

/// <summary>A message of an event, or all messages as one. Used by generated code only.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed partial class EventMessage
{
    private readonly ReceivedEvent _event;
    private readonly JsonElement _json;
    private ReadOnlyMemory<byte>? _image;

    internal EventMessage(ReceivedEvent received, JsonElement json) => (_event, _json) = (received, json);

    /// <summary>Why the message failed; null if it didn't, or wasn't handled.</summary>
    internal Exception? Error { get; private set; }

    /// <summary>Whether the message failed, or wasn't handled and must be delivered again.</summary>
    internal bool IsFailed { get; private set; }

    /// <summary>Whether the message failed because it can't be read.</summary>
    internal bool IsUnreadable { get; private set; }

    /// <summary>Messages with the same order are handled one after the other; null: in any order.</summary>
    internal string? Order =>
        _event.Kind switch
        {
            EventKind.Kinesis or EventKind.DynamoDb => "",
            // Queues without an order may have groups, too, for fairness.
            EventKind.Sqs when _json.Text("eventSourceARN"u8)?.EndsWith(".fifo", StringComparison.Ordinal) == true => Attribute("MessageGroupId"u8)
                ?? "",
            _ => null,
        };

    /// <summary>The name by which the message is reported as failed.</summary>
    internal string Identifier =>
        _event.Kind switch
        {
            EventKind.Kinesis => _json.GetProperty("kinesis"u8).Text("sequenceNumber"u8)!,
            EventKind.DynamoDb => _json.GetProperty("dynamodb"u8).Text("SequenceNumber"u8)!,
            _ => Id ?? "",
        };

    /// <summary>The message's id, the same at each delivery; null if it has none.</summary>
    internal string? Id =>
        _event.Kind switch
        {
            EventKind.Sqs => _json.Text("messageId"u8),
            EventKind.Sns => _json.Object("Sns"u8)?.Text("MessageId"u8),
            EventKind.Kinesis or EventKind.DynamoDb => _json.Text("eventID"u8),
            EventKind.EventBridge or EventKind.Schedule => _json.Text("id"u8),
            _ => null,
        };

    /// <summary>The number of this delivery; 0 if the event doesn't say it.</summary>
    internal int Attempt => _event.Kind == EventKind.Sqs ? (int)Math.Min(AttributeNumber("ApproximateReceiveCount"u8), int.MaxValue) : 0;

    /// <summary>The queue, topic, stream or bus, for messages.</summary>
    internal string Source =>
        _json.Text("eventSourceARN"u8) ?? _json.Object("Sns"u8)?.Text("TopicArn"u8) ?? EventShape.NameOf(_event.Kind);

    internal void Fail(Exception error) => (Error, IsFailed) = (error, true);

    internal void Fail(UnreadableMessageException error)
    {
        IsUnreadable = true;
        Fail(new InvalidRequestException($"{this} can't be read by task '{_event.Task}': {error.Message}."));
    }

    /// <summary>
    /// Marks a message that has to be delivered again: because of an earlier one of the same order, for lack of time, or because the task says so.
    /// </summary>
    internal void Skip() => IsFailed = true;

    /// <summary>The message's name in the log.</summary>
    public override string ToString() => Id is { } id ? $"Message {id} of {Source}" : $"An event of {Source}";

    /// <summary>Takes the failures that a task reports.</summary>
    public void Report(BatchResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        _event.Report(response);
    }

    /// <summary>All messages of the batch that can be read. The others are reported as failed.</summary>
    /// <param name="read">Reads one message.</param>
    public T[] All<T>(Func<EventMessage, T> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        var values = new List<T>();
        HashSet<string>? stopped = null;
        foreach (var message in _event.Messages)
        {
            if (message.Order is { } order && stopped?.Contains(order) == true)
            {
                message.Skip();
                continue;
            }
            try
            {
                values.Add(read(message));
            }
            catch (UnreadableMessageException e)
            {
                message.Fail(e);
                if (message.Order is { } ended)
                    (stopped ??= new(StringComparer.Ordinal)).Add(ended);
            }
        }
        return values.Count > 0 || _event.Messages.Length == 0 ? [.. values] : throw new UnreadableMessageException("no message can be read");
    }

    /// <summary>The message's content as text.</summary>
    public string Text()
    {
        try
        {
            return _event.Kind switch
            {
                EventKind.Sqs => _json.Text("body"u8)!,
                EventKind.Sns => _json.GetProperty("Sns"u8).Text("Message"u8)!,
                EventKind.Kinesis => new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Bytes()),
                _ => Encoding.UTF8.GetString(Bytes()),
            };
        }
        catch (ArgumentException)
        {
            throw new UnreadableMessageException("it isn't UTF-8");
        }
        catch (InvalidOperationException)
        {
            throw new UnreadableMessageException("it isn't valid Unicode");
        }
    }

    /// <summary>The message's content as bytes.</summary>
    public byte[] Bytes() =>
        _event.Kind switch
        {
            EventKind.Kinesis => Base64(_json.GetProperty("kinesis"u8), "data"u8),
            EventKind.EventBridge => Encoding.UTF8.GetBytes(_json.GetProperty("detail"u8).GetRawText()),
            EventKind.DynamoDb => (_image ?? default).ToArray(),
            _ => Encoding.UTF8.GetBytes(Text()),
        };

    /// <summary>The message's content, read as JSON.</summary>
    /// <param name="info">The type.</param>
    /// <param name="refusesNull">Whether null is refused.</param>
    public T Content<T>(JsonTypeInfo<T> info, bool refusesNull)
    {
        ArgumentNullException.ThrowIfNull(info);
        var bytes = Bytes().AsSpan();
        ReadOnlySpan<byte> bom = [0xEF, 0xBB, 0xBF];
        if (bytes.StartsWith(bom))
            bytes = bytes[bom.Length..];
        if (bytes.Trim(" \t\r\n"u8).IsEmpty)
            throw new UnreadableMessageException("it is empty");
        T? value;
        try
        {
            value = JsonSerializer.Deserialize(bytes, info);
            if (UnknownMembers.FirstOf(new Utf8JsonReader(bytes, JsonForm.Reader), info) is not null)
                throw new UnreadableMessageException("it has no member of the expected type");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException)
        {
            throw new UnreadableMessageException(WhyNot(e, info));
        }
        return value is null && refusesNull ? throw new UnreadableMessageException("it must not be null") : value!;
    }

    /// <inheritdoc cref="Content{T}(JsonTypeInfo{T}, bool)"/>
    /// <param name="info">The type.</param>
    /// <param name="refusesNull">Whether null is refused.</param>
    /// <param name="nullIn">Finds a null where the type doesn't allow one: its path inside the value, or null if there is none.</param>
    public T Content<T>(JsonTypeInfo<T> info, bool refusesNull, Func<T, string?> nullIn)
    {
        ArgumentNullException.ThrowIfNull(nullIn);
        var value = Content(info, refusesNull);
        return value is not null && nullIn(value) is { } path
            ? throw new UnreadableMessageException($"it must not be null at {KnownPath.Of(JsonPath.Root + path, info)}")
            : value;
    }

    private static string WhyNot(Exception e, JsonTypeInfo info)
    {
        if (JsonProblem.IsSyntax(e) && e is JsonException syntax)
        {
            return string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"it isn't JSON (line {syntax.LineNumber + 1}, byte {syntax.BytePositionInLine + 1})"
            );
        }
        var what = JsonProblem.WithoutContent(e)?.TrimEnd('.') ?? "a converter refuses the value";
        return $"{what} at {KnownPath.Of((e as JsonException)?.Path, info)}";
    }

    private static byte[] Base64(JsonElement json, ReadOnlySpan<byte> member) =>
        json.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String && value.TryGetBytesFromBase64(out var bytes)
            ? bytes
            : throw new UnreadableMessageException("its data isn't base64");

    /// <summary>A system attribute of an SQS message.</summary>
    private string? Attribute(ReadOnlySpan<byte> name) => _json.Object("attributes"u8)?.Text(name);

    private double AttributeNumber(ReadOnlySpan<byte> name) => _json.Object("attributes"u8)?.Number(name) ?? 0;
}
