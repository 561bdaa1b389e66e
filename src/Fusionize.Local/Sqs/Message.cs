using System.Text;

namespace Fusionize.Local.Sqs;

/// <summary>A message to send; its content is checked.</summary>
/// <param name="DelaySeconds">Null: the queue's.</param>
/// <param name="Trace">The X-Ray header that travels with it.</param>
internal sealed record OutgoingMessage(
    string Body,
    SortedDictionary<string, MessageAttribute>? Attributes = null,
    int? DelaySeconds = null,
    string? Trace = null,
    string? Group = null,
    string? Deduplication = null
)
{
    /// <summary>The bytes that count against the queue's limit.</summary>
    public int Size =>
        Encoding.UTF8.GetByteCount(Body) + (Attributes?.Sum(a => Encoding.UTF8.GetByteCount(a.Key) + a.Value.Size) ?? 0);
}

/// <summary>An accepted message.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Sequence">Its number, by which FIFO queues are ordered.</param>
internal sealed record SentMessage(string Id, long Sequence);

/// <summary>A message that somebody has received.</summary>
/// <param name="Receipt">The handle of this delivery.</param>
/// <param name="Received">How often it was received, this time included.</param>
/// <param name="SentMs">When it was sent, in Unix milliseconds.</param>
/// <param name="FirstMs">When it was received first.</param>
/// <param name="Source">ARN of the queue from which it was moved to this dead-letter queue.</param>
internal sealed record ReceivedMessage(
    string Id,
    long Sequence,
    string Receipt,
    string Body,
    SortedDictionary<string, MessageAttribute>? Attributes,
    string? Trace,
    string? Group,
    string? Deduplication,
    int Received,
    long SentMs,
    long FirstMs,
    string? Source
);
