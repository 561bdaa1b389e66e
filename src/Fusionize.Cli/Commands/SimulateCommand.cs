using System.CommandLine;
using Fusionize.Cli.Errors;
using Fusionize.Cli.Terminal;
using Fusionize.Setups;
using Fusionize.Setups.Files;
using Fusionize.Simulation;
using Spectre.Console;

namespace Fusionize.Cli.Commands;

internal static class SimulateCommand
{
    public static Command Create(Screen screen)
    {
        var app = new Argument<FileInfo>("app") { Description = "The application's description, a *.app.json file." };
        var setup = new Option<string?>("--setup") { Description = "The setup: a file, or as '(A,B)@256-(C)'. Default: one function per task." };
        var load = new Option<string>("--load")
        {
            Description =
                "When requests come: 'rate=10/s,duration=100s', 'rate=5/s,to=40/s,step=5/s,every=2s' or 'cold,requests=200'; "
                + "'arrivals=poisson', 'entry=TASK' or, by weight, 'entry=A:2,B:1'.",
            DefaultValueFactory = _ => "rate=10/s,duration=100s",
        };
        var model = new Option<string?>("--model")
        {
            Description = "The platform: dotnet10 or published-2023. Default: the one that the description names.",
        };
        var seed = CommonOptions.Seed();
        var json = new JsonOutput();
        var command = new Command(
            "simulate",
            "Simulates an application under a setup and a load: latency, cost, cold starts, without deploying anything."
        )
        {
            app,
            setup,
            load,
            model,
            seed,
            json.Option,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var plan = parsed.GetRequiredValue(load);
                var description = AppDescriptionParser.ReadFile(parsed.GetRequiredValue(app).ToString());
                var platform = LambdaModel.Named(parsed.GetValue(model) ?? description.Model);
                var (requested, simulated) = (ReadSetup(parsed.GetValue(setup), description.ToAppModel()), Sized(SimulatedLoad.Parse(plan), plan));
                // It knows no cancellation; the process ends without it.
                var result = await Task.Run(
                        () => Simulator.Run(description, requested, platform, simulated, (ulong)parsed.GetValue(seed)),
                        cancellation
                    )
                    .WaitAsync(cancellation);
                if (simulated.WithoutLoad(description.ToAppModel()).ToList() is { Count: > 0 } without)
                    screen.Err.MarkupLineInterpolated(
                        $"[yellow]no request goes to {string.Join(", ", without)}; --load entry=A:2,B:1 loads several entries[/]"
                    );
                json.Write(screen, parsed, Json(result, plan, parsed.GetValue(seed)), () => Print(screen.Out, result));
                return ExitCode.Ok;
            }
        );
        return command;
    }

    private static SimulatedLoad Sized(SimulatedLoad load, string text)
    {
        var seconds = load.ToRate > 0 ? ((load.ToRate - load.Rate) / load.StepRate + 1) * load.StepSeconds : load.DurationSeconds;
        var requests = load.Requests ?? Math.Max(load.Rate, load.ToRate) * seconds;
        return requests <= LoadOptions.MaxRequests ? load : throw LoadOptions.TooMany($"--load '{text}'", requests);
    }

    /// <summary>A setup given as a file or in the notation; null: one function per task.</summary>
    internal static FusionSetup ReadSetup(string? text, AppModel model)
    {
        if (text is null)
            return FusionSetup.OnePerTask(model);
        if (text.TrimStart().StartsWith('('))
            return FusionSetup.ParseNotation(text, model);
        if (!File.Exists(text))
            throw new FusionizeException(
                CliErrors.File,
                null,
                $"'{text}' is neither a file nor a setup in the notation",
                "write it as '(A,B)@256-(C)' or '(A,B)-…'"
            );
        var setup = FusionSetup.Parse(InputFile.ReadAllBytes(text, SetupCodes.Unreadable), text);
        setup.Validate(model, text);
        return setup;
    }

    private static void Print(IAnsiConsole console, SimulationResult result)
    {
        var o = result.Outcome;
        Lines.Print(console, 0, result.Setup.FullNotation, "bold");
        var billed = $"p50 {Texts.Ms(o.P50)}  p95 {Texts.Ms(o.P95)}  p99 {Texts.Ms(o.P99)}  mean {Texts.Ms(o.Mean)} ms billed";
        var atClient = $"p50 {Texts.Ms(result.Client.P50)}  p99 {Texts.Ms(result.Client.P99)} ms";
        console.MarkupLineInterpolated($"latency  {billed}; at the client {atClient}");
        var perRequest = $"{Texts.Number(o.InvocationsPerRequest)} invocations and {Texts.Number(o.DoubleBilledMs)} ms billed twice per request";
        console.MarkupLineInterpolated($"cost     {Texts.Usd(o.CostPerMillion)} USD per million requests; {perRequest}");
        console.MarkupLineInterpolated(
            $"requests {o.Requests}, errors {o.Errors}, cold starts {o.ColdStarts} of {o.Invocations} invocations, throttled {result.Throttles}"
        );
        console.Write(
            Grids.Of(
                ["function", ">MB", ">invocations", ">cold", ">p50 ms", ">p95 ms", ">p99 ms", ">USD/M"],
                result.Functions.Select(f =>
                    (string[])
                        [
                            f.Name,
                            $"{f.MemoryMB}",
                            $"{f.Invocations}",
                            $"{f.ColdStarts}",
                            Texts.Ms(f.Duration.P50),
                            Texts.Ms(f.Duration.P95),
                            Texts.Ms(f.Duration.P99),
                            Texts.Usd(f.CostPerMillion),
                        ]
                )
            )
        );
    }

    private static object Json(SimulationResult result, string load, int seed) =>
        new
        {
            setup = result.Setup.Id,
            notation = result.Setup.FullNotation,
            load,
            seed,
            outcome = result.Outcome,
            client = result.Client,
            throttles = result.Throttles,
            simulatedSeconds = result.SimulatedSeconds,
            functions = result.Functions,
        };
}
