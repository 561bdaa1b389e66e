using System.Text.Json.Nodes;
using Fusionize.Deployment.Infrastructure;
using Fusionize.Packaging;
using Fusionize.Setups;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Deployment;

/// <summary>What templates write for triggers, and what roles get for them.</summary>
public sealed class TriggerTemplateTests
{
    private static readonly InfrastructureOptions s_everything = new() { Scope = InfrastructureScope.Everything, HttpApi = false };

    /// <summary>Look has a trigger of each kind.</summary>
    private static FusionManifest App(params string[] groups)
    {
        var app = AccessTests.App(groups);
        ManifestTriggerInfo[] triggers =
        [
            new()
            {
                Kind = "sqs",
                Source = "orders.fifo",
                BatchSize = 10,
                ReportBatchItemFailures = true,
                MaximumConcurrency = 3,
                Filters = ["""{"body":{"kind":["${a}"]}}"""],
            },
            new()
            {
                Kind = "sqs",
                Source = "arn:aws:sqs:eu-central-1:123456789012:there",
                BatchSize = 100,
                MaximumBatchingWindowInSeconds = 5,
            },
            new()
            {
                Kind = "kinesis",
                Source = "clicks",
                BatchSize = 100,
                StartingPosition = "LATEST",
                BisectBatchOnFunctionError = true,
            },
            new()
            {
                Kind = "dynamodb-stream",
                Source = "carts",
                BatchSize = 100,
                StartingPosition = "TRIM_HORIZON",
                MaximumRetryAttempts = 3,
            },
            new()
            {
                Kind = "sns",
                Source = "news",
                FilterPolicy = """{"kind":["a"]}""",
            },
            new()
            {
                Kind = "s3",
                Source = "uploads",
                Events = ["s3:ObjectCreated:*"],
                Suffix = ".png",
            },
            new() { Kind = "schedule", Expression = "rate(5 minutes)" },
            new()
            {
                Kind = "eventbridge",
                Source = "shop",
                Pattern = """{"detail-type":["OrderPlaced"]}""",
                Enabled = false,
            },
        ];
        return app with { Tasks = [.. app.Tasks.Select(t => t.Id == "Look" ? t with { Triggers = triggers } : t)] };
    }

