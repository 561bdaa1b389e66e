using Fusionize.Optimization.Monitoring;

namespace Fusionize.Tests.Optimization.Monitoring;

public class ContinuousSamplingTests
{
    [Fact]
    public void Looks_at_all_until_enough_conform_in_a_row_then_at_some_until_one_does_not()
    {
        var plan = new ContinuousSampling(3, 0.1);
        plan = Inspect(plan, true, true, false, true, true);
        Assert.Equal((true, 1.0), (plan.IsFull, plan.TraceFraction));
        plan = Inspect(plan, true);
        Assert.Equal((false, 0.1), (plan.IsFull, plan.TraceFraction));
        plan = Inspect(plan, true, true, true);
        var (next, optimize) = plan.Inspect(false);
        Assert.True(optimize);
        Assert.Equal((true, 0), (next.IsFull, next.ConformingInARow));
        // While everything is looked at anyway, another one isn't news.
        Assert.False(next.Inspect(false).Optimize);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.001)]
    [InlineData(0.01)]
    [InlineData(0.1)]
    [InlineData(1.0)]
    public void The_cost_of_looking_is_as_computed(double nonconforming)
    {
        var random = new Random(1);
        var plan = new ContinuousSampling(50, 0.1);
        const int Requests = 400_000;
        var looked = 0;
        for (var i = 0; i < Requests; i++)
        {
            if (random.NextDouble() >= plan.TraceFraction)
                continue;
            looked++;
            plan = plan.Inspect(random.NextDouble() >= nonconforming).Next;
        }
        Assert.Equal(plan.AverageFraction(nonconforming), (double)looked / Requests, 0.02);
    }

    [Theory]
    [InlineData(0, 0.1)]
    [InlineData(10, 0)]
    [InlineData(10, 1)]
    [InlineData(10, double.NaN)]
    public void Refuses_what_is_no_plan(int clearance, double fraction) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ContinuousSampling(clearance, fraction));

    private static ContinuousSampling Inspect(ContinuousSampling plan, params ReadOnlySpan<bool> conforming)
    {
        foreach (var one in conforming)
            plan = plan.Inspect(one).Next;
        return plan;
    }
}
