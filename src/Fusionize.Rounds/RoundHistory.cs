using Fusionize.Optimization;
using Fusionize.Records;
using Fusionize.Setups;
using Fusionize.Setups.Stores;

namespace Fusionize.Rounds;

/// <summary>The rounds in a store, where nobody runs them in one go: a job measures what the one before has published.</summary>
public static class RoundHistory
{
    /// <summary>Says of the last round what came of it. If another setup was measured than the one that it began, that was a round, too.</summary>
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

    /// <summary>The next round: a setup that was published to be measured, or to stay.</summary>
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
