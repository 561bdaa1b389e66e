using Fusionize.Optimization;
using Fusionize.Optimization.Estimation;
using Fusionize.Setups;
using Fusionize.Simulation;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Optimization.Estimation;

public class EstimatorTests
{
    private static readonly LambdaModel s_platform = LambdaModel.DotNet with { BurstMs = 0, SyncCpuMs = 0, HandOverCpuMs = 0, RuntimeCpuMs = 0 };

    private static readonly Dictionary<string, (double Cpu, int Threads, double Wait)> s_work = new()
    {
        ["A"] = (2, 1, 3),
        ["B"] = (10, 1, 50),
        ["C"] = (80, 1, 0),
        ["D"] = (0.5, 1, 20),
        ["E"] = (5, 1, 5),
        ["F"] = (30, 1, 10),
        ["G"] = (120, 1, 0),
    };

    [Theory]
    [InlineData("(A)@128-…")]
    [InlineData("(A,B,D)@512-(C)@1024-…")]
    public void Finds_what_each_task_computes_and_waits(string notation)
    {
        var estimate = Estimator.Estimate(Apps.Tree, [Measure(notation)], s_platform);
        foreach (var task in estimate.Tasks)
        {
            // In a group the CPU time is the sum; how it is shared out is known only as far as tasks also run alone.
            if (notation.Contains($"({task.Task})") || notation.StartsWith("(A)", StringComparison.Ordinal))
                Assert.Equal(s_work[task.Task].Cpu, task.CpuMs, Tolerance(s_work[task.Task].Cpu));
        }
        Assert.Equal(s_work.Values.Sum(w => w.Cpu), estimate.Tasks.Sum(t => t.CpuMs), 5.0);
        if (notation.StartsWith("(A)", StringComparison.Ordinal))
            Assert.All(estimate.Tasks, t => Assert.Equal(s_work[t.Task].Wait, t.WaitMs, 2.0));
    }

    [Fact]
    public void What_young_instances_compile_is_not_taken_for_work()
    {
        var app = new AppDescription(
            "x",
            [
                new("A", true, [new CallStep("B"), new CallStep("C", CallKind.Async)]),
                new("B", false, [new CpuStep(30)]),
                new("C", false, [new CpuStep(10), new CallStep("D")]),
                new("D", false, [new WaitStep(400), new CpuStep(1)]),
            ]
        );
        var platform = LambdaModel.DotNet with { BurstMs = 14, YoungCpuMs = 4, YoungRemoteCpuMs = 10 };
        var setup = FusionSetup.ParseNotation("(A)@128-…", app.ToAppModel());
        var records = Simulator.RunAndRecord(app, setup, platform, new() { Rate = 3, DurationSeconds = 10 }, 1).Records.Records;

        var estimate = Estimator.Estimate(app.ToAppModel(), [new(setup, records, 0)], LambdaModel.DotNet with { BurstMs = 14 });

        double Cpu(string task) => estimate.Tasks.Single(t => t.Task == task).CpuMs;
        Assert.Equal(0, Cpu("A"), 4.0);
        Assert.Equal(30, Cpu("B"), 2.5);
        Assert.Equal(10, Cpu("C"), 3.5);
        Assert.InRange(estimate.Platform.YoungRemoteCpuMs, 6, 14);
    }

    [Fact]
    public void Two_rounds_with_different_groups_tell_more_than_one()
    {
        var estimate = Estimator.Estimate(
            Apps.Tree,
            [Measure("(A,B,D)@512-…", 0), Measure("(A)-(B,D)@256-…", 1), Measure("(A)-(B)-(D)-…", 2)],
            s_platform
        );
        foreach (var task in (string[])["A", "B", "D"])
        {
            var found = estimate.Tasks.Single(t => t.Task == task);
            Assert.Equal(s_work[task].Cpu, found.CpuMs, Tolerance(s_work[task].Cpu));
            Assert.Equal(s_work[task].Wait, found.WaitMs, 2.0);
        }
    }

