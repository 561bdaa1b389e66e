using System.Collections.Immutable;
using System.Globalization;
using Fusionize.Records;
using Fusionize.Setups;
using Fusionize.Simulation;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Simulation;

/// <summary>Small applications whose every millisecond can be worked out by hand: a platform without noise and without overheads of its
/// own.</summary>
public class SimulatorTests
{
    private static readonly LambdaModel Plain = new("plain") { BillInit = false };

    [Theory]
    [InlineData(1769, 1, 100)]
    [InlineData(128, 1, 1382)]
    [InlineData(884, 1, 200)]
    [InlineData(3538, 1, 100)]
    [InlineData(1769, 2, 100)]
    [InlineData(3538, 2, 50)]
    [InlineData(8845, 4, 25)]
    public void Memory_is_CPU_up_to_one_per_thread(int memoryMB, int threads, double ms) =>
        Assert.Equal(ms, One($$"""{ "cpuMs": 100, "threads": {{threads}} }""", memoryMB).Functions[0].Duration.Mean, 1.0);

    [Fact]
    public void Work_at_the_same_time_shares_the_CPU_and_waiting_needs_none()
    {
        // 100 + 300 ms on one vCPU: both advance alike until the first is done at 200.
        Assert.Equal(400, Mean("""{ "parallel": [ [ { "cpuMs": 100 } ], [ { "cpuMs": 300 } ] ] }"""), 1e-6);
        Assert.Equal(300, Mean("""{ "parallel": [ [ { "cpuMs": 100 } ], [ { "waitMs": 300 } ] ] }"""), 1e-6);
        Assert.Equal(400, Mean("""{ "cpuMs": 100 }, { "waitMs": 300 }"""), 1e-6);
        // The first branch's second half has the CPU for itself once the other is done.
        Assert.Equal(250, Mean("""{ "parallel": [ [ { "cpuMs": 50 } ], [ { "cpuMs": 50 }, { "waitMs": 10 }, { "cpuMs": 140 } ] ] }"""), 1e-6);
    }

    [Fact]
    public void More_threads_than_the_share_feeds_slow_each_other_down()
    {
        var model = Plain with { Oversubscription = 0.1 };

        Assert.Equal(400, Mean("""{ "cpuMs": 400, "threads": 2 }""", model: model), 1e-6);
        Assert.Equal(480, Mean("""{ "cpuMs": 400, "threads": 4 }""", model: model), 1e-6);
        Assert.Equal(480, Mean("""{ "parallel": [ [ { "cpuMs": 200, "threads": 2 } ], [ { "cpuMs": 200, "threads": 2 } ] ] }""", model: model), 1e-6);
    }

    [Fact]
    public void Short_work_is_done_before_the_share_binds()
    {
        var model = Plain with { BurstMs = 20 };
        var share = 128 / 1769.0;
        var credit = share * (1 - share / 2) * 20;

        // On credit one thread runs at full speed and uses 1 − share of the credit per ms.
        Assert.Equal(1, Mean("""{ "cpuMs": 1 }""", 128, model), 1e-6);
        var fast = credit / (1 - share);
        Assert.Equal(fast + (50 - fast) / share, Mean("""{ "cpuMs": 50 }""", 128, model), 1e-6);
        // A wait fills the credit up again; the same work in one piece is slower.
        Assert.Equal(102, Mean("""{ "cpuMs": 1 }, { "waitMs": 100 }, { "cpuMs": 1 }""", 128, model), 1e-6);
        Assert.True(Mean("""{ "cpuMs": 2 }""", 128, model) > 8);
        // The general path (more than one strand) works the same.
        Assert.Equal(fast + (50 - fast) / share, Mean("""{ "parallel": [ [ { "cpuMs": 50 } ], [ { "waitMs": 1 } ] ] }""", 128, model), 1e-6);
    }

