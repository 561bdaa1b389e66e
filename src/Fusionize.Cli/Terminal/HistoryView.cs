using Fusionize.Records;
using Fusionize.Setups;
using Fusionize.Setups.Stores;
using Spectre.Console;

namespace Fusionize.Cli.Terminal;

/// <summary>The rounds of a store, with their outcomes.</summary>
internal static class HistoryView
{
    public static void Print(IAnsiConsole console, string location, StoredPointer? current, FusionSetup? setup, IReadOnlyList<RoundRecord> rounds)
    {
        if (current is null)
            console.MarkupLineInterpolated($"{location} has no current setup");
        else
            console.MarkupLineInterpolated($"{location}: current setup {current.SetupId}, change {current.Sequence}");
        if (setup is not null)
            Lines.Print(console, 0, setup.FullNotation, "cyan");
        console.WriteLine();
        if (rounds.Count == 0)
            return;
        console.Write(
            Grids.Of(
                [">#", "setup", "by", ">requests", ">errors", ">billed p50", ">p95", ">USD/M", ">cold", "notation, and why"],
                rounds.Select(r =>
                    (string[])
                        [
                            $"{r.Round}",
                            r.SetupId,
                            r.Proposer,
                            Text(r.Outcome?.Requests),
                            Text(r.Outcome?.Errors),
                            r.Outcome is null ? "" : Texts.Ms(r.Outcome.P50),
                            r.Outcome is null ? "" : Texts.Ms(r.Outcome.P95),
                            r.Outcome is null ? "not over" : Texts.Usd(r.Outcome.CostPerMillion),
                            Text(r.Outcome?.ColdStarts),
                            $"{r.Notation}\n{r.Decision}",
                        ]
                )
            )
        );
    }

    private static string Text(int? value) => value?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "";
}
