using System.CommandLine;
using Fusionize.Cli.Terminal;
using Fusionize.Engine.Optimization;
using Fusionize.Engine.Packaging;
using Fusionize.Engine.Setups;
using Spectre.Console;

namespace Fusionize.Cli.Commands;

internal static class OptimizeCommand
{
    public static Command Create(Screen screen)
    {
        var measured = new MeasuredRecords();
        var optimizer = CommonOptions.Optimizer();
        var goal = CommonOptions.Goal();
        var keep = CommonOptions.KeepPermissions();
        var constraint = CommonOptions.Constraints();
        var publish = new Option<bool>("--publish") { Description = "Make the proposed setup the store's current one, which the next build takes." };
        var explain = new Option<bool>("--explain") { Description = "Say what each part of the change buys: which task where, which size." };
        var json = LoadOptions.Json();
        var command = new Command("optimize", "Asks an optimizer which setup to try next.")
        {
            measured.Build, measured.Records, measured.Store, optimizer, goal, keep, constraint, publish, explain, json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(publish) && result.GetValue(measured.Store) is null)
                result.AddError("--publish needs --store.");
        });
        command.SetAction(async (parsed, cancellation) =>
        {
            var app = measured.AppOf(parsed);
            var setups = measured.StoreOf(parsed);
            var expected = setups is null ? null : await setups.GetCurrentAsync(cancellation);
            var history = await measured.ReadAsync(parsed, app, setups, cancellation);
            var proposal = await parsed.GetRequiredValue(optimizer).Optimizer.ProposeWithinBoundaryAsync(
                new OptimizationInput(app.Model, history, parsed.GetRequiredValue(goal)) { Boundary = parsed.GetValue(keep) ? PermissionBoundary.Of(app.Manifest) : null, Constraints = parsed.GetValue(constraint) }, cancellation);
            var published = parsed.GetValue(publish) && proposal.Next is { } next && await PublishAsync(screen, setups!, next, expected, cancellation);
            if (parsed.GetValue(json))
                screen.WriteJson(new { proposal.Decision, proposal.Final, published, proposal.Expected, proposal.Explanation, next = Json(proposal.Next), best = Json(proposal.Best) });
            else
                Print(screen.Out, proposal, published, parsed.GetValue(explain));
            return ExitCode.Ok;
        });
        return command;
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

    private static void Print(IAnsiConsole console, Proposal proposal, bool published, bool explain)
    {
        console.MarkupLineInterpolated($"{proposal.Decision}");
        if (proposal.Next is { } next)
            console.MarkupLineInterpolated($"{(proposal.Final ? "last" : "next")}  {next.Id}  [cyan]{next.FullNotation}[/]{(published ? "  published" : "")}");
        if (proposal.Best is { } best)
            console.MarkupLineInterpolated($"best  {best.Id}  [cyan]{best.FullNotation}[/]");
        if (!explain)
            return;
        foreach (var line in proposal.Explanation)
            console.MarkupLineInterpolated($"  {line}");
        if (proposal.Explanation.IsEmpty)
            console.MarkupLineInterpolated($"  {(proposal.Next is null ? "Nothing changes." : "The optimizer doesn't say what each part of the change buys; 'model' does.")}");
    }
}
