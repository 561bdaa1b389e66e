using Fusionize.Generators.Tests.Infrastructure;

namespace Fusionize.Generators.Tests.Events;

/// <summary>An application with a task for each kind of trigger and of parameter. Each run of a task is noted.</summary>
internal static class Warehouse
{
    public const string Source = """
        using System;
        using System.Collections.Concurrent;
        using System.Collections.Generic;
        using System.Collections.Immutable;
        using System.Globalization;
        using System.Linq;
        using System.Text;
        using System.Text.Json;
        using System.Threading;
        using System.Threading.Tasks;
        using Fusionize;

        public sealed record Order(string Id, int Quantity = 1, IReadOnlyDictionary<string, int>? Extras = null, IReadOnlyList<string>? Tags = null);

        public sealed record Optional(string? Name = null, int? Count = null);

        public static class Seen
        {
            private static readonly ConcurrentQueue<string> s_lines = new();
            private static int s_running;

            private static int s_most;

            public static int Most => s_most;

            public static string Lines => string.Join("\n", s_lines);

            public static string Clear { get { s_lines.Clear(); s_most = 0; return ""; } }

            public static Task Note(string line)
            {
                var work = TaskContext.Current;
                s_lines.Enqueue($"{line} [{work?.CallId} {work?.Attempt}]");
                return Task.CompletedTask;
            }

            public static async Task Side(string id)
            {
                InterlockedMax(Interlocked.Increment(ref s_running));
                await Task.Yield();
                Interlocked.Decrement(ref s_running);
            }

            private static void InterlockedMax(int value)
            {
                int most;
                while ((most = Volatile.Read(ref s_most)) < value)
                    Interlocked.CompareExchange(ref s_most, value, most);
            }
        }

        public static class Tasks
        {
            private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff", CultureInfo.InvariantCulture);

            private static string Text(IReadOnlyDictionary<string, MessageAttributeValue>? attributes) => attributes is null ? "none"
                : string.Join(
                    ",",
                    attributes
                        .OrderBy(a => a.Key, StringComparer.Ordinal)
                        .Select(a => $"{a.Key}:{a.Value.DataType}={a.Value.StringValue ?? a.Value.BinaryValue}")
                );

            private static string Text(IReadOnlyDictionary<string, JsonElement>? item) => item is null ? "none"
                : "{" + string.Join(",", item.Select(a => $"{a.Key}={a.Value.GetRawText()}")) + "}";

            [FusionTask, SqsTrigger("orders", BatchSize = 5, MaximumConcurrency = 2, MaxDegreeOfParallelism = 3)]
            public static async Task Fulfil(Order order, CancellationToken ct)
            {
                await Check(order, ct);
                await Seen.Side(order.Id);
                if (order.Quantity < 0)
                    throw new InvalidOperationException("negative " + order.Id);
                await Seen.Note($"Fulfil {order.Id} {order.Quantity}");
            }

            [FusionTask]
            public static Task Check(Order order, CancellationToken ct) =>
                order.Quantity == 99 ? throw new FormatException("99") : Task.CompletedTask;

            [FusionTask, SqsTrigger("lines.fifo", MaxDegreeOfParallelism = 1)]
            public static Task InOrder(SqsMessage<Order> message) =>
                message.Body.Quantity < 0
                    ? throw new InvalidOperationException("x")
                    : Seen.Note($"InOrder {message.MessageGroupId} {message.Body.Id}");

            [FusionTask, SqsTrigger("texts")]
            public static Task TakeText(string text) => text == "bad" ? throw new InvalidOperationException("bad") : Seen.Note("TakeText " + text);

            [FusionTask, SqsTrigger("bytes")]
            public static Task TakeBytes(byte[] bytes) => Seen.Note("TakeBytes " + Encoding.UTF8.GetString(bytes));

            [FusionTask, SqsTrigger("signals")]
            public static Task Signal() => Seen.Note("Signal");

            [FusionTask, SqsTrigger("messages")]
            public static Task TakeMessage(SqsMessage m) =>
                Seen.Note($"TakeMessage {m.MessageId}|{m.ReceiptHandle}|{m.Body}|{m.ApproximateReceiveCount}|"
                + $"{Text(m.SentTimestamp)}|{m.SenderId}|{m.MessageGroupId}|{m.MessageDeduplicationId}|{m.SequenceNumber}|{m.EventSourceArn}|"
                + Text(m.MessageAttributes));

            [FusionTask, SqsTrigger("batches")]
            public static Task TakeBatch(IReadOnlyList<Order> orders) => orders.Any(o => o.Quantity < 0)
                ? throw new InvalidOperationException("batch")
                : Seen.Note("TakeBatch " + string.Join(",", orders.Select(o => o.Id)));

            [FusionTask, SqsTrigger("reports.fifo")]
            public static async Task<BatchResponse> Report(ImmutableArray<SqsMessage<Order>> orders)
            {
                await Seen.Note("Report " + string.Join(",", orders.Select(o => o.Body.Id)));
                return BatchResponse.Failed(orders.Where(o => o.Body.Quantity < 0).Select(o => o.MessageId));
            }

            [FusionTask, SnsTrigger("news")]
            public static Task News(Order order) => order.Quantity < 0 ? throw new InvalidOperationException("news") : Seen.Note($"News {order.Id}");

            [FusionTask, SnsTrigger("posts")]
            public static Task Posts(SnsMessage m) => Seen.Note($"Posts {m.MessageId}|{m.TopicArn}|{m.Subject}|{m.Message}|{Text(m.Timestamp)}|"
                + Text(m.MessageAttributes));

            [FusionTask, S3Trigger("lambda-artifacts-deafc19498e3f2df", Events = "s3:ObjectCreated:*;s3:ObjectRemoved:*", Prefix = "b")]
            public static Task Uploaded(S3ObjectEvent e) => e.Key == "bad" ? throw new InvalidOperationException("bad") : Seen.Note(
                $"Uploaded {e.EventName}|{Text(e.EventTime)}|{e.BucketName}|{e.Key}|{e.Size}|{e.ETag}|{e.VersionId}|{e.Sequencer}|{e.AwsRegion}|{e.PrincipalId}");

            [FusionTask, EventBridgeTrigger(Source = "aws.ec2", DetailType = "EC2 Instance State-change Notification")]
            public static Task Changed(EventBridgeEvent<State> e) => Seen.Note(
                $"Changed {e.Id}|{e.Source}|{e.DetailType}|{e.Detail.State1}|{Text(e.Time)}|{e.Account}|{e.Region}|{string.Join(",", e.Resources ?? [])}");

            [FusionTask, EventBridgeTrigger(Source = "shop", DetailType = "OrderPlaced")]
            public static Task<string> Placed(Order order) => Task.FromResult(order.Id);

            [FusionTask, DynamoDbStreamTrigger("ExampleTableWithStream", BatchSize = 2)]
            public static Task ItemChanged(DynamoDbRecord r) => r.EventName == "BAD" ? throw new InvalidOperationException("bad") : Seen.Note(
                $"ItemChanged {r.EventId}|{r.EventName}|{r.SequenceNumber}|{Text(r.ApproximateCreationDateTime)}|{r.StreamViewType}|{r.EventSourceArn}|{r.PrincipalId}|"
                + $"{Text(r.Keys)}|{Text(r.NewImage)}|{Text(r.OldImage)}");

            [FusionTask, DynamoDbStreamTrigger("orders")]
            public static Task OrderChanged(DynamoDbRecord<Order> r) => Seen.Note($"OrderChanged {r.OldImage?.Quantity}>{r.NewImage?.Quantity}");

            [FusionTask, KinesisTrigger("lambda-stream")]
            public static Task Click(KinesisRecord<string> r) => r.Data == "bad" ? throw new InvalidOperationException("bad") : Seen.Note(
                $"Click {r.EventId}|{r.SequenceNumber}|{r.PartitionKey}|{r.Data}|{Text(r.ApproximateArrivalTimestamp)}|{r.EventSourceArn}");

            [FusionTask, KinesisTrigger("raw")]
            public static Task Raw(KinesisRecord<byte[]> r) => Seen.Note("Raw " + Convert.ToHexString(r.Data));

            [FusionTask, Schedule("rate(5 minutes)"), Schedule("cron(0 12 * * ? *)", Enabled = false)]
            public static Task Clean() => Seen.Note("Clean");

            [FusionTask, Schedule("rate(1 hour)")]
            public static Task Report2(ScheduledEvent e) => Seen.Note($"Report2 {e.Id}|{Text(e.Time)}|{string.Join(",", e.Resources ?? [])}");

            [FusionTask, SqsTrigger("any"), SnsTrigger("any"), KinesisTrigger("any")]
            [EventBridgeTrigger(Pattern = "{\"source\":[\"any\"]}"), HttpPost("/any")]
            public static Task Any(Order order) => Seen.Note($"Any {order.Id}");

            [FusionTask, SqsTrigger("detaching")]
            public static async Task Detaching(Order order)
            {
                await Later(order).Detach();
                await Seen.Note("Detaching " + order.Id);
            }

            [FusionTask]
            public static Task Later(Order order) =>
                order.Quantity < 0 ? throw new InvalidOperationException("later") : Seen.Note("Later " + order.Id);

            [FusionTask, SqsTrigger("slow", MaxDegreeOfParallelism = 1)]
            public static async Task Slow(Order order, CancellationToken ct)
            {
                await Seen.Note("Slow " + order.Id);
                if (order.Quantity > 1)
                    await Task.Delay(Timeout.Infinite, ct);
            }

            [FusionTask(Entry = true)] public static Task Untriggered(Optional value) => Seen.Note("Untriggered " + value);

            [FusionTask(Entry = true)] public static Task Several(Optional? a = null, int b = 0) => Seen.Note($"Several {a} {b}");

            [FusionTask(Entry = true)] public static Task Listed(IReadOnlyList<Optional> values) => Seen.Note($"Listed {values.Count}");

            [FusionTask(Entry = true)] public static Task Nothing() => Seen.Note("Nothing");

            [FusionTask(Entry = true)] public static Task Json(JsonElement any) => Seen.Note("Json");

            [FusionTask(Entry = true)] public static async Task Caller(Order order, CancellationToken ct) => await Fulfil(order, ct);
        }

        public sealed record State([property: System.Text.Json.Serialization.JsonPropertyName("state")] string State1);
        """;

    /// <summary>All tasks in one group.</summary>
    public static Loaded Load()
    {
        var app = App.Of(Source).Build();
        string[] tasks = [.. app.Manifest.Tasks.Select(t => t.Id)];
        return Loaded.Of(Source, tasks, tasks);
    }
}
