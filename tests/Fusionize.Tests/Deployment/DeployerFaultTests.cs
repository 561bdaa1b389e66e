using Fusionize.Aws;
using Fusionize.Aws.Lambda;
using Fusionize.Deployment;
using Fusionize.Local;
using Fusionize.Setups;
using Fusionize.Tests.Infrastructure;
using Microsoft.AspNetCore.Http;
using Xunit.Abstractions;

namespace Fusionize.Tests.Deployment;

/// <summary>A fault at every single call of a deployment: afterwards the old or the new release serves everything, and a second run
/// completes.</summary>
public sealed class DeployerFaultTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly DeployOptions Options = new()
    {
        Role = "arn:aws:iam::000000000000:role/any",
        Smoke = Smoke.DryRun,
        Parallelism = 3,
    };

    private LocalPlatform _platform = null!;

    public async Task InitializeAsync() => _platform = await LocalPlatform.StartAsync(new() { EnforceCpu = false });

    public async Task DisposeAsync() => await _platform.DisposeAsync();

    [Theory]
    [InlineData(Fault.Lost)]
    [InlineData(Fault.AnswerLost)]
    [InlineData(Fault.ServerError)]
    [InlineData(Fault.Throttled)]
    [InlineData(Fault.Killed)]
    public async Task After_a_fault_at_any_call_one_release_serves_and_the_next_run_completes(Fault fault)
    {
        using var lambda = new AwsConnection { Endpoint = _platform.Endpoint }.Lambda();
        for (var at = 1; ; at++)
        {
            using var builds = new Builds();
            // The second setup has a function that exists with other code, one whose configuration only differs, and one that is new.
            var first = await new Deployer(lambda).DeployAsync(builds.Make("one", "(A)-(B)-(C)"), Options);
            var build = builds.Make("two", "(A,B)-(C)-(D)");
            var plan = await new Deployer(lambda).PlanAsync(build, Options);
            var error = await DeployAsync(build, fault, at, retries: 0);
            if (error is null)
            {
                output.WriteLine($"{fault}: {at - 1} calls");
                Assert.InRange(at, 20, 100);
                return;
            }
            Assert.True(error is FusionizeException { Place: not null }, $"{fault} at call {at}: {error}");

            await AssertWholeAsync(lambda, builds.App, first.Release, plan.Release, $"{fault} at call {at}");
            var second = await new Deployer(lambda).DeployAsync(build, Options);
            Assert.Equal(plan.Release, second.Release);
            Assert.Equal(plan.Release, await AssertWholeAsync(lambda, builds.App, first.Release, plan.Release, $"after {fault} at call {at}"));
            Assert.True((await new Deployer(lambda).PlanAsync(build, Options)).ChangesNothing, $"after {fault} at call {at} something is left to do");
            // And the way back is still there.
            Assert.Equal(first.Release, (await new Releases(lambda).RollBackAsync(builds.App)).Alias);
        }
    }

    [Theory]
    [InlineData(Fault.Lost)]
    [InlineData(Fault.AnswerLost)]
    [InlineData(Fault.ServerError)]
    [InlineData(Fault.Throttled)]
    public async Task A_passing_fault_at_any_call_is_not_even_noticed(Fault fault)
    {
        using var lambda = new AwsConnection { Endpoint = _platform.Endpoint }.Lambda();
        // The pipeline waits before it repeats a call, so these run side by side.
        await Parallel.ForEachAsync(Enumerable.Range(1, 28), new ParallelOptions { MaxDegreeOfParallelism = 7 }, async (at, _) =>
        {
            using var builds = new Builds();
            var first = await new Deployer(lambda).DeployAsync(builds.Make("one", "(A)-(B)-(C)"), Options);
            var build = builds.Make("two", "(A,B)-(C)-(D)");
            var error = await DeployAsync(build, fault, at, retries: 3);
            Assert.True(error is null, $"{fault} at call {at}: {error}");
            var release = (await new Deployer(lambda).PlanAsync(build, Options)).Release;
            Assert.Equal(release, await AssertWholeAsync(lambda, builds.App, first.Release, release, $"{fault} at call {at}"));
        });
    }

    private async Task<Exception?> DeployAsync(string build, Fault fault, int at, int retries)
    {
        var calls = 0;
        string? faulty = null;
        await using var proxy = await StubServer.StartAsync(
            async (context, request) =>
            {
                var call = Interlocked.Increment(ref calls);
                var text = $"{request.Method} {request.Target} {request.Text}";
                if (call == at)
                    faulty = text;
                // .NET's HTTP client repeats a request by itself when a connection breaks; a fault for good must outlast that.
                var isRepetition = retries == 0 && text == faulty;
                if (call < at || (call > at && fault != Fault.Killed && !isRepetition))
                    await StubServer.ForwardAsync(context, request, _platform.Endpoint);
                else
                    await fault.DoAsync(context, request, _platform.Endpoint, Refuse);
            }
        );
        using var lambda = new AwsConnection { Endpoint = proxy.Endpoint, MaxErrorRetry = retries }.Lambda();
        return await Record.ExceptionAsync(() => new Deployer(lambda).DeployAsync(build, Options));

        Task Refuse(HttpResponse response)
        {
            response.StatusCode = fault == Fault.Throttled ? 429 : 500;
            response.Headers["x-amzn-ErrorType"] = fault == Fault.Throttled ? "TooManyRequestsException" : "ServiceException";
            return response.WriteAsync("""{"message":"injected"}""", CancellationToken.None);
        }
    }

    /// <summary>What serves is a release of which every function is there, with the code and configuration of that release. Gives its name.</summary>
    private static async Task<string> AssertWholeAsync(AmazonLambdaClient lambda, string app, string one, string two, string when)
    {
        var live = await lambda.GetFunctionConfigurationAsync(new() { FunctionName = app + "-A", Qualifier = Aliases.Live });
        var release = live.Environment!.Variables!["FUSIONIZE_QUALIFIER"];
        Assert.True(release == one || release == two, $"{when}: {release} is live");
        var groups = release == one ? (string[])["A", "B", "C"] : ["A", "C", "D"];
        foreach (var group in groups)
        {
            var function = await lambda.GetFunctionConfigurationAsync(new() { FunctionName = $"{app}-{group}", Qualifier = release });
            Assert.True(
                function.Environment!.Variables!["FUSIONIZE_QUALIFIER"] == release,
                $"{when}: {group} of {release} is of {function.Environment.Variables["FUSIONIZE_QUALIFIER"]}"
            );
        }
        return release;
    }
}
