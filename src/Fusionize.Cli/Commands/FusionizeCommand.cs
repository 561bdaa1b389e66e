using System.CommandLine;
using Fusionize.Cli.Errors;
using Fusionize.Cli.Terminal;

namespace Fusionize.Cli.Commands;

/// <summary>The tool's root command.</summary>
internal static class FusionizeCommand
{
    // Not a RootCommand: that one is named after the assembly.
    public static Command Create(Screen screen) =>
        new("fusionize", "Takes a serverless application from one function per task to an optimized fusion setup.")
        {
            HelpWithExitCodes.Option(),
            new VersionOption(),
            LoopCommand.Create(screen),
            LocalCommand.Create(screen),
            DeployCommand.Create(screen),
            LoadCommand.Create(screen),
            ExtractCommand.Create(screen),
            ExportCommand.Create(screen),
            OptimizeCommand.Create(screen),
            WhatIfCommand.Create(screen),
            ParetoCommand.Create(screen),
            ShowCommand.Create(screen),
            ReportCommand.Create(screen),
            DashboardCommand.Create(screen),
            GraphCommand.Create(screen),
            ExplainCommand.Create(screen),
            ReleasesCommand.Create(screen),
            ColdCommand.Create(screen),
            SetupsCommand.Create(screen),
            TemplateCommand.Create(screen),
            IamCommand.Create(screen),
            ReplayCommand.Create(screen),
            SimulateCommand.Create(screen),
        };

    public static async Task<int> RunAsync(string[] args, Screen screen, CancellationToken cancellation = default)
    {
        try
        {
            if (UsageErrors.Parse(Create(screen), args, screen) is not { } parsed)
                return ExitCode.Usage;
            // Not for --help.
            if (parsed.Action == parsed.CommandResult.Command.Action)
                BuildArgument.Check(parsed);
            return await parsed.InvokeAsync(
                new InvocationConfiguration
                {
                    EnableDefaultExceptionHandler = false,
                    // The time to stop functions and clean up folders after Ctrl-C.
                    ProcessTerminationTimeout = TimeSpan.FromSeconds(15),
                    Output = screen.OutputWriter,
                    Error = screen.ErrorWriter,
                },
                cancellation
            );
        }
        catch (Exception e)
        {
            return Failures.Report(screen, e);
        }
    }
}
