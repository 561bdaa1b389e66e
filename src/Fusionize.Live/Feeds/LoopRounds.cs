using System.Globalization;
using Fusionize.Dashboard.Building;
using Fusionize.Dashboard.Model;
using Fusionize.Live.Model;
using Fusionize.Rounds;

namespace Fusionize.Live.Feeds;

/// <summary>The rounds of a running loop in the form of the report. Nothing is computed from records.</summary>
internal static class LoopRounds
{
    public static Report Of(LoopState state)
    {
        var rounds = state.Report?.Rounds ?? [];
        var names = rounds.Select(r => r.SetupId).Distinct().Select((id, i) => (id, i)).ToDictionary(
            x => x.id,
            x => string.Create(CultureInfo.InvariantCulture, $"S{x.i + 1}"),
            StringComparer.Ordinal
        );
        return new()
        {
            App = state.Report?.App ?? "",
            Source = "",
            Setups = [.. rounds.DistinctBy(r => r.SetupId).Select(r => Setup(r, names[r.SetupId], r.SetupId == state.Report!.Best?.SetupId))],
            Rounds = [.. rounds.Select(r => Round(r, names[r.SetupId]))],
        };
    }

    private static ReportSetup Setup(LoopReportRound round, string name, bool isChosen) =>
        new()
        {
            Name = name,
            Id = round.SetupId,
            Notation = round.Notation,
            Groups = [.. round.Groups.Select(g => new ReportGroup(g.Name, g.Tasks, [], g.MemoryMB, "", g.ZipBytes))],
            IsChosen = isChosen,
        };

    private static ReportRound Round(LoopReportRound round, string setup) =>
        new()
        {
            Round = round.Round,
            Setup = setup,
            Proposer = "",
            Decision = round.Decision,
            Requests = round.Requests,
            Errors = round.Errors,
            BilledP50Ms = round.Billed.P50,
            BilledP95Ms = round.Billed.P95,
            ClientP50Ms = round.P50,
            ClientP95Ms = round.P95,
            UsdPerMillion = round.CostPerMillion,
            ColdStarts = round.ColdStarts,
            Predicted = round.Expected is { } e ? Figures.Predicted(e.P50, e.P50Within, 0, e.CostPerMillion, e.CostWithin) : null,
            Disturbances = round.Conditions?.Disturbances ?? [],
        };
}
