using Fusionize.Records;
using Fusionize.Setups;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Records;

public class StatisticsTests
{
    [Fact]
    public void Quantiles_are_linear_between_ranks()
    {
        double[] sorted = [1, 2, 3, 10];
        Assert.Equal(1, Statistics.Quantile(sorted, 0));
        Assert.Equal(2.5, Statistics.Quantile(sorted, 0.5));
        Assert.Equal(10, Statistics.Quantile(sorted, 1));
        Assert.Equal(2.5, Statistics.Median([10, 3, 1, 2]));
        Assert.Equal(7, Statistics.Quantile([7], 0.99));
        Assert.True(double.IsNaN(Statistics.Quantile([], 0.5)));
    }

    [Fact]
    public void Cost_counts_time_memory_and_the_request_fee()
    {
        Assert.Equal(0.0000166667 + 0.2e-6, LambdaPrices.Default.Invocation(1000, 1024), 12);
        Assert.Equal(0.0000133334 / 8, LambdaPrices.Default.Compute(1000, 128, Architectures.Arm64), 12);
    }

    [Fact]
    public void An_outcome_is_about_roots_and_pays_for_everything()
    {
        var run = SyntheticRun.Measure(Apps.Tree, "(A,B)-…");
        var outcome = SetupOutcome.Of(run.Records, run.Setup);
        Assert.Equal((5, 0, 30, 6), (outcome.Requests, outcome.Errors, outcome.Invocations, outcome.ColdStarts));
        Assert.Equal(6, outcome.InvocationsPerRequest);
        Assert.Equal(run.Records.Sum(r => r.BilledMs / 1000.0 / 8 * 0.0000166667 + 0.2e-6) / 5 * 1e6, outcome.CostPerMillion, 9);
        // B, in A, waits for D, and D for E, inside the wait of B.
        var d = run.Records.Where(r => r.Group == "D").Sum(r => r.DurationMs) + run.Records.Where(r => r.Group == "E").Sum(r => r.DurationMs);
        Assert.Equal((d + 44 * 10) / 5, outcome.DoubleBilledMs, 6);
        var arm = run.Setup with { Groups = [.. run.Setup.Groups.Select(g => g with { Architecture = Architectures.Arm64 })] };
        Assert.True(SetupOutcome.Of(run.Records, arm).CostPerMillion < outcome.CostPerMillion);
    }

    [Fact]
    public void Calls_that_wait_at_the_same_time_are_billed_twice_once()
    {
        var record = SyntheticRun.Measure(Apps.Model("x", ["A*"]), "(A)").Records[0];
        CallRecord Wait(double at, double ms) => new("A", "B", CallKind.Sync, CallSite.Remote, at, ms);
        Assert.Equal(30, SetupOutcome.Of([record with { Calls = [Wait(0, 20), Wait(10, 15), Wait(12, 3), Wait(50, 5)] }]).DoubleBilledMs);
    }

    [Fact]
    public void Nothing_has_an_outcome_of_zeros() => Assert.Equal(new SetupOutcome(), SetupOutcome.Of([]));

    [Fact]
    public void A_sketch_is_near_the_truth_and_merges_exactly()
    {
        var random = new Random(1);
        double[] values = [.. Enumerable.Range(0, 20_000).Select(_ => Math.Exp(random.NextDouble() * 12 - 4))];
        DDSketch whole = new(),
            left = new(),
            right = new();
        for (var i = 0; i < values.Length; i++)
        {
            whole.Add(values[i]);
            (i % 3 == 0 ? left : right).Add(values[i]);
        }
        left.Add(right);
        var sorted = Statistics.Sorted(values);
        foreach (var p in (double[])[0, 0.01, 0.5, 0.95, 0.99, 1])
        {
            Assert.InRange(whole.Quantile(p) / Statistics.Quantile(sorted, p), 1 - 2 * DDSketch.RelativeError, 1 + 2 * DDSketch.RelativeError);
            Assert.Equal(whole.Quantile(p), left.Quantile(p));
        }
        Assert.Equal(Statistics.Mean(values), whole.Mean, 1e-6);
        Assert.Equal(whole.Mean, left.Mean, 1e-6);
        Assert.Equal(whole.StandardDeviation, left.StandardDeviation, 1e-6);
        Assert.Equal((values.Length, values.Min(), values.Max()), (left.Count, left.Min, left.Max));
    }

    [Fact]
    public void A_sketch_takes_zeros_and_refuses_what_is_no_duration()
    {
        var sketch = new DDSketch();
        Assert.True(double.IsNaN(sketch.Quantile(0.5)));
        foreach (var value in (double[])[0, 0, 0, 5])
            sketch.Add(value);
        Assert.Equal(0, sketch.Quantile(0.5));
        Assert.Equal(5, sketch.Quantile(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => sketch.Add(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => sketch.Add(-1));
    }

    [Fact]
    public void Profiles_of_parts_merge_to_the_profile_of_the_whole()
    {
        var records = SyntheticRun.Measure(Apps.IoT, FusionSetup.OnePerTask(Apps.IoT)).Records;
        var whole = Profile.Of(records);
        var merged = Profile.Of(records.Where((_, i) => i % 2 == 0));
        merged.Add(Profile.Of(records.Where((_, i) => i % 2 == 1)));

        Assert.Equal(whole.Functions.Keys, merged.Functions.Keys);
        Assert.Equal(whole.Edges.Keys, merged.Edges.Keys);
        Assert.Equal(10, whole.Functions.Count);
        var action = merged.Functions.Single(f => f.Key.Group == "ActionSignage").Value;
        Assert.Equal((10, 2), (action.Invocations, action.ColdStarts));
        var edge = new EdgeKey("CheckAir", "DetectJam", CallKind.Sync, CallSite.Remote);
        Assert.Equal(whole.Edges[edge].Ms.Mean, merged.Edges[edge].Ms.Mean, 9);
        Assert.Equal(5, merged.Edges[edge].Ms.Count);
    }
}
