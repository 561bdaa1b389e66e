using Fusionize.Aws;
using Fusionize.Deployment;
using Fusionize.Deployment.Infrastructure;
using Fusionize.Local;
using Fusionize.Packaging;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Deployment;

public sealed class TriggerPolicyTests
{
    [Fact]
    public async Task The_policy_allows_every_call_for_triggers_that_is_made_and_no_other()
    {
        await using var platform = await LocalPlatform.StartAsync(new() { EnforceCpu = false });
        await using var proxy = await StubServer.StartAsync((context, request) => StubServer.ForwardAsync(context, request, platform.Endpoint));
        var connection = new AwsConnection { Endpoint = proxy.Endpoint };
        using var lambda = connection.Lambda();
        using var sqs = connection.Sqs();
        using var events = connection.Events();
        using var builds = new Builds();
        var deployer = new Deployer(lambda, triggers: new(sqs, events));
        var options = new DeployOptions { Role = "arn:aws:iam::000000000000:role/any", Smoke = Smoke.None };
        var queue = new ManifestTriggerInfo
        {
            Kind = "sqs",
            Source = "orders",
            BatchSize = 5,
        };
        var schedule = new ManifestTriggerInfo { Kind = "schedule", Expression = "rate(1 day)" };
        await deployer.DeployAsync(TriggerDeploymentTests.WithTriggers(builds.Make("1", "(A)"), queue, schedule), options);
        var changed = queue with { BatchSize = 6, MaxReceiveCount = 9 };
        await deployer.DeployAsync(TriggerDeploymentTests.WithTriggers(builds.Make("1", "(A)"), changed, schedule), options);
        await deployer.DeployAsync(builds.Make("1", "(A)"), options);

        var functions = DeployerPolicy.FunctionActions.Append("lambda:ListFunctions").ToHashSet();
        var used = proxy.Requests.Select(ActionOf).Distinct().Where(a => !functions.Contains(a)).Order(StringComparer.Ordinal);
        // Tagging is part of the calls that create something with tags.
        Assert.Equal(
            DeployerPolicy
                .MappingActions.Concat(DeployerPolicy.QueueActions)
                .Concat(DeployerPolicy.RuleActions)
                .Except(["lambda:TagResource", "sqs:TagQueue"])
                .Concat(["events:ListRules", "lambda:RemovePermission"])
                .Order(StringComparer.Ordinal),
            used
        );
    }

    [Fact]
    public void The_guide_shows_the_statements()
    {
        var guide = File.ReadAllText(Samples.File("../docs/aws.md"));
        var without = DeployerPolicy.Write("iot", "my-bucket/iot");
        var with = DeployerPolicy.Write("iot", "my-bucket/iot", queues: "arn:aws:sqs:*:*:orders*");
        var common = without[..^"\n  ]\n}".Length];
        Assert.StartsWith(common, with);
        Assert.Contains(with[(common.Length + ",\n".Length)..^"\n  ]\n}".Length], guide);
    }

    private static string ActionOf(StubServer.Request request)
    {
        if (request.Headers.GetValueOrDefault("X-Amz-Target") is { } target)
            return (target.StartsWith("AmazonSQS.", StringComparison.Ordinal) ? "sqs:" : "events:") + target.Split('.')[1];
        var path = request.Target.Split('?')[0].Split('/', StringSplitOptions.RemoveEmptyEntries)[1..];
        return "lambda:"
            + (request.Method, path) switch
            {
                ("POST", ["event-source-mappings"]) => "CreateEventSourceMapping",
                ("GET", ["event-source-mappings"]) => "ListEventSourceMappings",
                ("PUT", ["event-source-mappings", _]) => "UpdateEventSourceMapping",
                ("DELETE", ["event-source-mappings", _]) => "DeleteEventSourceMapping",
                ("GET", ["tags", ..]) => "ListTags",
                ("DELETE", ["functions", _, "policy", _]) => "RemovePermission",
                // DeployerPolicyTests has the calls on functions.
                _ => "ListFunctions",
            };
    }
}
