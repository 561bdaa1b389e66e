using System.Collections.Concurrent;
using Fusionize.Aws.Lambda;
using Fusionize.Deployment;
using Fusionize.Setups;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Deployment;

/// <summary>Deployments against an independent Lambda control plane. It can't run functions, so they are not tried.</summary>
[Collection(MotoServer.Collection)]
public sealed class DeployerMotoTests(MotoServer moto) : IDisposable
{
    private static readonly DeployOptions Options = new()
    {
        Role = MotoServer.Role,
        Smoke = Smoke.None,
        TimeoutSeconds = 30,
    };

    private readonly Builds _builds = new();

    public void Dispose() => _builds.Dispose();

    [FactIfTool("moto_server")]
    public async Task A_first_deployment_creates_everything_and_a_second_nothing()
    {
        using var lambda = moto.Lambda();
        var deployer = new Deployer(lambda);
        var build = _builds.Make("one", "(A,B)-(C)");
        var plan = await deployer.PlanAsync(build, Options);
        Assert.Equal([FunctionChange.Create, FunctionChange.Create], plan.Functions.Select(f => f.Change));
        Assert.Empty(await deployer.FunctionsOfAsync(_builds.App));

        var steps = new ConcurrentQueue<DeployStep>();
        var done = await deployer.ExecuteAsync(plan, new Reports(steps.Enqueue));
        Assert.Equal([$"{_builds.App}-A", $"{_builds.App}-C"], done.Versions.Keys.Order());
        Assert.Equal([$"{_builds.App}-A"], done.Live.Keys);
        Assert.Contains(steps, s => s is { Phase: DeployPhase.Functions, Text: "ready", Done: 2, Total: 2 });

        var c = await lambda.GetFunctionConfigurationAsync(new() { FunctionName = $"{_builds.App}-C", Qualifier = plan.Release });
        Assert.Equal(("dotnet10", "T.Function", 128, 30), (c.Runtime, c.Handler, c.MemorySize, c.Timeout));
        Assert.Equal(
            new()
            {
                ["FUSIONIZE_APP"] = _builds.App,
                ["FUSIONIZE_SETUP"] = Builds.IdOf("one"),
                ["FUSIONIZE_QUALIFIER"] = plan.Release,
                ["FUSIONIZE_TRACE"] = "on",
                ["FUSIONIZE_ROUTES"] = $"A={_builds.App}-A",
            },
            c.Environment!.Variables
        );
        Assert.Equal([$"setup-{Builds.IdOf("one")}", plan.Release], (await AliasesAsync(lambda, "C")).Keys);
        Assert.Equal(["live", $"setup-{Builds.IdOf("one")}", plan.Release], (await AliasesAsync(lambda, "A")).Keys);

        var again = await deployer.PlanAsync(build, Options);
        Assert.True(again.ChangesNothing);
        Assert.Equal(done.Versions, (await deployer.ExecuteAsync(again)).Versions);
        Assert.Equal("unchanged (version 1)", again.Functions[0].Describe());
    }

    [FactIfTool("moto_server")]
    public async Task A_new_setup_comes_to_be_beside_the_old_one()
    {
        using var lambda = moto.Lambda();
        var deployer = new Deployer(lambda);
        var first = await deployer.DeployAsync(_builds.Make("one", "(A)-(B)-(C)"), Options);
        var second = await deployer.PlanAsync(_builds.Make("two", "(A,B)-(C)", memoryMB: 256), Options);
        Assert.Equal([FunctionChange.Code, FunctionChange.Configuration], second.Functions.Select(f => f.Change));
        Assert.Equal([$"{_builds.App}-B"], second.Others.AsEnumerable());
        Assert.Contains("memory 128 → 256 MB", second.ToString());
        var done = await deployer.ExecuteAsync(second);
        Assert.Equal("1", done.Live[$"{_builds.App}-A"]);

        var a = await AliasesAsync(lambda, "A");
        Assert.Equal(("1", "2", "2"), (a[first.Release].FunctionVersion, a[done.Release].FunctionVersion, a["live"].FunctionVersion));
        Assert.Equal($"{done.Release} <- {first.Release}", a["live"].Description);
        // What the old setup calls is untouched.
        var old = await lambda.GetFunctionConfigurationAsync(new() { FunctionName = $"{_builds.App}-C", Qualifier = first.Release });
        Assert.Equal((128, first.Release), (old.MemorySize, old.Environment!.Variables!["FUSIONIZE_QUALIFIER"]));
    }

    [FactIfTool("moto_server")]
    public async Task New_code_under_the_same_setup_is_another_release()
    {
        using var lambda = moto.Lambda();
        var deployer = new Deployer(lambda);
        var first = await deployer.DeployAsync(_builds.Make("one", "(A)-(B)"), Options);
        var second = await deployer.DeployAsync(_builds.Make("one", "(A)-(B)", code: "new code"), Options);
        Assert.NotEqual(first.Release, second.Release);
        foreach (var group in (string[])["A", "B"])
        {
            var aliases = await AliasesAsync(lambda, group);
            Assert.Equal(
                ("1", "2", "2"),
                (
                    aliases[first.Release].FunctionVersion,
                    aliases[second.Release].FunctionVersion,
                    aliases[Aliases.Setup(Builds.IdOf("one"))].FunctionVersion
                )
            );
        }
    }

