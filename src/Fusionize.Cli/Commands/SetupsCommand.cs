using System.CommandLine;
using System.Text.Json;
using Fusionize.Aws;
using Fusionize.Cli.Errors;
using Fusionize.Cli.Terminal;
using Fusionize.Deployment;
using Fusionize.Records;
using Fusionize.Setups;
using Fusionize.Setups.Stores;

namespace Fusionize.Cli.Commands;

/// <summary>Shows a store's setups and changes the current one.</summary>
internal static class SetupsCommand
{
    public static Command Create(Screen screen) =>
        new("setups", "Lists and compares a store's setups, and chooses the one that the next build uses.")
        {
            List(screen),
            Show(screen),
            Diff(screen),
            Promote(screen),
            Pin(screen),
            Unpin(screen),
        };

    private static Argument<string> Store() => new("store") { Description = "Store of the setups: a folder or s3://bucket/prefix." };

    /// <summary>An existing store: a new one has no setups to list or choose.</summary>
    private static SetupStore Open(string location) =>
        location.Contains("://", StringComparison.Ordinal) || Directory.Exists(location)
            ? SetupStores.Open(location)
            : throw new FusionizeException(
                CliErrors.File,
                null,
                $"there is no folder '{location}'",
                "name a store: a folder with setups in it, such as that of a loop, or s3://bucket/prefix"
            );

    private static Command List(Screen screen)
    {
        var (store, json) = (Store(), LoadOptions.Json());
        var command = new Command("list", "Lists setups; the current one has a star, and a note if it is pinned.") { store, json };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var setups = Open(parsed.GetRequiredValue(store));
                var current = await setups.GetCurrentAsync(cancellation);
                var mark = current?.Pin is null ? "*" : "pinned";
                var rounds = await setups.GetRoundsAsync(cancellation).ToLookupAsync(r => r.SetupId, cancellationToken: cancellation);
                var all = new List<(string Id, FusionSetup Setup)>();
                foreach (var id in await setups.ListSetupsAsync(cancellation))
                    all.Add((id, await setups.GetSetupAsync(id, cancellation)));
                if (parsed.GetValue(json))
                {
                    screen.WriteJson(
                        all.Select(s => new
                        {
                            s.Id,
                            current = s.Id == current?.SetupId,
                            pinned = s.Id == current?.SetupId ? current.Pin?.ToString() : null,
                            notation = s.Setup.FullNotation,
                            rounds = rounds[s.Id].Select(r => r.Round),
                        })
                    );
                }
                else if (all.Count == 0)
                {
                    screen.OutputWriter.WriteLine($"no setups in {setups.Location}");
                }
                else
                {
                    screen.Out.Write(
                        Grids.Of(
                            ["", "setup", "rounds", "notation"],
                            all.Select(s =>
                                (string[])
                                    [
                                        s.Id == current?.SetupId ? mark : "",
                                        s.Id,
                                        string.Join(", ", rounds[s.Id].Select(r => r.Round)),
                                        s.Setup.FullNotation,
                                    ]
                            )
                        )
                    );
                }
                return ExitCode.Ok;
            }
        );
        return command;
    }

    private static Command Show(Screen screen)
    {
        var (store, json) = (Store(), LoadOptions.Json());
        var id = new Argument<string?>("setup") { Description = "A setup's id. Default: the current one.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("show", "Shows one setup of a store: its groups, their tasks and memory.") { store, id, json };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var setups = Open(parsed.GetRequiredValue(store));
                var which = parsed.GetValue(id)
                    ?? (await setups.GetCurrentAsync(cancellation))?.SetupId
                    ?? throw new FusionizeException(
                        CliErrors.File,
                        null,
                        $"'{parsed.GetValue(store)}' has no current setup",
                        "name one that 'fusionize setups list' shows"
                    );
                var setup = await setups.GetSetupAsync(which, cancellation);
                if (parsed.GetValue(json))
                    screen.WriteJson(JsonDocument.Parse(setup.ToJson()).RootElement);
                else
                    SetupView.Print(screen.Out, setup);
                return ExitCode.Ok;
            }
        );
        return command;
    }

    private static Command Diff(Screen screen)
    {
        var store = Store();
        var (from, to) = (new Argument<string>("from") { Description = "A setup's id." }, new Argument<string>("to") { Description = "Another's." });
        var command = new Command("diff", "Shows the differences between two setups.") { store, from, to };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var setups = Open(parsed.GetRequiredValue(store));
                var (a, b) = (
                    await setups.GetSetupAsync(parsed.GetRequiredValue(from), cancellation),
                    await setups.GetSetupAsync(parsed.GetRequiredValue(to), cancellation)
                );
                foreach (var line in SetupDiff.Between(a, b).DefaultIfEmpty("no difference"))
                    screen.OutputWriter.WriteLine(line);
                return ExitCode.Ok;
            }
        );
        return command;
    }

    private static Argument<string> Id() => new("setup") { Description = "The id of a setup in the store." };

    private static Command Promote(Screen screen)
    {
        var (store, id) = (Store(), Id());
        var command = new Command("promote", "Makes a setup the current one. The next build uses it, and the next optimization starts from it.")
        {
            store,
            id,
        };
        command.SetAction(
            async (parsed, cancellation) => await MoveAsync(screen, parsed.GetRequiredValue(store), parsed.GetRequiredValue(id), null, cancellation)
        );
        return command;
    }

    private static Command Pin(Screen screen)
    {
        var (store, id) = (Store(), Id());
        var reason = new Option<string?>("--reason") { Description = "The reason, shown to everyone whom the pin stops." };
        var command = new Command("pin", "Makes a setup the current one and pins it: no optimizer replaces it until it is unpinned.")
        {
            store,
            id,
            reason,
        };
        command.SetAction(
            async (parsed, cancellation) =>
                await MoveAsync(
                    screen,
                    parsed.GetRequiredValue(store),
                    parsed.GetRequiredValue(id),
                    new SetupPin(DeploymentLock.ThisOwner, parsed.GetValue(reason)),
                    cancellation
                )
        );
        return command;
    }

    private static Command Unpin(Screen screen)
    {
        var store = Store();
        var command = new Command("unpin", "Lets optimizers replace the current setup again.") { store };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var before = await Open(parsed.GetRequiredValue(store)).UnpinAsync(cancellation);
                screen.OutputWriter.WriteLine(before?.Pin is { } pin ? $"current: {before.SetupId}, no longer {pin}" : "nothing is pinned");
                return ExitCode.Ok;
            }
        );
        return command;
    }

    private static async Task<int> MoveAsync(Screen screen, string store, string id, SetupPin? pin, CancellationToken cancellation)
    {
        var before = await Open(store).MoveAsync(id, pin, cancellation);
        screen.OutputWriter.WriteLine(
            $"current: {id}{(pin is null ? "" : $", {pin}")}{(before is null || before.SetupId == id ? "" : ", before: " + before.SetupId)}"
        );
        return ExitCode.Ok;
    }
}
