using System.Collections.Immutable;
using Fusionize.Optimization;
using Fusionize.Optimization.Estimation;
using Fusionize.Optimization.Forecasts;
using Fusionize.Optimization.Predictor;
using Fusionize.Setups;
using Fusionize.Simulation;

namespace Fusionize.Tests.Optimization.Estimation;

public class SetupSearchTests
{
    [Fact]
    public void Tasks_that_must_stay_apart_stay_apart()
    {
        var estimate = Estimate(Chain());
        Assert.Single(Search(estimate).Find(Goal.Cost).Groups);
        var apart = Search(estimate, new() { NeverTogether = [("A", "C")] }).Find(Goal.Cost);
        Assert.DoesNotContain(apart.Groups, g => g.Tasks.Contains("A") && g.Tasks.Contains("C"));
        Assert.Equal(2, apart.Groups.Length);
    }

    [Fact]
    public void Tasks_whose_zip_would_be_too_large_stay_apart()
    {
        const long MB = 1024 * 1024;
        var estimate = Estimate(Chain());
        // B and C use the same client: together they are no larger than one of them.
        PackagePart client = new("client", 5 * MB),
            picture = new("picture", 4 * MB);
        var sizes = new PackageSizes(
            MB,
            new Dictionary<string, ImmutableArray<PackagePart>>
            {
                ["A"] = [picture],
                ["B"] = [client],
                ["C"] = [client],
            }
        );
        Assert.Equal(10 * MB, sizes.Of(["A", "B", "C"]));
        FusionSetup Within(string constraint) => Search(estimate, SearchConstraints.Parse([constraint]) with { Packages = sizes }).Find(Goal.Cost);

        Assert.Single(Within("package:10").Groups);
        Assert.Equal("(A)-(B,C)", Within("package:9").Notation);
        Assert.Equal("(A)-(B,C)", Within("package:6").Notation);
        // Nothing makes a single task's zip smaller.
        Assert.Equal("(A)-(B)-(C)", Within("package:5").Notation);
        Assert.False((SearchConstraints.Parse(["package:9"]) with { Packages = sizes }).Allows(FusionSetup.AllInOne(estimate.Model)));
        Assert.Throws<FusionizeException>(() => SearchConstraints.Parse(["package:0"]));
    }

    [Fact]
    public void Memory_is_enough_for_what_the_tasks_were_seen_to_use()
    {
        var estimate = Estimate(Chain()) with
        {
            BaseMemoryMB = 60,
            TaskMemoryMB = ImmutableSortedDictionary<string, double>.Empty.Add("A", 0).Add("B", 200).Add("C", 100),
        };
        var found = Search(estimate).Find(Goal.Cost);
        foreach (var group in found.Groups)
            Assert.True(group.MemoryMB * 0.85 >= 60 + group.Tasks.Sum(t => estimate.TaskMemoryMB[t]), found.FullNotation);
        Assert.All(Search(estimate, new() { MaxMemoryMB = 512 }).Find(Goal.Latency).Groups, g => Assert.True(g.MemoryMB <= 512));
    }

    [Fact]
    public void More_than_one_vCPU_goes_only_to_tasks_with_threads()
    {
        AppDescription App(int threads) => new("x", [new("A", true, [new CpuStep(500, threads)])]);
        Assert.Equal(1769, Latency(App(1)));
        Assert.True(Latency(App(3)) >= 3 * 1769);

        static int Latency(AppDescription app)
        {
            return Search(Estimate(app)).Find(Goal.Latency).Groups[0].MemoryMB;
        }
    }

    private static AppDescription Chain() =>
        new(
            "x",
            [
                new("A", true, [new WaitStep(10), new CallStep("B")]),
                new("B", false, [new WaitStep(10), new CallStep("C")]),
                new("C", false, [new WaitStep(10)]),
            ]
        );

    private static AppEstimate Estimate(AppDescription app) =>
        new(app.ToAppModel(), app, LambdaModel.DotNet)
        {
            EntryShares = ImmutableSortedDictionary<string, double>.Empty.Add(app.Tasks[0].Id, 1),
            RequestsPerSecond = 10,
            Seconds = 100,
            Requests = 1000,
        };

    private static SetupSearch Search(AppEstimate estimate, SearchConstraints? constraints = null) =>
        new(estimate, new SetupPredictor(estimate.App, estimate.Platform, TimeSpan.FromSeconds(estimate.Seconds)), constraints);
}
