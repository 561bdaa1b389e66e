using System.CommandLine;
using Fusionize.Cli.Errors;
using Fusionize.Cli.Terminal;
using Fusionize.Dashboard;
using Fusionize.Dashboard.Building;
using Fusionize.Dashboard.Markdown;
using Fusionize.Dashboard.Model;
using Fusionize.Rounds;
using Spectre.Console;

namespace Fusionize.Cli.Commands;

/// <summary>Writes what a loop, a store or a build holds as one file to look at.</summary>
internal static class ReportCommand
{
    private const string FileName = "report.html";

    public static Command Create(Screen screen)
    {
        var what = new Argument<string>("what")
        {
            Description =
                "A loop's folder (an application's folder stands for it), a setup store (a folder or s3://bucket/prefix), or a build's output.",
        };
        var output = new Option<FileInfo?>("--out", "-o")
        {
            HelpName = "FILE",
            Description = $"The file to write. Default: {FileName} in this folder; with --json and --markdown none.",
        };
        var build = new Option<string?>("--build")
        {
            Description = "A build's output, for a store: permissions, the contents of zips, and calls that no record shows.",
        };
        var rate = LoadOptions.Rate();
        rate.Description = "The traffic that savings are stated for, as 10/s or 600/min. Default: that of the records.";
        var json = new Option<bool>("--json") { Description = "Print what the report shows as JSON (docs/json/report.schema.json)." };
        var markdown = new Option<bool>("--markdown")
        {
            Description = "Print the main parts as Markdown with a Mermaid diagram, for the summary of a CI job or a pull request.",
        };
        var png = new Option<bool>("--png")
        {
            Description = "Also write the map and the trade-off as pictures: report-map.png and report-tradeoff.png beside the report.",
        };
        var command = new Command("report", "Writes a report to look at: result, map, trade-off, requests, bill, rounds, functions, entries.")
        {
            what,
            output,
            build,
            rate,
            json,
            markdown,
            png,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(json) && result.GetValue(markdown))
                result.AddError("--json and --markdown exclude each other.");
        });
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var source = await ReportReader.ReadAsync(parsed.GetRequiredValue(what), parsed.GetValue(build), cancellation);
                var report = ReportBuilder.Build(source, parsed.GetResult(rate) is null ? null : parsed.GetValue(rate));
                var prints = parsed.GetValue(json) || parsed.GetValue(markdown);
                var file = parsed.GetValue(output)?.ToString() ?? (prints ? null : FileName);
                if (file is not null)
                    await ReportFile.WriteAsync(report, file);
                if (parsed.GetValue(png))
                    await WritePicturesAsync(screen, report, file ?? FileName);
                if (parsed.GetValue(json))
                    screen.OutputWriter.Write(ReportJson.Write(report));
                else if (parsed.GetValue(markdown))
                    screen.OutputWriter.Write(ReportSummary.Write(report));
                else
                    Print(screen, report, file!);
                return ExitCode.Ok;
            }
        );
        return command;
    }

    /// <summary>A loop's report, beside its figures. The loop is done whatever comes of it, so a failure is a warning.</summary>
    /// <returns>The file; null: it could not be written.</returns>
    public static async Task<string?> WriteForLoopAsync(Screen screen, LoopFolder folder, CancellationToken cancellation)
    {
        try
        {
            await ReportFile.WriteAsync(ReportBuilder.Build(await ReportReader.ReadAsync(folder.Path, null, cancellation)), folder.Page);
            return folder.Page;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            screen.Warning(ReportCodes.NothingToReport, $"the report could not be written: {e.Message}");
            return null;
        }
    }

    private static async Task WritePicturesAsync(Screen screen, Report report, string file)
    {
        foreach (var (name, png) in await ReportPictures.DrawAsync(report))
        {
            var picture = Path.Combine(Path.GetDirectoryName(file) ?? "", $"{Path.GetFileNameWithoutExtension(file)}-{name}.png");
            await File.WriteAllBytesAsync(picture, png);
            screen.Err.MarkupLineInterpolated($"[dim]picture: {Path.GetFullPath(picture)}[/]");
        }
    }

    private static void Print(Screen screen, Report report, string file)
    {
        if (report.Result is { } result)
            Lines.Print(screen.Out, 0, result.Sentence);
        foreach (var missing in report.Missing)
            Lines.Print(screen.Out, "not shown: ", missing, "yellow");
        Lines.Print(screen.Out, 0, $"report: {Path.GetFullPath(file)}");
    }
}
