using System.Text.Json;

namespace Fusionize.Tests.Cli;

public sealed class ReplayCommandTests : IDisposable
{
    private static readonly string Series = Path.Combine(AppContext.BaseDirectory, "Replay", "Synthetic", "synthetic");

    private readonly DirectoryInfo _scratch = Directory.CreateTempSubdirectory("fusionize-replay-");

    public void Dispose() => _scratch.Delete(recursive: true);

    [Fact]
    public async Task Shows_each_decision_beside_the_recorded_one()
    {
        var file = Path.Combine(_scratch.FullName, "rounds.json");

        var run = await ToolRun.OfAsync("replay", Series + ".jsonl", Series + ".setups.json", "--json", file);

        Assert.Equal("", run.Error);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("6 of 6 recorded decisions are the same.", run.Output);
        Assert.Contains("B into A", run.Output);
        Assert.Contains("lost", run.Output);
        using var json = JsonDocument.Parse(File.ReadAllText(file));
        Assert.Equal(7, json.RootElement.GetProperty("rounds").GetArrayLength());
        Assert.Equal(6, json.RootElement.GetProperty("matching").GetInt32());
    }

    [Fact]
    public async Task The_old_memory_rule_is_an_option()
    {
        var run = await ToolRun.OfAsync("replay", Series + ".jsonl", Series + ".setups.json", "--memory-rule", "FirstAsText");

        Assert.Contains("5 of 6 recorded decisions are the same.", run.Output);
    }

    [Fact]
    public async Task Json_without_a_file_is_printed_instead()
    {
        var run = await ToolRun.OfAsync("replay", Series + ".jsonl", Series + ".setups.json", "--json");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal(6, json.RootElement.GetProperty("matching").GetInt32());
    }

    [Theory]
    [InlineData(1, "FZ1800", "nowhere.jsonl", "nowhere.setups.json")]
    [InlineData(1, "FZ1802", "SERIES.jsonl", "SERIES.jsonl")]
    [InlineData(2, "FZ1602", "SERIES.jsonl", "SERIES.setups.json", "--optimizer", "oracle")]
    [InlineData(2, "FZ1601", "SERIES.jsonl", "SERIES.setups.json", "--goal", "beauty")]
    public async Task What_is_wrong_is_one_line_with_a_code(int exitCode, string code, params string[] args)
    {
        var run = await ToolRun.OfAsync(["replay", .. args.Select(a => a.Replace("SERIES", Series))]);

        Assert.Equal(exitCode, run.ExitCode);
        Assert.StartsWith($"error {code}: ", run.Error);
    }
}