    [Fact]
    public void A_waiting_caller_is_billed_twice_and_a_caller_that_hands_over_is_not()
    {
        var model = Plain with { SyncWaitMs = 40, HandOverWaitMs = 20, DispatchMs = 500 };
        var sync = Run(Two("""{ "call": "B" }""", 100), "(A)-(B)", model);
        var handedOver = Run(Two("""{ "call": "B", "async": true }""", 100), "(A)-(B)", model);
        var fused = Run(Two("""{ "call": "B" }""", 100), "(A,B)", model);
        var fusedAsync = Run(Two("""{ "call": "B", "async": true }, { "waitMs": 30 }""", 100), "(A,B)", model);

        Assert.Equal(140, sync.Outcome.P50);
        Assert.Equal(100, sync.Outcome.DoubleBilledMs, 1e-6);
        Assert.Equal(2, sync.Outcome.InvocationsPerRequest);
        Assert.Equal(20, handedOver.Outcome.P50);
        Assert.Equal(0, handedOver.Outcome.DoubleBilledMs);
        Assert.Equal(100, fused.Outcome.P50);
        Assert.Equal(1, fused.Outcome.InvocationsPerRequest);
        // A detached local call doesn't hold up its caller, but the invocation lasts until it is done.
        Assert.Equal(100, fusedAsync.Outcome.P50);
    }

    [Fact]
    public void An_asynchronous_call_can_go_out_of_a_group_that_holds_its_task()
    {
        var app = Two("""{ "call": "B" }, { "call": "B", "async": true }""", 100);
        var local = Run(app, "(A,B)", Plain);
        var handedOver = Run(app, "(A,~B)", Plain);

        Assert.Equal((200, 1), (local.Outcome.P50, local.Outcome.InvocationsPerRequest));
        Assert.Equal((100, 2), (handedOver.Outcome.P50, handedOver.Outcome.InvocationsPerRequest));
    }

    [Fact]
    public void Several_entries_get_exactly_their_shares()
    {
        var app = Parse(
            """{ "id": "A", "entry": true, "steps": [ { "waitMs": 10 } ] }, { "id": "B", "entry": true, "steps": [ { "waitMs": 30 } ] }"""
        );

        var load = SimulatedLoad.Parse("rate=9/s,duration=10s,entry=A:2,B:1");
        var (result, recorded) = Simulator.RunAndRecord(app, FusionSetup.OnePerTask(app.ToAppModel()), Plain, load, 1);
        var outcome = SetupOutcome.Of(recorded.Records);

        Assert.Equal([("A", 60), ("B", 30)], outcome.Entries.Select(e => (e.Task, e.Requests)));
        Assert.Equal((10 * 60 + 30 * 30) / 90.0, result.Outcome.P50, 1e-6);
        Assert.Equal(result.Outcome.P50, outcome.P50, 1e-6);
        Assert.Empty(load.WithoutLoad(app.ToAppModel()));
        Assert.Equal(["B"], new SimulatedLoad().WithoutLoad(app.ToAppModel()));
    }

    [Fact]
    public void Costs_are_billed_milliseconds_by_memory_and_a_fee_per_invocation()
    {
        var result = Run(Two("""{ "call": "B" }, { "waitMs": 0.5 }""", 100), "(A)@512-(B)@1024", Plain);

        // 100.5 ms are billed as 101.
        var perRequest = 0.101 * 0.5 * 0.0000166667 + 0.100 * 1 * 0.0000166667 + 2 * 0.20e-6;
        Assert.Equal(perRequest * 1e6, result.Outcome.CostPerMillion, 1e-9);
        Assert.Equal(result.Outcome.CostPerMillion, result.Functions.Sum(f => f.CostPerMillion), 1e-9);
    }

