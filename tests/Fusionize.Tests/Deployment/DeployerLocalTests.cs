using System.Collections.Concurrent;
using System.Text.Json;
using Fusionize.Aws;
using Fusionize.Aws.Lambda;
using Fusionize.Deployment;
using Fusionize.Local;
using Fusionize.Setups;

namespace Fusionize.Tests.Deployment;

/// <summary>Deployments to the local platform, of functions that really run.</summary>
public sealed class DeployerLocalTests : IAsyncLifetime
{
    private static readonly DeployOptions Options = new() { Role = "arn:aws:iam::000000000000:role/any" };

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

    [Fact]
    public async Task Deployed_functions_are_tried_and_call_each_other_in_their_release()
    {
        var steps = new ConcurrentQueue<DeployStep>();
        var done = await new Deployer(_lambda).DeployAsync(_builds.MakeRelay("one", "(A,X)-(B)-(C)"), Options, new Reports(steps.Enqueue));
        Assert.Equal(3, steps.Count(s => s is { Phase: DeployPhase.Smoke, Text: "answers" }));
        var id = Builds.IdOf("one");
        Assert.Equal([$"A {id} {done.Release}", $"B {id} {done.Release}", $"C {id} {done.Release}"], await InvokeAsync());
    }

    [Fact]
    public async Task A_function_that_does_not_start_gets_no_live_traffic()
    {
        var deployer = new Deployer(_lambda);
        var first = await deployer.DeployAsync(_builds.MakeRelay("one", "(A)-(B)"), Options);
        var e = await Assert.ThrowsAsync<FusionizeException>(() => deployer.DeployAsync(_builds.MakeRelay("two", "(A,B)", "crash"), Options));
        Assert.Equal((DeployCodes.SmokeFailed, $"{_builds.App}-A"), (e.Code, e.Subject));
        Assert.All(await InvokeAsync(), hop => Assert.EndsWith(first.Release, hop));
        // And stays out until it answers.
        await Assert.ThrowsAsync<FusionizeException>(() => deployer.DeployAsync(_builds.MakeRelay("two", "(A,B)", "crash"), Options));
        await deployer.DeployAsync(_builds.MakeRelay("two", "(A,B)"), Options);
        Assert.Single(await InvokeAsync());
    }

    [Fact]
    public async Task Another_groups_package_does_not_pass()
    {
        var build = _builds.MakeRelay("one", "(A)-(B)");
        var manifest = Fusionize.Packaging.FusionManifest.Read(Path.Combine(build, "fusion-manifest.json"));
        var (a, b) = (manifest.Groups[0], manifest.Groups[1]);
        var swapped = manifest with { Groups = [a with { Zip = b.Zip, Sha256 = b.Sha256 }, b] };
        var deployer = new Deployer(_lambda);
        var e = await Assert.ThrowsAsync<FusionizeException>(async () =>
            await deployer.ExecuteAsync(await deployer.PlanAsync(swapped, build, Options))
        );
        Assert.Equal((DeployCodes.SmokeFailed, $"{_builds.App}-A"), (e.Code, e.Subject));
        Assert.Contains("answers for group 'B'", e.Message);
    }

    [Fact]
    public async Task A_zip_that_is_not_the_manifests_is_refused_before_anything_is_done()
    {
        var build = _builds.MakeRelay("one", "(A)-(B)");
        File.AppendAllText(Path.Combine(build, "B.zip"), "x");
        var e = await Assert.ThrowsAsync<FusionizeException>(() => new Deployer(_lambda).DeployAsync(build, Options));
        Assert.Equal((DeployCodes.BadBuild, $"{_builds.App}-B"), (e.Code, e.Subject));
        File.Delete(Path.Combine(build, "B.zip"));
        Assert.Equal(
            DeployCodes.BadBuild,
            (await Assert.ThrowsAsync<FusionizeException>(() => new Deployer(_lambda).DeployAsync(build, Options))).Code
        );
        Assert.Empty(await new Deployer(_lambda).FunctionsOfAsync(_builds.App));
    }

