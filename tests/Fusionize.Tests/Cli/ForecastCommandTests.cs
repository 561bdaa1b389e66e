using System.Text.Json;
using Fusionize.Optimization.Monitoring;
using Fusionize.Packaging;
using Fusionize.Records;
using Fusionize.Setups;
using Fusionize.Setups.Stores;
using Fusionize.Simulation;
using Fusionize.Tests.Deployment;

namespace Fusionize.Tests.Cli;

/// <summary>Commands that predict, on the records of a simulated round.</summary>
public sealed class ForecastCommandTests : IAsyncLifetime
{
    private static readonly AppDescription s_app = new(
        "iot",
        [
            new("Look", true, [new CpuStep(5), new CallStep("Check"), new CallStep("Store", CallKind.Async)]),
            new("Check", false, [new CpuStep(20)]),
            new("Store", false, [new WaitStep(15)]),
        ]
    );

    private readonly string _folder = Directory.CreateTempSubdirectory("fusionize-forecast-").FullName;

    private string Records => Path.Combine(_folder, "records.jsonl.gz");

    public async Task InitializeAsync()
    {
        var setup = FusionSetup.OnePerTask(s_app.ToAppModel());
        var manifest = AccessTests.App("Look", "Check", "Store");
        manifest = manifest with
        {
            Setup = setup.Id,
            Notation = setup.Notation,
            Groups = [.. manifest.Groups.Select(g => g with { MemoryMB = FusionGroup.DefaultMemoryMB, Architecture = Architectures.X64 })],
        };
        await File.WriteAllTextAsync(Path.Combine(_folder, FusionManifest.FileName), manifest.ToJson());
        var simulated = Simulator.RunAndRecord(s_app, setup, LambdaModel.DotNet, new() { Rate = 10, DurationSeconds = 20 }, 1).Records;
        await RecordFile.WriteAsync(Records, simulated.Records, default);
    }

    public Task DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task With_a_sampling_plan_the_optimizer_is_asked_when_there_is_something_to_ask()
    {
        var store = Path.Combine(_folder, "store");
        await WriteOldAsync(s_app, 1, 0);
        var setup = FusionSetup.OnePerTask(s_app.ToAppModel());
        string[] look = ["optimize", _folder, "--records", Records, "--store", store, "--when-needed", "--json", "--exit-code", "--goal", "cost"];

        // Nobody has chosen a setup yet: it is asked.
        var first = await ToolRun.OfAsync([.. look, "--sampling", "lots=5,of=20,fraction=0.1"]);
        Assert.Equal((0, "propose"), (first.ExitCode, Status(first)));

        // This one was chosen, say; the records are as usual.
        var plans = SetupStore.InFolder(store);
        var stored = (await plans.GetPlanAsync("iot", default))!;
        Assert.True(await plans.TrySetPlanAsync(stored.Plan.Watch(setup.Id), stored, default));
        var quiet = await ToolRun.OfAsync(look);
        Assert.Equal((3, "nothing-to-do"), (quiet.ExitCode, Status(quiet)));
        var json = JsonDocument.Parse(quiet.Output).RootElement;
        Assert.StartsWith(
            "Nothing to do: sampling, 9 lots of 20 requests conform. Trace ",
            json.GetProperty("decision").GetString()
        );
        // At most as asked for, and no more than tracing may cost.
        Assert.InRange(json.GetProperty("trace").GetDouble(), 0.01, 0.1);
        Assert.InRange(json.GetProperty("tracing").GetProperty("settled").GetDouble(), 0.001, 0.02);
        Assert.InRange(json.GetProperty("tracing").GetProperty("searching").GetDouble(), 0.01, 0.1);
        Assert.InRange(json.GetProperty("monitoring").GetProperty("logBytes").GetDouble(), 300, 1000);
        // The same records count once.
        Assert.Equal(
            json.GetProperty("decision").GetString(),
            JsonDocument.Parse((await ToolRun.OfAsync(look)).Output).RootElement.GetProperty("decision").GetString()
        );

        // The next day a task needs three times as much.
        var heavier = s_app with { Tasks = [.. s_app.Tasks.Select(t => t.Id == "Check" ? t with { Steps = [new CpuStep(60)] } : t)] };
        await WriteOldAsync(heavier, 2, 86_400_000);
        var changed = await ToolRun.OfAsync(look);
        Assert.Equal((0, "propose"), (changed.ExitCode, Status(changed)));
        Assert.StartsWith("task Check", JsonDocument.Parse(changed.Output).RootElement.GetProperty("drifts")[0].GetProperty("what").GetString());
        Assert.Contains(
            "Re-optimize: task Check",
            (await ToolRun.OfAsync([.. look.Where(o => o != "--json")])).Output
                + JsonDocument.Parse(changed.Output).RootElement.GetProperty("decision").GetString()
        );
        Assert.False((await plans.GetPlanAsync("iot", default))!.Plan.IsWatching);

        // Of instances that nobody has seen starting.
        async Task WriteOldAsync(AppDescription app, ulong seed, double later) =>
            await RecordFile.WriteAsync(
                Records,
                Simulator
                    .RunAndRecord(app, FusionSetup.OnePerTask(app.ToAppModel()), LambdaModel.DotNet, new() { Rate = 10, DurationSeconds = 20 }, seed)
                    .Records.Records.Select(r => r with { Instance = "", StartMs = r.StartMs + later }),
                default
            );

        static string? Status(ToolRun run) => JsonDocument.Parse(run.Output).RootElement.GetProperty("status").GetString();
    }