    [Fact]
    public void A_cold_start_delays_and_is_billed_only_where_INIT_is()
    {
        var model = Plain with { InitMs = 300, FirstInvocationCpuMs = 20, FirstRemoteCpuMs = 5, SyncCpuMs = 1 };
        var app = Two("""{ "call": "B" }""", 100, firstCpuMs: 7);
        var load = SimulatedLoad.Parse("rate=1/s,requests=2");

        var free = Run(app, "(A)@1769-(B)@1769", model, load);
        var billed = Run(app, "(A)@1769-(B)@1769", model with { BillInit = true }, load);

        // First: A's first invocation, its first remote call, the call, B's INIT, B's first invocation and task. Second: none of it.
        var cold = 20 + 5 + 1 + 300 + 20 + 7 + 100;
        Assert.Equal((cold + 101) / 2.0, free.Outcome.Mean, 1e-6);
        Assert.Equal((cold + 300 + 101) / 2.0, billed.Outcome.Mean, 1e-6);
        Assert.Equal((cold + 300 + 101) / 2.0, free.Client.Mean, 1e-6);
        Assert.Equal(2, free.Outcome.ColdStarts);
    }

    [Fact]
    public void As_many_instances_start_as_requests_overlap()
    {
        Assert.Equal(15, One("""{ "waitMs": 1450 }""", load: "rate=10/s,duration=10s").Outcome.ColdStarts);
        Assert.Equal(1, One("""{ "waitMs": 90 }""", load: "rate=10/s,duration=10s").Outcome.ColdStarts);
        Assert.Equal(
            5,
            One("""{ "waitMs": 1450 }""", model: Plain with { RequestsPerInstance = 3 }, load: "rate=10/s,duration=10s").Outcome.ColdStarts
        );
    }

    [Fact]
    public void Requests_in_one_instance_share_its_CPU()
    {
        var model = Plain with { RequestsPerInstance = 2 };

        // The second comes when half of the first's work is done: they end at 150 and 200.
        var result = One("""{ "cpuMs": 100 }""", model: model, load: "rate=20/s,requests=2");

        Assert.Equal((150 + 150) / 2.0, result.Outcome.Mean, 1e-6);
    }

    [Fact]
    public void Idle_instances_expire_the_longest_unused_first()
    {
        var model = Plain with { IdleExpirySeconds = 5 };

        Assert.Equal(1, One("""{ "waitMs": 1 }""", model: model, load: "rate=0.25/s,requests=10").Outcome.ColdStarts);
        Assert.Equal(10, One("""{ "waitMs": 1 }""", model: model, load: "rate=0.1/s,requests=10").Outcome.ColdStarts);
    }

    [Fact]
    public void Beyond_the_limits_requests_are_throttled_and_asynchronous_ones_wait()
    {
        var one = Plain with { MaxInstances = 1 };
        var roots = One("""{ "waitMs": 150 }""", model: one, load: "rate=10/s,requests=10");
        var queued = Run(
            Two("""{ "call": "B", "async": true }""", 150),
            "(A)-(B)",
            one with
            {
                DispatchMs = 1,
            },
            SimulatedLoad.Parse("rate=10/s,requests=10")
        );
        var slowly = One("""{ "waitMs": 1450 }""", model: Plain with { ScaleOutPer10s = 5 }, load: "rate=10/s,duration=1s");

        Assert.Equal((5, 5), (roots.Outcome.Errors, roots.Throttles));
        Assert.Equal(0, queued.Outcome.Errors);
        Assert.True(queued.Throttles > 0);
        Assert.Equal(10, queued.Functions.Single(f => f.Name == "B").Invocations);
        Assert.Equal(5, slowly.Outcome.Errors);
    }

    [Fact]
    public void A_failed_asynchronous_invocation_is_tried_twice_more_and_a_synchronous_one_fails_its_caller()
    {
        var async = Run(Two("""{ "call": "B", "async": true }""", 10, failure: 1), "(A)-(B)", Plain);
        var sync = Run(Two("""{ "call": "B" }""", 10, failure: 1), "(A)-(B)", Plain);

        Assert.Equal((0, 3), (async.Outcome.Errors, async.Functions.Single(f => f.Name == "B").Invocations));
        Assert.InRange(async.SimulatedSeconds, 180, 181);
        Assert.Equal((1, 1), (sync.Outcome.Errors, sync.Functions.Single(f => f.Name == "B").Invocations));
    }