    [Fact]
    public void Finds_the_calls_in_their_order()
    {
        var iot = Estimator.Estimate(Apps.IoT, [SyntheticRun.Measure(Apps.IoT, FusionSetup.OnePerTask(Apps.IoT), requests: 30)], s_platform);
        Assert.Equal(
            ["CheckSensor", "StoreEvent", "CheckTemperature", "CheckSound", "CheckAir"],
            iot.App.Find("AnalyzeSensor")!.Steps.OfType<CallStep>().Select(c => c.To)
        );
        Assert.All(iot.App.Tasks.SelectMany(t => t.Steps.OfType<CallStep>()), c => Assert.Equal((1, 1.0), (c.Count, c.Probability)));
        Assert.Equal(
            Apps.IoT.Calls.Order(Comparer<AppCall>.Create((a, b) => string.CompareOrdinal(a.From + a.To, b.From + b.To))),
            iot.App.ToAppModel().Calls.Order(Comparer<AppCall>.Create((a, b) => string.CompareOrdinal(a.From + a.To, b.From + b.To)))
        );
    }

    [Fact]
    public void Calls_at_the_same_time_calls_in_loops_and_calls_now_and_then_are_told_apart()
    {
        var app = new AppDescription(
            "x",
            [
                new(
                    "A",
                    true,
                    [
                        new ParallelStep([
                            [new CallStep("B")],
                            [new CallStep("C")],
                        ]),
                        new CallStep("D", Count: 3),
                        new CallStep("E") { Probability = 0.4 },
                    ]
                ),
                new("B", false, [new WaitStep(20)]),
                new("C", false, [new WaitStep(30)]),
                new("D", false, [new WaitStep(5)]),
                new("E", false, [new WaitStep(5)]),
            ]
        );
        var steps = Estimate(app, "(A)-…").App.Find("A")!.Steps;

        var parallel = Assert.Single(steps.OfType<ParallelStep>());
        Assert.Equal(["B", "C"], parallel.Branches.Select(b => b.OfType<CallStep>().Single().To).Order());
        Assert.Equal(3, steps.OfType<CallStep>().Single(c => c.To == "D").Count);
        Assert.Equal(0.4, steps.OfType<CallStep>().Single(c => c.To == "E").Probability, 0.05);
    }

    [Fact]
    public void A_task_that_works_differently_for_one_caller_is_described_by_caller()
    {
        var app = new AppDescription(
            "x",
            [
                new("A", true, [new CallStep("B"), new CallStep("C")]),
                new("B", false, [new CallStep("D")]),
                new("C", false, [new CallStep("D")]),
                new("D", false, [new WaitStep(10), new WaitStep(90) { From = ["C"] }]),
            ]
        );
        var waits = Estimate(app, "(A)-…").App.Find("D")!.Steps.OfType<WaitStep>().ToDictionary(w => Assert.Single(w.From), w => w.WaitMs);
        Assert.Equal(10, waits["B"], 3.0);
        Assert.Equal(100, waits["C"], 3.0);
    }

    [Fact]
    public void Threads_show_once_a_function_has_more_than_one_vCPU()
    {
        var app = new AppDescription("x", [new("A", true, [new CpuStep(400, 2)])]);
        Assert.Equal(1, Forecast(app, "(A)@1024").Tasks[0].Threads);
        Assert.Empty(Forecast(app, "(A)@1024").KnownThreads);
        Assert.Equal(2, Forecast(app, "(A)@3538").Tasks[0].Threads);
        Assert.Equal(["A"], Forecast(app, "(A)@3538").KnownThreads);
    }

    [Fact]
    public void Threads_show_through_tasks_that_run_together()
    {
        var app = new AppDescription(
            "x",
            [
                new("A", true, [new CpuStep(20), new CallStep("B", CallKind.Async), new CallStep("C")]),
                new("B", false, [new WaitStep(5), new CpuStep(100)]),
                new("C", false, [new CpuStep(300, 2)]),
            ]
        );
        var one = Measure(app, "(A)-(B)-(C)", 0);
        var threads = Fusionize
            .Optimization.Forecasts.Forecast.Of(app.ToAppModel(), [one, Measure(app, "(A,B,C)@5307", 1)], LambdaModel.DotNet)
            .Estimate.Tasks;
        Assert.Equal([1, 1, 2], threads.Select(t => t.Threads));
    }