    [Fact]
    public async Task What_tracing_costs_is_printed() =>
        TracingViewTests.AssertWithinGoals((await ToolRun.OfAsync("optimize", _folder, "--records", Records, "--goal", "cost")).Output);

    [Fact]
    public async Task A_setup_that_was_never_deployed_is_predicted_beside_what_was_measured()
    {
        const string Wanted = "(Look,Check)@1024-(Store)";
        var run = await ToolRun.OfAsync("whatif", _folder, "--records", Records, "--setup", Wanted, "--json");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var json = JsonDocument.Parse(run.Output).RootElement;
        var truth = Simulator
            .Run(s_app, FusionSetup.ParseNotation(Wanted, s_app.ToAppModel()), LambdaModel.DotNet, new() { Rate = 10, DurationSeconds = 20 }, 2)
            .Outcome;
        Assert.InRange(json.GetProperty("predicted").GetProperty("p50Ms").GetDouble() / truth.P50, 0.85, 1.15);
        Assert.InRange(json.GetProperty("predicted").GetProperty("costPerMillion").GetDouble() / truth.CostPerMillion, 0.85, 1.15);
        Assert.True(json.GetProperty("measured").GetProperty("outcome").GetProperty("p50").GetDouble() > truth.P50 * 2);

        var text = (await ToolRun.OfAsync("whatif", _folder, "--records", Records, "--setup", Wanted)).Output;
        Assert.Contains("predicted  " + FusionSetup.ParseNotation(Wanted, s_app.ToAppModel()).FullNotation, text);
        Assert.Contains("USD per million", text);
    }

    [Fact]
    public async Task What_was_measured_is_shown_as_measured()
    {
        var own = FusionSetup.OnePerTask(s_app.ToAppModel()).FullNotation;

        var json = JsonDocument.Parse((await ToolRun.OfAsync("whatif", _folder, "--records", Records, "--setup", own, "--json")).Output).RootElement;
        Assert.Equal(1, json.GetProperty("wasMeasured").GetProperty("rounds").GetInt32());
        var text = (await ToolRun.OfAsync("whatif", _folder, "--records", Records, "--setup", own)).Output;
        Assert.Contains("This setup was measured, in 1 round.", text);

        var cheapest = JsonDocument
            .Parse((await ToolRun.OfAsync("pareto", _folder, "--records", Records, "--exhaustive", "--json")).Output)
            .RootElement.GetProperty("cheapest")[0];
        Assert.Equal(
            json.GetProperty("wasMeasured").GetProperty("outcome").GetProperty("p50").GetDouble(),
            cheapest.GetProperty("p50Ms").GetDouble()
        );
    }