    [Fact]
    public async Task Too_many_variables_are_refused_before_anything_is_done()
    {
        var options = Options with { Environment = Options.Environment.Add("BIG", new string('x', 4096)) };
        var e = await Assert.ThrowsAsync<FusionizeException>(() => new Deployer(_lambda).DeployAsync(_builds.MakeRelay("one", "(A)"), options));
        Assert.Equal(DeployCodes.EnvironmentTooLarge, e.Code);
        Assert.DoesNotContain("xxx", e.Message);
    }

    [Fact]
    public async Task No_request_fails_or_runs_in_two_releases_while_live_traffic_moves()
    {
        var deployer = new Deployer(_lambda);
        await deployer.DeployAsync(_builds.MakeRelay("one", "(A)-(B)-(C)"), Options);
        using var stop = new CancellationTokenSource();
        var answers = new ConcurrentQueue<string[]>();
        var clients = Enumerable
            .Range(0, 4)
            .Select(_ =>
                Task.Run(async () =>
                {
                    using var own = new AwsConnection { Endpoint = _platform.Endpoint, MaxErrorRetry = 0 }.Lambda();
                    while (!stop.IsCancellationRequested)
                        answers.Enqueue(await InvokeAsync(own));
                })
            )
            .ToArray();

        // Another setup, other code for the same setup, and back twice.
        await MoreAsync();
        await deployer.DeployAsync(_builds.MakeRelay("two", "(A,B)-(C)"), Options);
        await MoreAsync();
        await deployer.DeployAsync(_builds.MakeRelay("two", "(A,B)-(C)", "other code"), Options);
        await MoreAsync();
        await new Releases(_lambda).RollBackAsync(_builds.App);
        await MoreAsync();
        await new Releases(_lambda).PromoteAsync(_builds.App, Builds.IdOf("one"));
        await MoreAsync();
        await stop.CancelAsync();
        await Task.WhenAll(clients);

        Assert.All(answers, hops => Assert.Single(hops.Select(h => h.Split(' ', 2)[1]).Distinct()));
        Assert.Equal(3, answers.Select(hops => hops[0]).Distinct().Count());

        async Task MoreAsync()
        {
            var enough = answers.Count + 20;
            while (answers.Count < enough && !clients.Any(c => c.IsFaulted))
                await Task.Delay(5);
        }
    }

    [Fact]
    public async Task Traffic_moves_in_steps_when_the_new_release_does_well()
    {
        var deployer = new Deployer(_lambda, logs: new CloudWatchLogSource(new AwsConnection { Endpoint = _platform.Endpoint }.Logs()));
        var first = await deployer.DeployAsync(_builds.MakeRelay("one", "(A)-(B)"), Options);
        await using var load = new Load(this);
        var steps = new ConcurrentQueue<DeployStep>();
        var second = await deployer.DeployAsync(_builds.MakeRelay("two", "(A,B)"), Options with { CutOver = InSteps }, new Reports(steps.Enqueue));
        await load.StopAsync();

        Assert.Equal(0, load.Failures);
        Assert.Contains(load.Answers, a => a[0].EndsWith(first.Release, StringComparison.Ordinal));
        Assert.All(load.Answers, hops => Assert.Single(hops.Select(h => h.Split(' ', 2)[1]).Distinct()));
        Assert.Contains(steps, s => s.Text == "live: 20 % to version 2");
        Assert.Contains(steps, s => s.Text.StartsWith("60 %: ", StringComparison.Ordinal));
        var live = await _lambda.GetAliasAsync(new() { FunctionName = $"{_builds.App}-A", Name = Aliases.Live });
        Assert.Equal(("2", $"{second.Release} <- {first.Release}"), (live.FunctionVersion, live.Description));
        Assert.Null(live.RoutingConfig);
    }

    [Theory]
    [InlineData("fail", "requests failed")]
    [InlineData("slow", " ms (before: ")]
    public async Task A_release_that_does_worse_is_taken_back(string how, string complaint)
    {
        var deployer = new Deployer(_lambda, logs: new CloudWatchLogSource(new AwsConnection { Endpoint = _platform.Endpoint }.Logs()));
        var first = await deployer.DeployAsync(_builds.MakeRelay("one", "(A)-(B)"), Options);
        await using var load = new Load(this);
        var build = _builds.MakeRelay("two", "(A,B)", how);
        var e = await Assert.ThrowsAsync<FusionizeException>(() =>
            deployer.DeployAsync(build, Options with { CutOver = InSteps with { MaxSlowdown = 1.5 } })
        );
        Assert.Equal((DeployCodes.TakenBack, $"{_builds.App}-A"), (e.Code, e.Subject));
        Assert.Contains(complaint, e.Message);
        await load.StopAsync();

        var live = await _lambda.GetAliasAsync(new() { FunctionName = $"{_builds.App}-A", Name = Aliases.Live });
        Assert.Equal(("1", first.Release), (live.FunctionVersion, live.Description));
        Assert.Null(live.RoutingConfig);
        Assert.All(await InvokeAsync(), hop => Assert.EndsWith(first.Release, hop));
    }

