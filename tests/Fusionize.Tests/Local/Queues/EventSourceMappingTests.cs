using System.Text.Json.Nodes;

namespace Fusionize.Tests.Local.Queues;

/// <summary>Functions get the messages of queues.</summary>
public class EventSourceMappingTests
{
    private const string Mappings = "/2015-03-31/event-source-mappings";

    [Fact]
    public async Task A_function_gets_the_event_that_Lambda_documents()
    {
        // The probe returns what it got; without "Records" of a queue it doesn't know them.
        await using var platform = await SqsPlatform.StartAsync();
        await platform.Client.CreateAsync("echo", environment: ("PROBE_NOTES", "/dev/stdout"));
        var url = await platform.CreateFifoAsync("orders.fifo");
        var sent = await platform.Sqs.SendMessageAsync(
            new()
            {
                QueueUrl = url,
                MessageBody = "hello",
                MessageGroupId = "g",
                MessageAttributes = new() { ["n"] = new() { DataType = "Number", StringValue = "7" } },
            }
        );
        var queue = platform.Platform.Queues.Get("orders.fifo");
        var messages = await queue.ReceiveAsync(1, null, TimeSpan.Zero, default);
        var record = JsonNode.Parse(Fusionize.Local.Mappings.SqsEvent.Write(messages, queue, "us-east-1"))!["Records"]![0]!.AsObject();

        Assert.Equal(
            [
                "messageId",
                "receiptHandle",
                "body",
                "attributes",
                "messageAttributes",
                "md5OfMessageAttributes",
                "md5OfBody",
                "eventSource",
                "eventSourceARN",
                "awsRegion",
            ],
            record.Select(m => m.Key)
        );
        Assert.Equal(
            (sent.MessageId, "hello", sent.MD5OfMessageBody, sent.MD5OfMessageAttributes, "aws:sqs", SqsPlatform.ArnOf("orders.fifo"), "us-east-1"),
            (
                (string)record["messageId"]!,
                (string)record["body"]!,
                (string)record["md5OfBody"]!,
                (string)record["md5OfMessageAttributes"]!,
                (string)record["eventSource"]!,
                (string)record["eventSourceARN"]!,
                (string)record["awsRegion"]!
            )
        );
        Assert.Equal(
            [
                "ApproximateFirstReceiveTimestamp",
                "ApproximateReceiveCount",
                "MessageDeduplicationId",
                "MessageGroupId",
                "SenderId",
                "SentTimestamp",
                "SequenceNumber",
            ],
            record["attributes"]!.AsObject().Select(a => a.Key).Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            """{"stringValue":"7","stringListValues":[],"binaryListValues":[],"dataType":"Number"}""",
            record["messageAttributes"]!["n"]!.ToJsonString()
        );
    }

    [Fact]
    public async Task Failed_messages_come_back_and_the_others_are_done()
    {
        await using var function = await MappedFunction.StartAsync();
        var (url, dead) = await function.Platform.CreateWithDeadLettersAsync("orders", 3, ("VisibilityTimeout", "60"));
        foreach (var body in new[] { "a", "poison", "b" })
            await function.Platform.SendAsync(url, body);
        await function.MapAsync("orders");
        await function.UntilDoneAsync();

        Assert.Equal(["a 1", "b 1", "poison 1", "poison 2", "poison 3"], function.Notes.Order(StringComparer.Ordinal));
        Assert.Equal(["poison"], await function.Platform.DrainAsync(dead));
    }

