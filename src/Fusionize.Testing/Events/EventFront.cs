using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fusionize.Setups.Manifests;
using Fusionize.Shared;

namespace Fusionize.Testing.Events;

/// <summary>Sends events to the functions of the entries with their triggers, as AWS does.</summary>
/// <param name="app">The application.</param>
/// <param name="json">How to write values.</param>
/// <param name="invoke">
/// Sends a payload to an entry's function: the entry, the payload, and whether a failure is repeated like that of an asynchronous invocation.
/// </param>
internal sealed class EventFront(
    AppManifest app,
    JsonSerializerOptions json,
    Func<string, byte[], bool, Task<(byte[] Body, string? Failure)>> invoke
)
{
    public JsonObject Sqs<T>(string queue, int index, T message)
    {
        if (message is SqsProperties properties)
            return EventWriter.Sqs(queue, TextOf(MemberOf(message, "Body")), properties);
        return EventWriter.Sqs(
            queue,
            TextOf(message),
            new SqsMessage
            {
                MessageId = Guid.NewGuid().ToString(),
                Body = "",
                SentTimestamp = DateTimeOffset.UtcNow,
                MessageGroupId = queue.EndsWith(TriggerKind.Fifo, StringComparison.Ordinal) ? "group" : null,
                SequenceNumber = index.ToString("d20", System.Globalization.CultureInfo.InvariantCulture),
            }
        );
    }

    public JsonObject Sns<T>(string topic, T message) =>
        message is SnsProperties properties
            ? EventWriter.Sns(topic, TextOf(MemberOf(message, "Message")), properties)
            : EventWriter.Sns(
                topic,
                TextOf(message),
                new SnsMessage
                {
                    MessageId = Guid.NewGuid().ToString(),
                    Message = "",
                    Timestamp = DateTimeOffset.UtcNow,
                }
            );

    public JsonObject Kinesis<T>(string stream, int index, T data) =>
        EventWriter.Kinesis(stream, index, data is byte[] bytes ? bytes : Encoding.UTF8.GetBytes(TextOf(data)));

    public JsonObject EventBridge<T>(string source, string detailType, T detail) =>
        EventWriter.EventBridge(source, detailType, JsonNode.Parse(TextOf(detail)));

    /// <summary>Sends records in batches of the size that each trigger has. Returns the positions of those that would be delivered again.</summary>
    public async Task<IReadOnlyList<int>> SendBatchesAsync(string kind, string source, IReadOnlyList<JsonObject> records)
    {
        var failed = new SortedSet<int>();
        foreach (var (task, trigger) in TriggersOf(kind, source))
        {
            var size = int.Parse(trigger.Options.First(o => o.Name == "batchSize").Value, System.Globalization.CultureInfo.InvariantCulture);
            for (var start = 0; start < records.Count; start += size)
            {
                var batch = records.Skip(start).Take(size).ToList();
                var (body, failure) = await invoke(task, Bytes(EventWriter.Records(batch.Select(r => r.DeepClone()))), false).ConfigureAwait(false);
                foreach (var position in failure is null ? Failed(kind, batch, body) : Enumerable.Range(0, batch.Count))
                    failed.Add(start + position);
            }
        }
        return [.. failed];
    }

    /// <summary>Sends an event to each task with such a trigger.</summary>
    public Task<IReadOnlyList<int>> SendAsync(string kind, string source, JsonObject payload) =>
        SendAsync(TriggersOf(kind, source).Select(static t => t.Task), payload);

    /// <summary>Sends an event of EventBridge to each task with a matching trigger.</summary>
    public Task<IReadOnlyList<int>> SendEventAsync(string source, string detailType, JsonObject payload)
    {
        var tasks = All(TriggerKind.EventBridge).Where(t => Matches(t.Task, t.Trigger, source, detailType)).Select(static t => t.Task).ToList();
        return tasks.Count > 0
            ? SendAsync(tasks, payload)
            : throw new ArgumentException($"No task has a trigger for events of '{source}' with the detail type '{detailType}'.");
    }

    public Task<IReadOnlyList<int>> SendScheduleAsync(string task) =>
        All(TriggerKind.Schedule).Any(t => t.Task == task)
            ? SendAsync([task], EventWriter.EventBridge("aws.events", "Scheduled Event", new JsonObject()))
            : throw new ArgumentException($"No task '{task}' has a schedule.", nameof(task));

    private async Task<IReadOnlyList<int>> SendAsync(IEnumerable<string> tasks, JsonObject payload)
    {
        var isDone = true;
        foreach (var task in tasks.Distinct(StringComparer.Ordinal).ToList())
            isDone &= (await invoke(task, Bytes(payload), true).ConfigureAwait(false)).Failure is null;
        return isDone ? [] : [0];
    }

    /// <summary>The positions of the messages that the platform would deliver again.</summary>
    private static IEnumerable<int> Failed(string kind, IReadOnlyList<JsonObject> batch, byte[] body)
    {
        var reported = JsonNode.Parse(body)!["batchItemFailures"]!.AsArray().Select(f => f!["itemIdentifier"]!.GetValue<string>()).ToList();
        for (var i = 0; i < batch.Count; i++)
        {
            if (!reported.Contains(IdentifierOf(kind, batch[i])))
                continue;
            if (kind != TriggerKind.Sqs)
                return Enumerable.Range(i, batch.Count - i);
        }
        return Enumerable.Range(0, batch.Count).Where(i => reported.Contains(IdentifierOf(kind, batch[i])));
    }

    private static string IdentifierOf(string kind, JsonObject record) =>
        kind switch
        {
            TriggerKind.Sqs => record["messageId"]!.GetValue<string>(),
            TriggerKind.Kinesis => record["kinesis"]!["sequenceNumber"]!.GetValue<string>(),
            _ => record["dynamodb"]!["SequenceNumber"]!.GetValue<string>(),
        };

    private IEnumerable<(string Task, ManifestTrigger Trigger)> All(string kind) =>
        from task in app.Tasks
        where task.Events is not null
        from trigger in task.Events!.Triggers
        where trigger.Kind == kind
        select (task.Id, trigger);

    private List<(string Task, ManifestTrigger Trigger)> TriggersOf(string kind, string source)
    {
        var found = All(kind).Where(t => IsNamed(t.Trigger.Source!, source)).ToList();
        return found.Count > 0 ? found : throw new ArgumentException($"No task has a trigger of the kind '{kind}' for '{source}'.", nameof(source));
    }

    /// <summary>Whether a name or an ARN means a source.</summary>
    private static bool IsNamed(string given, string name) =>
        given == name
        || given.EndsWith(":" + name, StringComparison.Ordinal)
        || given.EndsWith("/" + name, StringComparison.Ordinal)
        || given.Contains($":table/{name}/", StringComparison.Ordinal);

    private static bool Matches(string task, ManifestTrigger trigger, string source, string detailType)
    {
        var pattern = JsonNode.Parse(trigger.Options.First(static o => o.Name == "pattern").Value)!.AsObject();
        var isMatch = true;
        foreach (var (name, condition) in pattern)
        {
            var value = name switch
            {
                "source" => source,
                "detail-type" => detailType,
                _ => null,
            };
            if (value is null || condition is not JsonArray list || list.Any(static e => e?.GetValueKind() != JsonValueKind.String))
            {
                throw new InvalidOperationException(
                    $"The pattern of task '{task}' has the condition '{name}', which the test library can't check. Send the event by SendAsync."
                );
            }
            isMatch &= list.Any(e => e!.GetValue<string>() == value);
        }
        return isMatch;
    }

    private static object? MemberOf(object message, string name) => message.GetType().GetProperty(name)!.GetValue(message);

    private string TextOf(object? value) =>
        value is string text ? text : JsonSerializer.Serialize(value, value?.GetType() ?? typeof(object), json);

    private static byte[] Bytes(JsonObject payload) => Encoding.UTF8.GetBytes(payload.ToJsonString());
}
