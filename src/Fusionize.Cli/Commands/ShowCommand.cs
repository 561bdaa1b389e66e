using System.CommandLine;
using System.Text.Json;
using Fusionize.Aws;
using Fusionize.Cli.Errors;
using Fusionize.Cli.Terminal;
using Fusionize.Packaging;
using Fusionize.Records;
using Fusionize.Rounds;
using Fusionize.Setups;
using Fusionize.Setups.Files;
using Fusionize.Setups.Stores;
using Spectre.Console;

namespace Fusionize.Cli.Commands;

internal static class ShowCommand
{
    public static Command Create(Screen screen)
    {
        var what = new Argument<string>("what")
        {
            Description =
                "A setup file, fusion-manifest.json, loop.json, a folder with one of these, or a setup store (a folder or s3://bucket/prefix).",
        };
        var json = LoadOptions.Json();
        var command = new Command("show", "Shows a setup, a build, a loop or a store's history as a table.") { what, json };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                await ShowAsync(screen, parsed.GetRequiredValue(what), parsed.GetValue(json), cancellation);
                return ExitCode.Ok;
            }
        );
        return command;
    }

    private static async Task ShowAsync(Screen screen, string what, bool json, CancellationToken cancellation)
    {
        if (what.Contains("://", StringComparison.Ordinal) || Directory.Exists(Path.Combine(what, "setups")))
            await ShowStoreAsync(screen, SetupStores.Open(what), json, cancellation);
        else if (Directory.Exists(what))
            ShowFile(screen, FileIn(what), json);
        else
            ShowFile(screen, what, json);
    }

    private static string FileIn(string folder) =>
        new[] { "loop.json", FusionManifest.FileName }.Select(n => Path.Combine(folder, n)).FirstOrDefault(File.Exists)
        ?? throw new FusionizeException(
            CliErrors.File,
            null,
            $"'{folder}' holds neither loop.json nor {FusionManifest.FileName} nor a setup store",
            Directory.Exists(Path.Combine(folder, "store")) ? $"its store is '{Path.Combine(folder, "store")}'" : "name a file"
        );

    private static void ShowFile(Screen screen, string file, bool json)
    {
        var content = InputFile.ReadAllBytes(file, CliErrors.File);
        switch (KindOf(content, file))
        {
            case Kind.Loop:
                var report = ReadLoop(content, file);
                Write(report, () => RoundsView.Print(screen.Out, report));
                break;
            case Kind.Manifest:
                var manifest = FusionManifest.Parse(content, file);
                Write(manifest, () => SetupView.Print(screen.Out, manifest));
                break;
            default:
                var setup = FusionSetup.Parse(content, file);
                Write(JsonDocument.Parse(setup.ToJson()).RootElement, () => SetupView.Print(screen.Out, setup));
                break;
        }

        void Write<T>(T value, Action print)
        {
            if (json)
                screen.WriteJson(value);
            else
                print();
        }
    }

    private static LoopReport ReadLoop(byte[] content, string file)
    {
        try
        {
            return LoopReport.Parse(content);
        }
        catch (JsonException e)
        {
            throw new FusionizeException(CliErrors.File, null, $"'{file}' isn't a loop's report: {e.Message}");
        }
    }

    private static async Task ShowStoreAsync(Screen screen, SetupStore store, bool json, CancellationToken cancellation)
    {
        var current = await store.GetCurrentAsync(cancellation);
        var rounds = await store.GetRoundsAsync(cancellation).ToListAsync(cancellation);
        if (json)
            screen.WriteJson(
                new
                {
                    store = store.Location,
                    current = current?.SetupId,
                    sequence = current?.Sequence,
                    rounds,
                }
            );
        else
            HistoryView.Print(
                screen.Out,
                store.Location,
                current,
                current is null ? null : await store.GetSetupAsync(current.SetupId, cancellation),
                rounds
            );
    }

    private enum Kind
    {
        Setup,
        Manifest,
        Loop,
    }

    /// <summary>Recognized by a member that only it has. Any other file is read as a setup, so that errors name what is wrong with it.</summary>
    private static Kind KindOf(byte[] content, string file)
    {
        try
        {
            using var document = JsonDocument.Parse(content);
            var root = document.RootElement;
            return root.ValueKind != JsonValueKind.Object ? Kind.Setup
                : root.TryGetProperty("rounds", out _) ? Kind.Loop
                : root.TryGetProperty("toolVersion", out _) ? Kind.Manifest
                : Kind.Setup;
        }
        catch (JsonException e)
        {
            throw new FusionizeException(CliErrors.File, null, $"'{file}' isn't JSON: {e.Message}");
        }
    }
}
