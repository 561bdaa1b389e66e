using System.CommandLine;
using System.CommandLine.Parsing;
using Fusionize.Cli.Errors;
using Fusionize.Deployment.Infrastructure;
using Fusionize.Local;
using Fusionize.Optimization;
using Fusionize.Optimization.Monitoring;
using Fusionize.Optimization.Optimizers;
using Fusionize.Setups;

namespace Fusionize.Cli.Commands;

/// <summary>Options that mean the same in several commands.</summary>
internal static class CommonOptions
{
    /// <summary>The optimizers, for help texts.</summary>
    public const string OptimizerForms = "model, paper, schedule:FILE, exec:COMMAND or assembly:PATH[,TYPE]";

    public static BuildArgument Build() => new();

    public static Option<OptimizerChoice> Optimizer() =>
        new("--optimizer")
        {
            Description = $"The optimizer that chooses the next setup: {OptimizerForms}.",
            DefaultValueFactory = _ => OptimizerChoice.Parse("model"),
            CustomParser = Parse.With(OptimizerChoice.Parse),
        };

    public static Option<Goal> Goal() =>
        new("--goal")
        {
            Description = $"The goal, which decides what the best setup is: {Optimization.Goal.Forms}.",
            DefaultValueFactory = _ => Fusionize.Optimization.Goal.Balanced,
            CustomParser = Parse.With(Fusionize.Optimization.Goal.Parse),
        };

    public static Option<NetworkProfile> Network()
    {
        var option = new Option<NetworkProfile>("--network")
        {
            HelpName = "raw|aws",
            Description = "What a call between functions costs: raw (this machine's loopback), or aws (as measured on AWS Lambda). Default: raw.",
            CustomParser = Parse.With(text =>
                text switch
                {
                    "raw" => NetworkProfile.Raw,
                    "aws" => NetworkProfile.Aws,
                    _ => throw new FormatException($"'{text}' is not a network: write raw or aws."),
                }
            ),
        };
        option.CompletionSources.Add("raw", "aws");
        return option;
    }

    public static Option<bool> KeepPermissions() =>
        new("--keep-permissions") { Description = "Never fuse tasks that declare different permissions: tasks of a group share its role." };

    public static Option<SearchConstraints?> Constraints() =>
        new("--constraint")
        {
            Description =
                "What setups must keep, for 'model' and 'assembly': apart:A,B (never in one function), most:1024 or least:A=512 (MB), "
                    + "package:20 (MB, the zip of several tasks), arch:arm64, arch:x86_64 or arch:any. Several: repeat it.",
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = true,
            CustomParser = Parse.WithAll(texts => Consistent(SearchConstraints.Parse(texts))),
        };

    private static SearchConstraints? Consistent(SearchConstraints constraints) =>
        constraints.MinMemoryMB.FirstOrDefault(l => l.Value > constraints.MaxMemoryMB) is { Key: { } task } least
            ? throw new FormatException($"least:{task}={least.Value} and most:{constraints.MaxMemoryMB} contradict each other.")
            : constraints;

    /// <summary>Other optimizers would ignore constraints.</summary>
    public static void CheckConstraints(CommandResult command, Option<OptimizerChoice> optimizer, Option<SearchConstraints?> constraint)
    {
        if (
            command.GetResult(constraint) is not null
            && command.GetResult(optimizer) is { Tokens: [{ Value: not "model" and var other }] }
            && !other.StartsWith("assembly:", StringComparison.Ordinal)
        )
            command.AddError($"--constraint works only with the optimizers 'model' and 'assembly:…', not with '{other}'.");
    }

    public static Option<string?> ClaimBucket() =>
        new("--claim-bucket") { Description = "The bucket for arguments too large for Lambda, as the build's FusionizeClaimBucket names it." };

    public static Option<string?> ClaimKey() =>
        new("--claim-key") { Description = "ARN of the KMS key that encrypts what is in it (FusionizeClaimKey). Default: S3's own." };

    /// <summary>Bucket and key, as given.</summary>
    public static ClaimBucket? Claims(ParseResult parsed, Option<string?> bucket, Option<string?> key) =>
        (parsed.GetValue(bucket), parsed.GetValue(key)) switch
        {
            (null, null) => null,
            ({ } name, var arn) => new(name, arn),
            _ => throw new FusionizeException(CliErrors.Usage, null, "--claim-key needs --claim-bucket", "name the bucket that the key is for"),
        };

    public static Option<SamplingOptions> Sampling() =>
        new("--sampling")
        {
            HelpName = "lots=10,of=50,fraction=0.05",
            Description =
                "The sampling plan: after 'lots' batches of 'of' requests without a change, only 'fraction' of the requests are traced. "
                    + "After a batch that differs, all are traced again.",
            DefaultValueFactory = _ => new SamplingOptions(),
            CustomParser = Parse.With(SamplingOptions.Parse),
        };

    public static Option<int> Seed() =>
        new("--seed")
        {
            Description = "Seed of the random numbers.",
            DefaultValueFactory = _ => 1,
            CustomParser = Parse.Whole(),
        };
}

/// <summary>An optimizer as it was named on the command line.</summary>
internal sealed record OptimizerChoice(string Name, ISetupOptimizer Optimizer)
{
    public static OptimizerChoice Parse(string text) => new(text, Optimizers.Create(text));

    public override string ToString() => Name;
}
