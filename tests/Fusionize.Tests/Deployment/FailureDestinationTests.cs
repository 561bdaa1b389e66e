using Fusionize.Aws;
using Fusionize.Aws.Lambda;
using Fusionize.Aws.Sqs;
using Fusionize.Deployment;
using Fusionize.Local;
using Fusionize.Packaging;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Deployment;

/// <summary>Where detached work goes that keeps failing.</summary>
public sealed class FailureDestinationTests : IAsyncLifetime
{
    private const string Queue = "arn:aws:sqs:us-east-1:000000000000:failed";
    private static readonly DeployOptions Options = new() { Role = "arn:aws:iam::000000000000:role/any", Smoke = Smoke.None };

    private readonly Builds _builds = new();
    private LocalPlatform _platform = null!;
    private AmazonLambdaClient _lambda = null!;

    public async Task InitializeAsync()
    {
        _platform = await LocalPlatform.StartAsync(new() { EnforceCpu = false });
        _lambda = new AwsConnection { Endpoint = _platform.Endpoint }.Lambda();
    }

    public async Task DisposeAsync()
    {
        _lambda.Dispose();
        await _platform.DisposeAsync();
        _builds.Dispose();
    }

    [Theory]
    [InlineData("(A)-(B)", "B")]
    [InlineData("(A,B)", "A")]
    public async Task A_function_that_gets_detached_work_gets_the_destination_and_deploying_without_says_so(string notation, string receiver)
    {
        var build = Build(notation);
        var deployer = new Deployer(_lambda);
        Assert.Contains(
            $"detached work that keeps failing in {_builds.App}-{receiver} is lost",
            (await deployer.PlanAsync(build, Options)).ToString()
        );
        var steps = new List<string>();
        await deployer.DeployAsync(build, Options, new Reports(s => steps.Add(s.Text)));
        Assert.Contains(steps, s => s.StartsWith("No failure destination", StringComparison.Ordinal));

        var plan = await deployer.PlanAsync(build, Options with { Failures = Queue });
        Assert.Null(plan.Warning);
        Assert.Contains(plan.Functions.Single(f => f.Name.EndsWith(receiver, StringComparison.Ordinal)).Differences, d => d == "failure destination");
        await deployer.ExecuteAsync(plan);
        var functions = plan.Functions.Select(f => f.Name).ToList();
        foreach (var function in functions)
        {
            FunctionConfiguration actual = await _lambda.GetFunctionConfigurationAsync(new() { FunctionName = function });
            Assert.Equal(function.EndsWith(receiver, StringComparison.Ordinal) ? Queue : null, actual.DeadLetterConfig?.TargetArn);
        }
        // It stays without being named again, and nothing is said.
        Assert.Null((await deployer.PlanAsync(build, Options)).Warning);
    }

    [Fact]
    public async Task Work_that_is_best_effort_where_it_is_called_needs_none() =>
        Assert.Null((await new Deployer(_lambda).PlanAsync(Build("(A,B)", bestEffort: true), Options)).Warning);

    private string Build(string notation, bool bestEffort = false)
    {
        var build = _builds.Make("one", notation);
        var file = Path.Combine(build, FusionManifest.FileName);
        var manifest = FusionManifest.Read(file);
        manifest = manifest with
        {
            Calls = [new("A", "B", "async", "once", "A.cs:1")],
            Tasks = [.. manifest.Tasks.Select(t => t.Id == "B" && bestEffort ? t with { BestEffort = true } : t)],
        };
        File.WriteAllText(file, manifest.ToJson());
        return build;
    }

    private sealed class Reports(Action<DeployStep> report) : IProgress<DeployStep>
    {
        public void Report(DeployStep value) => report(value);
    }
}

/// <summary>The queue that deploying can make, on an emulator that others wrote.</summary>
[Collection(MotoServer.Collection)]
public sealed class FailureQueueTests(MotoServer moto)
{
    [FactIfTool("moto_server")]
    public async Task The_queue_is_made_once_and_found_again()
    {
        var app = "q" + Guid.NewGuid().ToString("n")[..10];
        using var sqs = new AmazonSqsClient(
            new Amazon.Runtime.BasicAWSCredentials("test", "test"),
            new AmazonSqsConfig { ServiceURL = moto.Endpoint.ToString(), AuthenticationRegion = "us-east-1" }
        );
        var made = await new FailureQueue(sqs).MakeAsync(app);
        Assert.EndsWith($":{app}-failures", made);
        Assert.Equal(made, await new FailureQueue(sqs).MakeAsync(app));
        var url = (await sqs.GetQueueUrlAsync(new() { QueueName = app + "-failures" })).QueueUrl;
        Assert.Equal(
            "1209600",
            (await sqs.GetQueueAttributesAsync(new() { QueueUrl = url, AttributeNames = ["All"] })).Attributes!["MessageRetentionPeriod"]
        );
    }
}
