using System.Collections.Immutable;
using Fusionize.Records;
using Fusionize.Setups;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Records;

public class DriftTests
{
    private static readonly FusionSetup s_setup = FusionSetup.ParseNotation("(A)-(B)", Apps.Model("x", ["A*", "B"], "A->B"));
    private static readonly InvocationRecord s_record = SyntheticRun
        .Measure(Apps.Model("x", ["A*", "B"], "A->B"), s_setup)
        .Records.First(r => r.Task == "A");

    [Fact]
    public void What_gets_slower_is_found_with_its_interval()
    {
        var drift = Drift.Detect(Lots(5, 100), Lot(140, seed: 99))[0];

        Assert.StartsWith("task A", drift.What, StringComparison.Ordinal);
        Assert.InRange(drift.Change, 0.3, 0.5);
        Assert.InRange(0.4, drift.Low, drift.High);
        Assert.True(drift.Deviations > Drift.MinDeviations);
        Assert.Matches(@"^task A: \w+ ms [\d.]+ → [\d.]+, \+\d\d % \(95 %: \+\d+ … \+\d+ %\)$", drift.ToString());
    }

    [Theory]
    [InlineData(100)]
    [InlineData(106)]
    public void What_is_as_usual_and_a_small_change_are_no_drift(double meanMs)
    {
        var reference = Lots(5, 100);
        for (var seed = 100; seed < 400; seed++)
            Assert.Empty(Drift.Detect(reference, Lot(meanMs, seed)));
    }

    [Fact]
    public void A_few_very_slow_ones_are_no_drift_of_a_task()
    {
        var lot = Records(100, 99).Select((r, i) => i < 3 ? r with { DurationMs = 20_000, CpuMs = 20_000 } : r).ToList();

        Assert.DoesNotContain(Drift.Detect(Lots(5, 100), Behavior.Of(lot, s_setup, _ => InstanceAge.Settled)), d =>
            d.What.StartsWith("task", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Where_lots_differ_anyway_more_is_needed()
    {
        ImmutableArray<Behavior> reference = [.. new double[] { 70, 130, 90, 110, 100 }.Select((ms, i) => Lot(ms, i))];

        Assert.Empty(Drift.Detect(reference, Lot(150, 99)));
        Assert.NotEmpty(Drift.Detect(reference, Lot(900, 99)));
    }

    [Fact]
    public void Calls_that_become_more_are_found_however_short_they_are()
    {
        var call = new CallRecord("A", "B", CallKind.Sync, CallSite.Remote, 1, 1);
        Behavior Calls(int seed, int count) =>
            Behavior.Of([.. Records(100, seed).Select(r => r with { Calls = [.. Enumerable.Repeat(call, count)] })], s_setup, _ =>
                InstanceAge.Settled
            );

        Assert.Contains(Drift.Detect([.. Enumerable.Range(0, 5).Select(i => Calls(i, 3))], Calls(9, 4)), d => d.What == "calls A → B");
    }

    [Fact]
    public void What_takes_next_to_no_time_does_not_matter()
    {
        Behavior Own(int seed, double cpuMs) =>
            Behavior.Of([.. Records(100, seed).Select(r => r with { CpuMs = cpuMs })], s_setup, _ => InstanceAge.Settled);

        Assert.Empty(Drift.Detect([.. Enumerable.Range(0, 5).Select(i => Own(i, 0.2))], Own(9, 0.8)));
        Assert.NotEmpty(Drift.Detect([.. Enumerable.Range(0, 5).Select(i => Own(i, 20))], Own(9, 80)));
    }

    [Fact]
    public void New_cold_and_failed_invocations_do_not_count()
    {
        var odd = Records(5000, 1)
            .Take(30)
            .Select(
                (r, i) =>
                    i % 3 == 0 ? r with { IsCold = true, BilledMs = 100 }
                    : i % 3 == 1 ? r with { Error = new("T", ""), BilledMs = 100 }
                    : r with { Instance = "new", BilledMs = 100 }
            );

        Assert.Empty(
            Drift.Detect(
                Lots(5, 100),
                Behavior.Of([.. Records(100, 99), .. odd], s_setup, r => r.Instance == "new" ? InstanceAge.New : InstanceAge.Settled)
            )
        );
    }

    [Fact]
    public void Lots_in_parts_are_the_whole_lot()
    {
        var records = Records(100, 1);
        var whole = Behavior.Of(records, s_setup, _ => InstanceAge.Settled);
        var parts = Behavior
            .Of([.. records.Take(20)], s_setup, _ => InstanceAge.Settled)
            .With(Behavior.Of([.. records.Skip(20)], s_setup, _ => InstanceAge.Settled));

        Assert.Equal(whole.Requests, parts.Requests);
        Assert.Equal(whole.Figures.Keys, parts.Figures.Keys);
        var (a, b) = (whole.Figures["task A: CPU ms"], parts.Figures["task A: CPU ms"]);
        Assert.Equal(a.Count, b.Count);
        Assert.Equal(a.Mean, b.Mean, 1e-9);
        Assert.Equal(a.Variance, b.Variance, 1e-9);
    }

    [Fact]
    public void Intervals_hold_the_true_value()
    {
        var random = new Random(3);
        int median = 0,
            mean = 0;
        for (var trial = 0; trial < 200; trial++)
        {
            var sketch = new DDSketch();
            for (var i = 0; i < 300; i++)
                sketch.Add(-Math.Log(1 - random.NextDouble()));
            var (low, high) = sketch.QuantileInterval(0.5);
            // Exponential: median ln 2, mean 1. The sketch's own error widens the interval's ends.
            median += low * (1 - DDSketch.RelativeError) <= Math.Log(2) && Math.Log(2) <= high * (1 + DDSketch.RelativeError) ? 1 : 0;
            mean += Math.Abs(sketch.Mean - 1) <= 1.96 * sketch.MeanError ? 1 : 0;
        }
        Assert.InRange(median, 180, 200);
        Assert.InRange(mean, 180, 200);
    }

    private static ImmutableArray<Behavior> Lots(int count, double meanMs) => [.. Enumerable.Range(0, count).Select(i => Lot(meanMs, i))];

    private static Behavior Lot(double meanMs, int seed) => Behavior.Of(Records(meanMs, seed), s_setup, _ => InstanceAge.Settled);

    private static List<InvocationRecord> Records(double meanMs, int seed)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable
                .Range(0, 50)
                .Select(i =>
                {
                    var ms = meanMs * (0.7 + 0.6 * random.NextDouble());
                    return s_record with { StartMs = i * 1000, IsCold = false, DurationMs = ms, CpuMs = ms / 3, BilledMs = (long)ms, Calls = [] };
                }),
        ];
    }
}
