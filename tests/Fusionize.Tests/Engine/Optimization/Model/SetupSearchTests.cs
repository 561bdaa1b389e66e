using System.Collections.Immutable;
using Fusionize.Engine.Optimization;
using Fusionize.Engine.Optimization.Model;
using Fusionize.Engine.Setups;
using Fusionize.Engine.Simulation;

namespace Fusionize.Tests.Engine.Optimization.Model;

public class SetupSearchTests
{
    private static readonly ImmutableArray<int> s_sizes = [128, 256, 512, 1024, 1769];

    [Theory]
    [InlineData("cost")]
    [InlineData("latency")]
    [InlineData("balanced")]
    public void Finds_what_trying_everything_finds(string goalText)
    {
        var goal = Goal.Parse(goalText);
        int near = 0, all = 0;
        for (var seed = 0; seed < 40; seed++)
        {
            var estimate = Estimate(RandomDescriptions.Of(seed, 2, 4));
            var start = FusionSetup.OnePerTask(estimate.Model);
            var predictor = new Predictor(estimate);
            if (predictor.App.Edges.Length > 4)
                continue;
            var found = predictor.Predict(new SetupSearch(estimate, start, new() { MemorySizes = s_sizes }).Find(start, goal));
            var best = Everything(predictor).ToList();
            var limit = best.Min(p => p.Cost) * 1e6 * (1 + goal.Limit * 0.9);
            var (value, least) = goal.Kind switch
            {
                GoalKind.Cost => (found.CostPerMillion, best.Min(p => p.Cost) * 1e6),
                GoalKind.Latency => (found.P50Ms, best.Min(p => p.P50Ms)),
                _ => (found.P50Ms, best.Where(p => p.Cost * 1e6 <= limit).Min(p => p.P50Ms)),
            };
            all++;
            near += value <= least * 1.01 ? 1 : 0;
            if (goal.Kind == GoalKind.Balanced)
                Assert.True(found.CostPerMillion <= limit * 1.02);
        }
        Assert.True(near >= 0.95 * all, $"{near} of {all}");
    }

    [Fact]
    public void Tasks_that_must_stay_apart_stay_apart()
    {
        var estimate = Estimate(Chain());
        var start = FusionSetup.OnePerTask(estimate.Model);
        Assert.Single(new SetupSearch(estimate, start).Find(start, Goal.Cost).Groups);
        var apart = new SetupSearch(estimate, start, new() { NeverTogether = [("A", "C")] }).Find(start, Goal.Cost);
        Assert.DoesNotContain(apart.Groups, g => g.Tasks.Contains("A") && g.Tasks.Contains("C"));
        Assert.Equal(2, apart.Groups.Length);
    }

    [Fact]
    public void Memory_is_enough_for_what_the_tasks_were_seen_to_use()
    {
        var estimate = Estimate(Chain()) with { BaseMemoryMB = 60, TaskMemoryMB = ImmutableSortedDictionary<string, double>.Empty.Add("A", 0).Add("B", 200).Add("C", 100) };
        var start = FusionSetup.OnePerTask(estimate.Model, 512);
        var found = new SetupSearch(estimate, start).Find(start, Goal.Cost);
        foreach (var group in found.Groups)
            Assert.True(group.MemoryMB * 0.85 >= 60 + group.Tasks.Sum(t => estimate.TaskMemoryMB[t]), found.FullNotation);
        Assert.All(new SetupSearch(estimate, start, new() { MaxMemoryMB = 512 }).Find(start, Goal.Latency).Groups, g => Assert.True(g.MemoryMB <= 512));
    }

    [Fact]
    public void More_than_one_vCPU_goes_only_to_tasks_with_threads()
    {
        AppDescription App(int threads) => new("x", [new("A", true, [new CpuStep(500, threads)])]);
        Assert.Equal(1769, Latency(App(1)));
        Assert.True(Latency(App(3)) >= 3 * 1769);

        static int Latency(AppDescription app)
        {
            var estimate = Estimate(app);
            var start = FusionSetup.OnePerTask(estimate.Model);
            return new SetupSearch(estimate, start).Find(start, Goal.Latency).Groups[0].MemoryMB;
        }
    }

    [Fact]
    public void A_large_application_is_searched_within_its_bound()
    {
        var estimate = Estimate(RandomDescriptions.Of(3, 40, 40));
        var start = FusionSetup.OnePerTask(estimate.Model);
        var search = new SetupSearch(estimate, start);
        var found = search.Find(start, Goal.Balanced);
        found.Validate(estimate.Model, "found");
        Assert.True(search.Predict(found).CostPerMillion < search.Predict(start).CostPerMillion);
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

    private static IEnumerable<(double P50Ms, double Cost)> Everything(Predictor predictor)
    {
        var (edges, tasks) = (predictor.App.Edges.Length, predictor.App.Tasks.Length);
        for (var local = 0; local < 1 << edges; local++)
        {
            for (var sizes = 0; sizes < (int)Math.Pow(s_sizes.Length, tasks); sizes++)
            {
                var rest = sizes;
                var memory = new int[tasks];
                for (var t = 0; t < tasks; t++, rest /= s_sizes.Length)
                    memory[t] = s_sizes[rest % s_sizes.Length];
                yield return predictor.Evaluate(new([.. Enumerable.Range(0, edges).Select(e => (local >> e & 1) != 0)], memory));
            }
        }
    }
}
