using System.CommandLine;
using System.Text.Json;
using Fusionize.Cli.Terminal;
using Fusionize.Engine.Setups;

namespace Fusionize.Cli.Commands;

/// <summary>A store's setups, and its pointer moved by hand.</summary>
internal static class SetupsCommand
{
    public static Command Create(Screen screen) => new("setups", "Lists and compares a store's setups, and chooses the one that the next build takes.")
    {
        List(screen), Show(screen), Diff(screen), Pin(screen),
    };

    private static Argument<string> Store() => new("store") { Description = "Where setups lie: a folder or s3://bucket/prefix." };

    private static Command List(Screen screen)
    {
        var (store, json) = (Store(), LoadOptions.Json());
        var command = new Command("list", "Lists setups; the current one has a star.") { store, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var setups = SetupStores.Open(parsed.GetRequiredValue(store));
            var current = await setups.GetCurrentAsync(cancellation);
            var rounds = await setups.GetRoundsAsync(cancellation).ToLookupAsync(r => r.SetupId, cancellationToken: cancellation);
            var all = new List<(string Id, FusionSetup Setup)>();
            foreach (var id in await setups.ListSetupsAsync(cancellation)) all.Add((id, await setups.GetSetupAsync(id, cancellation)));
            if (parsed.GetValue(json))
            {
                screen.WriteJson(all.Select(s => new { s.Id, current = s.Id == current?.SetupId, notation = s.Setup.FullNotation, rounds = rounds[s.Id].Select(r => r.Round) }));
            }
            else
            {
                screen.Out.Write(Grids.Of(
                    ["", "setup", "rounds", "notation"],
                    all.Select(s => (string[])[s.Id == current?.SetupId ? "*" : "", s.Id, string.Join(", ", rounds[s.Id].Select(r => r.Round)), s.Setup.FullNotation])));
            }
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Show(Screen screen)
    {
        var (store, json) = (Store(), LoadOptions.Json());
        var id = new Argument<string?>("setup") { Description = "A setup's id. Default: the current one.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("show", "Shows one setup of a store: its groups, their tasks and memory.") { store, id, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var setups = SetupStores.Open(parsed.GetRequiredValue(store));
            var which = parsed.GetValue(id) ?? (await setups.GetCurrentAsync(cancellation))?.SetupId
                ?? throw new CliException(CliErrors.File, $"'{parsed.GetValue(store)}' has no current setup", "name one that 'fusionize setups list' shows");
            var setup = await setups.GetSetupAsync(which, cancellation);
            if (parsed.GetValue(json))
                screen.WriteJson(JsonDocument.Parse(setup.ToJson()).RootElement);
            else
                SetupView.Print(screen.Out, setup);
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Diff(Screen screen)
    {
        var store = Store();
        var (from, to) = (new Argument<string>("from") { Description = "A setup's id." }, new Argument<string>("to") { Description = "Another's." });
        var command = new Command("diff", "Says what distinguishes two setups.") { store, from, to };
        command.SetAction(async (parsed, cancellation) =>
        {
            var setups = SetupStores.Open(parsed.GetRequiredValue(store));
            var (a, b) = (await setups.GetSetupAsync(parsed.GetRequiredValue(from), cancellation), await setups.GetSetupAsync(parsed.GetRequiredValue(to), cancellation));
            foreach (var line in SetupDiff.Between(a, b).DefaultIfEmpty("no difference")) screen.OutputWriter.WriteLine(line);
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Pin(Screen screen)
    {
        var store = Store();
        var id = new Argument<string>("setup") { Description = "The id of a setup in the store." };
        var command = new Command("pin", "Makes a setup the current one, which the next build takes.") { store, id };
        command.SetAction(async (parsed, cancellation) =>
        {
            var setups = SetupStores.Open(parsed.GetRequiredValue(store));
            var before = await setups.MoveAsync(parsed.GetRequiredValue(id), cancellation);
            screen.OutputWriter.WriteLine($"current: {parsed.GetRequiredValue(id)}{(before is null ? "" : ", before: " + before.SetupId)}");
            return ExitCode.Ok;
        });
        return command;
    }
}
