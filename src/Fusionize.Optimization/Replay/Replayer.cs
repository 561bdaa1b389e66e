using System.Collections.Immutable;
using Fusionize.Records;
using Fusionize.Setups;

namespace Fusionize.Optimization.Replay;

/// <summary>Feeds a published series to an optimizer, round by round, and compares each decision with the recorded one.</summary>
internal static class Replayer
{
    public static async Task<ReplayResult> RunAsync(PublishedSeries series, ISetupOptimizer optimizer, Goal goal, CancellationToken cancellation)
    {
        var rounds = ImmutableArray.CreateBuilder<ReplayRound>();
        var history = ImmutableArray.CreateBuilder<MeasuredSetup>();
        var runs = Runs(series);
        for (var i = 0; i < runs.Count; i++)
        {
            var run = runs[i];
            if (run.Invocations == 0)
            {
                rounds.Add(new(run.Keys, run.Setup, null, null, runs.ElementAtOrDefault(i + 1)?.Setup));
                continue;
            }
            history.Add(new(run.Setup, [.. run.Setups.SelectMany(s => s.RecordsAsPublished)], history.Count));
            var proposal = series.IsOptimized ? await optimizer.ProposeAsync(new(series.App, history.ToImmutable(), goal), cancellation) : null;
            var outcome = SetupOutcome.Of(run.Setups.SelectMany(s => s.RecordsRestored), run.Setup);
            rounds.Add(new(run.Keys, run.Setup, outcome, proposal, runs.ElementAtOrDefault(i + 1)?.Setup));
        }
        return new(series.Name, optimizer.Name, series.IsOptimized, rounds.ToImmutable());
    }

    /// <summary>
    /// The setups in order. A setup that is repeated counts once: the prototype decided again before the records of the first run had arrived, and
    /// chose the same setup.
    /// </summary>
    private static List<Run> Runs(PublishedSeries series)
    {
        var runs = new List<Run>();
        foreach (var setup in series.Setups)
        {
            if (series.IsOptimized && runs.Count > 0 && runs[^1].Setup == setup.Setup)
                runs[^1].Setups.Add(setup);
            else
                runs.Add(new(setup.Setup, [setup]));
        }
        return runs;
    }

    private sealed record Run(FusionSetup Setup, List<PublishedSetup> Setups)
    {
        public int Invocations => Setups.Sum(s => s.Invocations.Length);
        public ImmutableArray<string> Keys => [.. Setups.Select(s => s.Key)];
    }
}

/// <summary>A replayed series.</summary>
internal sealed record ReplayResult(string Series, string Optimizer, bool IsOptimized, ImmutableArray<ReplayRound> Rounds)
{
    /// <summary>Rounds in which both the optimizer and the series decided.</summary>
    public int Compared => Rounds.Count(r => r.Matches is not null);
    public int Matching => Rounds.Count(r => r.Matches == true);
}

/// <summary>One round: a setup, its outcome, and the decisions after it.</summary>
/// <param name="Keys">The series' names of the setup; several if it ran several times in a row.</param>
/// <param name="Outcome">Null: its records are lost.</param>
/// <param name="Proposal">The optimizer's decision; null without records.</param>
/// <param name="RecordedNext">The next setup of the series; null at its end.</param>
internal sealed record ReplayRound(
    ImmutableArray<string> Keys,
    FusionSetup Setup,
    SetupOutcome? Outcome,
    Proposal? Proposal,
    FusionSetup? RecordedNext
)
{
    /// <summary>The setup that the optimizer wants: the next one to try, or the best one when there is nothing left to try.</summary>
    public FusionSetup? Decided => Proposal is null ? null : Proposal.Next ?? Proposal.Best;

    /// <summary>Whether both decisions are the same setup, sizes included; null unless there are two decisions.</summary>
    public bool? Matches => Decided is null || RecordedNext is null ? null : Decided == RecordedNext;
}
