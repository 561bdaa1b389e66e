using Fusionize.Optimization;
using Fusionize.Setups;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Optimization;

public class GoalTests
{
    [Theory]
    [InlineData("cost", "cost")]
    [InlineData("latency", "latency")]
    [InlineData("balanced", "balanced")]
    [InlineData("slo:p95<200ms", "slo:p95<200ms")]
    [InlineData("slo: p99 <= 1.5s", "slo:p99<1500ms")]
    [InlineData("slo:p50<20", "slo:p50<20ms")]
    [InlineData("budget:$25.5", "budget:25.5")]
    [InlineData("weights:cost=0.7,p50=0.3", "weights:cost=0.7,p50=0.3")]
    [InlineData("weights: p50=0.75, cost=0.25", "weights:cost=0.25,p50=0.75")]
    public void Parses(string text, string normal)
    {
        Assert.Equal(normal, Goal.Parse(text).ToString());
        Assert.Equal(Goal.Parse(text), Goal.Parse(normal));
    }

    [Fact]
    public void Help_errors_and_documentation_name_every_goal()
    {
        // What is written before a goal's parameters, of each kind of goal.
        var words = Goals().Select(g => g.ToString().Split(':')[0]).ToList();
        Assert.Equal(typeof(Goal).Assembly.GetTypes().Count(t => t.IsSubclassOf(typeof(Goal)) && !t.IsAbstract), words.Distinct().Count());

        var documentation = File.ReadAllText(Path.Combine(Repository.Root, "docs", "optimizers.md"));
        Assert.All(words, word => Assert.Matches($@"\b{word}\b", Goal.Forms));
        Assert.All(words, word => Assert.Matches($@"\n\| `{word}\b", documentation));
        Assert.Contains(Goal.Forms, Assert.Throws<FusionizeException>(() => Goal.Parse("")).Message);
    }

    /// <summary>One goal of each kind.</summary>
    private static IEnumerable<Goal> Goals() =>
        [Goal.Cost, Goal.Latency, Goal.Balanced, Goal.Parse("slo:p95<200ms"), Goal.Parse("budget:25"), Goal.Parse("weights:cost=0.7,p50=0.3")];

    [Theory]
    [InlineData("")]
    [InlineData("speed")]
    [InlineData("cost:1")]
    [InlineData("slo")]
    [InlineData("slo:p90<200ms")]
    [InlineData("slo:p95<-1ms")]
    [InlineData("slo:p95<NaN")]
    [InlineData("slo:p95<1e999ms")]
    [InlineData("slo:p95")]
    [InlineData("budget:")]
    [InlineData("budget:0")]
    [InlineData("budget:1,000")]
    [InlineData("weights:cost=0.7")]
    [InlineData("weights:cost=0.7,p50=0.4")]
    [InlineData("weights:cost=1,p50=0")]
    [InlineData("weights:cost=0.5,cost=0.5")]
    [InlineData("weights:cost=0.5,p95=0.5")]
    public void Refuses(string text) => Assert.Equal(OptimizationCodes.BadGoal, Assert.Throws<FusionizeException>(() => Goal.Parse(text)).Code);

    [Theory]
    [InlineData("cost", "cheap")]
    [InlineData("latency", "fast")]
    [InlineData("balanced", "good")]
    [InlineData("slo:p95<60ms", "good")]
    [InlineData("slo:p95<5ms", "fast")]
    [InlineData("budget:50", "fast")]
    [InlineData("budget:1", "cheap")]
    public void Chooses(string goal, string expected)
    {
        (string Name, double Ms, double Cost)[] setups =
        [
            ("cheap", 100, 20),
            ("good", 50, 20.9),
            ("same", 50, 20.9),
            ("dear", 40, 23),
            ("fast", 20, 40),
        ];
        var best = GoalChoice.Best(setups, s => new SetupFigures(s.Ms, s.Ms * 1.1, s.Ms * 2, s.Cost), Goal.Parse(goal));
        Assert.Equal(expected, best.Name);
    }

    [Fact]
    public void The_tolerance_counts_from_the_cheapest_setup_known_even_if_it_is_no_candidate()
    {
        (double Ms, double Cost)[] setups = [(50, 20), (49, 20.9)];
        double Chosen(double cheapest) => GoalChoice.Best(setups, s => new SetupFigures(s.Ms, s.Ms, s.Ms, s.Cost), Goal.Balanced, cheapest).Ms;
        Assert.Equal(49, Chosen(double.PositiveInfinity));
        Assert.Equal(50, Chosen(15));
    }
}
