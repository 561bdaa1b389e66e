using System.Text.Json;
using Fusionize.Generators.Tests.Equality;
using Fusionize.Generators.Tests.Infrastructure;
using Fusionize.Testing;

namespace Fusionize.Generators.Tests.Events;

/// <summary>Events by the test library: the same outcome under every setup.</summary>
public sealed class SameDeliveryTests
{
    private sealed record Order(string Id, int Quantity = 1);

    [Fact]
    public async Task An_event_has_the_same_outcome_under_every_setup()
    {
        using var warehouse = new OnDisk(App.Of(Warehouse.Source).Build());
        foreach (var setup in (string[])["all in one", "all separate", "random 1", "random 2"])
        {
            await using var app = await FusionizedApp.StartAsync(warehouse.Assembly, setup);
            await DeliverAsync(app);
        }
    }

    private static async Task DeliverAsync(FusionizedApp app)
    {
        // Two batches, of five messages and of one.
        var delivery = await app.SendSqsAsync(
            "orders",
            [new Order("a"), new Order("b", -1), new Order("c"), new Order("d", 99), new Order("e"), new Order("f", -1)]
        );
        Assert.Equal([1, 3, 5], delivery.Failed);
        Assert.Equal(6, app.Calls.Count(c => (c.From, c.To) == ("Fulfil", "Check")));
        Assert.Equal(["Fulfil", "Fulfil"], app.Invocations.Where(i => i.IsRoot).Select(i => i.Task));
        Assert.Contains(app.Log, static l => l.StartsWith("Task 'Fulfil' failed. Message ", StringComparison.Ordinal));

        Assert.Equal([0], (await app.SendSqsAsync("texts", "bad", "good")).Failed);
        Assert.Equal(
            [1, 2],
            (
                await app.SendSqsAsync(
                    "lines.fifo",
                    [InGroup("1", "A", 1), InGroup("2", "A", -1), InGroup("3", "A", 1), InGroup("4", "B", 1)]
                )
            ).Failed
        );
        Assert.True((await app.SendSqsAsync("detaching", new Order("x"))).Succeeded);
        Assert.Equal(
            [0, 1, 3],
            (await app.SendDynamoDbAsync("ExampleTableWithStream", [Change("0", "BAD"), Change("1"), Change("2"), Change("3", "BAD")])).Failed
        );
        Assert.Equal([1], (await app.SendKinesisAsync("lambda-stream", "good", "bad")).Failed);

        Assert.True((await app.SendSnsAsync("news", new Order("a"))).Succeeded);
        Assert.Equal([0], (await app.SendSnsAsync("news", new Order("a", -1))).Failed);
        Assert.Equal(("News", "news"), (app.FailedWork[^1].Task, app.FailedWork[^1].ErrorMessage));
        Assert.True((await app.SendSnsAsync("posts", new SnsMessage { MessageId = "1", Message = "hello" })).Succeeded);
        var upload = new S3ObjectEvent
        {
            EventName = "ObjectCreated:Put",
            BucketName = "lambda-artifacts-deafc19498e3f2df",
            Key = "b a/ü",
        };
        Assert.True((await app.SendS3Async(upload)).Succeeded);
        Assert.True((await app.SendEventBridgeAsync("shop", "OrderPlaced", new Order("a"))).Succeeded);
        Assert.True((await app.SendScheduleAsync("Clean")).Succeeded);
        Assert.True((await app.SendScheduleAsync("Report2")).Succeeded);

        await Assert.ThrowsAsync<ArgumentException>(() => app.SendSqsAsync("nobody", "x"));
        await Assert.ThrowsAsync<ArgumentException>(() => app.SendScheduleAsync("News"));
        await Assert.ThrowsAsync<ArgumentException>(() => app.SendEventBridgeAsync("shop", "Nothing", new Order("a")));

        await app.InvokeAsync<JsonElement>("Caller", new { order = new Order("direct") });
        await app.DrainAsync();
    }

    private static SqsMessage<Order> InGroup(string id, string group, int quantity) =>
        new()
        {
            MessageId = id,
            MessageGroupId = group,
            Body = new Order(id, quantity),
        };

    private static DynamoDbRecord Change(string number, string name = "INSERT") =>
        new()
        {
            EventId = number,
            EventName = name,
            SequenceNumber = number,
            Keys = new Dictionary<string, JsonElement> { ["id"] = JsonSerializer.SerializeToElement(number) },
        };
}
