using Fusionize.Optimization;
using Fusionize.Setups;
using Fusionize.Setups.Stores;
using Fusionize.Simulation;

namespace Fusionize.Cli.Errors;

/// <summary>The exit codes of every command. A build that fails ends with MSBuild's own.</summary>
internal static class ExitCode
{
    public const int Ok = 0;
    public const int Failure = 1;
    public const int Usage = 2;
    public const int NothingToDo = 3;

    /// <summary>What <c>fusionize --help</c> and docs/codes/README.md say.</summary>
    public static IReadOnlyList<(int Code, string Meaning)> Meanings { get; } =
    [
        (Ok, "The command did what it was asked to do."),
        (
            Failure,
            "The command failed, was interrupted, or its check did not pass ('iam diff' found added permissions; no request of 'load' succeeded)."
        ),
        (Usage, "The command line is wrong: an argument or option is missing, unknown or has a value that can't be used. Nothing was done."),
        (NothingToDo, "There is nothing to do. Only with 'optimize --when-needed --exit-code'."),
    ];

    // Values that come as text on the command line. An error in a file is no usage error.
    private static readonly HashSet<string> s_usage = new(StringComparer.Ordinal)
    {
        CliErrors.Usage,
        SetupCodes.Notation,
        StoreCodes.BadLocation,
        OptimizationCodes.BadGoal,
        OptimizationCodes.UnknownOptimizer,
        OptimizationCodes.BadConstraint,
        SimulationCodes.BadLoad,
        SimulationCodes.UnknownModel,
    };

    public static int Of(string errorCode) => s_usage.Contains(errorCode) ? Usage : Failure;
}
