using System.Buffers;
using System.Text.Json;
using Fusionize.Events;
using Fusionize.Json;

namespace Fusionize.CompilerServices;

/// <summary>An event with its messages, in their order.</summary>
internal sealed class ReceivedEvent
{
    public readonly EventKind Kind;

    /// <summary>The task that handles it.</summary>
    public readonly string Task;

    /// <summary>Whether the task takes all messages at once.</summary>
    public readonly bool TakesBatch;

    /// <summary>The maximum number of messages that are handled at the same time.</summary>
    public readonly int Parallelism;

    public readonly EventMessage[] Messages;

    /// <summary>All messages as one, for a task that takes them at once.</summary>
    public readonly EventMessage Whole;

    public ReceivedEvent(EventKind kind, JsonElement root, string task, bool takesBatch, int parallelism)
    {
        (Kind, Task, TakesBatch, Parallelism) = (kind, task, takesBatch, parallelism);
        Whole = new EventMessage(this, root);
        Messages =
            kind is EventKind.EventBridge or EventKind.Schedule
                ? [Whole]
                : [.. root.GetProperty("Records"u8).EnumerateArray().Select(r => new EventMessage(this, r))];
    }

    /// <summary>Whether the platform wants to know which messages failed. Otherwise the invocation fails.</summary>
    public bool ReportsFailures => Kind is EventKind.Sqs or EventKind.Kinesis or EventKind.DynamoDb;

    /// <summary>Whether someone waits for the response: the poller of a queue or stream.</summary>
    public bool IsAwaited => ReportsFailures;

    /// <summary>Messages that must be handled one after the other. After a failed one, none of the rest is handled.</summary>
    public List<List<EventMessage>> Lanes()
    {
        var lanes = new List<List<EventMessage>>();
        var ordered = new Dictionary<string, List<EventMessage>>(StringComparer.Ordinal);
        foreach (var message in Messages)
        {
            if (message.Order is not { } order)
            {
                lanes.Add([message]);
                continue;
            }
            if (!ordered.TryGetValue(order, out var lane))
                lanes.Add(ordered[order] = lane = []);
            lane.Add(message);
        }
        return lanes;
    }

    /// <summary>Takes the failures that a task reports.</summary>
    public void Report(BatchResponse response)
    {
        foreach (var failure in response.BatchItemFailures)
        {
            if (Array.Find(Messages, m => m.Identifier == failure.ItemIdentifier) is not { } message)
            {
                throw new InvalidOperationException(
                    $"Task '{Task}' reports the failure of '{failure.ItemIdentifier}', which is no message of the batch."
                );
            }
            message.Skip();
        }
    }

    /// <summary>The first error of a message.</summary>
    public Exception FirstError() =>
        Array.Find(Messages, static m => m.Error is not null)?.Error ?? new InvalidOperationException("Messages of the event were not handled.");

    /// <summary>Writes the response: the failed messages in AWS's format, or nothing.</summary>
    public void WriteAnswer(IBufferWriter<byte> output)
    {
        if (!ReportsFailures)
        {
            output.Write("null"u8);
            return;
        }
        using var json = new Utf8JsonWriter(output, JsonForm.Writer);
        json.WriteStartObject();
        json.WriteStartArray("batchItemFailures"u8);
        foreach (var message in Failed())
        {
            json.WriteStartObject();
            json.WriteString("itemIdentifier"u8, message.Identifier);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>The messages to report. Of a stream only the first one, since everything from it on is delivered again.</summary>
    private IEnumerable<EventMessage> Failed()
    {
        var failed = Messages.Where(static m => m.IsFailed);
        return Kind == EventKind.Sqs ? failed : failed.Take(1);
    }
}
