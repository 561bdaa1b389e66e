using Fusionize.Rounds.Load;

namespace Fusionize.Tests.Load;

public sealed class ArrivalPlanTests
{
    [Theory]
    [InlineData("10", 10)]
    [InlineData("10/s", 10)]
    [InlineData("0.5/s", 0.5)]
    [InlineData("600/min", 10)]
    [InlineData("3600/h", 1)]
    public void Rates_are_per_second(string text, double expected) => Assert.Equal(expected, ArrivalPlan.ParseRate(text), 1e-9);

    [Theory]
    [InlineData("")]
    [InlineData("0/s")]
    [InlineData("-1/s")]
    [InlineData("ten")]
    [InlineData("10/x")]
    [InlineData("1e3/s")]
    [InlineData("1,5/s")]
    [InlineData("100001/s")]
    public void Other_rates_are_refused(string text) =>
        Assert.Contains($"'{text}' is not a rate", Assert.Throws<FormatException>(() => ArrivalPlan.ParseRate(text)).Message);

    [Theory]
    [InlineData("100", 100)]
    [InlineData("100s", 100)]
    [InlineData("1.5m", 90)]
    [InlineData("500ms", 0.5)]
    [InlineData("1h", 3600)]
    public void Durations_have_units(string text, double seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), ArrivalPlan.ParseDuration(text));

    [Theory]
    [InlineData("0s")]
    [InlineData("-1s")]
    [InlineData("1d")]
    [InlineData("8 days")]
    [InlineData("200h")]
    public void Other_durations_are_refused(string text) => Assert.Throws<FormatException>(() => ArrivalPlan.ParseDuration(text));

    [Fact]
    public void A_constant_plan_spreads_its_requests_evenly()
    {
        var plan = ArrivalPlan.Constant(4, TimeSpan.FromSeconds(2));

        Assert.Equal(8, plan.Count);
        Assert.Equal([0, 250, 500, 750, 1000, 1250, 1500, 1750], plan.Arrivals().Select(a => a.TotalMilliseconds));
    }

    [Fact]
    public void The_papers_burst_is_a_ramp_of_eight_steps_with_360_requests()
    {
        var plan = ArrivalPlan.ParseRamp("5..40 step 5 every 2s");

        Assert.Equal([5, 10, 15, 20, 25, 30, 35, 40], plan.Steps.Select(s => s.RatePerSecond));
        Assert.Equal(TimeSpan.FromSeconds(16), plan.Duration);
        Assert.Equal(360, plan.Count);
        Assert.Equal(plan.Count, plan.Arrivals().Count());
        Assert.Equal(plan.Arrivals().Order(), plan.Arrivals());
    }

    [Fact]
    public void A_ramp_may_go_down_and_reaches_its_last_rate_despite_rounding()
    {
        Assert.Equal([3, 2, 1], ArrivalPlan.ParseRamp("3..1 step 1 every 1s").Steps.Select(s => s.RatePerSecond));
        Assert.Equal(10, ArrivalPlan.ParseRamp("0.1..1 step 0.1 every 1s").Steps.Length);
        Assert.Single(ArrivalPlan.ParseRamp("5..5 step 1 every 1s").Steps);
    }

    [Theory]
    [InlineData("5..40")]
    [InlineData("5..40 step 0 every 2s")]
    [InlineData("5..40 step 5 every 0s")]
    [InlineData("0..40 step 5 every 2s")]
    [InlineData("1..100000 step 0.001 every 1s")]
    public void Other_ramps_are_refused(string text) => Assert.Throws<FormatException>(() => ArrivalPlan.ParseRamp(text));
}