    [FactIfTool("moto_server")]
    public async Task Without_a_role_nothing_is_created()
    {
        using var lambda = moto.Lambda();
        var e = await Assert.ThrowsAsync<FusionizeException>(() =>
            new Deployer(lambda).DeployAsync(_builds.Make("one", "(A)-(B)"), Options with { Role = null })
        );
        Assert.Equal(DeployCodes.NoRole, e.Code);
        Assert.Empty(await new Deployer(lambda).FunctionsOfAsync(_builds.App));
    }

    [FactIfTool("moto_server")]
    public async Task A_role_that_does_not_exist_is_told_with_function_and_call()
    {
        using var lambda = moto.Lambda();
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        // A new role isn't known everywhere at once, so it is tried for a while.
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            new Deployer(lambda).DeployAsync(
                _builds.Make("one", "(A)"),
                Options with
                {
                    Role = "arn:aws:iam::123456789012:role/none",
                },
                cancellation: stop.Token
            )
        );
    }

    [FactIfTool("moto_server")]
    public async Task Live_traffic_goes_back_and_forth_between_releases()
    {
        using var lambda = moto.Lambda();
        var (deployer, releases) = (new Deployer(lambda), new Releases(lambda));
        var first = await deployer.DeployAsync(_builds.Make("one", "(A)-(B)"), Options);
        var none = await Assert.ThrowsAsync<FusionizeException>(() => releases.RollBackAsync(_builds.App));
        Assert.Equal(DeployCodes.NoSuchSetup, none.Code);
        var second = await deployer.DeployAsync(_builds.Make("two", "(A,B)"), Options);

        var all = await releases.ListAsync(_builds.App);
        Assert.Equal([second.Release, first.Release], all.Select(r => r.Alias));
        Assert.Equal(("(A,B)", "(A)-(B)"), (all[0].Notation, all[1].Notation));
        Assert.Equal([$"{_builds.App}-A"], all[0].LiveOn.AsEnumerable());
        Assert.Empty(all[1].LiveOn);

        Assert.Equal(first.Release, (await releases.RollBackAsync(_builds.App)).Alias);
        Assert.Equal("1", (await AliasesAsync(lambda, "A"))["live"].FunctionVersion);
        Assert.Equal(second.Release, (await releases.RollBackAsync(_builds.App)).Alias);
        Assert.Equal("2", (await AliasesAsync(lambda, "A"))["live"].FunctionVersion);
        Assert.Equal(first.Release, (await releases.PromoteAsync(_builds.App, Builds.IdOf("one"))).Alias);
        Assert.Equal("1", (await AliasesAsync(lambda, "A"))["live"].FunctionVersion);
        await Assert.ThrowsAsync<FusionizeException>(() => releases.PromoteAsync(_builds.App, "0123456789abcdef"));
    }

    [FactIfTool("moto_server")]
    public async Task Clean_up_leaves_what_serves_or_may_serve_again()
    {
        using var lambda = moto.Lambda();
        var deployer = new Deployer(lambda);
        var deployments = new List<DeployResult>();
        foreach (
            var (setup, notation) in ((string, string)[])
                [("1", "(A)-(B)"), ("2", "(A,B)"), ("3", "(A)-(B)-(C)"), ("4", "(A,C)-(B)"), ("5", "(A)-(B,C)")]
        )
            deployments.Add(await deployer.DeployAsync(_builds.Make(setup, notation), Options));

        // 5 is live, 4 was before it, 3 is the newest of the others.
        var removed = await new CleanUp(lambda).RunAsync(_builds.App, keep: 1, deleteFunctions: true);
        Assert.Equal(deployments.Take(2).Select(d => d.Release).Order(StringComparer.Ordinal), removed.AsEnumerable());
        Assert.Equal(
            ["3", "4", "5"],
            (await lambda.VersionsAsync($"{_builds.App}-A").Select(v => v.Version!).ToListAsync()).Where(v => v != "$LATEST")
        );
        Assert.Contains($"{_builds.App}-C", await deployer.FunctionsOfAsync(_builds.App));

        await new CleanUp(lambda).RunAsync(_builds.App, keep: 0, deleteFunctions: true);
        Assert.DoesNotContain($"{_builds.App}-C", await deployer.FunctionsOfAsync(_builds.App));
        Assert.Equal(deployments[3].Release, (await new Releases(lambda).RollBackAsync(_builds.App)).Alias);
        Assert.Empty(await new CleanUp(lambda).RunAsync(_builds.App, keep: 0));
    }

    private async Task<SortedDictionary<string, AliasConfiguration>> AliasesAsync(AmazonLambdaClient lambda, string group) =>
        new(await lambda.AliasesAsync($"{_builds.App}-{group}").ToDictionaryAsync(a => a.Name!), StringComparer.Ordinal);

    private sealed class Reports(Action<DeployStep> report) : IProgress<DeployStep>
    {
        public void Report(DeployStep value) => report(value);
    }
}
