using System.Text.Json.Nodes;
using Amazon.SQS;
using Fusionize.Aws;
using Fusionize.Aws.EventBridge;
using Fusionize.Aws.Lambda;
using Fusionize.Deployment;
using Fusionize.Local;
using Fusionize.Packaging;
using Fusionize.Setups;
using Fusionize.Tests.Local.Queues;

namespace Fusionize.Tests.Deployment;

/// <summary>What a deployment makes of the triggers in a manifest: queues, event source mappings, rules and permissions.</summary>
public sealed class TriggerDeploymentTests : IAsyncLifetime
{
    private static readonly DeployOptions s_options = new()
    {
        Role = "arn:aws:iam::000000000000:role/any",
        Smoke = Smoke.None,
        TimeoutSeconds = 20,
    };

    private static readonly ManifestTriggerInfo s_orders = new()
    {
        Kind = "sqs",
        Source = "orders",
        BatchSize = 5,
        MaxReceiveCount = 3,
        MaximumConcurrency = 4,
        ReportBatchItemFailures = true,
    };

    private static readonly ManifestTriggerInfo s_often = new() { Kind = "schedule", Expression = "rate(5 minutes)" };

    private static readonly ManifestTriggerInfo s_placed = new()
    {
        Kind = "eventbridge",
        Source = "default",
        Pattern = """{"detail-type":["OrderPlaced"]}""",
    };

    private readonly Builds _builds = new();
    private LocalPlatform _platform = null!;
    private AmazonLambdaClient _lambda = null!;
    private AmazonEventBridgeClient _events = null!;
    private Fusionize.Aws.Sqs.AmazonSqsClient _sqs = null!;
    private AmazonSQSClient _queues = null!;
    private Deployer _deployer = null!;

    public async Task InitializeAsync()
    {
        _platform = await LocalPlatform.StartAsync(new() { EnforceCpu = false });
        var connection = new AwsConnection { Endpoint = _platform.Endpoint };
        (_lambda, _events, _sqs) = (connection.Lambda(), connection.Events(), connection.Sqs());
        _queues = SqsPlatform.ClientOf(_platform.Endpoint);
        _deployer = new(_lambda, triggers: new(_sqs, _events));
    }

    public async Task DisposeAsync()
    {
        _lambda.Dispose();
        _events.Dispose();
        _sqs.Dispose();
        _queues.Dispose();
        await _platform.DisposeAsync();
        _builds.Dispose();
    }

    private string Function => _builds.App + "-A";

    private string LiveArn => $"arn:aws:lambda:us-east-1:000000000000:function:{Function}:live";

    [Fact]
    public async Task Everything_is_made_once()
    {
        var build = Build("one", "(A,B)", s_orders, s_often, s_placed);
        var plan = await _deployer.PlanAsync(build, s_options);
        Assert.Contains("create the queue orders with orders-dead-letters", plan.ToString());
        Assert.Empty((await _queues.ListQueuesAsync(new Amazon.SQS.Model.ListQueuesRequest())).QueueUrls ?? []); // a plan changes nothing
        await _deployer.ExecuteAsync(plan);

        var orders = await AttributesAsync("orders");
        Assert.Equal("120", orders["VisibilityTimeout"]); // six times the function's time-out
        Assert.Equal(
            $$"""{"deadLetterTargetArn":"{{SqsPlatform.ArnOf("orders-dead-letters")}}","maxReceiveCount":3}""",
            orders["RedrivePolicy"]
        );
        Assert.Equal("1209600", (await AttributesAsync("orders-dead-letters"))["MessageRetentionPeriod"]);
        var mapping = Assert.Single(await _lambda.EventSourceMappingsAsync().ToListAsync());
        Assert.Equal(
            (SqsPlatform.ArnOf("orders"), LiveArn, "Enabled", 5, 4, "ReportBatchItemFailures"),
            (
                mapping.EventSourceArn,
                mapping.FunctionArn,
                mapping.State,
                mapping.BatchSize,
                mapping.ScalingConfig?.MaximumConcurrency,
                mapping.FunctionResponseTypes?.Single()
            )
        );
        var rules = (await _events.ListRulesAsync(new())).Rules!;
        Assert.Equal(["rate(5 minutes)", null], rules.Select(r => r.ScheduleExpression).OrderDescending());
        var permissions = JsonNode.Parse((await _lambda.GetPolicyAsync(new() { FunctionName = Function, Qualifier = "live" })).Policy!)!;
        foreach (var rule in rules)
        {
            var target = Assert.Single((await _events.ListTargetsByRuleAsync(new() { Rule = rule.Name })).Targets!);
            Assert.Equal(LiveArn, target.Arn);
            Assert.Single(
                permissions["Statement"]!.AsArray(),
                s =>
                    (string?)s!["Condition"]?["ArnLike"]?["AWS:SourceArn"] == rule.Arn
                    && (string?)s["Principal"]?["Service"] == "events.amazonaws.com"
            );
        }

        var again = await _deployer.PlanAsync(build, s_options);
        Assert.True(again.ChangesNothing, again.ToString());
        await _deployer.ExecuteAsync(again);
        Assert.Equal(mapping.Uuid, Assert.Single(await _lambda.EventSourceMappingsAsync().ToListAsync()).Uuid);
    }

