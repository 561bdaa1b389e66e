using Fusionize.Cli.Commands;
using Fusionize.Cli.Terminal;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Cli;

/// <summary>What every command has.</summary>
public sealed class CommandTests
{
    private static readonly Lazy<string> s_documentation = new(() =>
        string.Concat(
            Directory
                .GetFiles(Path.Combine(Repository.Root, "docs"), "*.md")
                .Append(Path.Combine(Repository.Root, "README.md"))
                .Select(File.ReadAllText)
        )
    );

    public static TheoryData<string> Commands =>
        [.. FusionizeCommand.Create(new Screen(TextWriter.Null, TextWriter.Null, false, false)).Subcommands.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_command_has_help_and_a_page_that_names_it(string command)
    {
        var help = await ToolRun.OfAsync(command, "--help");

        Assert.Equal((0, ""), (help.ExitCode, help.Error));
        Assert.Contains($"fusionize {command}", help.Output, StringComparison.Ordinal);
        Assert.True(
            s_documentation.Value.Contains($"fusionize {command}", StringComparison.Ordinal)
                || s_documentation.Value.Contains($"`{command}", StringComparison.Ordinal)
                || s_documentation.Value.Contains($"-- {command}", StringComparison.Ordinal),
            $"No page of docs tells users of 'fusionize {command}'."
        );
    }
}
