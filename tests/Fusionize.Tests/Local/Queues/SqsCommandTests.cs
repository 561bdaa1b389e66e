using System.Text.Json.Nodes;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Local.Queues;

/// <summary>AWS's command works with the platform's queues.</summary>
public class SqsCommandTests
{
    [FactIfTool("aws")]
    public async Task Sends_receives_and_deletes()
    {
        await using var platform = await TestPlatform.StartAsync();
        var url = (string)(await AwsAsync("create-queue", "--queue-name", "orders", "--attributes", "VisibilityTimeout=60"))!["QueueUrl"]!;
        var sent = await AwsAsync(
            "send-message",
            "--queue-url",
            url,
            "--message-body",
            "hello",
            "--message-attributes",
            """{"kind":{"DataType":"String","StringValue":"greeting"}}"""
        );
        var received = await AwsAsync("receive-message", "--queue-url", url, "--attribute-names", "All", "--message-attribute-names", "All");
        var message = received!["Messages"]![0]!;
        Assert.Equal("hello", (string)message["Body"]!);
        Assert.Equal((string)sent!["MessageId"]!, (string)message["MessageId"]!);
        Assert.Equal("greeting", (string)message["MessageAttributes"]!["kind"]!["StringValue"]!);
        await AwsAsync("delete-message", "--queue-url", url, "--receipt-handle", (string)message["ReceiptHandle"]!);
        var attributes = await AwsAsync("get-queue-attributes", "--queue-url", url, "--attribute-names", "All");
        Assert.Equal("0", (string)attributes!["Attributes"]!["ApproximateNumberOfMessages"]!);
        Assert.Equal(url, (string)(await AwsAsync("list-queues"))!["QueueUrls"]![0]!);

        var error = await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(() => AwsAsync("get-queue-url", "--queue-name", "absent"));
        Assert.Contains("NonExistentQueue", error.Message);

        async Task<JsonNode?> AwsAsync(params string[] arguments)
        {
            var text = await AwsCommand.RunAsync(platform.Platform.Endpoint, ["sqs", .. arguments]);
            return text.Trim().Length == 0 ? null : JsonNode.Parse(text);
        }
    }
}