    [Fact]
    public async Task The_frontier_runs_from_fast_and_dear_to_slow_and_cheap_and_is_written()
    {
        var file = Path.Combine(_folder, "frontier.json");
        var run = await ToolRun.OfAsync("pareto", _folder, "--records", Records, "--points", "6", "--out", file);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var points = JsonDocument
            .Parse(await File.ReadAllTextAsync(file))
            .RootElement.GetProperty("frontier")
            .EnumerateArray()
            .Select(p =>
                (
                    Ms: Figure(p, "p50Ms", "p50"),
                    Usd: Figure(p, "costPerMillion", "costPerMillion"),
                    Notation: p.GetProperty("notation").GetString()!
                )
            )
            .ToList();
        Assert.InRange(points.Count, 2, 6);
        Assert.All(points.Zip(points.Skip(1)), pair => Assert.True(pair.First.Ms < pair.Second.Ms && pair.First.Usd > pair.Second.Usd));
        Assert.Contains(points[0].Notation, run.Output);

        // A measurement counts more than a prediction.
        static double Figure(JsonElement point, string predicted, string measured) =>
            point.GetProperty("measured") is { ValueKind: JsonValueKind.Object } own
                ? own.GetProperty(measured).GetDouble()
                : point.GetProperty("predicted").GetProperty(predicted).GetDouble();
        Assert.False(File.Exists(file + ".tmp"));
    }

    [Fact]
    public async Task The_cheapest_setup_of_a_latency_is_found_beside_what_was_measured()
    {
        var run = await ToolRun.OfAsync("pareto", _folder, "--records", Records, "--exhaustive", "--json");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var json = JsonDocument.Parse(run.Output).RootElement;
        Assert.True(json.GetProperty("exhaustive").GetBoolean());
        var cheapest = Assert.Single(json.GetProperty("cheapest").EnumerateArray());
        var measuredUsd = cheapest.GetProperty("measured").GetProperty("outcome").GetProperty("costPerMillion").GetDouble();
        var foundUsd = cheapest.GetProperty("found").GetProperty("predicted").GetProperty("costPerMillion").GetDouble();
        Assert.True(foundUsd < 0.9 * measuredUsd);
        Assert.Equal(measuredUsd / foundUsd - 1, cheapest.GetProperty("above").GetDouble(), 1e-9);
        Assert.True(
            cheapest.GetProperty("found").GetProperty("predicted").GetProperty("p50Ms").GetDouble() <= cheapest.GetProperty("p50Ms").GetDouble()
        );

        var wanted = await ToolRun.OfAsync(
            "pareto",
            _folder,
            "--records",
            Records,
            "--exhaustive",
            "--p50",
            "90ms",
            "--constraint",
            "apart:Look,Check",
            "--json"
        );
        var found = JsonDocument.Parse(wanted.Output).RootElement.GetProperty("cheapest")[0].GetProperty("found");
        Assert.InRange(found.GetProperty("predicted").GetProperty("p50Ms").GetDouble(), 1, 90);
        Assert.DoesNotContain("(Look,Check", found.GetProperty("notation").GetString());
        Assert.Contains(
            "none was measured or is predicted to be that fast",
            (await ToolRun.OfAsync("pareto", _folder, "--records", Records, "--exhaustive", "--p50", "2ms")).Output
        );
        Assert.Contains("--p50 needs --exhaustive", (await ToolRun.OfAsync("pareto", _folder, "--records", Records, "--p50", "60ms")).Error);
    }

