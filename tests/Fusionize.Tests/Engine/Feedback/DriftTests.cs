using Fusionize.Engine.Feedback;
using Fusionize.Engine.Setups;

namespace Fusionize.Tests.Engine.Feedback;

public class DriftTests
{
    private static readonly InvocationRecord s_record = SyntheticRun.Measure(Apps.Model("x", ["A*", "B"], "A->B"), "(A)-(B)").Records[0];

    [Fact]
    public void What_gets_slower_is_found_and_noise_is_not()
    {
        var profile = new RecentProfile(TimeSpan.FromMinutes(1), TimeSpan.FromHours(1));
        Fill(profile, minutes: 20, meanMs: 100, seed: 1);
        Assert.Empty(profile.Drifts(TimeSpan.FromMinutes(5)));
        Fill(profile, minutes: 5, meanMs: 125, seed: 2, from: 20);
        var drift = Assert.Single(profile.Drifts(TimeSpan.FromMinutes(5)));
        Assert.StartsWith("A duration", drift.What, StringComparison.Ordinal);
        Assert.InRange(drift.After / drift.Before, 1.2, 1.3);
        Assert.True(drift.Deviations > Drift.LeastDeviations);
    }

    [Fact]
    public void A_small_or_a_rare_change_is_no_drift()
    {
        var small = new RecentProfile(TimeSpan.FromMinutes(1), TimeSpan.FromHours(1));
        Fill(small, 20, 100, 1);
        Fill(small, 5, 105, 2, from: 20);
        Assert.Empty(small.Drifts(TimeSpan.FromMinutes(5)));

        var rare = new RecentProfile(TimeSpan.FromMinutes(1), TimeSpan.FromHours(1));
        Fill(rare, 20, 100, 1);
        rare.Add(s_record with { StartMs = 21 * 60_000, DurationMs = 10_000 });
        Assert.Empty(rare.Drifts(TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void What_is_too_old_is_forgotten_and_does_not_come_back()
    {
        var profile = new RecentProfile(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10));
        Fill(profile, minutes: 60, meanMs: 100, seed: 1);
        Assert.Equal(11, profile.Windows);
        Assert.Equal(11 * 100, profile.Whole().Functions.Single().Value.Invocations);
        profile.Add(s_record with { StartMs = 0 });
        Assert.Equal(11, profile.Windows);
    }

    [Fact]
    public void Intervals_hold_the_true_value()
    {
        var random = new Random(3);
        int median = 0, mean = 0;
        for (var trial = 0; trial < 200; trial++)
        {
            var sketch = new Sketch();
            for (var i = 0; i < 300; i++)
                sketch.Add(-Math.Log(1 - random.NextDouble()));
            var (low, high) = sketch.QuantileInterval(0.5);
            // Exponential: median ln 2, mean 1. The sketch's own error widens the interval's ends.
            median += low * (1 - Sketch.RelativeError) <= Math.Log(2) && Math.Log(2) <= high * (1 + Sketch.RelativeError) ? 1 : 0;
            mean += Math.Abs(sketch.Mean - 1) <= 1.96 * sketch.MeanError ? 1 : 0;
        }
        Assert.InRange(median, 180, 200);
        Assert.InRange(mean, 180, 200);
    }

    private static void Fill(RecentProfile profile, int minutes, double meanMs, int seed, int from = 0)
    {
        var random = new Random(seed);
        for (var i = 0; i < minutes * 100; i++)
        {
            profile.Add(s_record with
            {
                StartMs = (from + i / 100) * 60_000,
                DurationMs = meanMs * (0.7 + 0.6 * random.NextDouble()),
                CpuMs = 10,
                Calls = [],
            });
        }
    }
}
