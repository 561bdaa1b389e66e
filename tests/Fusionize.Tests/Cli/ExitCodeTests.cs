using Fusionize.Cli.Errors;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Cli;

public sealed class ExitCodeTests
{
    public static TheoryData<string[]> Successful =>
        [
            ["--help"],
            ["--version"],
            ["graph", "--help"],
            ["deploy", "--help"],
            ["setups", "list", "--help"],
        ];

    /// <summary>Every command that takes a build.</summary>
    public static TheoryData<string[]> WithoutABuild =>
        [
            ["deploy", "/nowhere"],
            ["deploy", "/nowhere", "--dry-run"],
            ["deploy", "/nowhere/fusion-manifest.json"],
            ["extract", "/nowhere"],
            ["graph", "/nowhere"],
            ["template", "/nowhere"],
            ["iam", "diff", "/nowhere", "setup.json"],
            ["optimize", "/nowhere", "--records", "r.jsonl"],
            ["pareto", "/nowhere", "--records", "r.jsonl"],
            ["whatif", "/nowhere", "--records", "r.jsonl", "--setup", "(A)"],
            ["explain", "Save", "--build", "/nowhere"],
            ["explain", "/nowhere/Save.zip"],
        ];

    /// <summary>Something that the command line names isn't there, or isn't what it should be.</summary>
    public static TheoryData<string[]> Failing =>
        [
            ["show", "/nowhere"],
            ["setups", "list", "/nowhere"],
            ["loop", "/nowhere"],
            ["loop", "/nowhere", "--optimizer", "schedule:/nowhere"],
            ["replay", "/nowhere", "/nowhere"],
            ["simulate", "/nowhere"],
        ];

    public static TheoryData<string[]> WrongCommandLines =>
        [
            ["frobnicate"],
            ["graph"],
            ["graph", "/nowhere", "--frobnicate"],
            ["graph", "/nowhere", "--json", "--mermaid"],
            ["loop", "app", "--goal", "cheap"],
            ["loop", "app", "--optimizer", "oracle"],
            ["deploy", "/nowhere", "--watch", "1m"],
            ["setups", "list", "gs://bucket/shop"],
        ];

    [Theory]
    [MemberData(nameof(Successful))]
    public async Task Success_is_0(string[] args) => Assert.Equal((0, ""), await RunAsync(args));

    [Theory]
    [MemberData(nameof(WithoutABuild))]
    public async Task A_missing_build_is_1_in_every_command(string[] args)
    {
        var (exitCode, error) = await RunAsync(args);
        Assert.StartsWith("error FZ1015: There is no fusion-manifest.json in '/nowhere'; run 'dotnet build' of the application", error);
        Assert.Equal(1, exitCode);
    }

    [Theory]
    [MemberData(nameof(Failing))]
    public async Task A_failure_is_1(string[] args)
    {
        var (exitCode, error) = await RunAsync(args);
        Assert.StartsWith("error FZ1", error);
        Assert.Equal(1, exitCode);
    }

    [Theory]
    [MemberData(nameof(WrongCommandLines))]
    public async Task A_wrong_command_line_is_2(string[] args)
    {
        var (exitCode, error) = await RunAsync(args);
        Assert.StartsWith("error FZ1", error);
        Assert.Equal(2, exitCode);
    }

    [Theory]
    [InlineData(2, "FZ1501")]
    [InlineData(2, "FZ1601")]
    [InlineData(2, "FZ1705")]
    [InlineData(1, "FZ1603")]
    [InlineData(1, "FZ1015")]
    [InlineData(1, "FZ1599")]
    public void What_the_command_line_says_is_2_and_what_a_file_says_is_1(int exitCode, string errorCode) =>
        Assert.Equal(exitCode, ExitCode.Of(errorCode));

    [Fact]
    public async Task Help_and_documentation_say_what_the_exit_codes_mean()
    {
        var documented = File.ReadAllText(Path.Combine(Repository.Root, "docs", "codes", "README.md"));
        foreach (
            var args in (string[][])
                [
                    ["--help"],
                    ["graph", "--help"],
                ]
        )
        {
            var help = (await ToolRun.OfAsync(args)).Output;
            Assert.All(ExitCode.Meanings, m => Assert.Contains($"  {m.Code}  {m.Meaning}", help));
        }
        Assert.All(ExitCode.Meanings, m => Assert.Contains($"| {m.Code} | {m.Meaning} |", documented));
    }

    private static async Task<(int ExitCode, string Error)> RunAsync(string[] args)
    {
        var run = await ToolRun.OfAsync(args);
        return (run.ExitCode, run.Error);
    }
}