    [Fact]
    public async Task A_proposal_is_explained_on_request()
    {
        var silent = await ToolRun.OfAsync("optimize", _folder, "--records", Records, "--goal", "cost");
        var explained = await ToolRun.OfAsync("optimize", _folder, "--records", Records, "--goal", "cost", "--explain");
        Assert.DoesNotContain("Check in Look:", silent.Output);
        Assert.Contains("  gain of each part, compared with the setup without it (billed p50, USD per million requests):\n", explained.Output);
        Assert.Contains("Check in Look: ", explained.Output);
        Assert.Contains("USD/M", explained.Output);
        Assert.Contains(
            "'model' does",
            (await ToolRun.OfAsync("optimize", _folder, "--records", Records, "--optimizer", "paper", "--explain")).Output
        );
    }

    [Fact]
    public async Task A_proposal_says_what_to_try_and_what_to_keep()
    {
        var tried = await ToolRun.OfAsync("optimize", _folder, "--records", Records, "--goal", "cost");
        var measured = FusionSetup.OnePerTask(s_app.ToAppModel());
        Assert.Contains("\ntry next     ", tried.Output);
        Assert.Contains($"\nbest so far  {measured.Id}  {measured.FullNotation}\n", tried.Output);

        // Nothing but this can be done.
        var settled = await ToolRun.OfAsync(
            "optimize",
            _folder,
            "--records",
            Records,
            "--goal",
            "cost",
            "--explain",
            "--constraint",
            "apart:Look,Check,Store",
            "most:128",
            "arch:x86_64"
        );
        Assert.Contains($"\nkeep         {measured.Id}  {measured.FullNotation}\n", settled.Output);
        Assert.DoesNotContain("best so far", settled.Output);
        Assert.DoesNotContain("'model' does", settled.Output);
    }

    [Fact]
    public async Task Records_that_hold_no_requests_lead_to_no_setup()
    {
        var (empty, store) = (Path.Combine(_folder, "none.jsonl"), Path.Combine(_folder, "store"));
        await RecordFile.WriteAsync(empty, [], default);
        var run = await ToolRun.OfAsync("optimize", _folder, "--records", empty, "--store", store, "--publish");
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.StartsWith("error FZ1502: the records hold no root request, so there is nothing to optimize by", run.Error);

        // A scheduled job goes on: with a first setup, and then with the one that is there.
        string[] planned = ["optimize", _folder, "--records", empty, "--store", store, "--publish", "--when-needed", "--exit-code"];
        Assert.Equal(0, (await ToolRun.OfAsync(planned)).ExitCode);
        var chosen = FusionSetup.AllInOne(s_app.ToAppModel(), 512);
        await SetupStore.InFolder(store).PutSetupAsync(chosen, default);
        await ToolRun.OfAsync("setups", "promote", store, chosen.Id);
        var quiet = await ToolRun.OfAsync(planned);
        Assert.Equal(3, quiet.ExitCode);
        Assert.StartsWith("Nothing to do yet: the records hold no requests.", quiet.Output);
        Assert.Equal(chosen.Id, (await SetupStore.InFolder(store).GetCurrentAsync(default))!.SetupId);

        // A loop's folder instead of its store.
        var folder = await ToolRun.OfAsync("optimize", _folder, "--records", _folder);
        Assert.Equal($"error FZ1502: '{_folder}' holds no records of setups; its store is '{store}'", folder.Error.TrimEnd());
        Assert.Contains("holds no records of setups; name a store", (await ToolRun.OfAsync("pareto", _folder, "--records", store)).Error);
    }

