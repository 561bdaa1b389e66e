using System.Text;
using System.Text.Json;

namespace Fusionize.Tests.Cli;

public sealed class ReportCommandTests : IDisposable
{
    private const string Manifest = """
        {
          "fusionize": 1, "app": "shop", "setup": "0123456789abcdef", "notation": "(Order)", "toolVersion": "0",
          "groups": [{
            "name": "Order", "function": "shop-Order", "zip": "Order.zip", "sha256": "", "bytes": 0, "runtime": "dotnet10", "handler": "h",
            "architecture": "x86_64", "memoryMB": 128, "tasks": ["Order"], "entries": ["Order"], "remoteAsync": [], "routes": {}, "assemblies": []
          }],
          "tasks": [{ "id": "Order", "entry": true, "params": [] }],
          "calls": []
        }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("report-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_build_becomes_a_file()
    {
        File.WriteAllText(Path.Combine(_folder, "fusion-manifest.json"), Manifest);
        var file = Path.Combine(_folder, "my report.html");

        var run = await ToolRun.OfAsync("report", _folder, "-o", file);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains(file, run.Output, StringComparison.Ordinal);
        Assert.Contains("not shown: Nothing was measured", run.Output, StringComparison.Ordinal);
        Assert.StartsWith("<!DOCTYPE html>", File.ReadAllText(file), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_json_the_content_is_printed_and_nothing_is_written()
    {
        File.WriteAllText(Path.Combine(_folder, "fusion-manifest.json"), Manifest);

        var run = await ToolRun.OfAsync("report", _folder, "--json");

        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal((1, "shop"), (json.RootElement.GetProperty("version").GetInt32(), json.RootElement.GetProperty("app").GetString()));
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task With_markdown_a_summary_is_printed_and_nothing_is_written()
    {
        File.WriteAllText(Path.Combine(_folder, "fusion-manifest.json"), Manifest);

        var run = await ToolRun.OfAsync("report", _folder, "--markdown");

        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("## shop: fusion setup\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("```mermaid\nflowchart LR\n  subgraph g0[\"Order, 128 MB\"]\n", run.Output, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(_folder));
        Assert.Equal(2, (await ToolRun.OfAsync("report", _folder, "--markdown", "--json")).ExitCode);
    }

    [Fact]
    public async Task Pictures_lie_beside_the_report()
    {
        File.WriteAllText(Path.Combine(_folder, "fusion-manifest.json"), Manifest);

        var run = await ToolRun.OfAsync("report", _folder, "-o", Path.Combine(_folder, "my.html"), "--png");

        Assert.Equal(0, run.ExitCode);
        var picture = Assert.Single(Directory.GetFiles(_folder, "*.png"));
        Assert.Equal("my-map.png", Path.GetFileName(picture));
        Assert.Equal("PNG", Encoding.ASCII.GetString(File.ReadAllBytes(picture), 1, 3));
    }

    [Fact]
    public async Task What_is_nothing_to_report_on_ends_with_one_line()
    {
        var run = await ToolRun.OfAsync("report", _folder);

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("error FZ1507: ", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
