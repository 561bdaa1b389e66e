using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Fusionize.Local.Sqs;

/// <summary>Operations on messages. Each returns what writes its answer.</summary>
internal sealed partial class MessageApi(QueueCatalog queues)
{
    private const int MaxBatch = 10;

    public Action<Utf8JsonWriter> Send(SendMessageBody body)
    {
        var queue = Find(body.QueueUrl);
        var message = Read(queue, body);
        var sent = queue.Send(message);
        return json => WriteSent(json, queue, body, message, sent);
    }

    public Action<Utf8JsonWriter> SendBatch(SendBatchBody body)
    {
        var queue = Find(body.QueueUrl);
        var entries = CheckBatch(body.Entries, "SendMessage");
        var read = entries.Select(e => Attempt(() => Read(queue, e))).ToArray();
        var total = read.Sum(r => (long)(r.Result?.Size ?? 0));
        if (total > QueueAttributes.MaxMessageBytes)
            throw SqsError.Batch(
                "BatchRequestTooLong",
                $"Batch requests cannot be longer than {QueueAttributes.MaxMessageBytes} bytes. You have sent {total} bytes."
            );
        var sent = read.Select(r => r.Result is { } message ? Attempt(() => queue.Send(message)) : (null, r.Error)).ToArray();
        return json =>
            WriteBatch(
                json,
                entries,
                i => sent[i].Error,
                i => WriteSent(json, queue, entries[i], read[i].Result!, sent[i].Result!)
            );
    }

    private static OutgoingMessage Read(MessageQueue queue, ISendBody body)
    {
        if (body.MessageBody is null)
            throw SqsError.Missing("MessageBody");
        if (body.MessageBody.Length == 0)
            throw SqsError.Invalid("The request must contain a non-empty MessageBody: the message body must be at least one character long.");
        MessageText.Check(body.MessageBody);
        var message = new OutgoingMessage(
            body.MessageBody,
            MessageAttribute.Read(body.MessageAttributes),
            body.DelaySeconds,
            ReadTrace(body.MessageSystemAttributes),
            body.MessageGroupId,
            body.MessageDeduplicationId
        );
        if (message.Size > queue.Attributes.MaximumMessageSize)
            throw SqsError.Invalid(
                $"One or more parameters are invalid. Reason: Message must be shorter than {queue.Attributes.MaximumMessageSize} bytes."
            );
        if (body.DelaySeconds is < 0 or > 900)
            throw SqsError.Invalid("DelaySeconds", $"{body.DelaySeconds}", "DelaySeconds must be >= 0 and <= 900.");
        CheckIdentifier("MessageGroupId", body.MessageGroupId);
        CheckIdentifier("MessageDeduplicationId", body.MessageDeduplicationId);
        if (queue.Attributes.IsFifo)
            CheckFifo(queue, body);
        else if (body.MessageDeduplicationId is not null)
            throw NotForThisQueue("MessageDeduplicationId", body.MessageDeduplicationId);
        return message;
    }

    private static void CheckFifo(MessageQueue queue, ISendBody body)
    {
        if (body.MessageGroupId is null)
            throw SqsError.Missing("MessageGroupId");
        if (body.DelaySeconds is > 0)
            throw NotForThisQueue("DelaySeconds", $"{body.DelaySeconds}");
        if (body.MessageDeduplicationId is null && !queue.Attributes.DeduplicatesByContent)
            throw SqsError.Invalid(
                "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly"
            );
    }

    private static SqsError NotForThisQueue(string parameter, string value) =>
        SqsError.Invalid(parameter, value, "The request include parameter that is not valid for this queue type.");

    private static void CheckIdentifier(string parameter, string? value)
    {
        if (value is not null && !IdentifierPattern().IsMatch(value))
            throw SqsError.Invalid(
                parameter,
                value,
                $"{parameter} can only include alphanumeric and punctuation characters. 1 to 128 in length."
            );
    }