    [Fact]
    public async Task A_store_is_enough_it_holds_the_records_of_all_rounds()
    {
        var store = Path.Combine(_folder, "store");
        var nothing = await ToolRun.OfAsync("optimize", _folder, "--store", store);
        Assert.StartsWith("error FZ1502: the records hold no root request, so there is nothing to optimize by", nothing.Error);
        var none = await ToolRun.OfAsync("optimize", _folder);
        Assert.Equal(
            (2, true),
            (
                none.ExitCode,
                none.Error.StartsWith("error FZ1501: no records are given; name files or a store with --records", StringComparison.Ordinal)
            )
        );

        // Two windows that overlap, a setup from when the application had another task, and one that nobody has stored.
        var records = await RecordFile.ReadAsync(Records).ToListAsync();
        var (setups, traces) = (SetupStore.InFolder(store), new FolderRecordStore(store));
        var former = new FusionSetup("iot", [new("Look", ["Look", "Gone"])]);
        await setups.PutSetupAsync(former, default);
        await traces.AddAsync(records[..^50], default);
        await traces.AddAsync(records[100..], default);
        await traces.AddAsync([.. records.Select(r => r with { SetupId = former.Id })], default);
        await traces.AddAsync([.. records.Select(r => r with { SetupId = "0123456789abcdef" })], default);

        var (fromStore, fromFile) = (
            await ToolRun.OfAsync("optimize", _folder, "--store", store),
            await ToolRun.OfAsync("optimize", _folder, "--records", Records)
        );
        Assert.Equal((0, fromFile.Output), (fromStore.ExitCode, fromStore.Output));
        Assert.Contains("try next", fromStore.Output);
    }

    [Theory]
    [InlineData("--constraint: least:Check=2048 and most:1024 contradict each other", "--constraint", "most:1024", "least:Check=2048")]
    [InlineData(
        "--constraint works only with the optimizers 'model' and 'assembly:…', not with 'paper'",
        "--constraint",
        "most:1024",
        "--optimizer",
        "paper"
    )]
    public async Task Constraints_that_nobody_would_keep_are_usage_errors(string message, params string[] options)
    {
        var run = await ToolRun.OfAsync(["optimize", _folder, "--records", Records, .. options]);
        Assert.Equal((2, $"error FZ1501: {message}; 'fusionize optimize --help' shows what is possible"), (run.ExitCode, run.Error.TrimEnd()));
    }

    [Fact]
    public async Task A_proposal_keeps_the_constraints()
    {
        var run = await ToolRun.OfAsync(
            "optimize",
            _folder,
            "--records",
            Records,
            "--goal",
            "cost",
            "--json",
            "--constraint",
            "apart:Look,Check",
            "--constraint",
            "least:Check=512",
            "most:1024",
            "--constraint",
            "arch:arm64"
        );
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var groups = JsonDocument
            .Parse(run.Output)
            .RootElement.GetProperty("next")
            .GetProperty("setup")
            .GetProperty("groups")
            .EnumerateArray()
            .Select(g =>
                (
                    Tasks: g.GetProperty("tasks").EnumerateArray().Select(t => t.GetString()!).ToList(),
                    MemoryMB: g.GetProperty("memoryMB").GetInt32(),
                    Architecture: g.GetProperty("architecture").GetString()!
                )
            )
            .ToList();
        Assert.DoesNotContain(groups, g => g.Tasks.Contains("Look") && g.Tasks.Contains("Check"));
        Assert.All(groups, g => Assert.True(g.MemoryMB <= 1024 && g.Architecture == "arm64"));
        Assert.All(groups.Where(g => g.Tasks.Contains("Check")), g => Assert.True(g.MemoryMB >= 512));

        var unknown = await ToolRun.OfAsync("optimize", _folder, "--records", Records, "--constraint", "apart:Look,Nobody");
        Assert.NotEqual(0, unknown.ExitCode);
        Assert.Contains("FZ1608", unknown.Error);
        var bad = await ToolRun.OfAsync("optimize", _folder, "--records", Records, "--constraint", "most:12");
        Assert.Contains("--constraint: A constraint is apart:A,B", bad.Error);
    }

    [Fact]
    public async Task What_cannot_be_predicted_is_said()
    {
        var unknown = await ToolRun.OfAsync("whatif", _folder, "--records", Records, "--setup", "(Look,Nobody)");
        Assert.NotEqual(0, unknown.ExitCode);
        Assert.Contains("Nobody", unknown.Error);
        var empty = Path.Combine(_folder, "none.jsonl");
        await RecordFile.WriteAsync(empty, [], default);
        var nothing = await ToolRun.OfAsync("pareto", _folder, "--records", empty);
        Assert.NotEqual(0, nothing.ExitCode);
        Assert.Contains("error FZ1502: the records hold no root request", nothing.Error);
    }
}
