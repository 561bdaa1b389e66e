using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using Fusionize.Dashboard.Building;
using Fusionize.Dashboard.Model;
using Fusionize.Packaging;
using Fusionize.Records;
using Fusionize.Setups;
using Fusionize.Setups.Stores;
using Fusionize.Simulation;
using Json.Schema;

namespace Fusionize.Dashboard.Tests;

public sealed class ReportTests : IDisposable
{
    private const string SchemaFile = "docs/json/report.schema.json";

    /// <summary>Set to write the schema instead of comparing it.</summary>
    private const string Update = "FUSIONIZE_UPDATE_JSON";

    private readonly string _folder = Directory.CreateTempSubdirectory("report-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_result_is_one_sentence_with_money()
    {
        var result = SimulatedLoop.IoT.Result!;

        Assert.Matches(
            @"^P50 of the client [\d,.]+ → [\d,.]+ ms, [\d.]+ → [\d.]+ USD per million requests; "
                + @"at [\d.]+ requests/s that is [\d.]+ USD a month less\.$",
            result.Sentence
        );
        var before = SimulatedLoop.IoT.Find(result.Before)!.Measured!;
        var after = SimulatedLoop.IoT.Find(result.After)!.Measured!;
        Assert.Equal((before.UsdPerMillion - after.UsdPerMillion) * result.RequestsPerSecond!.Value * 2.592, result.UsdPerMonth!.Value, 6);
        Assert.NotEmpty(result.Changes);
    }

    [Fact]
    public void Savings_can_be_stated_for_another_traffic()
    {
        var measured = SimulatedLoop.Tree.Result!;

        var stated = ReportBuilder.Build(SimulatedLoop.SourceOf("samples/Tree/tree.app.json", 3), 10 * measured.RequestsPerSecond).Result!;

        Assert.Equal(10 * measured.UsdPerMonth!.Value, stated.UsdPerMonth!.Value, 6);
    }

    [Fact]
    public void The_parts_of_the_bill_add_up_to_the_measured_cost()
    {
        foreach (var setup in SimulatedLoop.Large.Setups.Where(s => s.Measured is not null))
            Assert.Equal(setup.Measured!.UsdPerMillion, setup.Bill.Sum(p => p.Usd), 3);
    }

    [Fact]
    public void Each_entry_of_a_mix_has_its_own_figures_and_crashes()
    {
        var app = AppDescriptionParser.Parse(
            """
            { "fusionize": 1, "app": "shop", "tasks": [
              { "id": "A", "entry": true, "steps": [ { "waitMs": 10 } ] },
              { "id": "B", "entry": true, "steps": [ { "waitMs": 300 } ] } ] }
            """u8.ToArray(),
            "shop"
        );
        var setup = FusionSetup.OnePerTask(app.ToAppModel());
        var load = SimulatedLoad.Parse("rate=9/s,duration=10s,entry=A:2,B:1");
        var records = Simulator.RunAndRecord(app, setup, LambdaModel.DotNet, load, 1).Records.Records.ToList();
        var crashed = records.FindLastIndex(r => r.Task == "A");
        records[crashed] = records[crashed] with { Task = "", Error = new("Runtime.ExitError", "") };
        var source = new ReportSource("shop");
        source.Add(setup, records);

        var report = ReportBuilder.Build(source);

        Assert.Equal([("A", 60, 1), ("B", 30, 0)], report.Entries.Select(e => (e.Task, e.Requests, e.Errors)));
        Assert.True(report.Entries[1].BilledP50Ms > 10 * report.Entries[0].BilledP50Ms);
        var measured = report.Setups[0].Measured!;
        Assert.InRange(measured.BilledP50Ms, measured.BilledP50LowMs, measured.BilledP50HighMs);
    }

    [Fact]
    public void The_critical_path_adds_up_to_the_response()
    {
        foreach (var request in SimulatedLoop.Large.Requests)
            Assert.InRange(request.CriticalMs.Sum(c => c.Ms), request.ResponseMs * 0.98 - 1, request.ResponseMs * 1.02 + 1);
    }

    [Fact]
    public void Calls_are_counted_per_request_and_where_they_ran()
    {
        var (before, after) = (SimulatedLoop.IoT.Find("S1")!, SimulatedLoop.IoT.Find("S2")!);

        Assert.All(before.Calls, c => Assert.Equal("remote", c.Where));
        Assert.Contains(after.Calls, c => c.Where == "local");
        Assert.All(before.Calls.Where(c => c.Kind == "sync"), c => Assert.True(c.WaitMs > 0 && c.Usd > 0));
    }

    [Fact]
    public void The_schema_describes_the_report_and_the_report_keeps_it()
    {
        var file = Path.Combine(Repository.Root, SchemaFile);
        var exported = Schema();
        if (Environment.GetEnvironmentVariable(Update) is { Length: > 0 })
            File.WriteAllText(file, exported);
        Assert.Equal(File.ReadAllText(file), exported);
        var schema = JsonSchema.FromText(exported);
        foreach (var report in new[] { SimulatedLoop.IoT, SimulatedLoop.Large, ReportBuilder.Build(new("empty")) })
        {
            var json = JsonNode.Parse(ReportJson.Write(report))!;
            Assert.True(schema.Evaluate(json).IsValid);
            json["unknown"] = 1;
            Assert.False(schema.Evaluate(json).IsValid);
        }
    }

    [Fact]
    public async Task Seventeen_tasks_and_twelve_rounds_stay_below_two_megabytes()
    {
        Assert.Equal((17, 12), (SimulatedLoop.Large.Tasks.Length, SimulatedLoop.Large.Rounds.Length));
        Assert.InRange((await ReportFile.RenderAsync(SimulatedLoop.Large)).Length, 50_000, 2_000_000);
    }

    [Fact]
    public async Task Nothing_is_loaded_from_elsewhere_and_no_script_runs()
    {
        var html = await ReportFile.RenderAsync(SimulatedLoop.IoT);

        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotMatch("""(src|href)="(?!#)""", html);
        Assert.Contains("default-src 'none'", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_foreign_text_says_stays_text()
    {
        var source = SimulatedLoop.SourceOf("samples/Tree/tree.app.json", 1);
        var setup = source.Setups.Values.First();
        source.Add(SimulatedLoop.Round(2, setup, null, "<script>alert(1)</script>\u202Eevil\u0007 \" onload=\"x"));

        var html = await ReportFile.RenderAsync(ReportBuilder.Build(source));

        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("\" onload=\"x", html, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)", html, StringComparison.Ordinal);
        Assert.DoesNotContain("&#x202E;", html, StringComparison.Ordinal);
        Assert.DoesNotContain("&#x7;", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_without_anything_says_what_is_missing()
    {
        var report = ReportBuilder.Build(new("empty"));

        Assert.Contains(report.Missing, m => m.StartsWith("Nothing was measured", StringComparison.Ordinal));
        Assert.Contains("Nothing was measured yet.", await ReportFile.RenderAsync(report), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Damaged_and_lost_rounds_and_setups_are_named_and_the_rest_is_shown()
    {
        var store = Path.Combine(_folder, "store");
        var whole = await StoreAsync(store);
        await File.WriteAllTextAsync(Path.Combine(store, "rounds", "2.json"), "{\"round\": 2, ");
        File.Delete(Path.Combine(store, "rounds", "3.json"));
        File.Delete(Path.Combine(store, "setups", whole.Rounds[3].SetupId + ".json"));
        var traces = Directory.GetFiles(Path.Combine(store, "traces", whole.Rounds[1].SetupId))[0];
        await File.WriteAllTextAsync(traces, "no gzip");

        var report = ReportBuilder.Build(await ReportReader.ReadAsync(store, null, CancellationToken.None));

        Assert.Equal([1, 4], report.Rounds.Select(r => r.Round));
        Assert.Null(report.Rounds[1].Setup);
        Assert.Contains(report.Missing, m => m.StartsWith("A round is not shown", StringComparison.Ordinal));
        Assert.Contains(report.Missing, m => m.StartsWith("Rounds are missing: 2, 3", StringComparison.Ordinal));
        Assert.Contains(report.Missing, m => m.Contains(whole.Rounds[3].SetupId, StringComparison.Ordinal));
        Assert.Contains(report.Missing, m => m.StartsWith($"The records of setup {whole.Rounds[1].SetupId}", StringComparison.Ordinal));
        Assert.NotNull(report.Result);
        Assert.Contains("Rounds are missing", await ReportFile.RenderAsync(report), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_torn_loop_file_leaves_what_the_store_has()
    {
        await StoreAsync(Path.Combine(_folder, "store"));
        await File.WriteAllTextAsync(Path.Combine(_folder, "loop.json"), "{");

        var report = ReportBuilder.Build(await ReportReader.ReadAsync(_folder, null, CancellationToken.None));

        Assert.Contains(report.Missing, m => m.StartsWith("The loop's own figures are not shown", StringComparison.Ordinal));
        Assert.Equal(4, report.Rounds.Length);
    }

    [Theory]
    [InlineData("nowhere", "there is no folder")]
    [InlineData("", "is no loop's folder")]
    public async Task What_is_nothing_to_report_on_is_an_error(string name, string problem)
    {
        var error = await Assert.ThrowsAsync<FusionizeException>(() =>
            ReportReader.ReadAsync(Path.Combine(_folder, name), null, CancellationToken.None)
        );

        Assert.Equal(ReportCodes.NothingToReport, error.Code);
        Assert.Contains(problem, error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_build_shows_its_map_and_permissions_but_no_value_of_a_variable()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, FusionManifest.FileName), Manifest().ToJson());

        var report = ReportBuilder.Build(await ReportReader.ReadAsync(_folder, null, CancellationToken.None));
        var html = await ReportFile.RenderAsync(report);

        Assert.Contains(report.Setups.Single().Calls, c => c is { From: "Order", To: "Pay", Where: "local" });
        var widened = Assert.Single(report.Widened!.Permissions!.Value);
        Assert.Equal(("s3:GetObject", "Order"), (widened.Action, Assert.Single(widened.AlsoFor)));
        Assert.DoesNotContain("hunter2", html, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", ReportJson.Write(report), StringComparison.Ordinal);
    }

    private static string Schema()
    {
        var options = new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true };
        var schema = (JsonObject)ReportJson.Options.GetJsonSchemaAsNode(typeof(Report), options);
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "title", "fusionize report --json");
        schema["properties"]!["version"] = new JsonObject { ["const"] = Report.CurrentVersion };
        return schema.ToJsonString(new JsonSerializerOptions { WriteIndented = true, NewLine = "\n" }) + "\n";
    }

    private static async Task<ReportSource> StoreAsync(string folder)
    {
        var source = SimulatedLoop.SourceOf("samples/Tree/tree.app.json", 4);
        using var store = SetupStore.InFolder(folder);
        foreach (var round in source.Rounds)
        {
            await store.PutSetupAsync(source.Setups[round.SetupId], CancellationToken.None);
            await store.PutRoundAsync(round, CancellationToken.None);
        }
        await store.MoveAsync(source.Rounds[0].SetupId);
        var records = new FolderRecordStore(folder);
        foreach (var measured in source.Records.Values)
            await records.PutAsync("w", measured, CancellationToken.None);
        return source;
    }

    private static FusionManifest Manifest()
    {
        var setup = new FusionSetup("shop", [new FusionGroup("Order", ["Order", "Pay"])]);
        return new()
        {
            App = "shop",
            Setup = setup.Id,
            Notation = setup.Notation,
            ToolVersion = "1.0.0",
            Groups =
            [
                new()
                {
                    Name = "Order",
                    Function = "shop-Order",
                    Zip = "Order.zip",
                    Sha256 = new string('0', 64),
                    Bytes = 1000,
                    Runtime = "dotnet10",
                    Handler = "h",
                    Architecture = Architectures.X64,
                    MemoryMB = 128,
                    Tasks = ["Order", "Pay"],
                    Entries = ["Order", "Pay"],
                    RemoteAsync = [],
                    Routes = ImmutableSortedDictionary<string, string>.Empty,
                    Assemblies = [],
                },
            ],
            Tasks = [new("Order", true, [], null), new("Pay", false, [], null, [new("s3:GetObject", "arn:aws:s3:::cards/*")])],
            Calls = [new("Order", "Pay", "sync", "once", "Shop.cs(3)")],
            Deployment = new() { Variables = [new("DB_PASSWORD", "hunter2")] },
        };
    }
}
