using Fusionize.Shared;
using Fusionize.Testing.Events;

namespace Fusionize.Testing;

public sealed partial class FusionizedApp
{
    /// <summary>
    /// Delivers messages of a queue to the task with its trigger, in batches of the trigger's size. A failed message isn't delivered again; send it
    /// once more to test that.
    /// </summary>
    /// <param name="queue">The queue's name, as the trigger says it.</param>
    /// <param name="messages">
    /// The bodies, written as JSON, or as they are if they are texts; or messages with attributes (<see cref="SqsMessage{T}"/>).
    /// </param>
    /// <returns>Which messages failed.</returns>
    /// <example><code>
    /// var delivery = await app.SendSqsAsync("orders", new OrderPlaced("7"), new OrderPlaced("8"));
    /// Assert.True(delivery.Succeeded);
    /// </code></example>
    public Task<EventDelivery> SendSqsAsync<T>(string queue, params IReadOnlyList<T> messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var records = messages.Select((m, i) => _events.Sqs(queue, i, m)).ToList();
        return DeliveredAsync(_events.SendBatchesAsync(TriggerKind.Sqs, queue, records));
    }

    /// <summary>Delivers records of a Kinesis stream to each task with its trigger, in batches of the trigger's size.</summary>
    /// <param name="stream">The stream's name, as the trigger says it.</param>
    /// <param name="records">The data, written as JSON, or as they are if they are texts or bytes.</param>
    /// <returns>Which records would be delivered again: the first failed one of each batch, and those after it.</returns>
    public Task<EventDelivery> SendKinesisAsync<T>(string stream, params IReadOnlyList<T> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        return DeliveredAsync(_events.SendBatchesAsync(TriggerKind.Kinesis, stream, [.. records.Select((r, i) => _events.Kinesis(stream, i, r))]));
    }

    /// <summary>Delivers changes of a DynamoDB table to each task with its trigger, in batches of the trigger's size.</summary>
    /// <param name="table">The table's name, as the trigger says it.</param>
    /// <param name="changes">The changes, with keys and images as plain JSON values.</param>
    /// <returns>Which changes would be delivered again: the first failed one of each batch, and those after it.</returns>
    public Task<EventDelivery> SendDynamoDbAsync(string table, params IReadOnlyList<DynamoDbRecord> changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        return DeliveredAsync(_events.SendBatchesAsync(TriggerKind.DynamoDbStream, table, [.. changes.Select(c => EventWriter.DynamoDb(table, c))]));
    }

    /// <summary>Delivers a message of an SNS topic to each task with its trigger. A failure is repeated as the options say.</summary>
    /// <param name="topic">The topic's name, as the trigger says it.</param>
    /// <param name="message">
    /// The message, written as JSON, or as it is if it is a text; or a message with attributes (<see cref="SnsMessage{T}"/>).
    /// </param>
    public Task<EventDelivery> SendSnsAsync<T>(string topic, T message) =>
        DeliveredAsync(_events.SendAsync(TriggerKind.Sns, topic, EventWriter.Records(_events.Sns(topic, message))));

    /// <summary>Delivers a change in a bucket to each task with its trigger. A failure is repeated as the options say.</summary>
    /// <param name="change">The change. Filters of triggers aren't applied, except for the bucket's name.</param>
    public Task<EventDelivery> SendS3Async(S3ObjectEvent change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return DeliveredAsync(_events.SendAsync(TriggerKind.S3, change.BucketName, EventWriter.Records(EventWriter.S3(change))));
    }

    /// <summary>
    /// Delivers an event of EventBridge to each task with a trigger of its source and detail type. A failure is repeated as the options say.
    /// </summary>
    /// <param name="source">The event's source.</param>
    /// <param name="detailType">The event's detail type.</param>
    /// <param name="detail">The detail, written as JSON.</param>
    /// <exception cref="InvalidOperationException">A trigger's pattern has other conditions than lists of sources and detail types.</exception>
    public Task<EventDelivery> SendEventBridgeAsync<T>(string source, string detailType, T detail) =>
        DeliveredAsync(_events.SendEventAsync(source, detailType, _events.EventBridge(source, detailType, detail)));

    /// <summary>Delivers the event of a schedule to the task that has it. A failure is repeated as the options say.</summary>
    /// <param name="task">The task's id.</param>
    public Task<EventDelivery> SendScheduleAsync(string task) => DeliveredAsync(_events.SendScheduleAsync(task));

    private static async Task<EventDelivery> DeliveredAsync(Task<IReadOnlyList<int>> failed) => new(await failed.ConfigureAwait(false));
}
