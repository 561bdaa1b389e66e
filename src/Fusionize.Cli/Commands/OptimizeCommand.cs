using System.CommandLine;
using Fusionize.Cli.Errors;
using Fusionize.Cli.Terminal;
using Fusionize.Deployment;
using Fusionize.Optimization;
using Fusionize.Optimization.Monitoring;
using Fusionize.Optimization.Optimizers;
using Fusionize.Rounds;
using Fusionize.Setups;
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
        var publish = new Option<bool>("--publish")
        {
            Description = "Make the proposed setup the store's current one, or the kept one if the store has none. The next build uses it.",
        };
        var explain = new Option<bool>("--explain") { Description = "Show the gain of each part of the change: moved tasks and memory sizes." };
        var planned = new Option<bool>("--when-needed")
        {
            Description =
                "Ask only if the application's sampling plan in the store says so: while setups are being tried, "
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
                using var setups = measured.StoreOf(parsed);
                var history = await measured.ReadAsync(parsed, app, setups, cancellation);
                var isPlanned = parsed.GetValue(planned);
                // Without measurements an optimizer proposes a first setup. Publishing it would replace the result of earlier rounds.
                if (!isPlanned && !history.Any(MeasuredRecords.HasRequests))
                    throw MeasuredRecords.NoRequests("so there is nothing to optimize by");
                var asked = parsed.GetRequiredValue(optimizer).Optimizer;
                var result = await new OptimizationStep(setups).RunAsync(
                    new(app, history, asked, parsed.GetRequiredValue(goal))
                    {
                        KeepPermissions = parsed.GetValue(keep),
                        Constraints = parsed.GetValue(constraint),
                        WhenNeeded = isPlanned ? parsed.GetRequiredValue(sampling) : null,
                        Publish = parsed.GetValue(publish),
                    },
                    cancellation
                );
                if (result.Pinned is { } pin)
                    screen.Warning(pin.Code, $"nothing was published: {pin.Message.TrimEnd('.')} ({pin.Subject}); {pin.Remedy}");
                var monitoring = MonitoringCost.OfNewest(history);
                var plan = result.Planned?.Plan ?? SamplingPlan.Begin(app.Model.App).WithCost(monitoring);
                if (parsed.GetValue(json))
                    screen.WriteJson(Report(result, plan, monitoring));
                else
                {
                    Print(screen.Out, result.Decision, result.Proposal, result.IsPublished, parsed.GetValue(explain) ? asked : null);
                    if (result.Planned is not null)
                        screen.Out.MarkupLineInterpolated(
                            $"trace {DeployOptions.TraceOf(plan.TraceFraction)}  [dim]'fusionize deploy … --store S' sets it[/]"
                        );
                    if (monitoring is not null)
                        TracingView.Print(screen.Out, monitoring, plan);
                }
                return parsed.GetValue(exitCode) && result.Proposal?.Next is null ? ExitCode.NothingToDo : ExitCode.Ok;
            }
        );
        return command;
    }

    private static object Report(OptimizationResult result, SamplingPlan plan, MonitoringCost? monitoring) =>
        new
        {
            status = result.Planned?.Status,
            decision = result.Decision,
            result.Proposal?.Final,
            published = result.IsPublished,
            result.Proposal?.Expected,
            explanation = result.Proposal?.Explanation ?? [],
            next = Json(result.Proposal?.Next),
            best = Json(result.Proposal?.Best),
            drifts = result.Planned?.Drifts,
            trace = result.Planned?.Plan.TraceFraction,
            monitoring = monitoring?.At(plan.TraceFraction),
            tracing = monitoring is null
                ? null
                : new { searching = monitoring.At(plan.SearchingFraction).PartOfCost, settled = monitoring.At(plan.SettledFraction).PartOfCost },
        };

    private static object? Json(FusionSetup? setup) =>
        setup is null
            ? null
            : new
            {
                setup.Id,
                setup.Notation,
                setup = System.Text.Json.JsonDocument.Parse(setup.ToJson()).RootElement,
            };

    /// <param name="explaining">Null if no explanation is wanted.</param>
    private static void Print(IAnsiConsole console, string why, Proposal? proposal, bool published, ISetupOptimizer? explaining)
    {
        Lines.Print(console, 0, why);
        if (proposal is null)
            return;
        if (proposal.Next is { } next)
            Line(proposal.Final ? "keep" : "try next", next, published ? "  published" : "");
        if (proposal.Best is { } best && best != proposal.Next)
            Line(proposal.Next is null ? "keep" : "best so far", best, published && proposal.Next is null ? "  published" : "");
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
            ? "The setup was measured; its round has the figures."
            : "The optimizer doesn't explain its proposal; 'model' does.";
}
