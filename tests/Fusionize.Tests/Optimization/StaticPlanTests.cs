using Fusionize.Optimization.Optimizers;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Optimization;

public class StaticPlanTests
{
    [Fact]
    public void What_the_papers_optimizer_needs_rounds_for_is_planned_from_the_call_sites()
    {
        Assert.Equal("(A,B,D,E)-(C)-(F)-(G)", StaticPlan.Create(Apps.Tree).Notation);
        Assert.Equal(
            "(AnalyzeSensor,CheckSensor,StoreEvent)-(CheckTemperature)-(CheckSound,CheckSoundAccident,CheckSoundLimits)-(CheckAir,DetectJam)-(ActionSignage)",
            StaticPlan.Create(Apps.IoT).Notation
        );
    }

    [Theory]
    [InlineData("(A,+B)-(C,B)", "A->B", "C->B")] // awaited by two entries: in both
    [InlineData("(A,B)-(C)", "A->B", "A=>B")] // called both ways from one group: awaited
    [InlineData("(A,B)-(C)", "A->B", "B=>A")] // a function needn't invoke itself
    [InlineData("(A,B)-(C)", "A->B", "B->A")]
    [InlineData("(A)-(B)-(C)", "A=>B", "B=>C")]
    [InlineData("(A)-(B)-(C)")]
    public void Awaited_calls_are_fused_and_handed_over_ones_are_not(string plan, params string[] calls) =>
        Assert.Equal(plan, StaticPlan.Create(Apps.Model("app", ["A*", "B", "C*"], calls)).Notation);

    [Fact]
    public void A_helpers_call_may_be_anyones()
    {
        var app = Apps.Model("app", ["A*", "B*", "Log"]);
        Assert.Equal("(A,+Log)-(B,Log)", StaticPlan.Create(app with { Calls = [new(null, "Log", CallKind.Sync)] }).Notation);
        Assert.Equal("(A)-(B)-(Log)", StaticPlan.Create(app with { Calls = [new(null, "Log", CallKind.Async)] }).Notation);
    }

    [Fact]
    public void Of_random_applications_every_plan_is_a_setup_in_which_every_awaited_call_is_local_and_no_other()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var tasks = Enumerable.Range(0, random.Next(1, 9)).Select(i => $"T{i}").ToArray();
            var calls = Enumerable
                .Range(0, random.Next(0, 15))
                .Select(_ => $"{tasks[random.Next(tasks.Length)]}{(random.Next(2) == 0 ? "->" : "=>")}{tasks[random.Next(tasks.Length)]}")
                .ToArray();
            var app = Apps.Model("app", [.. tasks.Select((t, i) => i == 0 || random.Next(4) == 0 ? t + "*" : t)], calls);

            var setup = StaticPlan.Create(app, 512);

            setup.Validate(app, $"seed {seed}");
            Assert.All(setup.Groups, g => Assert.Equal(512, g.MemoryMB));
            foreach (var group in setup.Groups)
            {
                var made = app.Calls.Where(c => group.Tasks.Contains(c.From!) && c.To != group.Name).ToList();
                Assert.All(made.Where(c => c.Kind == CallKind.Sync), c =>
                    Assert.True(group.RunsLocally(c.To, CallKind.Sync), $"seed {seed}: {c} in {group}")
                );
                Assert.All(made.Where(c => !made.Exists(o => o.To == c.To && o.Kind == CallKind.Sync)), c =>
                    Assert.False(group.RunsLocally(c.To, CallKind.Async), $"seed {seed}: {c} in {group}")
                );
            }
        }
    }
}