    private static string? ReadTrace(Dictionary<string, AttributeBody?>? system)
    {
        foreach (var (name, body) in system ?? [])
        {
            if (name != "AWSTraceHeader" || body is not { DataType: "String", StringValue.Length: > 0 })
                throw SqsError.Invalid($"Message system attribute name '{name}' is invalid; AWSTraceHeader of type String is the only one.");
        }
        return system?.GetValueOrDefault("AWSTraceHeader")?.StringValue;
    }

    private static void WriteSent(Utf8JsonWriter json, MessageQueue queue, ISendBody body, OutgoingMessage message, SentMessage sent)
    {
        json.WriteString("MD5OfMessageBody", MessageText.Md5(message.Body));
        if (MessageAttribute.Md5(message.Attributes) is { } md5)
            json.WriteString("MD5OfMessageAttributes", md5);
        if (message.Trace is { } trace)
            json.WriteString("MD5OfMessageSystemAttributes", MessageAttribute.Md5(SystemAttributes(body, trace)));
        json.WriteString("MessageId", sent.Id);
        if (queue.Attributes.IsFifo)
            json.WriteString("SequenceNumber", SequenceNumber(sent.Sequence));
    }

    private static Dictionary<string, MessageAttribute> SystemAttributes(ISendBody body, string trace) =>
        new() { ["AWSTraceHeader"] = new(body.MessageSystemAttributes!["AWSTraceHeader"]!.DataType!, trace, null) };

    /// <summary>20 digits, as in SQS, in the order of the messages.</summary>
    public static string SequenceNumber(long sequence) =>
        string.Create(CultureInfo.InvariantCulture, $"{10_000_000_000_000_000_000UL + (ulong)sequence}");

    public async Task<Action<Utf8JsonWriter>> ReceiveAsync(ReceiveMessageBody body, CancellationToken cancellation)
    {
        var queue = Find(body.QueueUrl);
        var max = body.MaxNumberOfMessages ?? 1;
        if (max is < 1 or > MaxBatch)
            throw SqsError.Invalid("MaxNumberOfMessages", $"{max}", "Must be between 1 and 10, if provided.");
        if (body.WaitTimeSeconds is < 0 or > 20)
            throw SqsError.Invalid("WaitTimeSeconds", $"{body.WaitTimeSeconds}", "Must be >= 0 and <= 20, if provided.");
        CheckVisibility(body.VisibilityTimeout);
        if (!string.IsNullOrEmpty(body.ReceiveRequestAttemptId))
            throw SqsError.Unsupported("The local platform doesn't apply ReceiveRequestAttemptId, so it is refused.");
        var system = SystemNames([.. body.AttributeNames ?? [], .. body.MessageSystemAttributeNames ?? []]);
        var received = await queue.ReceiveAsync(
            max,
            body.VisibilityTimeout is { } visibility ? TimeSpan.FromSeconds(visibility) : null,
            body.WaitTimeSeconds is { } wait ? TimeSpan.FromSeconds(wait) : queue.Attributes.ReceiveWait,
            cancellation
        );
        return json =>
        {
            if (received.Count == 0)
                return;
            json.WriteStartArray("Messages");
            foreach (var message in received)
                ReceivedMessageWriter.Write(json, message, system, body.MessageAttributeNames ?? []);
            json.WriteEndArray();
        };
    }

    private static HashSet<string> SystemNames(string[] names)
    {
        // AttributeNames also takes the names of queue attributes, which no message has.
        string[] known = ["All", .. ReceivedMessageWriter.SystemNames, .. QueueAttributes.Names];
        return names.FirstOrDefault(n => !known.Contains(n)) is { } unknown ? throw SqsError.UnknownAttribute(unknown) : [.. names];
    }

    private static void CheckVisibility(int? seconds)
    {
        if (seconds is < 0 or > 43_200)
            throw SqsError.Invalid("VisibilityTimeout", $"{seconds}", "Must be between 0 and 43200.");
    }

