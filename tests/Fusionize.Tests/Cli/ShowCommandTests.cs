using System.Text.Json;
using Fusionize.Records;
using Fusionize.Rounds;
using Fusionize.Setups;
using Fusionize.Setups.Stores;

namespace Fusionize.Tests.Cli;

public sealed class ShowCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fusionize-show-").FullName;
    private readonly FusionSetup _setup = new("app", [new("A", ["A", "B"], memoryMB: 1024), new("C", ["C", "B"], ["C"], remoteAsync: ["B"])]);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_setup_is_shown_group_by_group()
    {
        var file = Write("setup.json", _setup.ToJson());

        var run = await ToolRun.OfAsync("show", file);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains($"app setup {_setup.Id}", run.Output);
        Assert.Contains(_setup.Notation, run.Output);
        var lines = run.Output.Split('\n').Select(l => string.Join(' ', l.Split(' ', StringSplitOptions.RemoveEmptyEntries))).ToList();
        Assert.Contains("A 1024 MB x86_64 A B", lines);
        Assert.Contains("C 128 MB x86_64 C B B B", lines);
        using var json = JsonDocument.Parse((await ToolRun.OfAsync("show", file, "--json")).Output);
        Assert.Equal(_setup.Id, json.RootElement.GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_bad_setup_is_an_error_with_its_code_field_and_file()
    {
        var file = Write("setup.json", _setup.ToJson().Replace("1024", "1"));

        var run = await ToolRun.OfAsync("show", file);

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("error FZ1108: groups[0].memoryMB: ", run.Error);
        Assert.Contains(file, run.Error);
        Assert.Equal("", run.Output);
    }

    [Fact]
    public async Task A_loop_is_shown_with_a_row_per_round_and_the_change_first_to_best()
    {
        var report = new LoopReport("app", [Round(1, 300, 30, "The first setup."), Round(2, 90, 33, "fused")], Round(2, 90, 33, "fused"))
        {
            End = "Nothing is left to try.",
            Cheapest = new("(A,B,C)@512", true, 88, 30, 90, 33),
        };
        report.Write(Path.Combine(_folder, "loop.json"));

        var run = await ToolRun.OfAsync("show", _folder);

        Assert.Equal(0, run.ExitCode);
        var lines = run.Output.Split('\n');
        var header = Array.FindIndex(lines, l => l.StartsWith("  #  requests", StringComparison.Ordinal));
        var row = lines[header + 1];
        Assert.Equal(
            ["1", "50", "1", "300", "600", "900", "290", "580", "870", "30.00", "12", "128–1024", "3.0", "kB", "2.5", "s"],
            row.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        );
        // Figures end below the end of their headers.
        foreach (var (title, figure) in new[] { ("requests", "50"), ("USD/M", "30.00"), ("cold", "12"), ("zips", "3.0 kB") })
            Assert.Equal(
                lines[header].IndexOf(title, StringComparison.Ordinal) + title.Length,
                row.IndexOf(figure, StringComparison.Ordinal) + figure.Length
            );
        Assert.Contains("     " + _setup.Notation, lines);
        Assert.Contains("     The first setup.", lines);
        Assert.Contains("Nothing is left to try.", lines);
        Assert.Contains(
            "  The best setup costs 33.00 USD per million requests at 90 ms, "
                + "10 % more than the cheapest setup that was measured or is predicted to be as fast (all groupings searched: 30.00, (A,B,C)@512)",
            lines
        );
        Assert.Contains("first → best  round 1 → 2", lines);
        Assert.Contains("p50 300 → 90 ms −70 %", lines.Select(l => string.Join(' ', l.Split(' ', StringSplitOptions.RemoveEmptyEntries))));
        Assert.Contains(
            "cost 30.00 → 33.00 USD per million requests +10 %",
            lines.Select(l => string.Join(' ', l.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        );
    }

    [Fact]
    public async Task A_stores_history_tells_the_current_setup_and_what_is_not_over()
    {
        var store = SetupStore.InFolder(_folder);
        await store.PutSetupAsync(_setup, default);
        Assert.True(await store.TrySetCurrentAsync(_setup.Id, null, default));
        await store.PutRoundAsync(
            new RoundRecord
            {
                Round = 1,
                App = "app",
                SetupId = _setup.Id,
                Notation = _setup.Notation,
                Proposer = "paper",
                Decision = "why [not]",
                Started = DateTimeOffset.UnixEpoch,
            },
            default
        );

        var run = await ToolRun.OfAsync("show", _folder);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains($"current setup {_setup.Id}, change 1", run.Output);
        Assert.Contains("not over", run.Output);
        Assert.Contains("why [not]", run.Output);
        using var json = JsonDocument.Parse((await ToolRun.OfAsync("show", _folder, "--json")).Output);
        Assert.Equal(_setup.Id, json.RootElement.GetProperty("current").GetString());
        Assert.Equal(1, json.RootElement.GetProperty("rounds").GetArrayLength());
    }

    [Fact]
    public async Task What_is_not_there_or_nothing_of_ours_is_an_error()
    {
        var missing = await ToolRun.OfAsync("show", Path.Combine(_folder, "gone.json"));
        Assert.Equal((1, true), (missing.ExitCode, missing.Error.StartsWith("error FZ1502: ", StringComparison.Ordinal)));
        Assert.Contains("gone.json", missing.Error);

        Assert.Contains("neither loop.json", (await ToolRun.OfAsync("show", _folder)).Error);
        Assert.Contains("isn't JSON", (await ToolRun.OfAsync("show", Write("x.json", "{"))).Error);
        var notALoop = Write("y.json", """{"rounds":[{}]}""");
        Assert.StartsWith($"error FZ1502: '{notALoop}' isn't a loop's report: ", (await ToolRun.OfAsync("show", notALoop)).Error);
        var torn = Path.Combine(_folder, "store");
        Directory.CreateDirectory(Path.Combine(torn, "setups"));
        Write("store/setups/current.json", "{");
        Assert.DoesNotContain("..", (await ToolRun.OfAsync("show", torn)).Error);
        // As an interrupted loop leaves it.
        Assert.EndsWith($"; its store is '{torn}'", (await ToolRun.OfAsync("show", _folder)).Error.TrimEnd());
    }

    private LoopReportRound Round(int number, double p50, double cost, string decision) =>
        new()
        {
            Round = number,
            SetupId = _setup.Id,
            Notation = _setup.Notation,
            Groups = [.. _setup.Groups.Select(g => new LoopReportGroup(g.Name, g.Tasks, g.MemoryMB, 1500))],
            Requests = 50,
            Errors = 1,
            P50 = p50,
            P95 = 600,
            P99 = 900,
            Mean = 310,
            Billed = new(290, 580, 870, 300),
            CostPerMillion = cost,
            ColdStarts = 12,
            InvocationsPerRequest = 3,
            DoubleBilledMs = 40,
            BuildSeconds = 2.5,
            Decision = decision,
        };

    private string Write(string name, string content)
    {
        var file = Path.Combine(_folder, name);
        File.WriteAllText(file, content);
        return file;
    }
}
