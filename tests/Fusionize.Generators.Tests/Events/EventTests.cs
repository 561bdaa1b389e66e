using System.Text.Json.Nodes;
using Fusionize.Generators.Tests.Infrastructure;

namespace Fusionize.Generators.Tests.Events;

/// <summary>Tasks with triggers on the host that the build would generate, with events as AWS's documentation shows them.</summary>
public sealed class EventTests(EventTests.Host host) : IClassFixture<EventTests.Host>
{
    private const string None = """{"batchItemFailures":[]}""";

    private Loaded App { get; } = host.Begin();

    [Fact]
    public void A_queues_message_comes_with_what_the_documentation_says()
    {
        Assert.Equal(None, App.Run(AwsSamples.Sqs, "TakeMessage"));
        Assert.Equal(
            [
                "TakeMessage 059f36b4-87a3-44ab-83d2-661975830a7d|AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a...|Test message.|1|2018-12-17T21:37:29.183|"
                    + "AIDAIENQZJOLO23YVJ4VO||||arn:aws:sqs:us-east-2:123456789012:my-queue|blob:Binary=3q2+7w==,myAttribute:String=myValue "
                    + "[059f36b4-87a3-44ab-83d2-661975830a7d 1]",
                "TakeMessage 2e1424d4-f796-459a-8184-9c92662be6da|AQEBzWwaftRI0KuVm4tP+/7q1rGgNqicHq...|Test message.|1|2018-12-17T21:37:30.636|"
                    + "AIDAIENQZJOLO23YVJ4VO||||arn:aws:sqs:us-east-2:123456789012:my-queue|none [2e1424d4-f796-459a-8184-9c92662be6da 1]",
            ],
            Lines.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void A_message_of_a_FIFO_queue_has_its_group_and_number()
    {
        Assert.Equal(None, App.Run(AwsSamples.Fifo, "TakeMessage"));
        Assert.Equal(
            "TakeMessage 11d6ee51-4cc7-4302-9e22-7cd8afdaadf5|AQEBBX8nesZEXmkhsmZeyIE8iQAMig7qw...|Test message.|1|2019-11-08T22:18:30.774|"
                + "AIDAIO23YVJENQZJOL4VO|1|1|18849496460467696128|arn:aws:sqs:us-east-2:123456789012:fifo.fifo|none "
                + "[11d6ee51-4cc7-4302-9e22-7cd8afdaadf5 1]",
            Assert.Single(Lines)
        );
    }

    [Fact]
    public void A_topics_notification_comes_with_what_the_documentation_says()
    {
        Assert.Equal("null", App.Run(AwsSamples.Sns, "Posts"));
        Assert.Equal(
            "Posts 95df01b4-ee98-5cb9-9903-4c221d41eb5e|arn:aws:sns:us-east-1:123456789012:sns-lambda|TestInvoke|Hello from SNS!|"
                + "2019-01-02T12:45:07.000|Test:String=TestString,TestBinary:Binary=TestBinary [95df01b4-ee98-5cb9-9903-4c221d41eb5e 1]",
            Assert.Single(Lines)
        );
    }

    [Theory]
    [InlineData(
        AwsSamples.S3,
        "ObjectCreated:Put|2019-09-03T19:37:27.192|DOC-EXAMPLE-BUCKET|b21b84d653bb07b05b1e6b33684dc11b/red flöwer.jpg|1305107|"
            + "b21b84d653bb07b05b1e6b33684dc11b||0C0F6F405D6ED209E1|us-east-2|AWS:AIDAINPONIXQXHT3IKHL2"
    )]
    [InlineData(
        AwsSamples.S3Removed,
        "ObjectRemoved:DeleteMarkerCreated|1970-01-01T00:00:00.000|amzn-s3-demo-bucket|HappyFace.jpg|0||096fKKXTRTtl3on89fVO.nfljtsv6qko|"
            + "0055AED6DCD90281E5|us-west-2|AIDAJDPLRKLG7UEXAMPLE"
    )]
    public void A_buckets_change_comes_with_what_the_documentation_says(string payload, string expected)
    {
        Assert.Equal("null", App.Run(payload, "Uploaded"));
        Assert.Equal($"Uploaded {expected} [request-1 1]", Assert.Single(Lines));
    }

    [Fact]
    public void An_event_of_EventBridge_comes_with_what_the_documentation_says()
    {
        Assert.Equal("null", App.Run(AwsSamples.EventBridge, "Changed"));
        Assert.Equal(
            "Changed 6a7e8feb-b491-4cf7-a9f1-bf3703467718|aws.ec2|EC2 Instance State-change Notification|terminated|2017-12-22T18:43:48.000|"
                + "111122223333|us-west-1|arn:aws:ec2:us-west-1:123456789012:instance/i-1234567890abcdef0 [6a7e8feb-b491-4cf7-a9f1-bf3703467718 1]",
            Assert.Single(Lines)
        );
    }

    [Fact]
    public void Changes_of_a_table_come_in_order_with_what_the_documentation_says()
    {
        Assert.Equal(None, App.Run(AwsSamples.DynamoDb, "ItemChanged"));
        const string Rest = "|arn:aws:dynamodb:us-west-2:111122223333:table/TestTable/stream/2015-05-11T21:21:33.291|";
        Assert.Equal(
            [
                "ItemChanged 1|INSERT|111|2016-11-18T20:09:00.000|NEW_AND_OLD_IMAGES" + Rest + "|{Id=101}|{Message=\"New item!\",Id=101}|none [1 1]",
                "ItemChanged 2|MODIFY|222|0001-01-01T00:00:00.000|NEW_AND_OLD_IMAGES"
                    + Rest
                    + "|{Id=101}|{Message=\"This item has changed\",Id=101,Tags=[\"a\",\"b\"],Sizes=[1.5,2],Blob=\"3q2+7w==\",Flag=true,Gone=null,"
                    + "Map={\"x\":[\"y\",-7]}}|{Message=\"New item!\",Id=101} [2 1]",
                "ItemChanged 3|REMOVE|333|0001-01-01T00:00:00.000|NEW_AND_OLD_IMAGES"
                    + Rest
                    + "dynamodb.amazonaws.com|{Id=101}|none|{Message=\"This item has changed\",Id=101} [3 1]",
            ],
            Lines
        );
    }

    [Fact]
    public void Records_of_a_stream_come_in_order_with_what_the_documentation_says()
    {
        Assert.Equal(None, App.Run(AwsSamples.Kinesis, "Click"));
        const string First = "49590338271490256608559692538361571095921575989136588898",
            Second = "49590338271490256608559692540925702759324208523137515618",
            Arn = "arn:aws:kinesis:us-east-2:123456789012:stream/lambda-stream";
        Assert.Equal(
            [
                $"Click shardId-000000000006:{First}|{First}|1|Hello, this is a test.|2018-12-17T22:10:50.987|{Arn} [shardId-000000000006:{First} 1]",
                $"Click shardId-000000000006:{Second}|{Second}|1|This is only a test.|2018-12-17T22:11:51.166|{Arn} "
                    + $"[shardId-000000000006:{Second} 1]",
            ],
            Lines
        );
    }

    [Theory]
    [InlineData(AwsSamples.Scheduled, "53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa|2015-10-08T16:53:06.000|arn:aws:events:us-east-1:123456789012:rule/my-scheduled-rule")]
    [InlineData(AwsSamples.Scheduler, "d32c5kgd-9c09-4c7d-9c5a-5c2f0e7bf5c1|2023-02-17T12:00:00.000|arn:aws:scheduler:us-east-1:123456789012:schedule/default/noon")]
    public void A_schedule_runs_its_task(string payload, string expected)
    {
        Assert.Equal("null", App.Run(payload, "Report2"));
        Assert.StartsWith($"Report2 {expected} [", Assert.Single(Lines));
        Assert.Equal("null", App.Run(payload, "Clean"));
        Assert.StartsWith("Clean [", Lines[^1]);
    }

    [Fact]
    public void Content_is_taken_as_text_as_bytes_or_not_at_all()
    {
        var payload = Queue("texts", Message("1", "tä\\u00e4xt"));
        Assert.Equal(None, App.Run(payload, "TakeText"));
        Assert.Equal(None, App.Run(payload, "TakeBytes"));
        Assert.Equal(None, App.Run(payload, "Signal"));
        Assert.Equal(["TakeText tääxt [1 1]", "TakeBytes tääxt [1 1]", "Signal [1 1]"], Lines);
        Assert.Equal(None, App.Run(AwsSamples.Kinesis.Replace("SGVsbG8sIHRoaXMgaXMgYSB0ZXN0Lg==", "/wA="), "Raw"));
        Assert.StartsWith("Raw FF00 [", Lines[3]);
    }

    [Theory]
    [InlineData("Any")]
    public void A_task_takes_content_from_each_of_its_sources(string task)
    {
        string Answer(string payload) => App.Run(payload, task);
        Assert.Equal(None, Answer(Queue("any", Message("1", Body("a")))));
        Assert.Equal("null", Answer(AwsSamples.Sns.Replace("Hello from SNS!", Body("b"))));
        var records = AwsSamples
            .Kinesis.Replace("SGVsbG8sIHRoaXMgaXMgYSB0ZXN0Lg==", Base64("c"))
            .Replace("VGhpcyBpcyBvbmx5IGEgdGVzdC4=", Base64("d"));
        Assert.Equal(None, Answer(records));
        const string State = "\"instance-id\": \"i-1234567890abcdef0\", \"state\": \"terminated\"";
        Assert.Equal("null", Answer(AwsSamples.EventBridge.Replace(State, "\"id\":\"e\"")));
        Assert.Equal("null", Answer("""{"id":"f"}"""));
        Assert.Contains("\"statusCode\":204", Answer("""{"rawPath":"/any","requestContext":{"http":{"method":"POST"}},"body":"{\"id\":\"g\"}"}"""));
        Assert.Equal(["a", "b", "c", "d", "e", "f", "g"], Lines.Select(l => l.Split(' ')[1]));

        static string Base64(string id) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{{\"id\":\"{id}\"}}"));
    }

    [Fact]
    public void An_item_of_a_table_is_read_as_the_applications_type()
    {
        var payload = AwsSamples
            .DynamoDb.Replace("\"Message\": {\"S\": \"New item!\"}, \"Id\": {\"N\": \"101\"}", "\"Id\":{\"S\":\"a\"},\"Quantity\":{\"N\":\"1\"}")
            .Replace("\"Message\": {\"S\": \"This item has changed\"}, \"Id\": {\"N\": \"101\"}", "\"Id\":{\"S\":\"a\"},\"Quantity\":{\"N\":\"2\"}");
        Assert.Equal(None, App.Run(payload, "OrderChanged"));
        Assert.Equal(["OrderChanged >1 [1 1]", "OrderChanged 1>2 [2 1]", "OrderChanged 2> [3 1]"], Lines);
    }

    [Fact]
    public void The_result_of_a_task_is_no_answer_to_an_event()
    {
        var payload = AwsSamples
            .EventBridge.Replace("aws.ec2", "shop")
            .Replace("EC2 Instance State-change Notification", "OrderPlaced")
            .Replace("\"state\": \"terminated\"", "\"id\":\"7\"");
        Assert.Equal("null", App.Run(payload, "Placed"));
        Assert.Equal("\"7\"", App.Run("""{"id":"7"}""", "Placed"));
    }

    [Fact]
    public void A_trigger_changes_nothing_for_calls_and_direct_invocations()
    {
        Assert.Equal("null", App.Run("""{"id":"a"}""", "Fulfil"));
        Assert.Equal("null", App.Run("""{"fusionize":1,"task":"Fulfil","args":{"order":{"id":"b"}}}""", "Fulfil"));
        Assert.Equal("null", App.Run("""{"id":"c"}""", "Caller"));
        Assert.Equal("null", App.Run("""{"messageId":"m","body":{"id":"d"}}""", "InOrder"));
        Assert.Equal("null", App.Run("""[{"id":"e"},{"id":"f"}]""", "TakeBatch"));
        Assert.Equal(
            """{"batchItemFailures":[{"itemIdentifier":"n"}]}""",
            App.Run("""[{"messageId":"m","body":{"id":"g"}},{"messageId":"n","body":{"id":"h","quantity":-1}}]""", "Report")
        );
        Assert.Equal(
            ["Fulfil a 1", "Fulfil b 1", "Fulfil c 1", "InOrder  d", "TakeBatch e,f", "Report g,h"],
            Lines.Select(l => l[..l.IndexOf(" [", StringComparison.Ordinal)])
        );
    }

    [Fact]
    public void Events_of_every_kind_are_rehearsed_without_running_a_task()
    {
        string[] tasks =
        [
            "Fulfil",
            "InOrder",
            "TakeBatch",
            "Report",
            "Posts",
            "Uploaded",
            "Changed",
            "ItemChanged",
            "OrderChanged",
            "Click",
            "Report2",
        ];
        foreach (var task in tasks)
            App.WarmUp(task);
        Assert.Empty(Lines);
    }

    private string[] Lines => host.Lines;

    internal static string Queue(string queue, params string[] messages) =>
        $$"""{"Records":[{{string.Join(",", messages).Replace("QUEUE", queue)}}]}""";

    internal static string Message(string id, string body, int count = 1, string? group = null) =>
        $$$"""
            {"messageId":"{{{id}}}","receiptHandle":"r","body":"{{{body}}}","attributes":{"ApproximateReceiveCount":"{{{count}}}","SentTimestamp":"1545082649183",
            "SenderId":"S","ApproximateFirstReceiveTimestamp":"1545082649185"
            {{{(group is null ? "" : $",\"MessageGroupId\":\"{group}\"")}}}},"messageAttributes":{},
            "md5OfBody":"e4e68fb7bd0e697a0ae8f1bb342846b3","eventSource":"aws:sqs","eventSourceARN":"arn:aws:sqs:us-east-2:123456789012:QUEUE","awsRegion":"us-east-2"}
            """;

    /// <summary>An order as the text of a JSON string.</summary>
    internal static string Body(string id, int quantity = 1) => $"{{\\\"id\\\":\\\"{id}\\\",\\\"quantity\\\":{quantity}}}";

    internal static IEnumerable<string> Failures(string answer) =>
        JsonNode.Parse(answer)!["batchItemFailures"]!.AsArray().Select(f => f!["itemIdentifier"]!.GetValue<string>());

    /// <summary>The application's host, compiled once.</summary>
    public sealed class Host
    {
        private readonly Lazy<Loaded> _app = new(Warehouse.Load);

        internal string[] Lines => ((string)_app.Value["Seen", "Lines"]!).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        /// <summary>The application, with nothing noted.</summary>
        internal Loaded Begin()
        {
            _ = _app.Value["Seen", "Clear"];
            return _app.Value;
        }
    }
}
