using System.Collections.Concurrent;
using Amazon.Runtime;
using Fusionize.Aws.Lambda;
using Fusionize.Deployment;
using Fusionize.Local;
using Fusionize.Setups;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Deployment;

/// <summary>Nothing that a deployment says holds a credential or the value of a variable, whether it goes well or fails at any call.</summary>
public sealed class DeployerSecretsTests : IDisposable
{
    private const string Value = "Marked-Value-7391";
    private const string Key = "Marked-Key-7391";
    private const string Token = "Marked-Token-7391";

    private readonly Builds _builds = new();

    public void Dispose() => _builds.Dispose();

    [Fact]
    public async Task Plans_steps_and_errors_hold_no_secret()
    {
        await using var platform = await LocalPlatform.StartAsync(new() { EnforceCpu = false });
        var (calls, failing) = (0, 0);
        await using var proxy = await StubServer.StartAsync(
            async (context, request) =>
            {
                if (Interlocked.Increment(ref calls) != failing)
                {
                    await StubServer.ForwardAsync(context, request, platform.Endpoint);
                    return;
                }
                context.Response.StatusCode = failing % 2 == 0 ? 400 : 403;
                context.Response.Headers["x-amzn-ErrorType"] = "AccessDeniedException";
            }
        );
        using var lambda = new AmazonLambdaClient(
            new SessionAWSCredentials("AKIDMARKED", Key, Token),
            new AmazonLambdaConfig
            {
                ServiceURL = proxy.Endpoint.ToString(),
                AuthenticationRegion = "us-east-1",
                MaxErrorRetry = 0,
            }
        );
        var options = new DeployOptions
        {
            Role = "arn:aws:iam::000000000000:role/any",
            Smoke = Smoke.DryRun,
            Parallelism = 1,
            Environment = new DeployOptions().Environment.Add("PASSWORD", Value),
        };
        var said = new ConcurrentQueue<string>();
        var build = _builds.Make("one", "(A)-(B)");
        for (failing = 1; ; failing++)
        {
            calls = 0;
            try
            {
                var plan = await new Deployer(lambda).PlanAsync(build, options);
                said.Enqueue(plan.ToString());
                said.Enqueue((await new Deployer(lambda).ExecuteAsync(plan, new Reports(said.Enqueue))).ToString());
            }
            catch (FusionizeException e)
            {
                said.Enqueue(e.ToString() + e.Describe());
            }
            if (calls < failing)
                break;
        }
        failing = -1;
        Assert.Contains(said, s => s.Contains("Access denied", StringComparison.Ordinal));
        // A change of the value is told by the variable's name.
        said.Enqueue(
            (
                await new Deployer(lambda).PlanAsync(build, options with { Environment = options.Environment.SetItem("PASSWORD", Value + "2") })
            ).ToString()
        );
        Assert.Contains("PASSWORD", said.Last());
        foreach (var text in said)
        {
            Assert.All((string[])[Value, Key, Token], secret => Assert.DoesNotContain(secret, text));
        }
        // The guard can fail: the platform did get them.
        Assert.Contains(proxy.Requests, r => r.Text.Contains(Value, StringComparison.Ordinal) && r.Headers.Values.Contains(Token));
    }

    private sealed class Reports(Action<string> report) : IProgress<DeployStep>
    {
        public void Report(DeployStep value) => report(value.ToString());
    }
}
