using System.CommandLine;
using System.Text.Json;
using Fusionize.Cli.Terminal;
using Fusionize.Engine.Optimization.Model;
using Fusionize.Engine.Setups;

namespace Fusionize.Cli.Commands;

internal static class ParetoCommand
{
    public static Command Create(Screen screen)
    {
        var measured = new MeasuredRecords();
        var points = new Option<int>("--points") { Description = "At most so many setups.", DefaultValueFactory = _ => 12 };
        points.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 2 or > 200)
                result.AddError("--points: between 2 and 200.");
        });
        var output = new Option<FileInfo?>("--out") { Description = "Also write the frontier to this file, as JSON." };
        var json = LoadOptions.Json();
        var command = new Command("pareto", "Predicts the setups between which only latency or cost can be had: from the fastest to the cheapest.")
        {
            measured.Build, measured.Records, measured.Store, points, output, json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var app = measured.AppOf(parsed);
            var history = await measured.ReadServedAsync(parsed, app, cancellation);
            var frontier = Forecast.Of(app.Model, history).Frontier(parsed.GetValue(points));
            var report = new
            {
                app = app.Model.App,
                frontier = frontier.Select(p => new { p.Setup.Id, notation = p.Setup.FullNotation, p.Predicted, setup = JsonDocument.Parse(p.Setup.ToJson()).RootElement }),
            };
            if (parsed.GetValue(output) is { } file)
                await WriteAsync(file.FullName, JsonSerializer.Serialize(report, Screen.Json), cancellation);
            if (parsed.GetValue(json))
                screen.WriteJson(report);
            else
                screen.Out.Write(Grids.Of([">p50 ms", ">p95 ms", ">USD per million", "setup"], frontier.Select(Row)));
            return ExitCode.Ok;
        });
        return command;
    }

    private static string[] Row((FusionSetup Setup, Prediction Predicted) point)
        => [Texts.Ms(point.Predicted.P50Ms), Texts.Ms(point.Predicted.P95Ms), Texts.Usd(point.Predicted.CostPerMillion), point.Setup.FullNotation];

    private static async Task WriteAsync(string path, string text, CancellationToken cancellation)
    {
        var temporary = path + ".tmp";
        await File.WriteAllTextAsync(temporary, text + "\n", cancellation);
        File.Move(temporary, path, overwrite: true);
    }
}
