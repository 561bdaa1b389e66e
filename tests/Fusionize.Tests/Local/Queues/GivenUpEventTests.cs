using System.Text.Json.Nodes;
using Fusionize.Aws;
using Fusionize.Deployment;
using Fusionize.Local;

namespace Fusionize.Tests.Local.Queues;

/// <summary>Asynchronous events that keep failing end in queues, if functions name some.</summary>
public class GivenUpEventTests
{
    private static LocalPlatformOptions Options => new() { EnforceCpu = false, AsyncRetryDelays = [] };

    [Fact]
    public async Task An_event_goes_to_the_dead_letter_queue_with_its_error()
    {
        await using var platform = await SqsPlatform.StartAsync(Options);
        using var sqs = new AwsConnection { Endpoint = platform.Platform.Endpoint }.Sqs();
        var arn = await new FailureQueue(sqs).MakeAsync("shop");
        Assert.Equal((SqsPlatform.ArnOf("shop-failures"), arn), (arn, await new FailureQueue(sqs).MakeAsync("shop")));
        await platform.Client.CreateAsync("probe");
        await ConfigureAsync(platform, arn);
        await platform.Client.InvokeAsync("probe", """{"do":"fail"}""", type: "Event");
        await platform.Test.IdleAsync();

        Assert.Empty(platform.Platform.Failures);
        Assert.Equal(1, platform.Platform.GetStatus().EventsDropped);
        var message = Assert.Single(await platform.ReceiveAsync((await platform.Sqs.GetQueueUrlAsync("shop-failures")).QueueUrl));
        Assert.Equal("""{"do":"fail"}""", message.Body);
        Assert.Equal(36, message.MessageAttributes["RequestID"].StringValue.Length);
        Assert.Equal(("Number", "200"), (message.MessageAttributes["ErrorCode"].DataType, message.MessageAttributes["ErrorCode"].StringValue));
        Assert.Contains("Probe.Failed", message.MessageAttributes["ErrorMessage"].StringValue);
    }

    [Theory]
    [InlineData("arn:aws:sqs:us-east-1:000000000000:absent", """{"do":"fail"}""")]
    [InlineData("arn:aws:sqs:us-east-1:000000000000:small", """{"do":"fail","filler":"$"}""")]
    [InlineData("arn:aws:sqs:us-east-1:000000000000:small", "{\"do\":\"fail\",\"filler\":\"\uFFFE\"}")]
    public async Task An_event_that_no_queue_takes_stays_with_the_platform(string target, string payload)
    {
        payload = payload.Replace("$", new string('x', 2000));
        await using var platform = await SqsPlatform.StartAsync(Options);
        var url = await platform.CreateAsync("small", ("MaximumMessageSize", "1024"));
        await platform.Client.CreateAsync("probe");
        await ConfigureAsync(platform, target);
        await platform.Client.InvokeAsync("probe", payload, type: "Event");
        await platform.Test.IdleAsync();
        Assert.Equal((payload, target), (Assert.Single(platform.Platform.Failures).Payload, platform.Platform.Failures[0].DeadLetterTarget));
        Assert.Empty(await platform.ReceiveAsync(url));
    }

    [Fact]
    public async Task A_destination_may_be_a_queue()
    {
        await using var platform = await SqsPlatform.StartAsync(Options);
        var url = await platform.CreateAsync("results");
        await platform.Client.CreateAsync("probe");
        Assert.Equal("InvalidParameterValueException", (await PutAsync("absent")).ErrorType);
        Assert.Equal(200, (await PutAsync("results")).Status);
        await platform.Client.InvokeAsync("probe", """{"do":"log","text":"x"}""", type: "Event");
        await platform.Test.IdleAsync();
        var record = JsonNode.Parse(Assert.Single(await platform.DrainAsync(url)))!;
        Assert.Equal("Success", (string)record["requestContext"]!["condition"]!);

        Task<PlatformClient.Answer> PutAsync(string queue) =>
            platform.Client.SendAsync(
                HttpMethod.Put,
                "/2019-09-25/functions/probe/event-invoke-config",
                new JsonObject
                {
                    ["DestinationConfig"] = new JsonObject { ["OnSuccess"] = new JsonObject { ["Destination"] = SqsPlatform.ArnOf(queue) } },
                }.ToJsonString()
            );
    }

    private static async Task ConfigureAsync(SqsPlatform platform, string target)
    {
        var body = new JsonObject { ["DeadLetterConfig"] = new JsonObject { ["TargetArn"] = target } };
        var answer = await platform.Client.SendAsync(HttpMethod.Put, "/2015-03-31/functions/probe/configuration", body.ToJsonString());
        Assert.True(answer.Status == 200, answer.Body);
    }
}
