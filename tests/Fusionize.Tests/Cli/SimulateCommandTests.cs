using System.Text.Json;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Cli;

public sealed class SimulateCommandTests : IDisposable
{
    private readonly DirectoryInfo _scratch = Directory.CreateTempSubdirectory("fusionize-simulate-");

    public void Dispose() => _scratch.Delete(recursive: true);

    [Fact]
    public async Task Prints_and_writes_what_a_setup_does()
    {
        var file = Path.Combine(_scratch.FullName, "result.json");

        var run = await ToolRun.OfAsync(
            "simulate",
            Samples.File("Tree/tree.app.json"),
            "--setup",
            "(A,B,D,E)-(C)@1024-…",
            "--load",
            "rate=10/s,duration=5s",
            "--seed",
            "7",
            "--json",
            file
        );

        Assert.Equal("", run.Error);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("(A,B,D,E)@128-(C)@1024-(F)@128-(G)@128", run.Output);
        Assert.Contains("cost ", run.Output);
        using var json = JsonDocument.Parse(File.ReadAllText(file));
        Assert.Equal(50, json.RootElement.GetProperty("outcome").GetProperty("requests").GetInt32());
        Assert.Equal(4, json.RootElement.GetProperty("functions").GetArrayLength());
    }

    [Fact]
    public async Task What_is_neither_a_file_nor_a_setup_is_told_how_one_is_written() =>
        Assert.StartsWith(
            "error FZ1502: 'A-B' is neither a file nor a setup in the notation; write it as '(A,B)@256-(C)'",
            (await ToolRun.OfAsync("simulate", Samples.File("Tree/tree.app.json"), "--setup", "A-B")).Error
        );

    [Theory]
    [InlineData("rate=1000000000/s,duration=100s", "100,000,000,000")]
    [InlineData("rate=5/s,to=40000/s,step=5/s,every=200s", "64,000,000,000")]
    [InlineData("cold,requests=99999999", "99,999,999")]
    public async Task A_load_that_no_machine_holds_is_refused(string load, string requests)
    {
        var run = await ToolRun.OfAsync("simulate", Samples.File("Tree/tree.app.json"), "--load", load);

        Assert.Equal(
            (2, $"error FZ1501: --load '{load}' comes to {requests} requests; at most 10,000,000 are possible; choose a smaller load"),
            (run.ExitCode, run.Error.TrimEnd())
        );
    }

    [Fact]
    public async Task Json_without_a_file_is_printed_instead()
    {
        var run = await ToolRun.OfAsync("simulate", Samples.File("Tree/tree.app.json"), "--load", "cold,requests=3", "--json");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal(3, json.RootElement.GetProperty("outcome").GetProperty("requests").GetInt32());
    }

    [Fact]
    public async Task A_setup_file_is_as_good_as_the_notation()
    {
        var app = Fusionize.Simulation.AppDescriptionParser.ReadFile(Samples.File("Tree/tree.app.json")).ToAppModel();
        var file = Path.Combine(_scratch.FullName, "setup.json");
        File.WriteAllText(file, Fusionize.Setups.FusionSetup.AllInOne(app, 512).ToJson());

        var byFile = await ToolRun.OfAsync("simulate", Samples.File("Tree/tree.app.json"), "--setup", file, "--load", "cold,requests=3");
        var byNotation = await ToolRun.OfAsync(
            "simulate",
            Samples.File("Tree/tree.app.json"),
            "--setup",
            "(A,B,C,D,E,F,G)@512",
            "--load",
            "cold,requests=3"
        );

        Assert.Equal(0, byFile.ExitCode);
        Assert.Equal(byNotation.Output, byFile.Output);
    }

    [Theory]
    [InlineData(1, "FZ1700", "nowhere.app.json")]
    [InlineData(2, "FZ1705", "TREE", "--load", "rate=fast")]
    [InlineData(2, "FZ1706", "TREE", "--model", "abacus")]
    [InlineData(2, "FZ1117", "TREE", "--setup", "(A,B")]
    [InlineData(1, "FZ1115", "TREE", "--setup", "(A,Z)-…")]
    [InlineData(1, "FZ1502", "TREE", "--setup", "A-B")]
    [InlineData(1, "FZ1703", "TREE", "--load", "rate=1/s,requests=1,entry=Z")]
    public async Task What_is_wrong_is_one_line_with_a_code(int exitCode, string code, params string[] args)
    {
        var run = await ToolRun.OfAsync(["simulate", .. args.Select(a => a == "TREE" ? Samples.File("Tree/tree.app.json") : a)]);

        Assert.Equal(exitCode, run.ExitCode);
        Assert.StartsWith($"error {code}: ", run.Error);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
    }
}
