using Fusionize.Aws;
using Fusionize.Deployment;
using Fusionize.Local;
using Fusionize.Setups;
using Fusionize.Setups.Stores;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Deployment;

public sealed class DeploymentLockTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fusionize-lease-").FullName;
    private readonly SetupStore _store;

    public DeploymentLockTests() => _store = SetupStore.InFolder(_folder);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_second_deployment_is_told_who_deploys_until_that_one_is_done()
    {
        await using (await DeploymentLock.TakeAsync(_store, "iot", "alice@build-7"))
        {
            var e = await Assert.ThrowsAsync<FusionizeException>(() => DeploymentLock.TakeAsync(_store, "iot", "bob"));
            Assert.Equal(DeployCodes.Locked, e.Code);
            Assert.Contains("by alice@build-7, since", e.Message);
            // Another application is another lock.
            await using var other = await DeploymentLock.TakeAsync(_store, "tree", "bob");
        }
        await using var next = await DeploymentLock.TakeAsync(_store, "iot", "bob");
        Assert.Equal("bob", (await _store.GetLeaseAsync("iot", default))!.Lease.Owner);
    }

    [Fact]
    public async Task Of_many_at_once_one_gets_it()
    {
        var tries = await Task.WhenAll(
            Enumerable
                .Range(0, 16)
                .Select(i =>
                    Task.Run(async () =>
                    {
                        try
                        {
                            return await DeploymentLock.TakeAsync(SetupStore.InFolder(_folder), "iot", $"writer {i}");
                        }
                        catch (FusionizeException e) when (e.Code == DeployCodes.Locked)
                        {
                            return null;
                        }
                    })
                )
        );
        await Assert.Single(tries, t => t is not null)!.DisposeAsync();
    }

    [Fact]
    public async Task A_lock_that_was_not_renewed_is_taken_over_once_clocks_may_agree_on_it()
    {
        var now = DateTimeOffset.UtcNow;
        // Another machine's: whether its process lives can't be seen from here.
        await _store.TrySetLeaseAsync(new("iot", "t", "alice", now.AddMinutes(-3), now.AddSeconds(-10), "other/pid:[1] 7 42"), null, default);
        Assert.Equal(DeployCodes.Locked, (await Assert.ThrowsAsync<FusionizeException>(() => DeploymentLock.TakeAsync(_store, "iot", "bob"))).Code);

        await _store.TrySetLeaseAsync(
            new("iot", "t", "alice", now.AddMinutes(-3), now - DeploymentLock.ClockSkew),
            await _store.GetLeaseAsync("iot", default),
            default
        );
        await using var taken = await DeploymentLock.TakeAsync(_store, "iot", "bob");
    }

    [Fact]
    public async Task It_is_renewed_while_the_deployment_runs()
    {
        var time = new ManualTime();
        await using var held = await DeploymentLock.TakeAsync(_store, "iot", "alice", time: time);
        var first = (await _store.GetLeaseAsync("iot", default))!.Lease;
        await held.RunAsync(
                async token =>
                {
                    while ((await _store.GetLeaseAsync("iot", token))!.Lease.Until <= first.Until + 2 * DeploymentLock.DefaultLifetime)
                        await time.MoveToNextTimerAsync(token);
                    return 0;
                },
                default
            )
            .WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_deployment_whose_lock_somebody_took_over_stops()
    {
        var time = new ManualTime();
        await using var held = await DeploymentLock.TakeAsync(_store, "iot", "alice", time: time);
        var e = await Assert.ThrowsAsync<FusionizeException>(() =>
            held.RunAsync(
                    async token =>
                    {
                        Assert.True(
                            await _store.TrySetLeaseAsync(
                                new("iot", "t", "bob", time.GetUtcNow(), time.GetUtcNow().AddMinutes(5)),
                                await _store.GetLeaseAsync("iot", token),
                                token
                            )
                        );
                        await time.MoveToNextTimerAsync(token);
                        await Task.Delay(Timeout.Infinite, token);
                        return 0;
                    },
                    default
                )
                .WaitAsync(TimeSpan.FromSeconds(30))
        );
        Assert.Equal(DeployCodes.LockLost, e.Code);
        await held.DisposeAsync();
        Assert.Equal("bob", (await _store.GetLeaseAsync("iot", default))!.Lease.Owner);
    }

    [FactIfTool("setpriv")]
    public async Task The_next_deployment_on_the_machine_goes_on_at_once_when_the_one_before_was_killed()
    {
        var (holder, line) = await HelperProcess.StartLockHolderAsync(_folder, "iot");
        Assert.Equal("held", line);
        Assert.Equal(DeployCodes.Locked, (await Assert.ThrowsAsync<FusionizeException>(() => DeploymentLock.TakeAsync(_store, "iot", "bob"))).Code);
        holder.Kill();
        await holder.WaitForExitAsync();
        await using var taken = await DeploymentLock.TakeAsync(_store, "iot", "bob");
    }

    [Fact]
    public async Task The_tool_deploys_under_the_lock_of_the_store_that_it_is_given()
    {
        using var builds = new Builds();
        await using var platform = await LocalPlatform.StartAsync(new() { EnforceCpu = false });
        string[] deploy =
        [
            "deploy",
            builds.Make("one", "(A)-(B)"),
            "--smoke",
            "none",
            "--endpoint",
            platform.Endpoint.ToString(),
            "--store",
            _folder,
        ];
        await using (await DeploymentLock.TakeAsync(_store, builds.App, "alice@build-7"))
        {
            var locked = await Cli.ToolRun.OfAsync(deploy);
            Assert.Equal(1, locked.ExitCode);
            Assert.StartsWith("error FZ1312:", locked.Error[locked.Error.IndexOf("error", StringComparison.Ordinal)..]);
            Assert.Contains("alice@build-7", locked.Error);
            using var lambda = new AwsConnection { Endpoint = platform.Endpoint }.Lambda();
            Assert.Empty(await new Deployer(lambda).FunctionsOfAsync(builds.App));
        }
        Assert.Equal(0, (await Cli.ToolRun.OfAsync(deploy)).ExitCode);
        Assert.Null((await _store.GetLeaseAsync(builds.App, default))!.Lease.Until);
    }
}
