using Fusionize.Cli.Terminal;

namespace Fusionize.Cli;

/// <summary>Turns what went wrong into one line on the error stream and an exit code.</summary>
internal static class Failures
{
    public static int Report(Screen screen, Exception error)
    {
        switch (error)
        {
            case OperationCanceledException:
                screen.ErrorLine("interrupted");
                return ExitCode.Failure;
            case CliException e:
                screen.Error(e.Code, e.Message, e.Remedy);
                return e.ExitCode;
            case IOException or UnauthorizedAccessException:
                screen.Error(CliErrors.File, error.Message);
                return ExitCode.Failure;
            default:
                screen.Error(CliErrors.Unexpected, $"{error.GetType().Name}: {error.Message}", "this is a defect of the tool; the lines below say where");
                screen.ErrorLine(error.StackTrace ?? "");
                return ExitCode.Failure;
        }
    }
}
