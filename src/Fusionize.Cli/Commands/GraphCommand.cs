using System.CommandLine;
using Fusionize.Cli.Errors;
using Fusionize.Cli.Terminal;
using Fusionize.Optimization.Optimizers;
using Fusionize.Packaging;
using Fusionize.Rounds;
using Fusionize.Setups;
using Fusionize.Setups.Files;
using Spectre.Console;

namespace Fusionize.Cli.Commands;

/// <summary>Shows the call sites that the compiler found.</summary>
internal static class GraphCommand
{
    public static Command Create(Screen screen)
    {
        var (build, json) = (CommonOptions.Build(), LoadOptions.Json());
        var mermaid = new Option<bool>("--mermaid") { Description = "Print the graph as a Mermaid flowchart." };
        var plan = new Option<string?>("--plan")
        {
            Description =
                "Write a first setup to this file, planned from the graph alone: awaited calls fused, asynchronous calls apart. "
                + "FusionizeSetup=FILE builds it.",
            HelpName = "FILE",
        };
        var memory = new Option<int>("--memory")
        {
            Description = "With --plan: memory of each group, in MB.",
            DefaultValueFactory = _ => FusionGroup.DefaultMemoryMB,
            CustomParser = Parse.Whole(),
        };
        var command = new Command(
            "graph",
            "Shows the static call graph of a build: every call site with its kind, frequency and source line."
        )
        {
            build,
            mermaid,
            json,
            plan,
            memory,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(mermaid) && result.GetValue(json))
                result.AddError("--mermaid and --json exclude each other.");
            if (result.GetResult(memory) is { Implicit: false } && result.GetResult(plan) is null)
                result.AddError("--memory needs --plan.");
        });
        command.SetAction(parsed =>
        {
            var folder = parsed.GetRequiredValue(build);
            var manifest = FusionManifest.Read(Path.Combine(folder, FusionManifest.FileName));
            var setup = parsed.GetValue(plan) is { } file
                ? Plan(new BuiltApp(manifest, folder, TimeSpan.Zero).Model, parsed.GetValue(memory), file)
                : null;
            if (parsed.GetValue(mermaid))
                screen.OutputWriter.Write(GraphView.Mermaid(manifest));
            else if (parsed.GetValue(json))
                screen.WriteJson(
                    new
                    {
                        manifest.App,
                        tasks = manifest.Tasks.Select(t => new { t.Id, t.Entry }),
                        manifest.Calls,
                        plan = setup?.FullNotation,
                    }
                );
            else
                GraphView.Print(screen.Out, manifest);
            if (setup is not null && !parsed.GetValue(json))
                screen.Err.MarkupLineInterpolated($"plan  {setup.Id}  {setup.FullNotation}");
            return ExitCode.Ok;
        });
        return command;
    }

    private static FusionSetup Plan(AppModel app, int memoryMB, string file)
    {
        var setup = StaticPlan.Create(app, memoryMB);
        setup.Validate(app, "--memory");
        WholeFile.WriteIfChanged(file, setup.ToJson() + "\n");
        return setup;
    }
}
