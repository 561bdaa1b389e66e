using Amazon.SQS;
using Amazon.SQS.Model;
using Fusionize.Local;
using Microsoft.Extensions.Time.Testing;

namespace Fusionize.Tests.Local.Queues;

/// <summary>AWS's own client for .NET, which checks each hash, works with the platform's queues.</summary>
public sealed class SqsClientTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private SqsPlatform _platform = null!;

    private AmazonSQSClient Sqs => _platform.Sqs;

    public async Task InitializeAsync() => _platform = await SqsPlatform.StartAsync(new LocalPlatformOptions { EnforceCpu = false, Time = _time });

    public async Task DisposeAsync() => await _platform.DisposeAsync();

    [Fact]
    public async Task A_message_comes_back_with_its_attributes_until_it_is_deleted()
    {
        var url = await _platform.CreateAsync("orders");
        var sent = await Sqs.SendMessageAsync(
            new SendMessageRequest
            {
                QueueUrl = url,
                MessageBody = "größer ✓ \"x\" <&>\n",
                MessageAttributes = new()
                {
                    ["text"] = new() { DataType = "String", StringValue = "ä" },
                    ["number.1"] = new() { DataType = "Number.int", StringValue = "42" },
                    ["bytes"] = new() { DataType = "Binary", BinaryValue = new MemoryStream([0, 255, 7]) },
                },
                MessageSystemAttributes = new()
                {
                    ["AWSTraceHeader"] = new() { DataType = "String", StringValue = "Root=1-5759e988-bd862e3fe1be46a994272793" },
                },
            }
        );
        Assert.NotNull(sent.MD5OfMessageAttributes);
        Assert.NotNull(sent.MD5OfMessageSystemAttributes);

        var message = Assert.Single(await _platform.ReceiveAsync(url));
        Assert.Equal("größer ✓ \"x\" <&>\n", message.Body);
        Assert.Equal(sent.MessageId, message.MessageId);
        Assert.Equal(sent.MD5OfMessageAttributes, message.MD5OfMessageAttributes);
        Assert.Equal("ä", message.MessageAttributes["text"].StringValue);
        Assert.Equal("Number.int", message.MessageAttributes["number.1"].DataType);
        Assert.Equal([0, 255, 7], message.MessageAttributes["bytes"].BinaryValue.ToArray());
        Assert.Equal("1", message.Attributes["ApproximateReceiveCount"]);
        Assert.Equal("Root=1-5759e988-bd862e3fe1be46a994272793", message.Attributes["AWSTraceHeader"]);
        Assert.Equal(message.Attributes["SentTimestamp"], message.Attributes["ApproximateFirstReceiveTimestamp"]);

        Assert.Empty(await _platform.ReceiveAsync(url)); // in flight
        _time.Advance(TimeSpan.FromSeconds(31));
        var again = Assert.Single(await _platform.ReceiveAsync(url));
        Assert.Equal("2", again.Attributes["ApproximateReceiveCount"]);
        Assert.NotEqual(message.ReceiptHandle, again.ReceiptHandle);
        await Sqs.DeleteMessageAsync(url, message.ReceiptHandle); // an old receipt deletes nothing
        Assert.Equal(1, (await CountsAsync(url)).InFlight);
        await Sqs.DeleteMessageAsync(url, again.ReceiptHandle);
        await Sqs.DeleteMessageAsync(url, again.ReceiptHandle); // no error
        Assert.Equal((0, 0, 0), await CountsAsync(url));
    }

    [Fact]
    public async Task Attributes_of_a_message_are_chosen_by_name_and_by_beginning()
    {
        var url = await _platform.CreateAsync("orders");
        await Sqs.SendMessageAsync(
            new SendMessageRequest
            {
                QueueUrl = url,
                MessageBody = "x",
                MessageAttributes = new[] { "a.one", "a.two", "b" }.ToDictionary(
                    n => n,
                    n => new Amazon.SQS.Model.MessageAttributeValue { DataType = "String", StringValue = n }
                ),
            }
        );
        Assert.Equal(["a.one", "a.two"], await NamesAsync("a.*"));
        Assert.Equal(["b"], await NamesAsync("b", "c"));
        Assert.Equal(["a.one", "a.two", "b"], await NamesAsync(".*"));
        Assert.Empty(await NamesAsync());

        async Task<string[]> NamesAsync(params string[] wanted)
        {
            var answer = await Sqs.ReceiveMessageAsync(
                new ReceiveMessageRequest
                {
                    QueueUrl = url,
                    VisibilityTimeout = 0,
                    MessageAttributeNames = [.. wanted],
                }
            );
            return [.. (Assert.Single(answer.Messages).MessageAttributes ?? []).Keys.Order(StringComparer.Ordinal)];
        }
    }

    [Fact]
    public async Task A_batch_names_what_it_accepted_and_what_it_refused()
    {
        var url = await _platform.CreateAsync("orders");
        var sent = await Sqs.SendMessageBatchAsync(
            url,
            [new("good", "1"), new("late", "2") { DelaySeconds = 10 }, new("bad", "3") { DelaySeconds = 901 }, new("void", "\u0001")]
        );
        Assert.Equal(["good", "late"], sent.Successful.Select(s => s.Id));
        Assert.Equal([("bad", "InvalidParameterValue"), ("void", "InvalidMessageContents")], sent.Failed.Select(f => (f.Id, f.Code)));
        Assert.Equal((1, 0, 1), await CountsAsync(url));
        _time.Advance(TimeSpan.FromSeconds(10));

        var received = await _platform.ReceiveAsync(url);
        Assert.Equal(["1", "2"], received.Select(m => m.Body).Order());
        var changed = await Sqs.ChangeMessageVisibilityBatchAsync(
            url,
            [new("a", received[0].ReceiptHandle) { VisibilityTimeout = 0 }, new("b", "nonsense") { VisibilityTimeout = 0 }]
        );
        Assert.Equal("a", Assert.Single(changed.Successful).Id);
        Assert.Equal("ReceiptHandleIsInvalid", Assert.Single(changed.Failed).Code);
        Assert.Equal((1, 1, 0), await CountsAsync(url));
        var deleted = await Sqs.DeleteMessageBatchAsync(url, [new("a", received[1].ReceiptHandle), new("b", "nonsense")]);
        Assert.Equal(("a", "b"), (Assert.Single(deleted.Successful).Id, Assert.Single(deleted.Failed).Id));
        Assert.Equal((1, 0, 0), await CountsAsync(url));
    }

    [Fact]
    public async Task Wrong_batches_are_refused_as_a_whole()
    {
        var url = await _platform.CreateAsync("orders");
        await Assert.ThrowsAsync<EmptyBatchRequestException>(() => Sqs.SendMessageBatchAsync(url, []));
        await Assert.ThrowsAsync<TooManyEntriesInBatchRequestException>(() =>
            Sqs.SendMessageBatchAsync(url, [.. Enumerable.Range(0, 11).Select(i => new SendMessageBatchRequestEntry($"{i}", "x"))])
        );
        await Assert.ThrowsAsync<BatchEntryIdsNotDistinctException>(() => Sqs.SendMessageBatchAsync(url, [new("a", "x"), new("a", "y")]));
        await Assert.ThrowsAsync<InvalidBatchEntryIdException>(() => Sqs.SendMessageBatchAsync(url, [new("a b", "x")]));
        var half = new string('x', 600_000);
        await Assert.ThrowsAsync<BatchRequestTooLongException>(() => Sqs.SendMessageBatchAsync(url, [new("a", half), new("b", half)]));
        Assert.Equal((0, 0, 0), await CountsAsync(url));
    }

    [Fact]
    public async Task A_message_has_at_most_a_mebibyte()
    {
        var url = await _platform.CreateAsync("orders");
        await _platform.SendAsync(url, new string('x', 1 << 20));
        Assert.Equal(1 << 20, Assert.Single(await _platform.ReceiveAsync(url)).Body.Length);
        var error = await Assert.ThrowsAnyAsync<AmazonSQSException>(() => _platform.SendAsync(url, new string('x', (1 << 20) + 1)));
        Assert.Equal("InvalidParameterValue", error.ErrorCode);
        await Sqs.SetQueueAttributesAsync(url, new() { ["MaximumMessageSize"] = "1024" });
        await _platform.SendAsync(url, new string('x', 1024));
        await Assert.ThrowsAnyAsync<AmazonSQSException>(() => _platform.SendAsync(url, new string('ä', 513)));
    }

    [Fact]
    public async Task A_message_that_was_received_too_often_goes_to_the_dead_letter_queue()
    {
        var (url, dead) = await _platform.CreateWithDeadLettersAsync("orders", 2);
        var sent = await _platform.SendAsync(url, "poison");
        for (var i = 0; i < 2; i++)
        {
            Assert.Single(await _platform.ReceiveAsync(url, visibility: 5));
            _time.Advance(TimeSpan.FromSeconds(6));
        }
        Assert.Empty(await _platform.ReceiveAsync(url));

        var given = Assert.Single(await _platform.ReceiveAsync(dead));
        Assert.Equal((sent.MessageId, "poison"), (given.MessageId, given.Body));
        Assert.Equal(SqsPlatform.ArnOf("orders"), given.Attributes["DeadLetterQueueSourceArn"]);
        Assert.Equal((0, 0, 0), await CountsAsync(url));
        Assert.Equal([url], (await Sqs.ListDeadLetterSourceQueuesAsync(new ListDeadLetterSourceQueuesRequest { QueueUrl = dead })).QueueUrls);
    }

    [Fact]
    public async Task A_group_of_a_fifo_queue_is_delivered_in_order_one_batch_at_a_time()
    {
        var url = await _platform.CreateFifoAsync("orders.fifo");
        foreach (var body in new[] { "a1", "b1", "a2", "a3", "b2" })
            await _platform.SendAsync(url, body, body[..1]);

        var first = Assert.Single(await _platform.ReceiveAsync(url, max: 1));
        Assert.Equal("a1", first.Body);
        Assert.Equal("a", first.Attributes["MessageGroupId"]);
        var others = await _platform.ReceiveAsync(url);
        Assert.Equal(["b1", "b2"], others.Select(m => m.Body)); // a waits for a1
        Assert.True(string.CompareOrdinal(others[0].Attributes["SequenceNumber"], others[1].Attributes["SequenceNumber"]) < 0);
        await Sqs.ChangeMessageVisibilityAsync(url, first.ReceiptHandle, 0);
        var again = await _platform.ReceiveAsync(url);
        Assert.Equal(["a1", "a2", "a3"], again.Select(m => m.Body));
        await Sqs.DeleteMessageAsync(url, again[0].ReceiptHandle);
        Assert.Empty(await _platform.ReceiveAsync(url));
        _time.Advance(TimeSpan.FromSeconds(31));
        var late = await Assert.ThrowsAnyAsync<AmazonSQSException>(() => Sqs.DeleteMessageAsync(url, again[1].ReceiptHandle));
        Assert.Contains("expired", late.Message);
        Assert.Equal(["b1", "a2", "a3", "b2"], (await _platform.ReceiveAsync(url)).Select(m => m.Body));
    }

    [Fact]
    public async Task A_fifo_queue_takes_a_duplicate_without_delivering_it()
    {
        var url = await _platform.CreateFifoAsync("orders.fifo");
        var first = await _platform.SendAsync(url, "x", "g");
        var same = await _platform.SendAsync(url, "x", "h");
        Assert.Equal((first.MessageId, first.SequenceNumber), (same.MessageId, same.SequenceNumber));
        await _platform.SendAsync(url, "x", "g", deduplication: "other");
        Assert.Equal(["x", "x"], await _platform.DrainAsync(url));
        Assert.Equal(first.MessageId, (await _platform.SendAsync(url, "x", "g")).MessageId); // even after it was deleted
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.NotEqual(first.MessageId, (await _platform.SendAsync(url, "x", "g")).MessageId);
    }

    [Fact]
    public async Task The_scope_of_deduplication_may_be_the_group()
    {
        var url = await _platform.CreateFifoAsync(
            "orders.fifo",
            ("DeduplicationScope", "messageGroup"),
            ("FifoThroughputLimit", "perMessageGroupId")
        );
        await _platform.SendAsync(url, "x", "g");
        await _platform.SendAsync(url, "x", "h");
        await _platform.SendAsync(url, "x", "h");
        Assert.Equal(2, (await _platform.DrainAsync(url)).Count);
    }

    [Fact]
    public async Task A_waiting_client_gets_a_message_as_soon_as_it_is_sent()
    {
        var url = await _platform.CreateAsync("orders", ("ReceiveMessageWaitTimeSeconds", "20"));
        var waiting = Sqs.ReceiveMessageAsync(url); // the clock stands still, so only the message ends the wait
        await _platform.SendAsync(url, "x");
        Assert.Equal("x", Assert.Single((await waiting).Messages).Body);
    }

    [Fact]
    public async Task A_queue_is_changed_tagged_purged_and_deleted()
    {
        var url = await _platform.CreateAsync("orders", ("VisibilityTimeout", "7"));
        Assert.Equal(url, await _platform.CreateAsync("orders", ("VisibilityTimeout", "7"), ("DelaySeconds", "0")));
        await Assert.ThrowsAsync<QueueNameExistsException>(() => _platform.CreateAsync("orders", ("VisibilityTimeout", "8")));
        Assert.Equal(url, (await Sqs.GetQueueUrlAsync("orders")).QueueUrl);
        await Sqs.SetQueueAttributesAsync(url, new() { ["VisibilityTimeout"] = "9" });
        var attributes = (await Sqs.GetQueueAttributesAsync(url, ["All"])).Attributes;
        Assert.Equal(
            ("9", "0", "1048576", "345600", SqsPlatform.ArnOf("orders")),
            (
                attributes["VisibilityTimeout"],
                attributes["DelaySeconds"],
                attributes["MaximumMessageSize"],
                attributes["MessageRetentionPeriod"],
                attributes["QueueArn"]
            )
        );
        Assert.DoesNotContain("FifoQueue", attributes.Keys);

        await Sqs.TagQueueAsync(new TagQueueRequest { QueueUrl = url, Tags = new() { ["app"] = "shop", ["x"] = "y" } });
        await Sqs.UntagQueueAsync(new UntagQueueRequest { QueueUrl = url, TagKeys = ["x"] });
        var tags = (await Sqs.ListQueueTagsAsync(new ListQueueTagsRequest { QueueUrl = url })).Tags;
        Assert.Equal(KeyValuePair.Create("app", "shop"), Assert.Single(tags));

        await _platform.SendAsync(url, "x");
        await Sqs.PurgeQueueAsync(url);
        Assert.Equal((0, 0, 0), await CountsAsync(url));
        await Assert.ThrowsAsync<PurgeQueueInProgressException>(() => Sqs.PurgeQueueAsync(url));
        await Sqs.DeleteQueueAsync(url);
        await Assert.ThrowsAsync<QueueDoesNotExistException>(() => _platform.SendAsync(url, "x"));
    }

    [Fact]
    public async Task Queues_are_listed_in_pages()
    {
        foreach (var name in new[] { "a1", "a2", "a3", "b1" })
            await _platform.CreateAsync(name);
        var first = await Sqs.ListQueuesAsync(new ListQueuesRequest { QueueNamePrefix = "a", MaxResults = 2 });
        var second = await Sqs.ListQueuesAsync(
            new ListQueuesRequest
            {
                QueueNamePrefix = "a",
                MaxResults = 2,
                NextToken = first.NextToken,
            }
        );
        Assert.Equal(["a1", "a2", "a3"], [.. first.QueueUrls.Concat(second.QueueUrls).Select(u => u.Split('/')[^1])]);
        Assert.Null(second.NextToken);
    }

    [Fact]
    public async Task Old_messages_are_removed_and_not_delivered()
    {
        var url = await _platform.CreateAsync("orders", ("MessageRetentionPeriod", "60"));
        await _platform.SendAsync(url, "x");
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.Empty(await _platform.ReceiveAsync(url));
        Assert.Equal((0, 0, 0), await CountsAsync(url));
    }

    [Fact]
    public async Task A_message_stays_in_flight_for_twelve_hours_at_most()
    {
        var url = await _platform.CreateAsync("orders");
        await _platform.SendAsync(url, "x");
        var message = Assert.Single(await _platform.ReceiveAsync(url, visibility: 100));
        _time.Advance(TimeSpan.FromSeconds(10));
        await Sqs.ChangeMessageVisibilityAsync(url, message.ReceiptHandle, 43_190);
        await Assert.ThrowsAnyAsync<AmazonSQSException>(() => Sqs.ChangeMessageVisibilityAsync(url, message.ReceiptHandle, 43_191));
        await Sqs.ChangeMessageVisibilityAsync(url, message.ReceiptHandle, 0);
        await Assert.ThrowsAsync<MessageNotInflightException>(() => Sqs.ChangeMessageVisibilityAsync(url, message.ReceiptHandle, 5));
    }

    private async Task<(int Visible, int InFlight, int Delayed)> CountsAsync(string url)
    {
        var attributes = (await Sqs.GetQueueAttributesAsync(url, ["All"])).Attributes;
        return (
            int.Parse(attributes["ApproximateNumberOfMessages"]),
            int.Parse(attributes["ApproximateNumberOfMessagesNotVisible"]),
            int.Parse(attributes["ApproximateNumberOfMessagesDelayed"])
        );
    }
}
