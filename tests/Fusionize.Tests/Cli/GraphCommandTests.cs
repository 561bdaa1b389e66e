using System.Text.Json;
using Fusionize.Deployment.Infrastructure;
using Fusionize.Packaging;
using Fusionize.Setups;
using Fusionize.Tests.Deployment;

namespace Fusionize.Tests.Cli;

public sealed class GraphCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fusionize-graph-").FullName;
    private readonly FusionManifest _manifest = AccessTests.App("Look", "Check", "Store") with
    {
        Calls =
        [
            new("Look", "Check", "sync", "once", "Look.cs:4"),
            new("Look", "Check", "sync", "loop", "Look.cs:6"),
            new("Look", "Store", "async", "conditional", "Look.cs:9"),
            new(null, "Store", "sync", "once", "Helpers.cs:2"),
        ],
    };

    public GraphCommandTests() => File.WriteAllText(Path.Combine(_folder, FusionManifest.FileName), _manifest.ToJson());

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Every_call_site_is_a_row()
    {
        var run = await ToolRun.OfAsync("graph", _folder);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var lines = run.Output.Split('\n').Select(l => string.Join(' ', l.Split(' ', StringSplitOptions.RemoveEmptyEntries))).ToList();
        Assert.Equal("iot 3 tasks, 4 call sites", lines[0]);
        Assert.Contains("Look Check sync loop Look.cs:6", lines);
        Assert.Contains("Look Store async conditional Look.cs:9", lines);
        Assert.Contains("a helper Store sync once Helpers.cs:2", lines);
        Assert.Contains("entries: Look", lines);
        Assert.DoesNotContain("never called", run.Output);
    }

    [Fact]
    public async Task A_diagram_has_an_arrow_per_caller_callee_and_kind() =>
        Assert.Equal(
            """
            flowchart LR
                t0(["Look"])
                t1["Check"]
                t2["Store"]
                helper{{"a helper"}}
                t0 -->|loop| t1
                t0 -.->|conditional| t2
                helper --> t2

            """,
            (await ToolRun.OfAsync("graph", _folder, "--mermaid")).Output
        );

    [Fact]
    public async Task A_first_setup_is_planned_from_the_graph_and_a_build_can_take_it()
    {
        var file = Path.Combine(_folder, "setup.json");

        var run = await ToolRun.OfAsync("graph", _folder, "--json", "--plan", file, "--memory", "512");

        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal(4, json.RootElement.GetProperty("calls").GetArrayLength());
        Assert.Equal("(Look,Check,Store)@512", json.RootElement.GetProperty("plan").GetString());
        var setup = FusionSetup.Parse(File.ReadAllBytes(file), file);
        setup.Validate(FunctionAccess.ModelOf(_manifest), file);
        Assert.Equal("(Look,Check,Store)@512", setup.FullNotation);
        Assert.StartsWith($"plan  {setup.Id}  ", (await ToolRun.OfAsync("graph", _folder, "--plan", file, "--memory", "512")).Error);
    }

    [Fact]
    public async Task What_cannot_be_is_refused()
    {
        Assert.Equal(2, (await ToolRun.OfAsync("graph", _folder, "--json", "--mermaid")).ExitCode);
        Assert.StartsWith("error FZ1501: --memory needs --plan", (await ToolRun.OfAsync("graph", _folder, "--memory", "512")).Error);
        var file = Path.Combine(_folder, "setup.json");
        var run = await ToolRun.OfAsync("graph", _folder, "--plan", file, "--memory", "1");
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("error FZ1108: groups[0].memoryMB: ", run.Error);
        Assert.False(File.Exists(file));
    }
}
