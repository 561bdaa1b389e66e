using System.Text.Json;
using Fusionize.Optimization;
using Fusionize.Optimization.Optimizers;
using Fusionize.Records;
using Fusionize.Rounds;
using Fusionize.Rounds.Load;
using Fusionize.Setups;
using Fusionize.Setups.Stores;

namespace Fusionize.Tests.Rounds;

public sealed class RoundLoopTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fusionize-loop-").FullName;
    private readonly SetupStore _store;

    public RoundLoopTests() => _store = SetupStore.InFolder(_folder);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Each_round_builds_deploys_loads_drains_and_extracts()
    {
        var rounds = new FakeRounds(_store);

        var result = await RunAsync(rounds, new PaperOptimizer(new() { MemorySizes = [128, 1024] }), rounds: 10);

        Assert.Equal(
            [
                "build (A)@128-(B)@128-(C)@128",
                "deploy",
                "load app-A",
                "drain",
                "extract",
                "build (A,B)@128-(C)@128",
                "deploy",
                "load app-A",
                "drain",
                "extract",
                "build (A,B)@1024-(C)@1024",
                "deploy",
                "load app-A",
                "drain",
                "extract",
                // Here memory makes nothing faster, so each function gets the smaller size.
                "build (A,B)@128-(C)@128",
                "deploy",
                "load app-A",
                "drain",
                "extract",
            ],
            rounds.Done
        );
        Assert.Equal("(A,B)-(C)", result.Best!.Setup.Notation);
        Assert.Equal(128, result.Best.Setup.Groups[0].MemoryMB);
        Assert.Equal(["initial", "paper", "paper", "paper"], result.Rounds.Select(r => r.Proposer));
        Assert.Contains("A waits for B in another function", result.Rounds[1].Decision);
    }

    [Fact]
    public async Task A_round_on_a_busy_machine_is_marked_in_its_record_and_in_the_report()
    {
        var result = await RunAsync(new FakeRounds(_store), new Worsening(), rounds: 1, machine: new FakeMachine { BusySeconds = 1e6 });

        Assert.Contains("the machine was saturated (100 % in use)", Assert.Single(result.Rounds).Conditions!.Disturbances);
        var record = Assert.Single(await _store.GetRoundsAsync(default).ToListAsync());
        Assert.Equal(result.Rounds[0].Conditions!.Disturbances.ToArray(), record.Conditions!.Disturbances.ToArray());
        var report = JsonDocument.Parse(JsonSerializer.Serialize(LoopReport.Of(result), LoopReport.Json)).RootElement;
        Assert.Contains(
            "saturated",
            report.GetProperty("rounds")[0].GetProperty("conditions").GetProperty("disturbances").ToString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_last_word_that_was_measured_already_gets_no_round_of_its_own()
    {
        var rounds = new FakeRounds(_store);

        var result = await RunAsync(rounds, new PaperOptimizer(new() { MemorySizes = [128] }), rounds: 10);

        Assert.Equal(2, result.Rounds.Length);
        Assert.Contains("keep the setup with the lowest median", result.End);
    }

    [Fact]
    public async Task The_best_setup_ends_as_the_stores_current_one_and_the_store_knows_all_rounds()
    {
        var rounds = new FakeRounds(_store);
        var first = (await RunAsync(rounds, new Worsening(), rounds: 3)).Rounds[0].Setup;

        Assert.Equal(first.Id, (await _store.GetCurrentAsync(default))!.SetupId);
        var records = await _store.GetRoundsAsync(default).ToListAsync();
        Assert.Equal([1, 2], records.Select(r => r.Round));
        Assert.All(records, r => Assert.NotNull(r.Outcome));
        Assert.Equal("worse", records[1].Decision);
        Assert.Equal(12, await new FolderRecordStore(_folder).ReadAsync(records[1].SetupId).CountAsync());
        // Its zips are the ones in the build's output.
        Assert.Equal("build " + first.FullNotation, rounds.Done[^1]);
    }

    [Fact]
    public async Task Stops_after_the_given_number_of_rounds_and_says_what_would_have_come()
    {
        var result = await RunAsync(new FakeRounds(_store), new PaperOptimizer(), rounds: 1);

        Assert.Single(result.Rounds);
        Assert.StartsWith("Stopped after 1 round, as asked. Next would be: A waits for B", result.End);
        Assert.Equal("(A)-(B)-(C)", result.Best!.Setup.Notation);
    }

    [Fact]
    public async Task Some_failed_requests_are_counted()
    {
        var result = await RunAsync(new FakeRounds(_store) { Answer = i => i == 1 ? "function: Boom" : null }, new PaperOptimizer(), rounds: 1);

        Assert.Equal(1, result.Rounds[0].Client.Errors);
    }

    [Fact]
    public async Task A_round_in_which_all_requests_fail_ends_the_loop()
    {
        var e = await Assert.ThrowsAsync<FusionizeException>(() =>
            RunAsync(new FakeRounds(_store) { Answer = _ => "function: Boom" }, new PaperOptimizer(), rounds: 1)
        );

        Assert.Equal(RoundCodes.NothingServed, e.Code);
        Assert.Contains("4 × function: Boom", e.Message);
    }

    [Fact]
    public async Task Functions_without_trace_lines_end_the_loop()
    {
        var e = await Assert.ThrowsAsync<FusionizeException>(() =>
            RunAsync(new FakeRounds(_store) { Traces = false }, new PaperOptimizer(), rounds: 1)
        );

        Assert.Equal(RoundCodes.NoTraces, e.Code);
    }

    [Fact]
    public async Task A_setup_that_someone_else_publishes_meanwhile_is_not_overwritten()
    {
        FusionSetup? foreign = null;
        var builds = 0;
        var rounds = new FakeRounds(_store)
        {
            Building = async () =>
            {
                if (++builds != 1)
                    return;
                foreign = new FusionSetup("app", [new("A", ["A", "B", "C"])]);
                await _store.PutSetupAsync(foreign, default);
            },
        };
        var optimizer = new Intruder(async () =>
            Assert.True(await _store.TrySetCurrentAsync(foreign!.Id, await _store.GetCurrentAsync(default), default))
        );

        var e = await Assert.ThrowsAsync<FusionizeException>(() => RunAsync(rounds, optimizer, rounds: 3));

        Assert.Equal(RoundCodes.SetupChanged, e.Code);
        Assert.Equal(foreign!.Id, (await _store.GetCurrentAsync(default))!.SetupId);
    }

    [Fact]
    public async Task A_setup_that_somebody_pins_meanwhile_stays()
    {
        var optimizer = new Intruder(async () =>
            await _store.MoveAsync((await _store.GetCurrentAsync(default))!.SetupId, new SetupPin("alice", "release week"))
        );

        var e = await Assert.ThrowsAsync<StoreException>(() => RunAsync(new FakeRounds(_store), optimizer, rounds: 3));

        Assert.Equal(StoreCodes.Pinned, e.Code);
        Assert.Contains("pinned by alice: release week", e.Message);
        Assert.Equal("alice", (await _store.GetCurrentAsync(default))!.Pin!.By);
    }

    [Fact]
    public async Task The_report_has_the_names_that_scripts_rely_on()
    {
        var file = Path.Combine(_folder, "loop.json");
        var result = await RunAsync(new FakeRounds(_store), new PaperOptimizer(), rounds: 2);
        LoopReport.Of(result).Write(file);

        using var json = JsonDocument.Parse(File.ReadAllBytes(file));
        var root = json.RootElement;
        Assert.Equal(["app", "rounds", "best", "end", "withoutLoad", "monitoring", "cheapest", "watch"], Names(root));
        Assert.StartsWith("Stopped after 2 rounds, as asked. Next would be: ", root.GetProperty("end").GetString());
        Assert.Null(LoopReport.Of(result with { End = "" }).End);
        Assert.Equal("app", root.GetProperty("app").GetString());
        var round = root.GetProperty("rounds")[1];
        string[] expected =
        [
            "round",
            "setupId",
            "notation",
            "groups",
            "requests",
            "errors",
            "p50",
            "p95",
            "p99",
            "mean",
            "billed",
            "costPerMillion",
            "coldStarts",
            "invocationsPerRequest",
            "doubleBilledMs",
            "buildSeconds",
            "decision",
            "expected",
            "conditions",
            "entries",
        ];
        Assert.Equal(expected, Names(round));
        Assert.Equal(expected, Names(root.GetProperty("best")));
        Assert.Equal(["name", "tasks", "memoryMB", "zipBytes"], Names(round.GetProperty("groups")[0]));
        Assert.Equal(
            ("A", 2000, 128),
            (
                round.GetProperty("groups")[0].GetProperty("name").GetString(),
                round.GetProperty("groups")[0].GetProperty("zipBytes").GetInt64(),
                round.GetProperty("groups")[0].GetProperty("memoryMB").GetInt32()
            )
        );
        Assert.Equal("(A,B)-(C)", round.GetProperty("notation").GetString());
        Assert.Equal(2, round.GetProperty("invocationsPerRequest").GetDouble());
        Assert.Equal(1, round.GetProperty("coldStarts").GetInt32());
        Assert.Equal(1.5, round.GetProperty("buildSeconds").GetDouble());
        Assert.Equal(50, root.GetProperty("rounds")[0].GetProperty("doubleBilledMs").GetDouble());
        Assert.Equal(JsonSerializer.Serialize(LoopReport.Parse(File.ReadAllBytes(file)), LoopReport.Json) + "\n", File.ReadAllText(file));
    }

    [Fact]
    public async Task A_mix_loads_every_entry_that_it_names()
    {
        var fake = new FakeRounds(_store) { Answer = n => n % 4 == 3 ? "late" : null };
        var mix = new RequestMix([new() { Entry = "A", Weight = 3 }, new() { Entry = "A", Body = "1"u8.ToArray() }]);

        var result = await RunAsync(fake, new Worsening(), 1, mix: mix);

        Assert.Contains("load app-A app-A", fake.Done);
        Assert.Empty(result.Rounds[0].Client.Entries); // one entry, in two ways
    }

    [Fact]
    public async Task A_request_by_path_counts_for_the_entry_of_its_route()
    {
        var fake = new FakeRounds(_store);
        var mix = new RequestMix([new() { Entry = "A" }, new() { Method = "GET", Path = "/a/{n}" }]);

        var result = await RunAsync(fake, new Worsening(), 1, mix: mix);

        Assert.Contains("load app-A GET /a/{n}", fake.Done);
        Assert.Empty(result.Rounds[0].Client.Entries); // one entry, in two ways
    }

    [Fact]
    public async Task A_mix_may_name_entries_only()
    {
        var e = await Assert.ThrowsAsync<FusionizeException>(() =>
            RunAsync(new FakeRounds(_store), new Worsening(), 1, mix: new([new() { Entry = "B" }]))
        );

        Assert.Equal(RoundCodes.NoEntry, e.Code);
    }

    private async Task<LoopResult> RunAsync(
        FakeRounds fake,
        ISetupOptimizer optimizer,
        int rounds,
        Action<LoopResult>? finished = null,
        IMachine? machine = null,
        RequestMix? mix = null
    )
    {
        var options = new LoopOptions
        {
            Mix = mix ?? RequestMix.Of(null, "{}"u8.ToArray()),
            Goal = Goal.Balanced,
            Rounds = rounds,
            Load = ArrivalPlan.Constant(400, TimeSpan.FromMilliseconds(10)),
        };
        return await new RoundLoop(
            fake,
            fake,
            _store,
            new FolderRecordStore(_folder),
            optimizer,
            options,
            new Silent(),
            machine: machine ?? new FakeMachine()
        ).RunAsync(finished ?? (_ => { }), default);
    }

    private static IEnumerable<string> Names(JsonElement e) => e.EnumerateObject().Select(p => p.Name);

    private sealed class Silent : IProgress<RoundProgress>
    {
        public void Report(RoundProgress value) { }
    }

    /// <summary>Proposes twice the memory, which here costs twice as much and brings nothing.</summary>
    private sealed class Worsening : ISetupOptimizer
    {
        public string Name => "worsening";

        public ValueTask<Proposal> ProposeAsync(OptimizationInput input, CancellationToken cancellation)
        {
            var setup = input.History[0].Setup;
            var next = setup with { Groups = [.. setup.Groups.Select(g => g with { MemoryMB = g.MemoryMB * 2 })] };
            return ValueTask.FromResult(
                new Proposal(
                    input.History.Length > 1 ? null : next,
                    "worse",
                    input.History.Length > 1,
                    GoalChoice.BestMeasured(input.History, input.Goal)
                )
            );
        }
    }

    /// <summary>Publishes a setup behind the loop's back while it is asked.</summary>
    private sealed class Intruder(Func<Task> act) : ISetupOptimizer
    {
        public string Name => "intruder";

        public async ValueTask<Proposal> ProposeAsync(OptimizationInput input, CancellationToken cancellation)
        {
            await act();
            return new Proposal(new FusionSetup("app", [new("A", ["A", "B"]), new("C", ["C"])]), "", false, null);
        }
    }
}