    [Fact]
    public async Task Mappings_and_rules_stay_the_same_under_every_setup_and_after_a_rollback()
    {
        await _deployer.DeployAsync(Build("one", "(A)-(B)", s_orders, s_often), s_options);
        var (mapping, rule) = await IdsAsync();
        await _deployer.DeployAsync(Build("two", "(A,B)", s_orders, s_often), s_options);
        Assert.Equal((mapping, rule), await IdsAsync());
        await _deployer.DeployAsync(Build("three", "(B,A)", s_orders, s_often), s_options); // another root
        Assert.Equal((mapping, rule), await IdsAsync());
        await new Releases(_lambda).RollBackAsync(_builds.App);
        Assert.Equal((mapping, rule), await IdsAsync());

        async Task<(string?, string?)> IdsAsync() =>
            (
                Assert.Single(await _lambda.EventSourceMappingsAsync().ToListAsync()).Uuid,
                Assert.Single((await _events.ListRulesAsync(new())).Rules!).Arn
            );
    }

    [Fact]
    public async Task What_the_code_no_longer_has_is_removed_and_queues_stay()
    {
        await _deployer.DeployAsync(Build("one", "(A)", s_orders, s_often), s_options);
        await _lambda.UpdateEventSourceMappingAsync(
            new() { Uuid = Assert.Single(await _lambda.EventSourceMappingsAsync().ToListAsync()).Uuid, Enabled = false }
        );
        await _queues.SendMessageAsync((await _queues.GetQueueUrlAsync("orders")).QueueUrl, "x");
        await _deployer.DeployAsync(Build("one", "(A)", s_often with { Expression = "rate(1 hour)" }), s_options);
        Assert.Empty(await _lambda.EventSourceMappingsAsync().ToListAsync());
        Assert.Equal("rate(1 hour)", Assert.Single((await _events.ListRulesAsync(new())).Rules!).ScheduleExpression);
        var permissions = JsonNode.Parse((await _lambda.GetPolicyAsync(new() { FunctionName = Function, Qualifier = "live" })).Policy!)!;
        Assert.Single(permissions["Statement"]!.AsArray());

        await _deployer.DeployAsync(Build("one", "(A)"), s_options);
        Assert.Empty((await _events.ListRulesAsync(new())).Rules!);
        Assert.Equal("1", (await AttributesAsync("orders"))["ApproximateNumberOfMessages"]);
    }

    [Fact]
    public async Task A_changed_trigger_is_changed_in_place()
    {
        await _deployer.DeployAsync(Build("one", "(A)", s_orders), s_options);
        var before = Assert.Single(await _lambda.EventSourceMappingsAsync().ToListAsync());
        var changed = s_orders with { BatchSize = 7, MaxReceiveCount = 9, MaximumConcurrency = null, Enabled = false };
        await _deployer.DeployAsync(Build("one", "(A)", changed), s_options with { TimeoutSeconds = 30 });
        var after = Assert.Single(await _lambda.EventSourceMappingsAsync().ToListAsync());
        Assert.Equal((before.Uuid, 7, "Disabled", null), (after.Uuid, after.BatchSize, after.State, after.ScalingConfig?.MaximumConcurrency));
        var orders = await AttributesAsync("orders");
        Assert.Equal("180", orders["VisibilityTimeout"]);
        Assert.Contains("\"maxReceiveCount\":9", orders["RedrivePolicy"]);
        // A shorter time-out leaves the visibility as it is.
        await _deployer.DeployAsync(Build("one", "(A)", changed), s_options);
        Assert.Equal("180", (await AttributesAsync("orders"))["VisibilityTimeout"]);
    }

