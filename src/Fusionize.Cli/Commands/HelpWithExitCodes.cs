using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Fusionize.Cli.Errors;

namespace Fusionize.Cli.Commands;

/// <summary>The usual help, then what the exit codes mean.</summary>
internal sealed class HelpWithExitCodes(SynchronousCommandLineAction help) : SynchronousCommandLineAction
{
    public static HelpOption Option()
    {
        var option = new HelpOption();
        option.Action = new HelpWithExitCodes((SynchronousCommandLineAction)option.Action!);
        return option;
    }

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var exitCode = help.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Exit codes:");
        foreach (var (code, meaning) in ExitCode.Meanings)
            output.WriteLine($"  {code}  {meaning}");
        output.WriteLine();
        return exitCode;
    }
}
