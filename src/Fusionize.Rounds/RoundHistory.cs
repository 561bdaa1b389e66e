using Fusionize.Optimization;
using Fusionize.Records;
using Fusionize.Setups;
using Fusionize.Setups.Stores;

namespace Fusionize.Rounds;

/// <summary>The rounds in a store without a loop: each job measures the setup that the job before it published.</summary>
public static class RoundHistory
{
    /// <summary>Adds the outcome of the last round. If a different setup was measured, it becomes a round of its own.</summary>
    public static async Task EndAsync(SetupStore store, MeasuredSetup measured, Goal goal, CancellationToken cancellation)
    {
        var last = await LastAsync(store, cancellation);
        var round =
            last is not null && last.SetupId == measured.Setup.Id
                ? last
                : Begin(
                    measured.Setup,
                    (last?.Round ?? 0) + 1,
                    last is null ? "initial" : "somebody",
                    goal,
                    last is null ? "The first setup." : "Deployed without having been proposed.",
                    DateTimeOffset.FromUnixTimeMilliseconds((long)measured.Records[0].StartMs)
                );
        var ended = DateTimeOffset.FromUnixTimeMilliseconds((long)measured.Records[^1].StartMs);
        await store.PutRoundAsync(round with { Ended = ended, Outcome = SetupOutcome.Of(measured.Records, measured.Setup) }, cancellation);
    }

    /// <summary>Starts the next round: a setup was published in order to measure it or to keep it.</summary>
    public static async Task BeginAsync(
        SetupStore store,
        FusionSetup setup,
        string proposer,
        Goal goal,
        string decision,
        DateTimeOffset now,
        CancellationToken cancellation
    ) =>
        await store.PutRoundAsync(
            Begin(setup, ((await LastAsync(store, cancellation))?.Round ?? 0) + 1, proposer, goal, decision, now),
            cancellation
        );

    private static RoundRecord Begin(FusionSetup setup, int round, string proposer, Goal goal, string decision, DateTimeOffset started) =>
        new()
        {
            Round = round,
            App = setup.App,
            SetupId = setup.Id,
            Notation = setup.Notation,
            Proposer = proposer,
            Goal = goal.ToString(),
            Decision = decision,
            Started = started,
        };

    private static async Task<RoundRecord?> LastAsync(SetupStore store, CancellationToken cancellation) =>
        await store.GetRoundsAsync(cancellation).LastOrDefaultAsync(cancellation);
}