    public Action<Utf8JsonWriter> Delete(ReceiptBody body)
    {
        Find(body.QueueUrl).Delete(body.ReceiptHandle);
        return static _ => { };
    }

    public Action<Utf8JsonWriter> DeleteBatch(DeleteBatchBody body)
    {
        var queue = Find(body.QueueUrl);
        var entries = CheckBatch(body.Entries, "DeleteMessage");
        return Each(entries, e => queue.Delete(e.ReceiptHandle));
    }

    public Action<Utf8JsonWriter> ChangeVisibility(VisibilityBody body)
    {
        ChangeVisibility(Find(body.QueueUrl), body.ReceiptHandle, body.VisibilityTimeout);
        return static _ => { };
    }

    public Action<Utf8JsonWriter> ChangeVisibilityBatch(VisibilityBatchBody body)
    {
        var queue = Find(body.QueueUrl);
        var entries = CheckBatch(body.Entries, "ChangeMessageVisibility");
        return Each(entries, e => ChangeVisibility(queue, e.ReceiptHandle, e.VisibilityTimeout));
    }

    private static void ChangeVisibility(MessageQueue queue, string? handle, int? seconds)
    {
        if (seconds is null)
            throw SqsError.Missing("VisibilityTimeout");
        CheckVisibility(seconds);
        queue.ChangeVisibility(handle, seconds.Value);
    }

    private MessageQueue Find(string? url) => queues.Get(QueueUrl.NameIn(url));

    private static T[] CheckBatch<T>(T?[]? entries, string operation)
        where T : class, IBatchEntry
    {
        if (entries is null or { Length: 0 })
            throw SqsError.Batch("EmptyBatchRequest", $"There should be at least one {operation}BatchRequestEntry in the request.");
        if (entries.Length > MaxBatch)
            throw SqsError.Batch(
                "TooManyEntriesInBatchRequest",
                $"Maximum number of entries per request are {MaxBatch}. You have sent {entries.Length}."
            );
        if (entries.Any(e => e?.Id is null || !EntryPattern().IsMatch(e.Id)))
            throw SqsError.Batch(
                "InvalidBatchEntryId",
                "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long."
            );
        if (entries.GroupBy(e => e!.Id).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw SqsError.Batch("BatchEntryIdsNotDistinct", $"Id {twice.Key} repeated.");
        return entries!;
    }

    private static Action<Utf8JsonWriter> Each<T>(T[] entries, Action<T> action)
        where T : IBatchEntry
    {
        var done = entries
            .Select(e =>
                Attempt(() =>
                {
                    action(e);
                    return e.Id!;
                })
            )
            .ToArray();
        return json => WriteBatch(json, entries, i => done[i].Error, static _ => { });
    }

    private static (T? Result, SqsError? Error) Attempt<T>(Func<T> action)
        where T : class
    {
        try
        {
            return (action(), null);
        }
        catch (SqsError e)
        {
            return (null, e);
        }
    }

    private static void WriteBatch<T>(Utf8JsonWriter json, T[] entries, Func<int, SqsError?> error, Action<int> write)
        where T : IBatchEntry
    {
        json.WriteStartArray("Successful");
        for (var i = 0; i < entries.Length; i++)
        {
            if (error(i) is not null)
                continue;
            json.WriteStartObject();
            json.WriteString("Id", entries[i].Id);
            write(i);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("Failed");
        for (var i = 0; i < entries.Length; i++)
            error(i)?.Write(json, entries[i].Id!);
        json.WriteEndArray();
    }

    [GeneratedRegex(@"^[a-zA-Z0-9!""#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~]{1,128}\z", RegexOptions.CultureInvariant)]
    private static partial Regex IdentifierPattern();

    [GeneratedRegex(@"^[a-zA-Z0-9_-]{1,80}\z", RegexOptions.CultureInvariant)]
    private static partial Regex EntryPattern();
}