    [Fact]
    public void Steps_for_one_caller_only_and_steps_by_chance_happen_so()
    {
        var app = Parse(
            """
            { "id": "A", "entry": true, "steps": [ { "call": "B" }, { "call": "C" } ] },
            { "id": "B", "steps": [ { "call": "D" } ] },
            { "id": "C", "steps": [ { "call": "D" } ] },
            { "id": "D", "steps": [ { "waitMs": 10 }, { "waitMs": 100, "from": [ "C" ] } ] }
            """
        );

        Assert.Equal(120, Run(app, "(A,B,C,D)", Plain).Outcome.P50);
        Assert.Equal(120, Run(app, "(A,B,C)-(D)", Plain).Outcome.P50);
        Assert.Equal(120, Run(app, "(A)-(B)-(C,+D)-(D)", Plain).Outcome.P50);
        Assert.InRange(One("""{ "waitMs": 100, "probability": 0.25 }""", load: "rate=100/s,requests=4000").Outcome.Mean, 22.5, 27.5);
    }

    [Fact]
    public void Warm_instances_run_client_code_faster_than_young_ones()
    {
        var model = Plain with { WarmUp = 1, WarmUpInvocations = 10, RuntimeCpuMs = 10 };

        var result = One("""{ "cpuMs": 5 }""", model: model, load: "rate=10/s,requests=200");

        Assert.InRange(result.Outcome.P50, 15, 16);
        Assert.Equal(25, result.Outcome.P99, 2.5);
    }

    [Fact]
    public void A_young_instance_compiles_beside_its_work_which_costs_time_below_two_vCPUs()
    {
        var model = Plain with { YoungCpuMs = 8, YoungInvocations = 10 };
        double Mean(int memoryMB) => One("""{ "cpuMs": 5 }""", memoryMB, model, "rate=1/s,requests=100").Functions[0].Duration.Mean;

        // 8 + 8·e^-0.1 + …
        var compiled = 8 / (1 - Math.Exp(-0.1)) / 100;
        Assert.Equal(5 + compiled, Mean(1769), 0.01);
        Assert.Equal(5, Mean(3538), 0.01);
        Assert.Equal(5 + compiled / 2, Mean(1769 * 3 / 2), 0.01);
    }

    [Fact]
    public void Same_seed_same_result_and_another_seed_another()
    {
        var app = AppDescriptionParser.ReadFile(Samples.File("IoT/iot.app.json"));
        var setup = FusionSetup.OnePerTask(app.ToAppModel());
        SimulationResult Run(ulong seed) =>
            Simulator.Run(app, setup, LambdaModel.Published2023, SimulatedLoad.Parse("rate=20/s,duration=20s,arrivals=poisson"), seed);

        Assert.Equal(Run(1).Outcome, Run(1).Outcome);
        Assert.NotEqual(Run(1).Outcome, Run(2).Outcome);
    }

