using Fusionize.Cli.Commands;
using Fusionize.Cli.Terminal;

namespace Fusionize.Tests.Cli;

/// <summary>The tool, run in this process, with what it wrote.</summary>
internal sealed record ToolRun(int ExitCode, string Output, string Error)
{
    public static async Task<ToolRun> OfAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await FusionizeCommand.RunAsync(
            args,
            new Screen(TextWriter.Synchronized(output), TextWriter.Synchronized(error), false, false)
        );
        return new ToolRun(exitCode, output.ToString(), error.ToString());
    }
}
