using System.CommandLine;
using Fusionize.Engine.Optimization;
using Fusionize.Local;

namespace Fusionize.Cli.Commands;

/// <summary>Options that mean the same in several commands.</summary>
internal static class CommonOptions
{
    public static Option<ISetupOptimizer> Optimizer() => new("--optimizer")
    {
        Description = "Who chooses the next setup: paper, schedule:FILE or exec:COMMAND.",
        DefaultValueFactory = _ => Optimizers.Create("paper"),
        CustomParser = Parse.With(Optimizers.Create),
    };

    public static Option<Goal> Goal() => new("--goal")
    {
        Description = "What the best setup is: cost, latency, balanced, slo:p95<200ms or budget:25 (USD per million requests).",
        DefaultValueFactory = _ => Engine.Optimization.Goal.Balanced,
        CustomParser = Parse.With(Engine.Optimization.Goal.Parse),
    };

    public static Option<NetworkProfile> Network()
    {
        var option = new Option<NetworkProfile>("--network")
        {
            Description = "What a call between functions costs: raw (this machine's loopback), or aws (as measured on AWS Lambda).",
            CustomParser = Parse.With(text => text switch
            {
                "raw" => NetworkProfile.Raw,
                "aws" => NetworkProfile.Aws,
                _ => throw new FormatException($"'{text}' is not a network; raw and aws are."),
            }),
        };
        option.CompletionSources.Add("raw", "aws");
        return option;
    }

    public static Option<int> Seed() => new("--seed") { Description = "Seed of everything drawn at random.", DefaultValueFactory = _ => 1 };
}
