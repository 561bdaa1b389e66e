using Fusionize.Optimization;
using Fusionize.Records;
using Fusionize.Rounds;
using Fusionize.Setups.Stores;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Rounds;

public sealed class RoundHistoryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fusionize-rounds-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Rounds_of_jobs_that_know_nothing_of_each_other_are_one_history()
    {
        var store = SetupStore.InFolder(_folder);
        var (first, next, other) = (
            SyntheticRun.Measure(Apps.Tree, "(A)-…"),
            SyntheticRun.Measure(Apps.Tree, "(A,B)-…"),
            SyntheticRun.Measure(Apps.Tree, "(A,D)-…")
        );

        await RoundHistory.EndAsync(store, first, Goal.Cost, default);
        await RoundHistory.BeginAsync(store, next.Setup, "model", Goal.Cost, "Why not.", DateTimeOffset.UnixEpoch, default);
        await RoundHistory.EndAsync(store, next, Goal.Cost, default);
        await RoundHistory.EndAsync(store, next, Goal.Cost, default);
        await RoundHistory.EndAsync(store, other, Goal.Cost, default);

        var rounds = await store.GetRoundsAsync(default).ToListAsync();
        Assert.Equal(
            [
                (1, first.Setup.Id, "initial", "The first setup."),
                (2, next.Setup.Id, "model", "Why not."),
                (3, other.Setup.Id, "somebody", "Deployed without having been proposed."),
            ],
            rounds.Select(r => (r.Round, r.SetupId, r.Proposer, r.Decision))
        );
        Assert.All(rounds, r => Assert.True(r is { Outcome.Requests: > 0, Ended: not null, Goal: "cost" }));
    }
}