    [Fact]
    public async Task Going_back_in_the_midst_of_the_steps_takes_the_share_away()
    {
        var deployer = new Deployer(_lambda);
        var first = await deployer.DeployAsync(_builds.MakeRelay("zero", "(A)"), Options);
        var second = await deployer.DeployAsync(_builds.MakeRelay("one", "(A)-(B)"), Options);
        var third = await deployer.DeployAsync(_builds.MakeRelay("two", "(A,B)"), Options with { MoveLive = false });
        await _lambda.UpdateAliasAsync(
            new()
            {
                FunctionName = $"{_builds.App}-A",
                Name = Aliases.Live,
                RoutingConfig = new() { AdditionalVersionWeights = new() { [third.Versions[$"{_builds.App}-A"]] = 0.5 } },
            }
        );
        // What a killed process left serves both, so clean-up leaves both.
        Assert.DoesNotContain(third.Release, await new CleanUp(_lambda).RunAsync(_builds.App, keep: 0));
        Assert.Equal(second.Release, (await new Releases(_lambda).RollBackAsync(_builds.App)).Alias);
        Assert.Null((await _lambda.GetAliasAsync(new() { FunctionName = $"{_builds.App}-A", Name = Aliases.Live })).RoutingConfig);
        Assert.Equal(first.Release, (await new Releases(_lambda).RollBackAsync(_builds.App)).Alias);
    }

    /// <summary>The steps don't undo what somebody does who has seen enough; nor does their end.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Steps_end_where_somebody_else_moves_the_traffic(bool elsewhere)
    {
        var deployer = new Deployer(_lambda, logs: new CloudWatchLogSource(new AwsConnection { Endpoint = _platform.Endpoint }.Logs()));
        var first = await deployer.DeployAsync(_builds.MakeRelay("zero", "(A)"), Options);
        var second = await deployer.DeployAsync(_builds.MakeRelay("one", "(A)-(B)"), Options);
        await using var load = new Load(this);
        var isMoved = false;
        var e = await Assert.ThrowsAsync<FusionizeException>(() =>
            deployer.DeployAsync(
                _builds.MakeRelay("two", "(A,B)"),
                Options with
                {
                    CutOver = InSteps,
                },
                new Reports(step =>
                {
                    if (isMoved || !step.Text.StartsWith("20 %: ", StringComparison.Ordinal))
                        return;
                    isMoved = true;
                    if (elsewhere)
                        new Releases(_lambda).PromoteAsync(_builds.App, first.Release).GetAwaiter().GetResult();
                    else
                        new Releases(_lambda).RollBackAsync(_builds.App).GetAwaiter().GetResult();
                })
            )
        );
        await load.StopAsync();

        Assert.Equal((DeployCodes.Contended, $"{_builds.App}-A"), (e.Code, e.Subject));
        var live = await _lambda.GetAliasAsync(new() { FunctionName = $"{_builds.App}-A", Name = Aliases.Live });
        var expected = elsewhere ? first : second;
        Assert.Equal(expected.Versions[$"{_builds.App}-A"], live.FunctionVersion);
        Assert.Null(live.RoutingConfig);
        Assert.All(await InvokeAsync(), hop => Assert.EndsWith(expected.Release, hop));
    }

