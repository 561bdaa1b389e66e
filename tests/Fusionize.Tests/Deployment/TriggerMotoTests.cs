using Fusionize.Aws.EventBridge;
using Fusionize.Aws.Lambda;
using Fusionize.Aws.Sqs;
using Fusionize.Deployment;
using Fusionize.Packaging;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Deployment;

/// <summary>Triggers on an emulator that others wrote.</summary>
[Collection(MotoServer.Collection)]
public sealed class TriggerMotoTests(MotoServer moto)
{
    [FactIfTool("moto_server")]
    public async Task Everything_is_made_once()
    {
        using var builds = new Builds();
        using var lambda = moto.Lambda();
        var credentials = new Amazon.Runtime.BasicAWSCredentials("test", "test");
        using var sqs = new AmazonSqsClient(
            credentials,
            new AmazonSqsConfig { ServiceURL = moto.Endpoint.ToString(), AuthenticationRegion = "us-east-1" }
        );
        using var events = new AmazonEventBridgeClient(
            credentials,
            new AmazonEventBridgeConfig { ServiceURL = moto.Endpoint.ToString(), AuthenticationRegion = "us-east-1" }
        );
        var deployer = new Deployer(lambda, triggers: new(sqs, events));
        var options = new DeployOptions { Role = MotoServer.Role, Smoke = Smoke.None };
        var queue = "orders-" + builds.App;
        var build = TriggerDeploymentTests.WithTriggers(
            builds.Make("one", "(A)"),
            new ManifestTriggerInfo
            {
                Kind = "sqs",
                Source = queue,
                BatchSize = 5,
                ReportBatchItemFailures = true,
            },
            new ManifestTriggerInfo { Kind = "schedule", Expression = "rate(5 minutes)" }
        );
        await deployer.DeployAsync(build, options);
        var url = (await sqs.GetQueueUrlAsync(new() { QueueName = queue })).QueueUrl;
        var attributes = (await sqs.GetQueueAttributesAsync(new() { QueueUrl = url, AttributeNames = ["All"] })).Attributes!;
        Assert.Contains(queue + "-dead-letters", attributes["RedrivePolicy"]);
        var mapping = Assert.Single(
            await lambda.EventSourceMappingsAsync().Where(m => m.EventSourceArn == attributes["QueueArn"]).ToListAsync()
        );
        Assert.Contains($":function:{builds.App}-A:", mapping.FunctionArn); // the emulator replaces the alias by its version
        var rule = Assert.Single((await events.ListRulesAsync(new() { NamePrefix = builds.App + "-" })).Rules!);
        Assert.Equal("rate(5 minutes)", rule.ScheduleExpression);
        Assert.EndsWith($":{builds.App}-A:live", Assert.Single((await events.ListTargetsByRuleAsync(new() { Rule = rule.Name })).Targets!).Arn);
        var again = await deployer.PlanAsync(build, options);
        Assert.All(again.Triggers!.Changes, c => Assert.StartsWith("map ", c));
    }
}