    [Fact]
    public async Task What_others_have_made_stays_as_it_is()
    {
        await _queues.CreateQueueAsync(
            new Amazon.SQS.Model.CreateQueueRequest { QueueName = "orders", Attributes = new() { ["VisibilityTimeout"] = "77" } }
        );
        await _queues.CreateQueueAsync("other");
        await _deployer.DeployAsync(Build("one", "(A)", s_orders), s_options);
        var byHand = await _lambda.CreateEventSourceMappingAsync(
            new() { EventSourceArn = SqsPlatform.ArnOf("other"), FunctionName = Function + ":live" }
        );
        await _events.PutRuleAsync(new() { Name = _builds.App + "-by-hand", ScheduleExpression = "rate(1 day)" });
        await _deployer.DeployAsync(Build("one", "(A)", s_often), s_options);

        Assert.Equal(byHand.Uuid, Assert.Single(await _lambda.EventSourceMappingsAsync().ToListAsync()).Uuid);
        Assert.Contains((await _events.ListRulesAsync(new())).Rules!, r => r.Name == _builds.App + "-by-hand");
        Assert.Equal("77", (await AttributesAsync("orders"))["VisibilityTimeout"]);
    }

    [Fact]
    public async Task A_fifo_queue_has_a_fifo_queue_for_dead_letters()
    {
        await _deployer.DeployAsync(Build("one", "(A)", s_orders with { Source = "orders.fifo" }), s_options);
        Assert.Equal("true", (await AttributesAsync("orders.fifo"))["FifoQueue"]);
        Assert.Equal("true", (await AttributesAsync("orders-dead-letters.fifo"))["ContentBasedDeduplication"]);
        Assert.Equal(SqsPlatform.ArnOf("orders.fifo"), Assert.Single(await _lambda.EventSourceMappingsAsync().ToListAsync()).EventSourceArn);
    }

    [Fact]
    public async Task A_deployment_that_does_not_move_traffic_makes_no_triggers()
    {
        await _deployer.DeployAsync(Build("one", "(A)", s_orders), s_options with { MoveLive = false });
        Assert.Empty(await _lambda.EventSourceMappingsAsync().ToListAsync());
    }

    [Fact]
    public async Task A_kind_that_a_deployment_does_not_make_is_named()
    {
        var topic = new ManifestTriggerInfo { Kind = "sns", Source = "news" };
        var plan = await _deployer.PlanAsync(Build("one", "(A)", topic), s_options);
        Assert.Contains("sns news of A", plan.Warning);
    }

    [Fact]
    public async Task A_stream_by_name_cannot_be_looked_up()
    {
        var table = new ManifestTriggerInfo
        {
            Kind = "dynamodb-stream",
            Source = "carts",
            BatchSize = 100,
            StartingPosition = "LATEST",
        };
        var error = await Assert.ThrowsAsync<FusionizeException>(() => _deployer.DeployAsync(Build("one", "(A)", table), s_options));
        Assert.Equal(DeployCodes.BadTrigger, error.Code);
    }

    private async Task<Dictionary<string, string>> AttributesAsync(string queue)
    {
        var url = (await _queues.GetQueueUrlAsync(queue)).QueueUrl;
        return (await _queues.GetQueueAttributesAsync(url, ["All"])).Attributes;
    }

    private string Build(string setup, string notation, params ManifestTriggerInfo[] triggers) =>
        WithTriggers(_builds.Make(setup, notation), triggers);

    /// <summary>A build whose task A has triggers.</summary>
    internal static string WithTriggers(string build, params ManifestTriggerInfo[] triggers)
    {
        var file = Path.Combine(build, FusionManifest.FileName);
        var manifest = FusionManifest.Read(file);
        manifest = manifest with
        {
            Tasks = [.. manifest.Tasks.Select(t => t.Id == "A" && triggers.Length > 0 ? t with { Triggers = triggers } : t)],
        };
        File.WriteAllText(file, manifest.ToJson());
        return build;
    }
}
