using System.Text;
using Fusionize.Optimization.Monitoring;
using Fusionize.Records;
using Fusionize.Rounds;
using Fusionize.Setups;
using Fusionize.Setups.Stores;
using Fusionize.Tests.Deployment;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Cli;

/// <summary>
/// Every file that a command reads may be damaged, another kind of file, a folder or a device. The command says so with a code on one line, or works
/// without it; it never ends with an internal error.
/// </summary>
public sealed class DamagedFileTests : IDisposable
{
    private static readonly string[] s_values = ["null", "1e300", "\"\\u0000\"", "{}", "[null]", ""];

    private readonly TemporaryFolder _folder = new("fusionize-damaged-");
    private readonly Builds _builds = new();
    private readonly FusionSetup _setup = new("app", [new("A", ["A", "B"], memoryMB: 1024), new("C", ["C", "B"], ["C"], remoteAsync: ["B"])]);

    public void Dispose()
    {
        _builds.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_loops_report()
    {
        var (file, conditions) = (Path.Combine(_folder.Path, LoopFolder.ReportName), new RoundConditions { Busy = 0.5, Others = 0.3 });
        var round = new LoopReportRound
        {
            Round = 1,
            SetupId = _setup.Id,
            Notation = _setup.Notation,
            Groups = [.. _setup.Groups.Select(g => new LoopReportGroup(g.Name, g.Tasks, g.MemoryMB, 1500))],
            Requests = 50,
            Errors = 1,
            P50 = 300,
            P95 = 600,
            P99 = 900,
            Mean = 310,
            Billed = new(290, 580, 870, 300),
            CostPerMillion = 30,
            ColdStarts = 12,
            InvocationsPerRequest = 3,
            DoubleBilledMs = 40,
            BuildSeconds = 2.5,
            Decision = "fused",
            Conditions = conditions,
        };
        var report = new LoopReport("app", [round, round with { Round = 2 }], round)
        {
            End = "Nothing is left.",
            WithoutLoad = ["X"],
            Monitoring = new(1, 400, 0.1, 0.2, 0.1, 0.3, 0.05),
            Cheapest = new("(A,B,C)@512", true, 88, 30, 90, 33),
        };
        report.Write(file);
        await EachDamageAsync(file, ["show", file], ["show", file, "--json"], ["report", _folder.Path, "-o", Path.Combine(_folder.Path, "r.html")]);
    }

    [Fact]
    public async Task A_setup()
    {
        var file = Write("setup.json", _setup.ToJson());
        await EachDamageAsync(
            file,
            ["show", file],
            ["simulate", Samples.File("Tree/tree.app.json"), "--setup", file, "--load", "rate=1/s,duration=1s"]
        );
    }

    [Fact]
    public async Task A_store()
    {
        var store = SetupStore.InFolder(_folder.Path);
        await store.PutSetupAsync(_setup, default);
        Assert.True(await store.TrySetCurrentAsync(_setup.Id, null, default));
        Assert.True(await store.TrySetPlanAsync(SamplingPlan.Begin("app") with { SetupId = _setup.Id }, null, default));
        await store.PutRoundAsync(
            new RoundRecord
            {
                Round = 1,
                App = "app",
                SetupId = _setup.Id,
                Notation = _setup.Notation,
                Proposer = "paper",
                Decision = "why",
                Started = DateTimeOffset.UnixEpoch,
                Conditions = new RoundConditions { Busy = 0.95, Others = 0.3 }.Judged(),
                Outcome = new()
                {
                    Requests = 5,
                    P50 = 9,
                    CostPerMillion = 3,
                    Entries = [new("A", 5, 0, 1, 9, 9, 9, 9, 3)],
                },
            },
            default
        );
        Assert.Equal(0, (await ToolRun.OfAsync("setups", "pin", _folder.Path, _setup.Id, "--reason", "why")).ExitCode);
        var files = Directory.GetFiles(_folder.Path, "*.json", SearchOption.AllDirectories);
        Assert.True(files.Length >= 3, string.Join(' ', files));
        foreach (var file in files)
            await EachDamageAsync(
                file,
                ["show", _folder.Path],
                ["setups", "list", _folder.Path],
                ["setups", "show", _folder.Path],
                ["report", _folder.Path, "--json"]
            );
    }

    [Fact]
    public async Task An_application_description()
    {
        var file = Write("tree.app.json", await File.ReadAllTextAsync(Samples.File("Tree/tree.app.json")));
        await EachDamageAsync(file, ["simulate", file, "--load", "rate=1/s,duration=1s"]);
    }

    [Fact]
    public async Task A_mix_of_requests()
    {
        var build = _builds.MakeRelay("one", "(A)-(B)");
        var file = Write("mix.json", """{"requests":[{"entry":"A","weight":15,"body":{"x":1}},{"entry":"A","weight":1}]}""");
        await EachDamageAsync(file, ["load", build, "--mix", file, "--endpoint", "http://127.0.0.1:9", "--duration", "1s", "--rate", "1/s"]);
    }

    [Fact]
    public async Task A_checkpoint()
    {
        var build = _builds.MakeRelay("one", "(A)-(B)");
        var logs = Directory.CreateDirectory(Path.Combine(_folder.Path, "logs")).FullName;
        var file = Path.Combine(_folder.Path, "checkpoint.json");
        string[] extract = ["extract", build, "--logs", logs, "--checkpoint", file];
        Assert.Equal(0, (await ToolRun.OfAsync(extract)).ExitCode);
        await EachDamageAsync(file, extract);
    }

    [Theory]
    [InlineData("folder", false)]
    [InlineData("/dev/null", true)]
    [InlineData("/dev/zero", true)]
    [InlineData("binary", false)]
    [InlineData("empty", false)]
    [InlineData("absent", false)]
    public async Task What_is_no_such_file(string kind, bool isDevice)
    {
        if (isDevice && !File.Exists(kind))
            return;
        var place = isDevice ? kind : Path.Combine(_folder.Path, kind);
        if (kind == "folder")
            Directory.CreateDirectory(place);
        if (kind is "binary" or "empty")
            await File.WriteAllBytesAsync(place, kind == "empty" ? [] : [.. Enumerable.Range(0, 5000).Select(i => (byte)(i * 7))]);
        var build = _builds.MakeRelay("one", "(A)-(B)");
        var defects = new List<string>();
        foreach (
            var command in (string[][])
                [
                    ["show", place],
                    ["report", place, "--json"],
                    ["graph", place],
                    ["explain", place],
                    ["explain", "A", "--build", place],
                    ["template", place],
                    ["simulate", place],
                    ["simulate", Samples.File("Tree/tree.app.json"), "--setup", place],
                    ["replay", place, place],
                    ["iam", "diff", place, place],
                    ["setups", "list", place],
                    ["setups", "show", place],
                    ["setups", "pin", place, "0123456789abcdef"],
                    ["optimize", build, "--records", place],
                    ["optimize", build, "--store", place],
                    ["optimize", build, "--records", place, "--optimizer", "assembly:" + place],
                    ["optimize", build, "--records", place, "--optimizer", "schedule:" + place],
                    ["optimize", build, "--records", place, "--optimizer", "exec:" + place],
                    ["whatif", build, "--records", place, "--setup", place],
                    ["pareto", build, "--records", place],
                    ["extract", build, "--logs", place],
                    ["extract", build, "--logs", place, "--checkpoint", place],
                    ["load", build, "--data", "@" + place, "--endpoint", "http://127.0.0.1:9", "--duration", "1s", "--rate", "1/s"],
                    ["load", build, "--mix", place, "--endpoint", "http://127.0.0.1:9", "--duration", "1s", "--rate", "1/s"],
                    ["deploy", place, "--endpoint", "http://127.0.0.1:9"],
                    ["deploy", build, "--store", place, "--endpoint", "http://127.0.0.1:9"],
                    ["releases", "list", place, "--endpoint", "http://127.0.0.1:9"],
                    ["cold", place, "--endpoint", "http://127.0.0.1:9"],
                    ["loop", place],
                ]
        )
        {
            if (await DefectAsync(command) is { } defect)
                defects.Add(defect);
        }
        Assert.Equal([], defects);
    }

    private async Task EachDamageAsync(string file, params string[][] commands)
    {
        var whole = await File.ReadAllBytesAsync(file);
        var text = Encoding.UTF8.GetString(whole);
        var contents = JsonDamage.Of(text, s_values).Append("").Append(text[..(text.Length / 2)]).Append("\uFEFF" + text).Append("\0");
        var defects = new List<string>();
        foreach (var content in contents)
        {
            foreach (var command in commands)
            {
                await File.WriteAllTextAsync(file, content);
                if (await DefectAsync(command) is { } defect)
                    defects.Add($"{defect}\n{content}");
            }
        }
        await File.WriteAllBytesAsync(file, whole);
        Assert.Equal([], defects);
    }

    /// <summary>What a command says that ends with an internal error; null where it doesn't.</summary>
    private static async Task<string?> DefectAsync(string[] command)
    {
        var run = await ToolRun.OfAsync(command);
        return run.Error.Contains("FZ1599", StringComparison.Ordinal) || (run.ExitCode != 0 && !run.Error.Contains("FZ", StringComparison.Ordinal))
            ? $"{string.Join(' ', command)}\n{run.ExitCode} {run.Error}"
            : null;
    }

    private string Write(string name, string content)
    {
        var file = Path.Combine(_folder.Path, name);
        File.WriteAllText(file, content);
        return file;
    }
}
