using System.Text.Json;
using Fusionize.Optimization.Monitoring;
using Fusionize.Records;
using Fusionize.Setups;
using Fusionize.Setups.Stores;
using Fusionize.Simulation;

namespace Fusionize.Tests.Optimization.Monitoring;

/// <summary>The plan over the records of simulated applications, with all the noise that the platform has.</summary>
public sealed class SamplingPlanTests : IDisposable
{
    private static readonly AppDescription s_usual = App(cMs: 60, dCalls: 1);
    private static readonly AppModel s_model = s_usual.ToAppModel();
    private static readonly FusionSetup s_setup = FusionSetup.ParseNotation("(A,B)@512-(C)@256-(D)@128", s_model);

    private readonly string _folder = Directory.CreateTempSubdirectory("fusionize-plan-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void While_nothing_changes_it_comes_to_the_sampling_phase_and_never_asks_for_another_setup()
    {
        var plan = Watching();
        // A hundred days of a hundred requests, each from another random seed.
        for (var day = 0; day < 100; day++)
        {
            var verdict = Look(plan, s_usual, day, requests: 100);
            Assert.False(verdict.Optimize, verdict.Why);
            plan = verdict.Plan;
        }

        Assert.Equal(199, plan.Lots);
        Assert.False(plan.Sampling.IsFull);
        Assert.Equal(SamplingPlan.DefaultFraction, plan.TraceFraction);
    }

    [Fact]
    public void A_task_that_computes_more_is_named_with_its_interval_and_records_from_before_do_not_count_any_more()
    {
        var plan = Quiet();

        var verdict = Look(plan, App(cMs: 84, dCalls: 1), day: 1000, requests: 250);

        Assert.True(verdict.Optimize);
        Assert.StartsWith("Re-optimize: task C: ", verdict.Why);
        Assert.Contains("+4", verdict.Why);
        Assert.Matches(@"\(95 %: \+\d+ … \+\d+ %\)", verdict.Why);
        Assert.True(verdict.Since >= Day(1000));
        var next = verdict.Plan.Optimize(verdict.Since);
        Assert.Equal((false, 1.0), (next.IsWatching, next.TraceFraction));
    }

    [Fact]
    public void Calls_that_become_more_are_a_change_too() =>
        Assert.Contains("calls B → D", Look(Quiet(), App(cMs: 60, dCalls: 3), day: 1000, requests: 250).Why);

    [Fact]
    public void One_odd_lot_makes_it_look_at_everything_again_and_nothing_more()
    {
        var plan = Enumerable.Range(0, 16).Aggregate(Watching(), (p, day) => Look(p, s_usual, day, requests: 50, isOld: true).Plan);
        // A minute in which the machine was slow.
        var odd = Look(plan, App(cMs: 120, dCalls: 1), day: 1000, requests: 51, isOld: true);
        Assert.False(odd.Optimize, odd.Why);
        Assert.Equal((true, 1.0), (odd.Plan.Sampling.IsFull, odd.Plan.TraceFraction));
        Assert.Contains("the last lot differed (task C", odd.Why);

        plan = odd.Plan;
        for (var day = 1001; day < 1012; day++)
        {
            var verdict = Look(plan, s_usual, day, requests: 50, isOld: true);
            Assert.False(verdict.Optimize, verdict.Why);
            plan = verdict.Plan;
        }
        Assert.Equal(SamplingPlan.DefaultFraction, plan.TraceFraction);
        Assert.Empty(plan.Suspicion);
    }

    [Fact]
    public async Task A_plan_that_is_stored_and_read_after_every_look_decides_as_one_that_is_kept()
    {
        var store = SetupStore.InFolder(_folder);
        var kept = Watching();
        Assert.True(await store.TrySetPlanAsync(kept, null, default));
        // Uneven numbers: lots go over the ends of runs.
        for (var day = 0; day < 30; day++)
        {
            var app = day < 25 ? s_usual : App(cMs: 90, dCalls: 1);
            var stored = (await store.GetPlanAsync("x", default))!;
            var (fromKept, fromStored) = (Look(kept, app, day, 37, isOld: true), Look(stored.Plan, app, day, 37, isOld: true));

            Assert.Equal(fromKept.Why, fromStored.Why);
            Assert.Equal(JsonSerializer.Serialize(fromKept.Plan), JsonSerializer.Serialize(fromStored.Plan));
            if (fromKept.Optimize)
            {
                Assert.True(day >= 25);
                return;
            }
            kept = fromKept.Plan;
            Assert.True(await store.TrySetPlanAsync(fromStored.Plan, stored, default));
        }
        Assert.Fail("The change wasn't found.");
    }

    [Fact]
    public async Task Of_two_that_look_at_the_same_time_one_is_told_to_look_again()
    {
        var store = SetupStore.InFolder(_folder);
        Assert.True(await store.TrySetPlanAsync(Watching(), null, default));
        var stored = await store.GetPlanAsync("x", default);

        Assert.True(await store.TrySetPlanAsync(Watching() with { Lots = 1 }, stored, default));
        Assert.False(await store.TrySetPlanAsync(Watching() with { Lots = 2 }, stored, default));
        Assert.Equal(1, (await store.GetPlanAsync("x", default))!.Plan.Lots);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{ "app": "other", "setupId": null }""")]
    [InlineData("""{ "app": "x", "sampling": { "clearance": 0, "fraction": 0.1 } }""")]
    [InlineData("""{ "app": "x", "lotRequests": 0 }""")]
    public async Task A_torn_plan_is_refused(string content)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "plans"));
        File.WriteAllText(Path.Combine(_folder, "plans", "x.json"), content);

        Assert.Equal(
            StoreCodes.Corrupt,
            (await Assert.ThrowsAsync<StoreException>(() => SetupStore.InFolder(_folder).GetPlanAsync("x", default))).Code
        );
    }

    [Fact]
    public void Records_count_once_in_whatever_pieces_and_order_they_come()
    {
        var all = Records(s_usual, 1, 333);
        var whole = Watching().Look(all, s_setup, _ => InstanceAge.Settled).Plan;
        var plan = Watching();
        for (var from = 0; from < all.Count; from += 170)
        {
            // The piece before comes again, and in any order.
            var piece = all.Skip(Math.Max(0, from - 100)).Take(from == 0 ? 170 : 270).OrderByDescending(r => r.RequestId);
            plan = plan.Look(piece, s_setup, _ => InstanceAge.Settled).Plan;
        }

        Assert.Equal((whole.Lots, whole.Open!.Requests, whole.LookedUntil), (plan.Lots, plan.Open!.Requests, plan.LookedUntil));
        Assert.Equal(whole.Reference.Select(l => l.Requests), plan.Reference.Select(l => l.Requests));
    }

    [Fact]
    public void Records_of_other_setups_do_not_count() =>
        Assert.Null(
            Watching()
                .Look(Records(s_usual, 1, 100).Select(r => r with { SetupId = "0123456789abcdef" }), s_setup, _ => InstanceAge.Settled)
                .Plan.Open
        );

    private static SamplingPlan Watching() => new SamplingPlan { App = "x" }.Watch(s_setup.Id);

    private static SamplingPlan Quiet() => Look(Watching(), s_usual, day: 0, requests: 800).Plan;

    /// <param name="isOld">Whether the day's instances have served since the days before.</param>
    private static PlanVerdict Look(SamplingPlan plan, AppDescription app, int day, int requests, bool isOld = false)
    {
        var records = Records(app, day, requests);
        var instances = new InstanceAgeTracker();
        instances.Add(isOld ? [] : records);
        return plan.Look(records, s_setup, instances.AgeOf);
    }

    private static List<InvocationRecord> Records(AppDescription app, int day, int requests)
    {
        var (_, recorded) = Simulator.RunAndRecord(
            app,
            s_setup,
            LambdaModel.DotNet with
            {
                YoungCpuMs = 4,
                YoungRemoteCpuMs = 10,
            },
            new() { Rate = 5, Requests = requests },
            (ulong)day + 1
        );
        return [.. recorded.Records.Select(r => r with { StartMs = r.StartMs - 1_767_225_600_000 + Day(day) }).OrderBy(r => r.StartMs)];
    }

    private static double Day(int day) => 1_767_225_600_000 + day * 86_400_000.0;

    private static AppDescription App(double cMs, int dCalls) =>
        new(
            "x",
            [
                new("A", true, [new CpuStep(4), new CallStep("B"), new CallStep("C", CallKind.Async)]),
                new("B", false, [new WaitStep(15, 0.4), new CpuStep(6), new CallStep("D", Count: dCalls)]),
                new("C", false, [new CpuStep(cMs)]),
                new("D", false, [new CpuStep(2), new WaitStep(8, 0.3)]),
            ]
        );
}
