using System.Reflection;
using System.Text.Json;
using Fusionize.Generators.Tests.Infrastructure;
using static Fusionize.Generators.Tests.Events.EventTests;

namespace Fusionize.Generators.Tests.Events;

/// <summary>What a function answers and logs if messages fail, and what it refuses.</summary>
public sealed class FailureTests(EventTests.Host host) : IClassFixture<EventTests.Host>
{
    private Loaded App { get; } = host.Begin();

    [Fact]
    public void Only_the_failed_messages_of_a_queue_are_reported()
    {
        var answer = App.Run(
            Queue(
                "orders",
                Message("1", Body("a")),
                Message("2", Body("b", -1), count: 3),
                Message("3", "no JSON"),
                Message("4", Body("d", 99)),
                Message("5", Body("e"), count: 2)
            ),
            "Fulfil"
        );
        Assert.Equal("""{"batchItemFailures":[{"itemIdentifier":"2"},{"itemIdentifier":"3"},{"itemIdentifier":"4"}]}""", answer);
        Assert.Equal(["Fulfil a 1 [1 1]", "Fulfil e 1 [5 2]"], host.Lines.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Messages_of_a_queue_run_side_by_side_up_to_the_limit()
    {
        Assert.Empty(Failures(App.Run(Queue("orders", [.. Enumerable.Range(0, 50).Select(i => Message($"{i}", Body($"{i}")))]), "Fulfil")));
        Assert.Equal(50, host.Lines.Length);
        Assert.InRange((int)App["Seen", "Most"]!, 1, 3);
    }

    [Fact]
    public void After_a_failure_a_FIFO_group_stops_and_the_others_go_on()
    {
        var answer = App.Run(
            Queue(
                "lines.fifo",
                Message("1", Body("a"), group: "A"),
                Message("2", Body("b"), group: "B"),
                Message("3", Body("c", -1), group: "A"),
                Message("4", "{", group: "C"),
                Message("5", Body("e"), group: "A"),
                Message("6", Body("f"), group: "B"),
                Message("7", Body("g"), group: "C")
            ),
            "InOrder"
        );
        Assert.Equal(["3", "4", "5", "7"], Failures(answer));
        Assert.Equal(["InOrder A a [1 1]", "InOrder B b [2 1]", "InOrder B f [6 1]"], host.Lines.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Groups_of_a_queue_without_order_stop_nothing() =>
        Assert.Equal(
            ["1"],
            Failures(App.Run(Queue("orders", Message("1", Body("a", -1), group: "A"), Message("2", Body("b"), group: "A")), "InOrder"))
        );

    [Fact]
    public void A_stream_stops_at_the_first_failure_which_alone_is_reported()
    {
        var payload = AwsSamples.DynamoDb.Replace("\"MODIFY\"", "\"BAD\"");
        Assert.Equal("""{"batchItemFailures":[{"itemIdentifier":"222"}]}""", App.Run(payload, "ItemChanged"));
        Assert.StartsWith("ItemChanged 1|INSERT", Assert.Single(host.Lines));
        host.Begin();
        payload = AwsSamples.Kinesis.Replace("SGVsbG8sIHRoaXMgaXMgYSB0ZXN0Lg==", "YmFk");
        Assert.Equal(
            """{"batchItemFailures":[{"itemIdentifier":"49590338271490256608559692538361571095921575989136588898"}]}""",
            App.Run(payload, "Click")
        );
        Assert.Empty(host.Lines);
    }

    [Fact]
    public void Without_partial_failures_the_invocation_fails()
    {
        Assert.StartsWith(
            """{"errorType":"System.InvalidOperationException","errorMessage":"news",""",
            App.Run(AwsSamples.Sns.Replace("Hello from SNS!", Body("a", -1)), "News")
        );
        Assert.StartsWith(
            """{"errorType":"System.InvalidOperationException","errorMessage":"bad",""",
            App.Run(AwsSamples.S3Removed.Replace("HappyFace.jpg", "bad"), "Uploaded")
        );
        Assert.StartsWith(
            """{"errorType":"Fusionize.CompilerServices.InvalidRequestException","errorMessage":"Message 95df01b4-ee98-5cb9-9903-4c221d41eb5e of """
                + """arn:aws:sns:us-east-1:123456789012:sns-lambda can't be read by task 'News': it isn't JSON (line 1, byte 1).",""",
            App.Run(AwsSamples.Sns, "News")
        );
    }

    [Fact]
    public void A_failed_batch_fails_as_a_whole() =>
        Assert.StartsWith(
            """{"errorType":"System.InvalidOperationException","errorMessage":"batch",""",
            App.Run(Queue("batches", Message("1", Body("a")), Message("2", Body("b", -1))), "TakeBatch")
        );

    [Fact]
    public void A_batch_leaves_out_what_cant_be_read_and_reports_it()
    {
        Assert.Equal(["2"], Failures(App.Run(Queue("batches", Message("1", Body("a")), Message("2", "x"), Message("3", Body("c"))), "TakeBatch")));
        Assert.Equal("TakeBatch a,c [request-1 1]", Assert.Single(host.Lines));
        Assert.Equal(["1", "2"], Failures(App.Run(Queue("batches", Message("1", "x"), Message("2", "")), "TakeBatch")));
        Assert.Single(host.Lines); // no empty batch
    }

    [Fact]
    public void A_task_reports_the_failed_messages_of_its_batch()
    {
        var answer = App.Run(
            Queue(
                "reports.fifo",
                Message("1", Body("a"), group: "A"),
                Message("2", "x", group: "A"),
                Message("3", Body("c"), group: "A"),
                Message("4", Body("d", -1), group: "B"),
                Message("5", Body("e"), group: "B")
            ),
            "Report"
        );
        Assert.Equal(["2", "3", "4"], Failures(answer));
        Assert.StartsWith("Report a,d,e [", Assert.Single(host.Lines));
    }

    [Theory]
    [InlineData("4711", "a value of another kind is expected at $")]
    [InlineData("{\\\"quantity\\\":4711}", "missing 'id' at $")]
    [InlineData("{\\\"id\\\":null,\\\"quantity\\\":4711}", "it must not be null at $.id")]
    [InlineData("{\\\"id\\\":\\\"4711\\\",\\\"quantity\\\":\\\"x4711\\\"}", "a value of another kind is expected at $.quantity")]
    [InlineData("{\\\"id\\\":\\\"4711\\\",\\\"extras\\\":{\\\"4711\\\":\\\"x4711\\\"}}", "a value of another kind is expected at $.extras")]
    [InlineData("{\\\"id\\\":\\\"4711\\\",\\\"tags\\\":[\\\"4711\\\",null]}", "it must not be null at $.tags[1]")]
    [InlineData("{\\\"a4711\\\":4711}", "missing 'id' at $")]
    [InlineData("null", "it must not be null")]
    [InlineData("  ", "it is empty")]
    [InlineData("{\\\"id\\\":\\\"4711\\\"} 4711", "it isn't JSON (line 1, byte 15)")]
    [InlineData("a4711", "it isn't JSON (line 1, byte 1)")]
    [InlineData("\\ud83d", "it isn't valid Unicode")]
    public void What_is_wrong_with_a_message_is_logged_without_its_content(string body, string why)
    {
        var log = LogOf(() => Assert.Equal(["m-1"], Failures(App.Run(Queue("orders", Message("m-1", body)), "Fulfil"))));
        Assert.Equal($"Message m-1 of arn:aws:sqs:us-east-2:123456789012:orders can't be read by task 'Fulfil': {why}.", Assert.Single(log));
        Assert.Empty(host.Lines);
    }

    [Fact]
    public void A_failure_is_logged_with_the_messages_id()
    {
        var log = LogOf(() => App.Run(Queue("orders", Message("m-1", Body("a", -1)), Message("m-2", Body("b"))), "Fulfil"));
        Assert.StartsWith(
            "Task 'Fulfil' failed. Message m-1 of arn:aws:sqs:us-east-2:123456789012:orders: System.InvalidOperationException: negative a",
            Assert.Single(log)
        );
    }

    [Fact]
    public void A_message_whose_detached_work_cant_be_handed_over_fails_alone()
    {
        App.SetSlot(
            "Later",
            (CompilerServices.RemoteCall call, object order, CancellationToken ct) => Task.FromException(new RemoteCallException("no network"))
        );
        var answer = App.Run(Queue("detaching", Message("1", Body("a")), Message("2", Body("b", -1)), Message("3", Body("c"))), "Detaching");
        Assert.Equal(["2"], Failures(answer));
        Assert.Equal(3, host.Lines.Count(static l => l.StartsWith("Detaching", StringComparison.Ordinal)));
    }

    [Fact]
    public void Messages_that_the_time_doesnt_suffice_for_are_delivered_again()
    {
        var answer = App.Run(
            Queue("slow", Message("1", Body("a", 2)), Message("2", Body("b")), Message("3", Body("c"))),
            "Slow",
            DateTimeOffset.UtcNow.AddSeconds(1).ToUnixTimeMilliseconds()
        );
        // On a busy machine the time may be over before the first one.
        Assert.Equal(["1", "2", "3"], Failures(answer));
        Assert.DoesNotContain(host.Lines, static l => l != "Slow a [1 1]");
    }

    [Fact]
    public void The_trace_tells_which_message_made_a_call()
    {
        App.Run(Queue("orders", Message("1", Body("a")), Message("2", Body("b", -1)), Message("3", Body("c"))), "Fulfil");
        using var trace = JsonDocument.Parse(App.Trace);
        Assert.Equal((3, 1), (trace.RootElement.GetProperty("messages").GetInt32(), trace.RootElement.GetProperty("failed").GetInt32()));
        Assert.Equal([1, 2, 3], trace.RootElement.GetProperty("calls").EnumerateArray().Select(c => c.GetProperty("message").GetInt32()).Order());
        Assert.Equal("System.InvalidOperationException", trace.RootElement.GetProperty("error").GetProperty("type").GetString());

        App.Run("""{"id":"a"}""", "Fulfil");
        Assert.DoesNotContain("\"message", App.Trace);
    }

    [Fact]
    public void The_trace_of_a_large_batch_stays_within_its_bounds()
    {
        App.Run(Queue("orders", [.. Enumerable.Range(0, 5000).Select(i => Message($"{i}", Body($"{i}")))]), "Fulfil");
        using var trace = JsonDocument.Parse(App.Trace);
        Assert.InRange(App.Trace.Length, 1, 250_000);
        Assert.Equal(5000, trace.RootElement.GetProperty("messages").GetInt32());
        Assert.Equal(5000, trace.RootElement.GetProperty("calls").GetArrayLength() + trace.RootElement.GetProperty("dropped").GetInt32());
    }

    public static TheoryData<string, string> Foreign =>
        new()
        {
            { AwsSamples.Sqs, "aws:sqs" },
            { AwsSamples.Sns, "aws:sns" },
            { AwsSamples.S3, "aws:s3" },
            { AwsSamples.DynamoDb, "aws:dynamodb" },
            { AwsSamples.Kinesis, "aws:kinesis" },
            { AwsSamples.EventBridge, "EventBridge" },
            { AwsSamples.Scheduled, "EventBridge" },
            { AwsSamples.Scheduler, "EventBridge" },
            { AwsSamples.Firehose, "Firehose" },
        };

    [Theory]
    [MemberData(nameof(Foreign))]
    public void An_event_without_its_trigger_fails_by_name(string payload, string name)
    {
        string[] tasks = ["Untriggered", "Several", "Nothing", "Listed", "Fulfil", "Clean", "Posts", "Placed", "ItemChanged", "Uploaded"];
        foreach (var task in tasks)
        {
            if (IsTriggered(task, name, payload))
                continue;
            var answer = App.Run(payload, task);
            Assert.StartsWith("""{"errorType":"Fusionize.CompilerServices.InvalidRequestException",""", answer);
            Assert.Contains(name, JsonDocument.Parse(answer).RootElement.GetProperty("errorMessage").GetString());
        }
        Assert.Empty(host.Lines);
        Assert.Equal("null", App.Run(payload, "Json"));
    }

    [Theory]
    [InlineData(AwsSamples.Pipes)]
    [InlineData("""{"invokingEvent":"{}","ruleParameters":"{}","resultToken":"t","eventLeftScope":false}""")]
    [InlineData("""{"CodePipeline.job":{"id":"1","data":{}}}""")]
    [InlineData("""{"RequestType":"Create","ResponseURL":"http://x","StackId":"s"}""")]
    [InlineData("""[{"Records":[]},{"name":"a"}]""")]
    public void A_payload_of_unknown_shape_runs_no_task(string payload)
    {
        foreach (var task in (string[])["Untriggered", "Several", "Listed", "Fulfil"])
            Assert.StartsWith("""{"errorType":"Fusionize.CompilerServices.InvalidRequestException",""", App.Run(payload, task));
        Assert.Empty(host.Lines);
    }

    [Theory]
    [InlineData("Untriggered", "{}")]
    [InlineData("Untriggered", """{"NAME":"a","more":1}""")]
    [InlineData("Untriggered", """{"more":1,"count":null}""")]
    [InlineData("Several", "{}")]
    [InlineData("Several", "null")]
    [InlineData("Several", """{"more":1,"B":2}""")]
    [InlineData("Listed", """[{},{"count":1,"more":2}]""")]
    [InlineData("Listed", "[]")]
    [InlineData("Nothing", "{}")]
    [InlineData("Nothing", "")]
    public void A_request_may_leave_out_members_and_add_others(string task, string payload)
    {
        Assert.Equal("null", App.Run(payload, task));
        Assert.Single(host.Lines);
    }

    private static bool IsTriggered(string task, string name, string payload) =>
        task switch
        {
            "Fulfil" => name == "aws:sqs",
            "Clean" => payload.Contains("Scheduled Event", StringComparison.Ordinal),
            "Posts" => name == "aws:sns",
            "Placed" => name == "EventBridge" && !payload.Contains("Scheduled Event", StringComparison.Ordinal),
            "ItemChanged" => name == "aws:dynamodb",
            "Uploaded" => name == "aws:s3",
            _ => false,
        };

    private static List<string> LogOf(Action action)
    {
        var sink = typeof(FusionTaskAttribute)
            .Assembly.GetType("Fusionize.Log", throwOnError: true)!
            .GetField("Sink", BindingFlags.Static | BindingFlags.Public)!;
        var log = new List<string>();
        // Other tests log, too.
        sink.SetValue(
            null,
            (Action<string>)(line =>
            {
                if (line.Contains("us-east-2:123456789012:orders", StringComparison.Ordinal))
                    log.Add(line);
            })
        );
        try
        {
            action();
        }
        finally
        {
            sink.SetValue(null, null);
        }
        return log;
    }
}