    [Fact]
    public void Work_lies_between_the_calls_where_it_is_done()
    {
        var app = new AppDescription(
            "x",
            [
                new(
                    "A",
                    true,
                    [
                        new CpuStep(4),
                        new CallStep("B", CallKind.Async),
                        new CallStep("C"),
                        new WaitStep(150),
                        new CpuStep(4),
                    ]
                ),
                new("B", false, [new WaitStep(5)]),
                new("C", false, [new WaitStep(5)]),
            ]
        );
        var steps = Estimate(app, "(A)@1769-…").App.Find("A")!.Steps;
        var called = steps.IndexOf(steps.OfType<CallStep>().Last());
        Assert.Equal(150, steps.Skip(called).OfType<WaitStep>().Sum(w => w.WaitMs), 20.0);
        Assert.Equal(8, steps.OfType<CpuStep>().Sum(w => w.CpuMs), 1.0);
        Assert.IsType<CpuStep>(steps[0]);
    }

    [Fact]
    public void What_each_task_adds_to_the_start_is_found()
    {
        var app = new AppDescription(
            "x",
            [
                new("A", true, [new CallStep("B"), new CallStep("C")]),
                new("B", false, [new WaitStep(5)], PackageKB: 20_000),
                new("C", false, [new WaitStep(5)]),
            ]
        );
        var history = new[] { Measure(app, "(A)-(B)-(C)", 0), Measure(app, "(A,B,C)@512", 1), Measure(app, "(A,B)-(C)", 2) };
        var estimate = Estimator.Estimate(app.ToAppModel(), [.. history], LambdaModel.DotNet);
        Assert.Equal(250, estimate.Platform.InitMs, 40.0);
        Assert.Equal(20_000.0 / 1024 * 12, estimate.App.Find("B")!.InitMs, 60.0);
        Assert.InRange(estimate.App.Find("C")!.InitMs, 0, 40);
    }

    [Fact]
    public void Failed_invocations_and_records_of_other_setups_do_not_count()
    {
        var measured = Measure("(A)@128-…");
        var strange = measured.Records.Select(r => r with { SetupId = "0123456789abcdef", CpuMs = 9999, DurationMs = 9999 });
        var failed = measured.Records.Select(r => r with { SpanId = "f" + r.SpanId[1..], CpuMs = 9999, DurationMs = 9999, Error = new("T", "") });
        var all = measured with { Records = [.. measured.Records, .. strange, .. failed] };
        Assert.Equal(
            Estimator.Estimate(Apps.Tree, [measured], s_platform).Tasks.AsEnumerable(),
            Estimator.Estimate(Apps.Tree, [all], s_platform).Tasks
        );
    }

    [Fact]
    public void What_was_estimated_from_a_setup_does_what_the_setup_did()
    {
        var off = new List<double>();
        for (var seed = 1UL; seed <= 12; seed++)
        {
            var app = RandomApplications.Create(seed, 2, 6);
            var setup = FusionSetup.OnePerTask(
                app.ToAppModel(),
                seed % 3 == 0 ? 1769
                    : seed % 3 == 1 ? 128
                    : 512
            );
            var load = new SimulatedLoad { Rate = 10, DurationSeconds = 60 };
            var (result, records) = Simulator.RunAndRecord(app, setup, LambdaModel.DotNet, load, seed);
            var estimate = Fusionize
                .Optimization.Forecasts.Forecast.Of(app.ToAppModel(), [new(setup, records.Records, 0)], LambdaModel.DotNet)
                .Estimate;
            // Not mended by what it was off by: the description itself.
            var again = Simulator.Run(estimate.App, setup, estimate.Platform, load, seed + 100).Outcome;
            off.Add(Math.Abs(again.P50 / result.Outcome.P50 - 1));
            // Several hand-overs at the same time are the hardest.
            Assert.True(
                off[^1] < 0.2 && Math.Abs(again.CostPerMillion / result.Outcome.CostPerMillion - 1) < 0.08,
                $"seed {seed}, {setup}: {result.Outcome.P50} ms and {result.Outcome.CostPerMillion} USD/M became {again.P50} and "
                    + $"{again.CostPerMillion}"
            );
            Assert.Equal(result.Outcome.InvocationsPerRequest, again.InvocationsPerRequest, 0.25);
        }
        Assert.InRange(off.Average(), 0, 0.05);
    }

