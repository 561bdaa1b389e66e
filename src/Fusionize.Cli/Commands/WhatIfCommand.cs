using System.CommandLine;
using System.Globalization;
using Fusionize.Cli.Errors;
using Fusionize.Cli.Terminal;
using Fusionize.Optimization;
using Fusionize.Optimization.Forecasts;
using Fusionize.Records;
using Fusionize.Setups;
using Spectre.Console;

namespace Fusionize.Cli.Commands;

internal static class WhatIfCommand
{
    public static Command Create(Screen screen)
    {
        var measured = new MeasuredRecords();
        var setup = new Option<string>("--setup") { Description = "The setup to predict: a file, or as '(A,B)@256-(C)'.", Required = true };
        var json = LoadOptions.Json();
        var command = new Command("whatif", "Predicts latency and cost of a setup that was never deployed, from measurements of others.")
        {
            measured.Build,
            measured.Records,
            measured.Store,
            setup,
            json,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var app = measured.AppOf(parsed);
                var history = await measured.ReadServedAsync(parsed, app, cancellation);
                var wanted = SimulateCommand.ReadSetup(parsed.GetRequiredValue(setup), app.Model);
                var forecast = Forecast.Of(app.Model, history);
                var point = forecast.PointOf(wanted);
                var last = SetupOutcome.Of(history[^1].Records, history[^1].Setup);
                if (parsed.GetValue(json))
                    screen.WriteJson(
                        new
                        {
                            setup = wanted.Id,
                            notation = wanted.FullNotation,
                            misses = MissesView.Json(forecast),
                            point.Predicted,
                            wasMeasured = point.Measured is { } own
                                ? new
                                {
                                    own.Outcome,
                                    disturbed = own.IsDisturbed,
                                    own.Rounds,
                                }
                                : null,
                            measured = new
                            {
                                setup = history[^1].Setup.Id,
                                notation = history[^1].Setup.FullNotation,
                                outcome = last,
                            },
                        }
                    );
                else
                {
                    MissesView.Print(screen.Out, forecast);
                    if (point.Measured is { } figures)
                        Print(screen.Out, figures, point.Predicted);
                    else
                        Print(screen.Out, history[^1].Setup, last, wanted, point.Predicted);
                }
                return ExitCode.Ok;
            }
        );
        return command;
    }

    /// <summary>A measured setup: its figures count; the prediction shows the error of the model.</summary>
    private static void Print(IAnsiConsole console, MeasuredFigures measured, Prediction predicted)
    {
        Lines.Print(console, "measured   ", measured.Setup.FullNotation, "cyan");
        console.MarkupLineInterpolated(
            $"This setup was measured, in {Texts.Count(measured.Rounds, "round")}{Disturbed(measured)}. The prediction is only for comparison."
        );
        Print(console, measured.Outcome, predicted);
    }

    private static string Disturbed(MeasuredFigures measured) => measured.IsDisturbed ? ", all of them disturbed" : "";

    private static void Print(IAnsiConsole console, FusionSetup now, SetupOutcome measured, FusionSetup wanted, Prediction predicted)
    {
        Lines.Print(console, "measured   ", now.FullNotation);
        Lines.Print(console, "predicted  ", wanted.FullNotation, "cyan");
        Print(console, measured, predicted);
    }

    private static void Print(IAnsiConsole console, SetupOutcome measured, Prediction predicted)
    {
        console.Write(
            Grids.Of(
                ["", ">measured", ">predicted", ">±", ">change"],
                [
                    [
                        "p50 ms",
                        Texts.Ms(measured.P50),
                        Texts.Ms(predicted.P50Ms),
                        Part(predicted.P50Error),
                        Texts.Change(measured.P50, predicted.P50Ms),
                    ],
                    ["p95 ms", Texts.Ms(measured.P95), Texts.Ms(predicted.P95Ms), "", Texts.Change(measured.P95, predicted.P95Ms)],
                    ["p99 ms", Texts.Ms(measured.P99), Texts.Ms(predicted.P99Ms), "", Texts.Change(measured.P99, predicted.P99Ms)],
                    [
                        "USD per million",
                        Texts.Usd(measured.CostPerMillion),
                        Texts.Usd(predicted.CostPerMillion),
                        Part(predicted.CostError),
                        Texts.Change(measured.CostPerMillion, predicted.CostPerMillion),
                    ],
                    ["cold starts", $"{measured.ColdStarts}", Texts.Number(Math.Round(predicted.ColdStarts)), "", ""],
                    ["invocations per request", Texts.Number(measured.InvocationsPerRequest), Texts.Number(predicted.InvocationsPerRequest), "", ""],
                    ["billed twice, ms", Texts.Ms(measured.DoubleBilledMs), Texts.Ms(predicted.DoubleBilledMs), "", ""],
                ]
            )
        );
        console.Write(
            Grids.Of(
                ["function", ">MB", ">per request", ">mean ms", ">cold", ">USD/M"],
                predicted.Functions.Select(f =>
                    new[]
                    {
                        f.Group,
                        $"{f.MemoryMB}",
                        Texts.Number(f.PerRequest),
                        Texts.Ms(f.DurationMs),
                        Part(f.ColdShare),
                        Texts.Usd(f.CostPerMillion),
                    }
                )
            )
        );
    }

    private static string Part(double part) => (100 * part).ToString("0.#", CultureInfo.InvariantCulture) + " %";
}
