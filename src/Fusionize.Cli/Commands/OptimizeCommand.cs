using System.CommandLine;
using Fusionize.Cli.Errors;
using Fusionize.Cli.Terminal;
using Fusionize.Deployment;
using Fusionize.Optimization;
using Fusionize.Optimization.Monitoring;
using Fusionize.Optimization.Optimizers;
using Fusionize.Rounds;
using Fusionize.Setups;
using Fusionize.Setups.Stores;
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
        var explain = new Option<bool>("--explain") { Description = "Show the gain of each part of the change: which task where, which size." };
        var planned = new Option<bool>("--when-needed")
        {
            Description =
                "Ask only if the application's sampling plan in the store says so: while setups are tried, "
                    + "and when its behaviour has changed by more than noise. Stores the plan's new state.",
        };
        var sampling = CommonOptions.Sampling();
        var exitCode = new Option<bool>("--exit-code") { Description = "With --when-needed: end with 3 when there is nothing to do." };
        var json = LoadOptions.Json();
        var command = new Command("optimize", "Asks an optimizer which setup to try next.")
        {
            measured.Build,
            measured.Records,
            measured.Store,
            optimizer,
            goal,
            keep,
            constraint,
            publish,
            planned,
            sampling,
            exitCode,
            explain,
            json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(publish) && result.GetValue(measured.Store) is null)
                result.AddError("--publish needs --store.");
            if (result.GetValue(planned) && result.GetValue(measured.Store) is null)
                result.AddError("--when-needed needs --store.");
            if (!result.GetValue(planned) && (result.GetValue(exitCode) || result.GetResult(sampling) is { Implicit: false }))
                result.AddError("--exit-code and --sampling need --when-needed.");
            CommonOptions.CheckConstraints(result, optimizer, constraint);
        });
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var app = measured.AppOf(parsed);
                var setups = measured.StoreOf(parsed);
                var expected = setups is null ? null : await setups.GetCurrentAsync(cancellation);
                var history = await measured.ReadAsync(parsed, app, setups, cancellation);
                var input = new OptimizationInput(app.Model, history, parsed.GetRequiredValue(goal))
                {
                    Boundary = parsed.GetValue(keep) ? new PermissionBoundary(app.Manifest.Permissions) : null,
                    Constraints = app.Complete(parsed.GetValue(constraint)),
                };
                var asked = parsed.GetRequiredValue(optimizer).Optimizer;
                var isServed = history.Any(MeasuredRecords.HasRequests);
                // Without measurements an optimizer names a first setup; published, it would replace what earlier rounds have come to.
                if (!isServed && !parsed.GetValue(planned))
                    throw MeasuredRecords.NoRequests("so there is nothing to optimize by");
                var stored = parsed.GetValue(planned) ? await setups!.GetPlanAsync(app.Model.App, cancellation) : null;
                var plan = stored?.Plan ?? parsed.GetRequiredValue(sampling).Begin(app.Model.App);
                var whenNeeded =
                    !parsed.GetValue(planned) ? null
                    : isServed || expected is null ? await PlannedOptimization.ProposeAsync(plan, input, asked, cancellation)
                    : new PlannedProposal(plan, "Nothing to do yet: the records hold no requests.", [], null);
                var proposal = whenNeeded is null ? await asked.ProposeWithinBoundaryAsync(input, cancellation) : whenNeeded.Proposal;
                if (parsed.GetValue(publish) && history.LastOrDefault(MeasuredRecords.HasRequests) is { } done)
                    await RoundHistory.EndAsync(setups!, done, input.Goal, cancellation);
                var published =
                    parsed.GetValue(publish) && proposal?.Next is { } next && await PublishAsync(screen, setups!, next, expected, cancellation);
                if (published)
                    await RoundHistory.BeginAsync(
                        setups!,
                        proposal!.Next!,
                        asked.Name,
                        input.Goal,
                        proposal.Decision,
                        DateTimeOffset.UtcNow,
                        cancellation
                    );
                // After the setup: should this end between the two, the next run looks at the same records again.
                if (whenNeeded is not null && !await setups!.TrySetPlanAsync(whenNeeded.Plan, stored, cancellation))
                    throw new FusionizeException(
                        CliErrors.SetupChanged,
                        null,
                        $"another process changed the sampling plan of {app.Model.App} in {setups!.Location} meanwhile",
                        "optimize again"
                    );
                var monitoring = history is [.., var newest]
                    ? MonitoringCost.Of(newest.Records, newest.Setup, whenNeeded?.Plan.TraceFraction ?? 1)
                    : null;
                if (parsed.GetValue(json))
                {
                    screen.WriteJson(
                        new
                        {
                            status = whenNeeded?.Status,
                            decision = whenNeeded?.Why ?? proposal!.Decision,
                            proposal?.Final,
                            published,
                            proposal?.Expected,
                            explanation = proposal?.Explanation ?? [],
                            next = Json(proposal?.Next),
                            best = Json(proposal?.Best),
                            drifts = whenNeeded?.Drifts,
                            trace = whenNeeded?.Plan.TraceFraction,
                            monitoring,
                        }
                    );
                }
                else
                {
                    Print(screen.Out, whenNeeded?.Why ?? proposal!.Decision, proposal, published, parsed.GetValue(explain) ? asked : null);
                    if (whenNeeded is not null)
                        screen.Out.MarkupLineInterpolated(
                            $"trace {DeployOptions.TraceOf(whenNeeded.Plan.TraceFraction)}  [dim]'fusionize deploy … --trace plan' sets it[/]"
                        );
                    if (monitoring is not null)
                        Lines.Print(screen.Out, 0, monitoring.ToString(), "dim");
                }
                return parsed.GetValue(exitCode) && proposal?.Next is null ? ExitCode.NothingToDo : ExitCode.Ok;
            }
        );
        return command;
    }

    private static async Task<bool> PublishAsync(
        Screen screen,
        SetupStore store,
        FusionSetup setup,
        StoredPointer? expected,
        CancellationToken cancellation
    )
    {
        await store.PutSetupAsync(setup, cancellation);
        try
        {
            if (!await store.TrySetCurrentAsync(setup.Id, expected, cancellation))
                throw new FusionizeException(
                    CliErrors.SetupChanged,
                    null,
                    $"someone else published a setup in {store.Location} meanwhile; nothing was published",
                    "look at it, then optimize again"
                );
            return true;
        }
        // What somebody wants is no failure: a scheduled job goes on, with the pinned setup.
        catch (StoreException e) when (e.Code == StoreCodes.Pinned)
        {
            screen.Warning(e.Code, $"nothing was published: {e.Message.TrimEnd('.')} ({e.Subject}); {e.Remedy}");
            return false;
        }
    }

    private static object? Json(FusionSetup? setup) =>
        setup is null
            ? null
            : new
            {
                setup.Id,
                setup.Notation,
                setup = System.Text.Json.JsonDocument.Parse(setup.ToJson()).RootElement,
            };

    /// <param name="explaining">Null: the proposal isn't to be explained.</param>
    private static void Print(IAnsiConsole console, string why, Proposal? proposal, bool published, ISetupOptimizer? explaining)
    {
        Lines.Print(console, 0, why);
        if (proposal is null)
            return;
        if (proposal.Next is { } next)
            Line(proposal.Final ? "keep" : "try next", next, published ? "  published" : "");
        if (proposal.Best is { } best && best != proposal.Next)
            Line(proposal.Next is null ? "keep" : "best so far", best, "");
        if (explaining is null)
            return;
        if (!proposal.Explanation.IsEmpty)
            console.MarkupLine("  gain of each part, compared with the setup without it (billed p50, USD per million requests):");
        foreach (var line in proposal.Explanation)
            console.MarkupLineInterpolated($"  {line}");
        if (proposal.Explanation.IsEmpty)
            console.MarkupLineInterpolated($"  {(proposal.Next is null ? "Nothing changes." : Unexplained(explaining))}");

        void Line(string what, FusionSetup setup, string end) => Lines.Print(console, $"{what,-11}  {setup.Id}  ", setup.FullNotation + end, "cyan");
    }

    private static string Unexplained(ISetupOptimizer optimizer) =>
        optimizer is ModelOptimizer
            ? "That setup was measured: its round shows what it does."
            : "The optimizer doesn't explain its proposal; 'model' does.";
}