    [Theory]
    [InlineData(1, false, 1)]
    [InlineData(2, false, 2)]
    [InlineData(1, true, 1)]
    public void Fused_functions_show_what_one_size_hides(int threads, bool waitsFirst, int expected)
    {
        Step[] work = [new CpuStep(200, threads), new WaitStep(150)];
        if (waitsFirst)
            Array.Reverse(work);
        // B waits or computes beside what A does after handing it over.
        var app = new AppDescription(
            "x",
            [new("A", true, [new CallStep("B", CallKind.Async), new CpuStep(150)]), new("B", false, [.. work])]
        );
        var estimate = Fusionize
            .Optimization.Forecasts.Forecast.Of(
                app.ToAppModel(),
                [Measure(app, "(A)-(B)", 0), Measure(app, threads > 1 ? "(A,B)@7076" : "(A,B)@512", 1)],
                LambdaModel.DotNet
            )
            .Estimate;
        var steps = estimate.App.Find("B")!.Steps;
        Assert.Equal(expected, steps.OfType<CpuStep>().First().Threads);
        Assert.Equal(150, steps.OfType<WaitStep>().Sum(w => w.WaitMs), 15.0);
        Assert.Equal(waitsFirst, steps[0] is WaitStep);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void As_many_threads_are_found_as_leave_the_same_waits_with_every_size(int threads)
    {
        var app = new AppDescription("x", [new("A", true, [new CpuStep(280, threads), new WaitStep(15)])]);
        var found = Estimator
            .Estimate(app.ToAppModel(), [Measure(app, "(A)@128", 0), Measure(app, "(A)@3538", 1)], LambdaModel.DotNet, unknownThreads: 3 - threads)
            .Tasks[0];
        Assert.Equal(threads, found.Threads);
        Assert.Equal(15, found.WaitMs, 8.0);
    }

    [Fact]
    public void What_a_task_does_before_it_hands_over_shows_beside_others()
    {
        var app = new AppDescription(
            "x",
            [
                new(
                    "A",
                    true,
                    [
                        new CpuStep(5),
                        new WaitStep(13),
                        new CallStep("B", CallKind.Async),
                        new WaitStep(160),
                        new CpuStep(1),
                    ]
                ),
                new("B", false, [new CpuStep(60)]),
            ]
        );
        // What was seen of A alone ran at one speed: there, computing looks like waiting.
        var steps = Estimator
            .Estimate(app.ToAppModel(), [Measure(app, "(A)-(B)", 0), Measure(app, "(A,B)@768", 1)], LambdaModel.DotNet)
            .App.Find("A")!
            .Steps;
        var called = steps.IndexOf(steps.OfType<CallStep>().Single());
        Assert.Equal(13, steps.Take(called).OfType<WaitStep>().Sum(w => w.WaitMs), 8.0);
        Assert.Equal(160, steps.Skip(called).OfType<WaitStep>().Sum(w => w.WaitMs), 15.0);
    }

    [Fact]
    public void Waits_that_a_small_function_hides_are_put_after_the_calls_if_the_calls_say_so()
    {
        var app = new AppDescription(
            "x",
            [
                new(
                    "A",
                    true,
                    [
                        new CpuStep(170),
                        new CallStep("B", CallKind.Async),
                        .. Enumerable.Repeat<Step[]>([new WaitStep(14), new CpuStep(3)], 3).SelectMany(s => s),
                    ]
                ),
                new("B", false, [new WaitStep(10)]),
            ]
        );
        var steps = Fusionize
            .Optimization.Forecasts.Forecast.Of(app.ToAppModel(), [Measure(app, "(A)-(B)", 0), Measure(app, "(A,B)@1769", 1)], LambdaModel.DotNet)
            .Estimate.App.Find("A")!
            .Steps;
        var called = steps.IndexOf(steps.OfType<CallStep>().Single());
        Assert.InRange(steps.Take(called).OfType<WaitStep>().Sum(w => w.WaitMs), 0, 10);
        Assert.Equal(42, steps.Skip(called).OfType<WaitStep>().Sum(w => w.WaitMs), 12.0);
    }

    [Fact]
    public void Many_executions_with_one_speed_weigh_no_more_than_few_with_another()
    {
        var app = new AppDescription(
            "x",
            [new("A", true, [new CpuStep(20), new CallStep("B"), new WaitStep(100), new CpuStep(2)]), new("B", false, [new WaitStep(5)])]
        );
        var (slow, fast) = (Measure(app, "(A)-(B)", 0), Measure(app, "(A)@1024-(B)", 1));
        var few = fast with { Records = [.. fast.Records.Take(200)] };
        var steps = Estimator.Estimate(app.ToAppModel(), [slow, few], LambdaModel.DotNet).App.Find("A")!.Steps;
        var called = steps.IndexOf(steps.OfType<CallStep>().Single());
        Assert.Equal(100, steps.Skip(called).OfType<WaitStep>().Sum(w => w.WaitMs), 12.0);
        Assert.Equal(20, steps.Take(called).OfType<CpuStep>().Sum(w => w.CpuMs), 3.0);
    }

    [Fact]
    public void A_call_that_is_made_every_other_time_says_nothing_of_the_task_that_makes_it()
    {
        var app = new AppDescription(
            "x",
            [
                new(
                    "A",
                    true,
                    [
                        new CpuStep(3),
                        new WaitStep(13),
                        new CpuStep(3),
                        new WaitStep(13),
                        new CallStep("B", CallKind.Async) { Probability = 0.47 },
                    ]
                ),
                new("B", false, [new CpuStep(25), new CallStep("C"), new CpuStep(25)]),
                new("C", false, [new CpuStep(18)]),
            ]
        );
        var steps = Fusionize
            .Optimization.Forecasts.Forecast.Of(
                app.ToAppModel(),
                [Measure(app, "(A)-(B)-(C)", 0), Measure(app, "(A,B,C)@3538", 1)],
                LambdaModel.DotNet
            )
            .Estimate.App.Find("A")!
            .Steps;
        var called = steps.IndexOf(steps.OfType<CallStep>().Single());
        Assert.Equal(26, steps.OfType<WaitStep>().Sum(w => w.WaitMs), 6.0);
        // Where there is no call, nothing shows on which side of it a wait lies; but one of the two showed in the first round.
        Assert.InRange(steps.Take(called).OfType<WaitStep>().Sum(w => w.WaitMs), 10, 32);
    }

    private static double Tolerance(double cpuMs) => 0.05 * cpuMs + 0.2;

    private static MeasuredSetup Measure(string notation, int round = 0) =>
        SyntheticRun.Measure(Apps.Tree, FusionSetup.ParseNotation(notation, Apps.Tree), round, 30, s_work);

    private static AppEstimate Estimate(AppDescription app, string notation) =>
        Estimator.Estimate(app.ToAppModel(), [Measure(app, notation, 0)], LambdaModel.DotNet);

    private static AppEstimate Forecast(AppDescription app, string notation) =>
        Fusionize.Optimization.Forecasts.Forecast.Of(app.ToAppModel(), [Measure(app, notation, 0)], LambdaModel.DotNet).Estimate;

    private static MeasuredSetup Measure(AppDescription app, string notation, int round)
    {
        var setup = FusionSetup.ParseNotation(notation, app.ToAppModel());
        return new(
            setup,
            Simulator.RunAndRecord(app, setup, LambdaModel.DotNet, new() { Rate = 10, DurationSeconds = 60 }, (ulong)round + 1).Records.Records,
            round
        );
    }
}
