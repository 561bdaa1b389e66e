using Fusionize.Optimization;
using Fusionize.Optimization.Optimizers;
using Fusionize.Optimization.Replay;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Replay;

/// <summary>The published measurements through our own reader, statistics and baseline optimizer.</summary>
public class PublishedTracesTests
{
    [TheoryIfTraces]
    [InlineData("split-gen-dualcore", 13)]
    [InlineData("split-gen-correctOpt", 10)]
    [InlineData("iot-gen-feb23", 10)]
    [InlineData("iot-gen-jun23", 10)]
    public async Task Every_recorded_decision_is_reproduced(string series, int decisions)
    {
        var replay = await Run(series, PaperMemoryRule.Cheapest);

        Assert.All(replay.Rounds, r => Assert.NotEqual(false, r.Matches));
        Assert.Equal(decisions, replay.Matching);
    }

    [TheoryIfTraces]
    [InlineData("split-gen-cpubound", 6)]
    [InlineData("splittest-memsizes", 11)]
    [InlineData("splittest-twocores", 12)]
    public async Task The_series_before_february_2023_are_reproduced_with_the_bug_of_that_time(string series, int decisions)
    {
        var buggy = await Run(series, PaperMemoryRule.FirstAsText);
        var mended = await Run(series, PaperMemoryRule.Cheapest);

        Assert.All(buggy.Rounds, r => Assert.NotEqual(false, r.Matches));
        Assert.Equal(decisions, buggy.Matching);
        Assert.Contains(mended.Rounds, r => r.Matches == false);
    }

    [TheoryIfTraces]
    [InlineData("iot-burst-feb23")]
    [InlineData("iot-burst-newDist")]
    [InlineData("iot-cold-dualcore")]
    [InlineData("iot-cold-three")]
    [InlineData("split-burst-feb23")]
    [InlineData("split-burst-newDistQ")]
    [InlineData("split-cold-dualcore")]
    [InlineData("split-cold-waaylater")]
    public async Task Series_without_an_optimizer_are_read_and_summed_up(string series)
    {
        var replay = await Run(series, PaperMemoryRule.Cheapest);

        Assert.False(replay.IsOptimized);
        Assert.Equal(0, replay.Compared);
        Assert.All(replay.Rounds, r => Assert.InRange(r.Outcome!.CostPerMillion, 5, 400));
    }

    /// <summary>p50, p95, p99, mean, USD per million with the merged invocations restored, and by the papers' formula; cold starts.</summary>
    [TheoryIfTraces]
    [InlineData(0, 1630, 2304, 4726, 1758, 27.50, 26.73, 330)]
    [InlineData(1, 1595, 2014, 3699, 1671, 23.69, 23.03, 272)]
    [InlineData(2, 1561, 1693, 2672, 1596, 21.09, 20.57, 233)]
    [InlineData(3, 1506, 1532, 1725, 1514, 19.74, 19.40, 210)]
    [InlineData(12, 1506, 1533, 1724, 1515, 18.84, 18.48, 76)]
    public void The_published_table_of_tree_comes_out(
        int setup,
        double p50,
        double p95,
        double p99,
        double mean,
        double cost,
        double paper,
        int cold
    ) => Check(Read("split-gen-dualcore").Setups[setup], p50, p95, p99, mean, cost, paper, cold);

    [TheoryIfTraces]
    [InlineData(2, 234, 468, 2062, 291, 30.67, 24.23, 402)]
    [InlineData(3, 196, 444, 1866, 242, 29.94, 23.99, 351)]
    [InlineData(4, 179, 357, 1109, 211, 29.58, 23.97, 297)]
    [InlineData(5, 174, 332, 1230, 203, 24.09, 18.29, 228)]
    [InlineData(6, 53, 134, 162, 66, 24.2, 19.0, 85)]
    [InlineData(10, 53, 137, 174, 65, 27.7, 21.5, 67)]
    [InlineData(11, 172, 352, 1092, 208, 23.69, 17.28, 173)]
    public void The_published_table_of_iot_comes_out(
        int setup,
        double p50,
        double p95,
        double p99,
        double mean,
        double cost,
        double paper,
        int cold
    ) => Check(Read("iot-gen-feb23").Setups[setup], p50, p95, p99, mean, cost, paper, cold);

    private static void Check(PublishedSetup setup, double p50, double p95, double p99, double mean, double cost, double paper, int cold)
    {
        var outcome = setup.Outcome;
        Assert.Equal(p50, outcome.P50, 0.51);
        Assert.Equal(p95, outcome.P95, 0.51);
        // One published figure is rounded up.
        Assert.Equal(p99, outcome.P99, 0.6);
        Assert.Equal(mean, outcome.Mean, 0.51);
        Assert.InRange(outcome.CostPerMillion, cost * 0.996, cost * 1.004);
        Assert.Equal(paper, setup.CostPerMillionAsInThePapers, 0.051);
        Assert.Equal(cold, outcome.ColdStarts);
    }

    private static PublishedSeries Read(string series) => PublishedSeriesReader.Read(PublishedTraces.Records(series), PublishedTraces.Setups(series));

    private static Task<ReplayResult> Run(string series, PaperMemoryRule rule)
    {
        var published = Read(series);
        var optimizer = new PaperOptimizer(new() { MemorySizes = published.MemorySizes, MemoryRule = rule });
        return Replayer.RunAsync(published, optimizer, Goal.Balanced, CancellationToken.None);
    }
}