    /// <summary>The figures change with the model's or the applications' numbers, and with nothing else: not with how the simulator is
    /// written.</summary>
    [Theory]
    [InlineData(
        "iot",
        "(AnalyzeSensor)-…",
        "rate=20/s,duration=20s,arrivals=poisson",
        1,
        1000,
        "4840 1222 0 0 489.6659091 37.05944472 4079.60342 3272.343988 25.70453568"
    )]
    [InlineData(
        "iot",
        "(AnalyzeSensor,CheckSensor,StoreEvent)-(CheckSound,CheckSoundAccident,CheckSoundLimits)-(CheckAir,DetectJam)-(ActionSignage)@1650-…",
        "rate=100/s,requests=2000",
        1,
        1000,
        "12000 1832 0 0 267.266 24.99285662 0 1831.432803 23.05030847"
    )]
    [InlineData(
        "tree",
        "(A,B,D,E)@128-(C)@1024-(F)@1536-(G)@1536",
        "cold,requests=50",
        1,
        1000,
        "200 200 0 0 1712.66 23.1675864 0 2409.815205 135.0039974"
    )]
    [InlineData(
        "random",
        "(T0)-…",
        "rate=5/s,to=40/s,step=5/s,every=2s",
        3,
        4,
        "2112 46 111 499 439.2805556 11.50124172 2678.877876 2024.800952 80.25057034"
    )]
    public void The_same_seed_gives_the_same_result_in_every_version(
        string name,
        string notation,
        string load,
        int requestsPerInstance,
        int maxInstances,
        string expected
    )
    {
        var app = name switch
        {
            "iot" => AppDescriptionParser.ReadFile(Samples.File("IoT/iot.app.json")),
            "tree" => AppDescriptionParser.ReadFile(Samples.File("Tree/tree.app.json")),
            _ => RandomApplications.Create(7, 8, 12),
        };
        var model = LambdaModel.Named(app.Model) with { RequestsPerInstance = requestsPerInstance, MaxInstances = maxInstances };

        var result = Run(app, notation, model, SimulatedLoad.Parse(load));

        // Ten digits: the last few are the machine's, by its exponential function.
        var o = result.Outcome;
        Assert.Equal(
            expected,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{o.Invocations} {o.ColdStarts} {o.Errors} {result.Throttles} {o.Mean:G10} {o.CostPerMillion:G10} {o.DoubleBilledMs:G10} "
                    + $"{result.Client.P99:G10} {result.SimulatedSeconds:G10}"
            )
        );
    }

    [Theory]
    [InlineData("rate=10/s,duration=20s")]
    [InlineData("cold,requests=20")]
    public void The_records_of_a_simulation_give_its_result(string load)
    {
        var app = AppDescriptionParser.ReadFile(Samples.File("IoT/iot.app.json"));
        var setup = FusionSetup.ParseNotation("(AnalyzeSensor,CheckSensor,StoreEvent)@512-(CheckAir,DetectJam)@1024/arm64-…", app.ToAppModel());

        var (result, simulated) = Simulator.RunAndRecord(app, setup, LambdaModel.DotNet, SimulatedLoad.Parse(load), 3);
        var outcome = SetupOutcome.Of(simulated.Records, setup);

        Assert.Equal(result.Outcome.CostPerMillion, outcome.CostPerMillion, 1e-6);
        Assert.Equal((result.Outcome.P50, result.Outcome.P95, result.Outcome.Mean), (outcome.P50, outcome.P95, outcome.Mean));
        Assert.Equal((result.Outcome.Invocations, result.Outcome.ColdStarts), (outcome.Invocations, outcome.ColdStarts));
        // One trace per request, in which every invocation but the root has its caller's span.
        foreach (var trace in simulated.Records.GroupBy(r => r.TraceId))
        {
            var spans = trace.Select(r => r.SpanId).ToHashSet();
            Assert.Single(trace, r => r.IsRoot);
            Assert.All(trace, r => Assert.True(r.IsRoot || spans.Contains(r.ParentSpanId!)));
        }
        var root = simulated.Records.First(r => r.IsRoot && !r.IsCold || load.StartsWith("cold"));
        Assert.Equal(
            ["CheckSensor local", "StoreEvent local", "CheckAir remote", "CheckSound remote", "CheckTemperature remote"],
            root.Calls.OrderBy(c => c.AtMs).ThenBy(c => c.To).Select(c => $"{c.To} {c.Where.ToString().ToLowerInvariant()}")
        );
    }

    [Fact]
    public void Entries_that_share_a_group_have_instances_of_their_own()
    {
        var app = Parse(
            """{ "id": "A", "entry": true, "steps": [ { "waitMs": 10 } ] }, { "id": "B", "entry": true, "steps": [ { "waitMs": 10 } ] }"""
        );
        var load = SimulatedLoad.Parse("rate=10/s,requests=100") with
        {
            EntryShares = new Dictionary<string, double> { ["A"] = 0.5, ["B"] = 0.5 }.ToImmutableSortedDictionary(),
        };
        var setup = FusionSetup.ParseNotation("(A,B)", app.ToAppModel());
        var (result, simulated) = Simulator.RunAndRecord(app, setup, Plain, load, 1);

        Assert.Equal(["A", "B"], result.Functions.Select(f => f.Name));
        Assert.All(result.Functions, f => Assert.Equal(1, f.ColdStarts));
        Assert.Equal(["A app-A", "A app-B"], simulated.Records.Select(r => $"{r.Group} {r.Function}").Distinct().Order());
        Assert.Equal(Run(app, "(A)-(B)", Plain, load).Outcome.ColdStarts, result.Outcome.ColdStarts);
    }

    [Theory]
    [InlineData("(A,B)")]
    [InlineData("(A)-(B)")]
    public void Every_attempt_of_detached_work_counts(string notation)
    {
        var app = Two("""{ "call": "B", "async": true }""", 100, failure: 0.5);
        var simulated = Run(app, notation, Plain, SimulatedLoad.Parse("rate=10/s,requests=2000"));
        var predicted = new Fusionize.Optimization.Predictor.SetupPredictor(app, Plain).Predict(
            FusionSetup.ParseNotation(notation, app.ToAppModel())
        );

        // Elsewhere each call is an invocation, half of them fail and are tried again, and half of these; here that begins with the half that failed.
        var expected = notation == "(A,B)" ? 1 + 0.5 * 1.75 : 1 + 1.75;
        Assert.Equal(expected, predicted.InvocationsPerRequest, 1e-9);
        Assert.Equal(expected, simulated.Outcome.InvocationsPerRequest, 0.08);
        Assert.Equal(0, simulated.Outcome.Errors);
    }

    [Fact]
    public void Recursion_inside_a_group_is_refused()
    {
        var app = Parse(
            """{ "id": "A", "entry": true, "steps": [ { "call": "B", "probability": 0.5 } ] }, """
                + """{ "id": "B", "steps": [ { "call": "A", "probability": 0.5 } ] }"""
        );

        Assert.Equal(SimulationCodes.Recursion, Assert.Throws<FusionizeException>(() => Run(app, "(A,B)", Plain)).Code);
        Assert.Equal(0, Run(app, "(A)-(B)", Plain, SimulatedLoad.Parse("rate=1/s,requests=100")).Outcome.Errors);
    }

    private static AppDescription Parse(string tasks) =>
        AppDescriptionParser.Parse(System.Text.Encoding.UTF8.GetBytes($$"""{ "fusionize": 1, "app": "app", "tasks": [ {{tasks}} ] }"""), "app.json");

    private static AppDescription Two(string stepsOfA, double msOfB, double firstCpuMs = 0, double failure = 0) =>
        Parse(
            $$"""
            { "id": "A", "entry": true, "steps": [ {{stepsOfA}} ] },
            { "id": "B", "firstCpuMs": {{firstCpuMs}}, "failureProbability": {{failure}}, "steps": [ { "waitMs": {{msOfB}} } ] }
            """
        );

    private static SimulationResult One(string steps, int memoryMB = 1769, LambdaModel? model = null, string load = "rate=1/s,requests=1") =>
        Run(Parse($$"""{ "id": "A", "entry": true, "steps": [ {{steps}} ] }"""), $"(A)@{memoryMB}", model ?? Plain, SimulatedLoad.Parse(load));

    private static double Mean(string steps, int memoryMB = 1769, LambdaModel? model = null) =>
        One(steps, memoryMB, model).Functions[0].Duration.Mean;

    private static SimulationResult Run(AppDescription app, string notation, LambdaModel model, SimulatedLoad? load = null) =>
        Simulator.Run(app, FusionSetup.ParseNotation(notation, app.ToAppModel()), model, load ?? SimulatedLoad.Parse("rate=1/s,requests=1"), 1);
}
