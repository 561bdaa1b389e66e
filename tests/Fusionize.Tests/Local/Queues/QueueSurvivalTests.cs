using Fusionize.Local;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Local.Queues;

/// <summary>Queues are in the data folder, and outlive the platform.</summary>
public class QueueSurvivalTests
{
    [Fact]
    public async Task Messages_survive_a_platform_that_is_killed()
    {
        using var folder = new TemporaryFolder("fusionize-queues-");
        var (process, endpoint) = await HelperProcess.StartPlatformAsync(folder.Path);
        using (var sqs = SqsPlatform.ClientOf(endpoint))
        {
            var url = (await sqs.CreateQueueAsync(new Amazon.SQS.Model.CreateQueueRequest
            {
                QueueName = "orders",
                Attributes = new() { ["VisibilityTimeout"] = "0" },
                Tags = new() { ["app"] = "shop" },
            })).QueueUrl;
            for (var i = 0; i < 20; i++)
                await sqs.SendMessageAsync(url, $"{i}");
            var deleted = (await sqs.ReceiveMessageAsync(url)).Messages[0];
            await sqs.DeleteMessageAsync(url, deleted.ReceiptHandle);
            Assert.Equal("0", deleted.Body);
        }
        process.Kill();
        await process.WaitForExitAsync();

        await using var platform = await SqsPlatform.StartAsync(new LocalPlatformOptions { DataDirectory = folder.Path, EnforceCpu = false });
        var again = (await platform.Sqs.GetQueueUrlAsync("orders")).QueueUrl;
        Assert.Equal("0", (await platform.Sqs.GetQueueAttributesAsync(again, ["VisibilityTimeout"])).Attributes["VisibilityTimeout"]);
        var tags = (await platform.Sqs.ListQueueTagsAsync(new Amazon.SQS.Model.ListQueueTagsRequest { QueueUrl = again })).Tags;
        Assert.Equal("shop", tags["app"]);
        Assert.Equal(Enumerable.Range(1, 19).Select(i => $"{i}"), (await platform.DrainAsync(again)).OrderBy(int.Parse));
    }

    [Fact]
    public async Task Two_platforms_do_not_share_queues()
    {
        using var folder = new TemporaryFolder("fusionize-queues-");
        var options = new LocalPlatformOptions { DataDirectory = folder.Path, EnforceCpu = false };
        await using (var first = await SqsPlatform.StartAsync(options))
        {
            await first.CreateAsync("orders");
            var error = await Assert.ThrowsAsync<LocalPlatformException>(() => LocalPlatform.StartAsync(options));
            Assert.Equal(LocalPlatformException.DataDirectoryUnusable, error.Code);
            Assert.Contains("another local platform uses them", error.Message);
        }
        await using var next = await SqsPlatform.StartAsync(options);
        Assert.Single((await next.Sqs.ListQueuesAsync(new Amazon.SQS.Model.ListQueuesRequest())).QueueUrls);
    }
}
