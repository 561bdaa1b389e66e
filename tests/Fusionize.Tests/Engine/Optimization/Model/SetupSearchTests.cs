using System.Collections.Immutable;
using Fusionize.Engine.Optimization;
using Fusionize.Engine.Optimization.Model;
using Fusionize.Engine.Simulation;
using Fusionize.Engine.Simulation.Prediction;

namespace Fusionize.Tests.Engine.Optimization.Model;

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
    public void Memory_is_enough_for_what_the_tasks_were_seen_to_use()
    {
        var estimate = Estimate(Chain()) with { BaseMemoryMB = 60, TaskMemoryMB = ImmutableSortedDictionary<string, double>.Empty.Add("A", 0).Add("B", 200).Add("C", 100) };
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

    private static AppDescription Chain() => new("x",
        [new("A", true, [new WaitStep(10), new CallStep("B")]), new("B", false, [new WaitStep(10), new CallStep("C")]), new("C", false, [new WaitStep(10)])]);

    private static AppEstimate Estimate(AppDescription app) => new(app.ToAppModel(), app, LambdaModel.DotNet)
    {
        EntryShares = ImmutableSortedDictionary<string, double>.Empty.Add(app.Tasks[0].Id, 1),
        RequestsPerSecond = 10,
        Seconds = 100,
        Requests = 1000,
    };

    private static SetupSearch Search(AppEstimate estimate, SearchConstraints? constraints = null)
        => new(estimate, new SetupPredictor(estimate.App, estimate.Platform, TimeSpan.FromSeconds(estimate.Seconds)), constraints);
}
