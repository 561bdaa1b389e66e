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
            "simulate", Samples.File("Tree/tree.app.json"), "--setup", "(A,B,D,E)-(C)@1024-…", "--load", "rate=10/s,duration=5s", "--seed", "7", "--json", file);

        Assert.Equal("", run.Error);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("(A,B,D,E)@128-(C)@1024-(F)@128-(G)@128", run.Output);
        Assert.Contains("cost ", run.Output);
        using var json = JsonDocument.Parse(File.ReadAllText(file));
        Assert.Equal(50, json.RootElement.GetProperty("outcome").GetProperty("requests").GetInt32());
        Assert.Equal(4, json.RootElement.GetProperty("functions").GetArrayLength());
    }

    [Fact]
    public async Task A_setup_file_is_as_good_as_the_notation()
    {
        var app = Fusionize.Engine.Simulation.AppDescriptionParser.ReadFile(Samples.File("Tree/tree.app.json")).ToAppModel();
        var file = Path.Combine(_scratch.FullName, "setup.json");
        File.WriteAllText(file, Fusionize.Engine.Setups.FusionSetup.AllInOne(app, 512).ToJson());

        var byFile = await ToolRun.OfAsync("simulate", Samples.File("Tree/tree.app.json"), "--setup", file, "--load", "cold,requests=3");
        var byNotation = await ToolRun.OfAsync("simulate", Samples.File("Tree/tree.app.json"), "--setup", "(A,B,C,D,E,F,G)@512", "--load", "cold,requests=3");

        Assert.Equal(0, byFile.ExitCode);
        Assert.Equal(byNotation.Output, byFile.Output);
    }

    [Theory]
    [InlineData("FZ1700", "nowhere.app.json")]
    [InlineData("FZ1705", "TREE", "--load", "rate=fast")]
    [InlineData("FZ1706", "TREE", "--model", "abacus")]
    [InlineData("FZ1115", "TREE", "--setup", "(A,Z)-…")]
    [InlineData("FZ1703", "TREE", "--load", "rate=1/s,requests=1,entry=Z")]
    public async Task What_is_wrong_is_one_line_with_a_code(string code, params string[] args)
    {
        var run = await ToolRun.OfAsync(["simulate", .. args.Select(a => a == "TREE" ? Samples.File("Tree/tree.app.json") : a)]);

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith($"error {code}: ", run.Error);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
    }
}
