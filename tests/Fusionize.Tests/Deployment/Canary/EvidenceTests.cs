using Fusionize.Deployment;

namespace Fusionize.Tests.Deployment.Canary;

public sealed class EvidenceTests
{
    [Theory]
    [InlineData(0, 10, 0.3, 1)]
    [InlineData(1, 1, 0.25, 0.25)]
    [InlineData(2, 3, 0.5, 0.5)]
    [InlineData(3, 3, 0.1, 0.001)]
    [InlineData(60, 100, 0.5, 0.028444)]
    [InlineData(5, 4, 0.5, 0)]
    public void Chances_are_those_of_the_binomial_distribution(int successes, int trials, double chance, double expected) =>
        Assert.Equal(expected, Evidence.AtLeast(successes, trials, chance), 6);

    // 1 - 0.05^(1/n) where nothing succeeded.
    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(0, 10, 0.258866)]
    [InlineData(0, 100, 0.029513)]
    [InlineData(10, 10, 1)]
    public void Bounds_of_shares_are_exact(int successes, int trials, double expected) =>
        Assert.Equal(expected, Evidence.UpperShare(successes, trials, 0.95), 4);

    [Fact]
    public void Quantiles_are_bounded_by_what_was_seen()
    {
        double[] hundred = [.. Enumerable.Range(1, 100)];
        Assert.Equal(59, Evidence.UpperQuantile(hundred, 0.5, 0.95));
        Assert.Equal(100, Evidence.UpperQuantile(hundred, 0.95, 0.95)!.Value, 1.0);
        // Of so few nobody knows what one in twenty does.
        Assert.Null(Evidence.UpperQuantile([.. Enumerable.Range(1, 50)], 0.95, 0.95));
        Assert.Null(Evidence.UpperQuantile([1, 2, 3, 4], 0.5, 0.95));
    }
}
