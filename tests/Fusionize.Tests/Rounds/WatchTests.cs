using Fusionize.Optimization;
using Fusionize.Optimization.Monitoring;
using Fusionize.Optimization.Optimizers;
using Fusionize.Records;
using Fusionize.Rounds;
using Fusionize.Rounds.Load;
using Fusionize.Setups.Stores;

namespace Fusionize.Tests.Rounds;

/// <summary>A loop that goes on watching, with the real optimizer, over hours of simulated time.</summary>
public sealed class WatchTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fusionize-watch-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_task_that_becomes_heavier_makes_the_loop_optimize_again()
    {
        var store = SetupStore.InFolder(_folder);
        var rounds = new SimulatedRounds(store) { CpuMs = window => window < 30 ? 6 : 150 };

        var result = await RunAsync(rounds, store, TimeSpan.FromMinutes(40));

        var change = Assert.Single(result.Watch!.Changes);
        Assert.StartsWith("Re-optimize: task B", change);
        var again = result.Rounds.First(r => r.Proposer == "watch");
        Assert.Equal(change, again.Decision);
        // Nothing from before counts: the search begins with the setup as it does now.
        Assert.True(again.Outcome.CostPerMillion > 1.5 * result.Rounds[again.Round - 2].Outcome.CostPerMillion);
        Assert.True(result.Rounds.Length > again.Round, "Nothing was tried for the new behaviour.");
        Assert.Contains(result.Rounds[^1].Setup.Id, (await store.ListSetupsAsync(default)));
        Assert.Equal(result.Best!.Setup.Id, (await store.GetCurrentAsync(default))!.SetupId);
        Assert.True(result.Best.Round >= again.Round);
        Assert.True(result.Best.Outcome.P50 < 400 && again.Outcome.P50 > 400);
        // And quiet follows.
        Assert.StartsWith("Nothing to do: sampling", result.Watch.State);
        Assert.Equal(result.Best.Setup.Id, (await store.GetPlanAsync("app", default))!.Plan.SetupId);
    }

    [Fact]
    public async Task While_nothing_changes_nothing_is_deployed_but_another_fraction_of_tracing()
    {
        var store = SetupStore.InFolder(_folder);
        var rounds = new SimulatedRounds(store);

        var result = await RunAsync(rounds, store, TimeSpan.FromMinutes(75));

        Assert.Empty(result.Watch!.Changes);
        Assert.DoesNotContain(result.Rounds, r => r.Proposer == "watch");
        Assert.True(result.Watch.Windows >= 200);
        var best = result.Best!.Setup.Id;
        Assert.Equal([$"{best} 1", $"{best} 0.05"], rounds.Deployed.Skip(result.Rounds.Length));
        // 600 requests as a whole, then every twentieth.
        Assert.InRange(result.Watch.Traced, 600, 600 + 2 * 0.05 * 60 * result.Watch.Windows);
        Assert.Equal(0.05, result.Monitoring!.Fraction);
        Assert.InRange(result.Monitoring.PartOfCost, 0.0001, 0.05);
    }

    private async Task<LoopResult> RunAsync(SimulatedRounds rounds, SetupStore store, TimeSpan watch)
    {
        var options = new LoopOptions
        {
            Goal = Goal.Parse("slo:p50<400ms"),
            Rounds = 6,
            Load = ArrivalPlan.Constant(400, TimeSpan.FromMilliseconds(5)),
            Watch = watch,
        };
        return await new RoundLoop(
            rounds,
            rounds,
            store,
            new FolderRecordStore(_folder),
            new ModelOptimizer(),
            options,
            new Silent(),
            rounds,
            new FakeMachine()
        ).RunAsync(_ => { }, default);
    }

    private sealed class Silent : IProgress<RoundProgress>
    {
        public void Report(RoundProgress value) { }
    }
}
