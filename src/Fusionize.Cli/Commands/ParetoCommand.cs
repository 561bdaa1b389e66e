using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using Fusionize.Cli.Errors;
using Fusionize.Cli.Terminal;
using Fusionize.Optimization;
using Fusionize.Optimization.Forecasts;
using Fusionize.Setups.Files;
using Spectre.Console.Rendering;

namespace Fusionize.Cli.Commands;

internal static class ParetoCommand
{
    public static Command Create(Screen screen)
    {
        var measured = new MeasuredRecords();
        var points = new Option<int>("--points")
        {
            Description = "The most setups to show.",
            DefaultValueFactory = _ => 12,
            CustomParser = Parse.Whole(2, 200),
        };
        var output = new Option<FileInfo?>("--out") { Description = "Also write the front to this file, as JSON." };
        var constraint = CommonOptions.Constraints();
        var exhaustive = new Option<bool>("--exhaustive")
        {
            Description =
                "Instead of the front: the cheapest setup at the latency of each measured one, by an exhaustive search (for more than 13 tasks, "
                    + "a local search).",
        };
        var p50 = new Option<Duration?>("--p50")
        {
            Description = "With --exhaustive: the cheapest setup with this median or a lower one, as 120ms.",
            CustomParser = Parse.With(text => (Duration?)Duration.Parse(text)),
        };
        var json = LoadOptions.Json();
        var command = new Command("pareto", "Predicts the Pareto front of latency and cost, from the fastest setup to the cheapest.")
        {
            measured.Build,
            measured.Records,
            measured.Store,
            points,
            constraint,
            exhaustive,
            p50,
            output,
            json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(p50) is not null && !result.GetValue(exhaustive))
                result.AddError("--p50 needs --exhaustive.");
        });
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var app = measured.AppOf(parsed);
                var history = await measured.ReadServedAsync(parsed, app, cancellation);
                var constraints = app.Complete(parsed.GetValue(constraint));
                constraints?.Validate(app.Model);
                var forecast = Forecast.Of(app.Model, history);
                var (report, view) = parsed.GetValue(exhaustive)
                    ? Cheapest(app.Model.App, forecast, history, constraints, parsed.GetValue(p50)?.Time.TotalMilliseconds)
                    : Frontier(app.Model.App, forecast, forecast.Frontier(parsed.GetValue(points), constraints));
                if (parsed.GetValue(output) is { } file)
                    WholeFile.WriteIfChanged(file.FullName, JsonSerializer.Serialize(report, Screen.Json) + "\n");
                if (parsed.GetValue(json))
                    screen.WriteJson(report);
                else
                {
                    MissesView.Print(screen.Out, forecast);
                    screen.Out.Write(view);
                }
                return ExitCode.Ok;
            }
        );
        return command;
    }

    private static (object Report, IRenderable View) Frontier(string app, Forecast forecast, ImmutableArray<ForecastPoint> frontier) =>
        (
            new
            {
                app,
                misses = MissesView.Json(forecast),
                frontier = frontier.Select(Json),
            },
            Grids.Of([">p50 ms", ">p95 ms", ">USD per million", "", "setup"], frontier.Select(Row))
        );

    /// <summary>For each measured setup (or a wanted median), the cheapest setup that is as fast.</summary>
    private static (object Report, IRenderable View) Cheapest(
        string app,
        Forecast forecast,
        ImmutableArray<MeasuredSetup> history,
        SearchConstraints? constraints,
        double? p50Ms
    )
    {
        var cheapest = new CheapestSetups(forecast, constraints);
        List<(ForecastPoint? Measured, double P50Ms)> asked = p50Ms is { } wanted
            ? [(null, wanted)]
            : [.. history.Select(m => m.Setup).Distinct().Select(forecast.PointOf).Select(p => (p, p.Figures.P50Ms))];
        var rows = asked.Select(a => (a.Measured, a.P50Ms, Found: cheapest.At(a.P50Ms))).ToList();
        var report = new
        {
            app,
            misses = MissesView.Json(forecast),
            exhaustive = cheapest.IsExhaustive,
            cheapest = rows.Select(r => new
            {
                p50Ms = r.P50Ms,
                measured = r.Measured is null
                    ? null
                    : new
                    {
                        r.Measured.Setup.Id,
                        notation = r.Measured.Setup.FullNotation,
                        r.Measured.Predicted,
                        r.Measured.Measured!.Outcome,
                        disturbed = r.Measured.Measured.IsDisturbed,
                    },
                found = r.Found is { } found ? Json(found) : null,
                above = Above(r.Measured, r.Found),
            }),
        };
        return (
            report,
            Grids.Of(
                [">p50 ms", ">USD per million", "measured", ">cheapest", ">above", "setup"],
                rows.Select(r =>
                    new[]
                    {
                        Texts.Ms(r.P50Ms),
                        r.Measured is null ? "" : Texts.Usd(r.Measured.Figures.CostPerMillion),
                        r.Measured?.Setup.FullNotation ?? "",
                        r.Found is { } found ? Texts.Usd(found.Figures.CostPerMillion) : "–",
                        Above(r.Measured, r.Found) is { } above ? $"{Texts.Number(100 * above)} %" : "",
                        r.Found?.Setup.FullNotation ?? "none was measured or is predicted to be that fast",
                    }
                )
            )
        );
    }

    /// <summary>How much more the measured setup costs, as a part.</summary>
    private static double? Above(ForecastPoint? measured, ForecastPoint? found) =>
        measured is not null && found is not null ? measured.Figures.CostPerMillion / found.Figures.CostPerMillion - 1 : null;

    private static object Json(ForecastPoint point) =>
        new
        {
            point.Setup.Id,
            notation = point.Setup.FullNotation,
            point.Predicted,
            measured = point.Measured?.Outcome,
            disturbed = point.Measured?.IsDisturbed,
            setup = JsonDocument.Parse(point.Setup.ToJson()).RootElement,
        };

    private static string[] Row(ForecastPoint point) =>
        [
            Texts.Ms(point.Figures.P50Ms),
            Texts.Ms(point.Figures.P95Ms),
            Texts.Usd(point.Figures.CostPerMillion),
            point.Measured switch
            {
                null => "predicted",
                { IsDisturbed: true } => "measured, disturbed",
                _ => "measured",
            },
            point.Setup.FullNotation,
        ];
}
