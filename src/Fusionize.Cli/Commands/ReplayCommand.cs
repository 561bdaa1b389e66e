using System.CommandLine;
using Fusionize.Cli.Errors;
using Fusionize.Cli.Terminal;
using Fusionize.Optimization;
using Fusionize.Optimization.Optimizers;
using Fusionize.Optimization.Replay;
using Fusionize.Records;
using Spectre.Console;

namespace Fusionize.Cli.Commands;

internal static class ReplayCommand
{
    public static Command Create(Screen screen)
    {
        var records = new Argument<FileInfo>("records") { Description = "The published records, SERIES.jsonl.gz." };
        var setups = new Argument<FileInfo>("setups") { Description = "The series' setups, SERIES.setups.json." };
        var optimizer = new Option<string>("--optimizer")
        {
            Description = $"The optimizer that decides: {CommonOptions.OptimizerForms}.",
            DefaultValueFactory = _ => "paper",
        };
        var goal = new Option<string>("--goal")
        {
            Description = $"The goal, which decides what the best setup is: {Goal.Forms}.",
            DefaultValueFactory = _ => "balanced",
        };
        var rule = new Option<PaperMemoryRule>("--memory-rule")
        {
            Description = "How 'paper' chooses a size: Cheapest, or FirstAsText (the prototype's defect before February 2023).",
            DefaultValueFactory = _ => PaperMemoryRule.Cheapest,
        };
        var json = new JsonOutput();
        var command = new Command(
            "replay",
            "Feeds published measurements to an optimizer, round by round, and shows its decisions beside the recorded ones."
        )
        {
            records,
            setups,
            optimizer,
            goal,
            rule,
            json.Option,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var series = PublishedSeriesReader.Read(parsed.GetRequiredValue(records).ToString(), parsed.GetRequiredValue(setups).ToString());
                var name = parsed.GetRequiredValue(optimizer);
                // The sizes that the prototype tried differ from series to series; they are its input, not its decision.
                var decides =
                    name == "paper"
                        ? new PaperOptimizer(new() { MemorySizes = series.MemorySizes, MemoryRule = parsed.GetValue(rule) })
                        : Optimizers.Create(name);
                var replay = await Replayer.RunAsync(series, decides, Goal.Parse(parsed.GetRequiredValue(goal)), cancellation);
                json.Write(screen, parsed, Json(replay), () => Print(screen.Out, replay));
                return ExitCode.Ok;
            }
        );
        return command;
    }

    private static void Print(IAnsiConsole console, ReplayResult replay)
    {
        console.MarkupLineInterpolated($"[bold]{replay.Series}[/], decided by {replay.Optimizer}");
        console.Write(
            Grids.Of(
                [">round", "setup", ">p50 ms", ">p95 ms", ">USD/M", ">cold", "decision", "recorded", ""],
                replay.Rounds.Select(
                    (round, i) =>
                        (string[])
                            [
                                $"{i}",
                                round.Setup.FullNotation,
                                .. Figures(round.Outcome),
                                Change(round, round.Decided),
                                Change(round, round.RecordedNext),
                                round.Matches switch
                                {
                                    true => "same",
                                    false => "other",
                                    null => "",
                                },
                            ]
                )
            )
        );
        console.MarkupLineInterpolated(
            replay.IsOptimized
                ? (FormattableString)$"{replay.Matching} of {replay.Compared} recorded decisions are the same."
                : $"The series' setups were chosen by hand: nothing to compare."
        );
    }

    private static string[] Figures(SetupOutcome? o) =>
        o is null ? ["lost", "", "", ""] : [Texts.Ms(o.P50), Texts.Ms(o.P95), Texts.Usd(o.CostPerMillion), $"{o.ColdStarts}/{o.Invocations}"];

    private static string Change(ReplayRound round, Fusionize.Setups.FusionSetup? to) => to is null ? "" : SetupChange.Describe(round.Setup, to);

    private static object Json(ReplayResult replay) =>
        new
        {
            series = replay.Series,
            optimizer = replay.Optimizer,
            compared = replay.Compared,
            matching = replay.Matching,
            rounds = replay.Rounds.Select(
                (r, i) =>
                    new
                    {
                        round = i,
                        keys = r.Keys,
                        setup = r.Setup.FullNotation,
                        outcome = r.Outcome,
                        decision = r.Proposal?.Decision,
                        decided = r.Decided?.FullNotation,
                        recorded = r.RecordedNext?.FullNotation,
                        same = r.Matches,
                    }
            ),
        };
}