    [Theory]
    [InlineData("nothing", new[] { "a 1", "poison 1" })] // null reports nothing
    [InlineData("nonsense", new[] { "a 1", "a 2", "poison 1", "poison 2" })] // an unknown id fails the whole batch
    public async Task A_report_is_read_by_Lambdas_rules(string reports, string[] expected)
    {
        await using var function = await MappedFunction.StartAsync(reports);
        var (url, _) = await function.Platform.CreateWithDeadLettersAsync("orders", 2, ("VisibilityTimeout", "60"));
        await function.Platform.SendAsync(url, "a");
        await function.Platform.SendAsync(url, "poison");
        await function.MapAsync("orders");
        await function.UntilDoneAsync();
        Assert.Equal(expected, function.Notes.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("null", 0)]
    [InlineData("{}", 0)]
    [InlineData("\"\"", 0)]
    [InlineData("""{"batchItemFailures":null}""", 0)]
    [InlineData("""{"batchItemFailures":[]}""", 0)]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":"a"}]}""", 1)]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":"a"},{"itemIdentifier":"a"}]}""", 1)]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":""}]}""", null)]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":null}]}""", null)]
    [InlineData("""{"batchItemFailures":[{"itemidentifier":"a"}]}""", null)]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":"a"},{"itemIdentifier":"c"}]}""", null)]
    [InlineData("""{"batchItemFailures":["a"]}""", null)]
    [InlineData("""{"batchItemFailures":"a"}""", null)]
    [InlineData("[]", null)]
    [InlineData("7", null)]
    [InlineData("{", null)]
    public void Failures_in_an_answer(string answer, int? failed)
    {
        var ids = new HashSet<string> { "a", "b" };
        Assert.Equal(failed, Fusionize.Local.Mappings.BatchAnswer.Failures(System.Text.Encoding.UTF8.GetBytes(answer), ids)?.Count);
    }

    [Fact]
    public async Task A_throttled_batch_waits_and_is_not_lost()
    {
        await using var function = await MappedFunction.StartAsync();
        var url = await function.Platform.CreateAsync("orders", ("VisibilityTimeout", "60"));
        await ReserveAsync(0);
        await function.Platform.SendAsync(url, "a");
        await function.MapAsync("orders");
        while (function.Platform.Platform.GetStatus().Throttles < 2)
        {
            function.Time.Advance(TimeSpan.FromMilliseconds(300));
            await Task.Delay(1);
        }
        Assert.Empty(function.Notes);
        await ReserveAsync(10);
        while (function.Notes.Length == 0)
        {
            function.Time.Advance(TimeSpan.FromMilliseconds(300));
            await Task.Delay(1);
        }
        await function.UntilDoneAsync();
        Assert.StartsWith("a ", Assert.Single(function.Notes));

        Task ReserveAsync(int reserved) =>
            function.Platform.Client.SendAsync(
                HttpMethod.Put,
                "/2017-10-31/functions/worker/concurrency",
                $$"""{"ReservedConcurrentExecutions":{{reserved}}}"""
            );
    }

    [Fact]
    public async Task A_filter_deletes_what_the_function_does_not_get()
    {
        await using var function = await MappedFunction.StartAsync();
        var url = await function.Platform.CreateAsync("orders", ("VisibilityTimeout", "60"));
        var filters = Filters("""{"body":{"kind":["a"]}}""", """{"body":["x"]}""");
        var made = await function.MapAsync("orders", change: body => body["FilterCriteria"] = filters);
        Assert.Equal(2, made["FilterCriteria"]!["Filters"]!.AsArray().Count);
        foreach (var body in new[] { """{"kind":"a"}""", """{"kind":"b"}""", "x", "y", "[7]" })
            await function.Platform.SendAsync(url, body);
        await function.UntilDoneAsync();
        Assert.Equal(["x 1", """{"kind":"a"} 1"""], function.Notes.Order(StringComparer.Ordinal));

        var refused = await function.Platform.Client.SendAsync(
            HttpMethod.Put,
            $"{Mappings}/{(string)made["UUID"]!}",
            new JsonObject { ["FilterCriteria"] = Filters("{") }.ToJsonString()
        );
        Assert.Equal("InvalidParameterValueException", refused.ErrorType);

        static JsonObject Filters(params string[] patterns) =>
            new() { ["Filters"] = new JsonArray([.. patterns.Select(p => (JsonNode)new JsonObject { ["Pattern"] = p })]) };
    }

    [Fact]
    public async Task A_window_collects_more_than_ten_messages()
    {
        await using var function = await MappedFunction.StartAsync();
        var url = await function.Platform.CreateAsync("orders", ("VisibilityTimeout", "600"));
        await function.MapAsync("orders", 25, body => body["MaximumBatchingWindowInSeconds"] = 300);
        for (var i = 0; i < 25; i++)
            await function.Platform.SendAsync(url, $"{i:00}");
        // The clock stands still: only the full batch ends the window.
        while (function.Notes.Length < 25)
            await Task.Delay(1);
        await function.UntilDoneAsync();
        Assert.Equal(1, function.Platform.Platform.GetStatus().Invocations);
    }

    [Fact]
    public async Task A_mapping_is_listed_changed_switched_off_tagged_and_deleted()
    {
        await using var function = await MappedFunction.StartAsync();
        var url = await function.Platform.CreateAsync("orders", ("VisibilityTimeout", "60"));
        var made = await function.MapAsync(
            "orders",
            change: body =>
            {
                body["Enabled"] = false;
                body["ScalingConfig"] = new JsonObject { ["MaximumConcurrency"] = 2 };
                body["Tags"] = new JsonObject { ["app"] = "shop" };
            }
        );
        Assert.Equal("Disabled", (string)made["State"]!);
        Assert.Equal("arn:aws:lambda:us-east-1:000000000000:function:worker:live", (string)made["FunctionArn"]!);
        await function.Platform.SendAsync(url, "a");
        Assert.Equal(0, function.Platform.Platform.Mappings.Pending); // nobody waits for them
        var path = $"{Mappings}/{(string)made["UUID"]!}";
        Assert.Equal(2, (int)(await GetAsync(path))["ScalingConfig"]!["MaximumConcurrency"]!);
        Assert.Single((await GetAsync(Mappings + "?FunctionName=worker"))["EventSourceMappings"]!.AsArray());
        Assert.Empty((await GetAsync(Mappings + "?FunctionName=worker:other"))["EventSourceMappings"]!.AsArray());
        Assert.Empty((await GetAsync(Mappings + "?EventSourceArn=arn:aws:sqs:us-east-1:000000000000:x"))["EventSourceMappings"]!.AsArray());
        var tags = "/2017-03-31/tags/" + Uri.EscapeDataString((string)made["EventSourceMappingArn"]!);
        Assert.Equal("shop", (string)(await GetAsync(tags))["Tags"]!["app"]!);

        var on = await function.Platform.Client.SendAsync(HttpMethod.Put, path, """{"Enabled":true,"BatchSize":1,"ScalingConfig":{}}""");
        Assert.Equal(("Enabled", 1, null), ((string)on.Json["State"]!, (int)on.Json["BatchSize"]!, on.Json["ScalingConfig"]));
        await function.UntilDoneAsync();
        Assert.Equal(["a 1"], function.Notes);
        Assert.Equal("OK", (string)(await GetAsync(path))["LastProcessingResult"]!);

        Assert.Equal(202, (await function.Platform.Client.SendAsync(HttpMethod.Delete, path)).Status);
        Assert.Equal("ResourceNotFoundException", (await function.Platform.Client.SendAsync(HttpMethod.Get, path)).ErrorType);

        async Task<JsonNode> GetAsync(string of) => (await function.Platform.Client.SendAsync(HttpMethod.Get, of)).Json;
    }

    [Theory]
    [InlineData("""{"EventSourceArn":"arn:aws:kinesis:us-east-1:000000000000:stream/s"}""", "InvalidParameterValueException", "SQS queues only")]
    [InlineData("""{"EventSourceArn":"arn:aws:sqs:us-east-1:000000000000:absent"}""", "InvalidParameterValueException", "NonExistentQueue")]
    [InlineData("""{"FunctionName":"absent"}""", "ResourceNotFoundException", "Function not found")]
    [InlineData("""{"FunctionName":"worker:absent"}""", "ResourceNotFoundException", "Function not found")]
    [InlineData("""{"FunctionName":"slow"}""", "InvalidParameterValueException", "less than Function timeout: 90 seconds")]
    [InlineData("""{"BatchSize":0}""", "ValidationException", "batchSize")]
    [InlineData("""{"BatchSize":11}""", "InvalidParameterValueException", "batch window")]
    [InlineData("""{"EventSourceArn":"$F","BatchSize":11,"MaximumBatchingWindowInSeconds":1}""", "InvalidParameterValueException", "FIFO")]
    [InlineData("""{"EventSourceArn":"$F","MaximumBatchingWindowInSeconds":1}""", "InvalidParameterValueException", "FIFO")]
    [InlineData("""{"ScalingConfig":{"MaximumConcurrency":1}}""", "ValidationException", "maximumConcurrency")]
    [InlineData("""{"FunctionResponseTypes":["Everything"]}""", "ValidationException", "functionResponseTypes")]
    [InlineData("""{"StartingPosition":"LATEST"}""", "InvalidParameterValueException", "StartingPosition")]
    [InlineData("""{"ProvisionedPollerConfig":{"MinimumPollers":2}}""", "InvalidParameterValueException", "ProvisionedPollerConfig")]
    [InlineData("""{"DestinationConfig":{"OnFailure":{"Destination":"arn:x"}}}""", "InvalidParameterValueException", "DestinationConfig")]
    [InlineData("""{"Novelty":1}""", "InvalidParameterValueException", "Novelty")]
    public async Task What_cannot_be_done_is_refused(string difference, string type, string text)
    {
        await using var platform = await SqsPlatform.StartAsync();
        await platform.Client.CreateAsync("worker");
        await platform.Client.CreateAsync("slow", timeout: 90);
        await platform.CreateAsync("orders", ("VisibilityTimeout", "60"));
        await platform.CreateFifoAsync("orders.fifo", ("VisibilityTimeout", "60"));
        var body = new JsonObject { ["EventSourceArn"] = SqsPlatform.ArnOf("orders"), ["FunctionName"] = "worker" };
        foreach (var (name, value) in JsonNode.Parse(difference.Replace("$F", SqsPlatform.ArnOf("orders.fifo")))!.AsObject())
            body[name] = value!.DeepClone();
        var answer = await platform.Client.SendAsync(HttpMethod.Post, Mappings, body.ToJsonString());
        Assert.Equal(type, answer.ErrorType);
        Assert.Contains(text, answer.Body);
    }

    [Fact]
    public async Task A_queue_that_is_created_again_is_polled_again()
    {
        await using var function = await MappedFunction.StartAsync();
        var url = await function.Platform.CreateAsync("orders", ("VisibilityTimeout", "60"));
        await function.MapAsync("orders");
        await function.Platform.Sqs.DeleteQueueAsync(url);
        url = await function.Platform.CreateAsync("orders", ("VisibilityTimeout", "60"));
        await function.Platform.SendAsync(url, "a");
        await function.UntilDoneAsync();
        Assert.Equal(["a 1"], function.Notes);
    }

    [Fact]
    public async Task A_queue_is_mapped_to_a_function_once()
    {
        await using var function = await MappedFunction.StartAsync();
        await function.Platform.CreateAsync("orders", ("VisibilityTimeout", "60"));
        var made = await function.MapAsync("orders");
        var error = await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(() => function.MapAsync("orders"));
        Assert.Contains((string)made["UUID"]!, error.Message);
    }
}