    [Fact]
    public void CloudFormation_gets_everything_that_triggers_need()
    {
        var template = JsonNode.Parse(CloudFormationTemplate.Write(App("Look,Check", "Store"), s_everything))!;
        var resources = template["Resources"]!.AsObject();
        var byType = resources
            .GroupBy(r => (string)r.Value!["Type"]!)
            .ToDictionary(g => g.Key, g => g.Select(r => r.Value!["Properties"]!.AsObject()).ToArray());
        var queues = byType["AWS::SQS::Queue"].Select(q => (string?)q["QueueName"]).OfType<string>().Order(StringComparer.Ordinal);
        Assert.Equal(["orders-dead-letters.fifo", "orders.fifo"], queues);
        Assert.Equal(360, (int)byType["AWS::SQS::Queue"].Single(q => (string?)q["QueueName"] == "orders.fifo")["VisibilityTimeout"]!);
        Assert.Equal(4, byType["AWS::Lambda::EventSourceMapping"].Length);
        Assert.All(byType["AWS::Lambda::EventSourceMapping"], m => Assert.Equal("LookLive", (string)m["FunctionName"]!["Ref"]!));
        Assert.Equal(
            """{"Fn::Sub":"arn:${AWS::Partition}:kinesis:${AWS::Region}:${AWS::AccountId}:stream/clicks"}""",
            byType["AWS::Lambda::EventSourceMapping"][2]["EventSourceArn"]!.ToJsonString()
        );
        Assert.Contains(template["Parameters"]!.AsObject(), p => p.Key.EndsWith("Stream", StringComparison.Ordinal));
        Assert.Equal(["DISABLED", "ENABLED"], byType["AWS::Events::Rule"].Select(r => (string)r["State"]!).Order(StringComparer.Ordinal));
        Assert.Single(byType["AWS::SNS::Subscription"]);
        Assert.Equal(
            ["events.amazonaws.com", "events.amazonaws.com", "s3.amazonaws.com", "sns.amazonaws.com"],
            byType["AWS::Lambda::Permission"].Select(p => (string)p["Principal"]!).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void A_template_of_roles_alone_has_no_trigger()
    {
        var template = CloudFormationTemplate.Write(App("Look,Check", "Store"), new());
        Assert.DoesNotContain("AWS::Lambda::EventSourceMapping", template);
        Assert.Contains("sqs:ReceiveMessage", template);
    }

    [TheoryIfTool("cfn-lint")]
    [InlineData(InfrastructureScope.Access)]
    [InlineData(InfrastructureScope.Everything)]
    public async Task The_linter_minds_nothing(InfrastructureScope scope)
    {
        using var folder = new TemporaryFolder("fusionize-cfn-");
        var file = Path.Combine(folder.Path, "template.json");
        await File.WriteAllTextAsync(file, CloudFormationTemplate.Write(App("Look,Check", "Store"), s_everything with { Scope = scope }));
        // As for templates without triggers.
        await Commands.RunAsync("cfn-lint", "--region", "eu-central-1", "--ignore-checks", "W3037", "E2531", "W2531", "E3030", "--", file);
    }

    [Fact]
    public void Terraform_gets_everything_that_triggers_need()
    {
        var resources = JsonNode.Parse(TerraformTemplate.Write(App("Look,Check", "Store"), s_everything))!["resource"]!;
        Assert.Equal(4, resources["aws_lambda_event_source_mapping"]!.AsObject().Count);
        Assert.Contains("$${a}", resources["aws_lambda_event_source_mapping"]!["Look_trigger_1"]!["filter_criteria"]!.ToJsonString());
        var first = resources["aws_lambda_event_source_mapping"]!["Look_trigger_1"]!;
        Assert.Equal("${aws_sqs_queue.queue_orders_fifo.arn}", (string)first["event_source_arn"]!);
        Assert.Equal(
            ["orders-dead-letters.fifo", "orders.fifo"],
            resources["aws_sqs_queue"]!.AsObject().Select(q => (string?)q.Value!["name"]).OfType<string>().Order(StringComparer.Ordinal)
        );
        Assert.Equal(2, resources["aws_cloudwatch_event_rule"]!.AsObject().Count);
        Assert.Equal(2, resources["aws_cloudwatch_event_target"]!.AsObject().Count);
        Assert.Equal(4, resources["aws_lambda_permission"]!.AsObject().Count);
        Assert.Equal("uploads", (string)Assert.Single(resources["aws_s3_bucket_notification"]!.AsObject()).Value!["bucket"]!);
        Assert.Single(resources["aws_sns_topic_subscription"]!.AsObject());
    }

    [TerraformTests.FactIfProvider]
    public async Task Terraforms_provider_knows_every_argument()
    {
        using var folder = new TemporaryFolder("fusionize-tf-");
        var app = App("Look,Check", "Store");
        // The provider checks runtimes against its own list, and the one at hand is older than .NET 10.
        app = app with { Groups = [.. app.Groups.Select(g => g with { Runtime = "dotnet8" })] };
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "main.tf.json"), TerraformTemplate.Write(app, s_everything));
        await Terraform("init", "-backend=false", "-input=false", "-plugin-dir=" + TerraformTests.FactIfProviderAttribute.Folder);
        await Terraform("validate");

        Task Terraform(params string[] arguments) =>
            Commands.RunInAsync(folder.Path, "terraform", ["-chdir=" + folder.Path, arguments[0], "-no-color", .. arguments[1..]]);
    }

    [Fact]
    public void Only_the_function_that_a_queue_invokes_may_read_it()
    {
        var access = FunctionAccess.Of(App("Look", "Check", "Store"));
        var reading = access.Where(a => a.Statements.Any(s => s.Action == "sqs:ReceiveMessage")).Select(a => a.Task);
        Assert.Equal(["Look"], reading);
        Assert.Equal(
            [
                "arn:${Partition}:sqs:${Region}:${Account}:orders.fifo",
                "arn:aws:sqs:eu-central-1:123456789012:there",
            ],
            access.Single(a => a.Task == "Look").Statements.Where(s => s.Action == "sqs:ReceiveMessage").Select(s => s.Resource)
        );
    }

    [Fact]
    public void Fusing_with_a_task_that_has_a_trigger_widens_access()
    {
        var app = App("Look", "Check", "Store");
        var fused = new FusionSetup(app.App, [new("Look", ["Look", "Check"], ["Look", "Check"], 128), new("Store", ["Store"], ["Store"], 128)]);
        var widened = AccessDiff.Between(
            FunctionAccess.Of(app),
            g => app.Groups.Single(x => x.Name == g).Tasks,
            FunctionAccess.Of(app, fused),
            g => fused.Groups.Single(x => x.Name == g).Tasks
        );
        var queue = widened.Single(w => w.Action == "sqs:ReceiveMessage" && w.Resource.EndsWith("orders.fifo", StringComparison.Ordinal));
        Assert.Equal(("Check", "task Look"), (queue.Task, queue.Because));
    }
}
