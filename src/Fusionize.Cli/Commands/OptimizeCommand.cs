using System.Collections.Immutable;
using System.CommandLine;
using Fusionize.Cli.Terminal;
using Fusionize.Engine.Feedback;
using Fusionize.Engine.Optimization;
using Fusionize.Engine.Packaging;
using Fusionize.Engine.Rounds;
using Fusionize.Engine.Setups;
using Spectre.Console;

namespace Fusionize.Cli.Commands;

internal static class OptimizeCommand
{
    public static Command Create(Screen screen)
    {
        var build = CommonOptions.Build();
        var records = new Option<string[]>("--records")
        {
            Description = "Files of records that 'fusionize extract' wrote, oldest first; or the store of a loop, with all its rounds.",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        var store = new Option<string?>("--store") { Description = "Where setups lie: a folder or s3://bucket/prefix. The records' setups are looked up there; the build's own needs none." };
        var optimizer = CommonOptions.Optimizer();
        var goal = CommonOptions.Goal();
        var keep = CommonOptions.KeepPermissions();
        var publish = new Option<bool>("--publish") { Description = "Make the proposed setup the store's current one, which the next build takes." };
        var json = LoadOptions.Json();
        var command = new Command("optimize", "Asks an optimizer which setup to try next.") { build, records, store, optimizer, goal, keep, publish, json };
        command.Validators.Add(result =>
        {
            if (result.GetValue(publish) && result.GetValue(store) is null)
                result.AddError("--publish needs --store.");
        });
        command.SetAction(async (parsed, cancellation) =>
        {
            var folder = parsed.GetRequiredValue(build);
            var app = new BuiltApp(FusionManifest.Read(Path.Combine(folder, FusionManifest.FileName)), folder, TimeSpan.Zero);
            var setups = parsed.GetValue(store) is { } location ? SetupStores.Open(location) : null;
            var expected = setups is null ? null : await setups.GetCurrentAsync(cancellation);
            var history = await ReadAsync(app, setups, parsed.GetRequiredValue(records), cancellation);
            var proposal = await parsed.GetRequiredValue(optimizer).Optimizer.ProposeWithinBoundaryAsync(
                new OptimizationInput(app.Model, history, parsed.GetRequiredValue(goal)) { Boundary = parsed.GetValue(keep) ? PermissionBoundary.Of(app.Manifest) : null }, cancellation);
            var published = parsed.GetValue(publish) && proposal.Next is { } next && await PublishAsync(screen, setups!, next, expected, cancellation);
            if (parsed.GetValue(json))
                screen.WriteJson(new { proposal.Decision, proposal.Final, published, next = Json(proposal.Next), best = Json(proposal.Best) });
            else
                Print(screen.Out, proposal, published);
            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>Per file, or per round of a loop's store, what each setup did.</summary>
    private static async Task<ImmutableArray<MeasuredSetup>> ReadAsync(BuiltApp app, ISetupStore? setups, string[] places, CancellationToken cancellation)
    {
        var history = ImmutableArray.CreateBuilder<MeasuredSetup>();
        foreach (var place in places)
        {
            if (!Directory.Exists(place))
            {
                await AddAsync(RecordFile.ReadAsync(place, cancellation), setups);
                continue;
            }
            var loop = new FolderSetupStore(place);
            var seen = new HashSet<string>();
            await foreach (var round in loop.GetRoundsAsync(cancellation))
            {
                if (seen.Add(round.SetupId))
                    await AddAsync(new FolderRecordStore(place).ReadAsync(round.SetupId, cancellation), loop);
            }
        }
        return history.ToImmutable();

        async Task AddAsync(IAsyncEnumerable<InvocationRecord> records, ISetupStore? source)
        {
            await foreach (var setup in records.GroupBy(r => r.SetupId))
            {
                var found = setup.Key == app.Manifest.Setup ? app.Setup
                    : source is not null ? await source.GetSetupAsync(setup.Key, cancellation)
                    : throw new CliException(CliErrors.Usage, $"the records are of setup {setup.Key}, which isn't the build's", "say with --store where that setup lies", ExitCode.Usage);
                history.Add(new MeasuredSetup(found, [.. setup.OrderBy(r => r.StartMs).ThenBy(r => r.RequestId, StringComparer.Ordinal)], history.Count + 1));
            }
        }
    }

    private static async Task<bool> PublishAsync(Screen screen, ISetupStore store, FusionSetup setup, StoredPointer? expected, CancellationToken cancellation)
    {
        await store.PutSetupAsync(setup, cancellation);
        try
        {
            if (!await store.TrySetCurrentAsync(setup.Id, expected, cancellation))
                throw new CliException(CliErrors.SetupChanged, $"someone else published a setup in {store.Location} meanwhile; nothing was published", "look at it, then optimize again");
            return true;
        }
        // What somebody wants is no failure: a scheduled job goes on, with the pinned setup.
        catch (StoreException e) when (e.Code == StoreCodes.Pinned)
        {
            screen.Warning(e.Code, $"nothing was published: {e.Message} ({e.Location})");
            return false;
        }
    }

    private static object? Json(FusionSetup? setup) =>
        setup is null ? null : new { setup.Id, setup.Notation, setup = System.Text.Json.JsonDocument.Parse(setup.ToJson()).RootElement };

    private static void Print(IAnsiConsole console, Proposal proposal, bool published)
    {
        console.MarkupLineInterpolated($"{proposal.Decision}");
        if (proposal.Next is { } next)
            console.MarkupLineInterpolated($"{(proposal.Final ? "last" : "next")}  {next.Id}  [cyan]{next.FullNotation}[/]{(published ? "  published" : "")}");
        if (proposal.Best is { } best)
            console.MarkupLineInterpolated($"best  {best.Id}  [cyan]{best.FullNotation}[/]");
    }
}