    [Fact]
    public async Task A_cold_start_of_everything_is_the_same_release_under_a_new_name()
    {
        await new Deployer(_lambda).DeployAsync(_builds.MakeRelay("one", "(A)-(B)"), Options);
        await InvokeAsync();
        var colds = _platform.GetStatus().ColdStarts;
        await InvokeAsync();
        Assert.Equal(colds, _platform.GetStatus().ColdStarts);

        var release = await new ColdStarter(_lambda).RunAsync(_builds.App);
        Assert.All(await InvokeAsync(), hop => Assert.EndsWith(release, hop));
        Assert.Equal(colds + 2, _platform.GetStatus().ColdStarts);
        await new Releases(_lambda).RollBackAsync(_builds.App);
        Assert.All(await InvokeAsync(), hop => Assert.DoesNotContain(release, hop));
    }

    private static CutOverOptions InSteps { get; } =
        new()
        {
            Shares = [0.2, 0.6],
            Poll = TimeSpan.FromMilliseconds(100),
            Watch = TimeSpan.FromMilliseconds(300),
            Patience = TimeSpan.FromMinutes(1),
            MinRequests = 20,
            MaxSlowdown = 1000,
        };

    [Fact]
    public async Task Two_deployments_at_once_end_with_one_of_them_whole()
    {
        var (one, two) = (_builds.MakeRelay("one", "(A)-(B)-(C)"), _builds.MakeRelay("two", "(A)-(B,C)"));
        var options = Options with { Smoke = Smoke.DryRun };
        var both = await Task.WhenAll(
            ((string[])[one, two]).Select(build =>
                Task.Run(async () =>
                {
                    try
                    {
                        return (Build: build, Release: (await new Deployer(_lambda).DeployAsync(build, options)).Release);
                    }
                    // Nothing was live when both began: whoever comes second leaves the first one's traffic where it is.
                    catch (FusionizeException e) when (e.Code == DeployCodes.Contended)
                    {
                        return (Build: build, Release: "");
                    }
                })
            )
        );
        var release = await LiveAsync();
        Assert.Contains(release, both.Select(b => b.Release));
        if (both.SingleOrDefault(b => b.Release.Length == 0).Build is { } stopped)
        {
            Assert.Equal((await new Deployer(_lambda).DeployAsync(stopped, options)).Release, release = await LiveAsync());
        }
        // The other one is whole, too.
        Assert.Single((await new Releases(_lambda).RollBackAsync(_builds.App)).EntryFunctions);
        Assert.NotEqual(release, await LiveAsync());

        async Task<string> LiveAsync() => Assert.Single((await InvokeAsync()).Select(h => h.Split(' ')[2]).Distinct());
    }

    private Task<string[]> InvokeAsync() => InvokeAsync(_lambda);

    private async Task<string[]> InvokeAsync(AmazonLambdaClient lambda)
    {
        var response = await lambda.InvokeAsync(
            new()
            {
                FunctionName = $"{_builds.App}-A",
                Qualifier = Aliases.Live,
                Payload = "{}",
            }
        );
        var payload = response.Payload!.ToArray();
        Assert.True(response.FunctionError is null, System.Text.Encoding.UTF8.GetString(payload));
        return JsonSerializer.Deserialize<string[]>(payload)!;
    }

    /// <summary>Clients that invoke the entry task without a pause.</summary>
    private sealed class Load : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Task[] _clients;
        private int _failures;

        public Load(DeployerLocalTests test) =>
            _clients = [
                .. Enumerable
                    .Range(0, 3)
                    .Select(_ =>
                        Task.Run(async () =>
                        {
                            while (!_stop.IsCancellationRequested)
                            {
                                var response = await test._lambda.InvokeAsync(
                                    new()
                                    {
                                        FunctionName = $"{test._builds.App}-A",
                                        Qualifier = Aliases.Live,
                                        Payload = "{}",
                                    }
                                );
                                if (response.FunctionError is not null)
                                    Interlocked.Increment(ref _failures);
                                else
                                    Answers.Enqueue(JsonSerializer.Deserialize<string[]>(response.Payload!)!);
                            }
                        })
                    ),
            ];

        public ConcurrentQueue<string[]> Answers { get; } = new();

        public int Failures => _failures;

        public async Task StopAsync()
        {
            await _stop.CancelAsync();
            await Task.WhenAll(_clients);
        }

        public async ValueTask DisposeAsync()
        {
            await StopAsync();
            _stop.Dispose();
        }
    }

    private sealed class Reports(Action<DeployStep> report) : IProgress<DeployStep>
    {
        public void Report(DeployStep value) => report(value);
    }
}
