using System.CommandLine;
using Fusionize.Cli.Errors;
using Fusionize.Cli.Terminal;
using Fusionize.Packaging;
using Fusionize.Packaging.Explaining;
using Fusionize.Setups;

namespace Fusionize.Cli.Commands;

/// <summary>Explains the content of a zip.</summary>
internal static class ExplainCommand
{
    public static Command Create(Screen screen)
    {
        var what = new Argument<string>("what")
        {
            Description = "A zip beside its fusion-manifest.json, such as bin/Release/fusion/Save.zip, or the name of a group.",
        };
        var build = new Option<string?>("--build")
        {
            Description = "For a group's name: the build's output folder. Default: this folder, or bin/Release/fusion below it.",
        };
        var json = LoadOptions.Json();
        var command = new Command(
            "explain",
            "Shows the content of a group's zip, which tasks need each assembly, and how fusing or splitting would change the size."
        )
        {
            what,
            build,
            json,
        };
        command.SetAction(parsed =>
        {
            var (folder, group) = Locate(parsed.GetRequiredValue(what), parsed.GetValue(build));
            var explanation = ZipExplainer.Explain(FusionManifest.Read(Path.Combine(folder, FusionManifest.FileName)), folder, group);
            if (parsed.GetValue(json))
                screen.WriteJson(explanation);
            else
                ExplanationView.Print(screen.Out, explanation);
            return ExitCode.Ok;
        });
        return command;
    }

    private static (string Folder, string Group) Locate(string what, string? build)
    {
        if (Directory.Exists(what) && build is null)
            throw new FusionizeException(CliErrors.File, null, $"'{what}' is a folder", $"name a zip in it, or a group with --build {what}");
        if (build is null && what.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
        {
            var folder = Path.GetDirectoryName(Path.GetFullPath(what))!;
            return (folder, Path.GetFileNameWithoutExtension(what));
        }
        string[] places = build is null ? [".", "bin/Release/fusion", "bin/Debug/fusion"] : [build];
        return (
            places.FirstOrDefault(p => File.Exists(Path.Combine(p, FusionManifest.FileName))) ?? places[0],
            Path.GetFileNameWithoutExtension(what) is var name && what.EndsWith(".zip", StringComparison.OrdinalIgnoreCase) ? name : what
        );
    }
}
