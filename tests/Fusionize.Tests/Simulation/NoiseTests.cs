using Fusionize.Shared;
using Fusionize.Simulation;

namespace Fusionize.Tests.Simulation;

public class NoiseTests
{
    [Theory]
    [InlineData(0.05)]
    [InlineData(0.45)]
    public void Log_normal_factors_have_their_median_spread_and_tail(double sigma)
    {
        var noise = new Noise(7);
        var table = new NoiseTable(sigma);
        var logs = Enumerable.Range(0, 200_000).Select(_ => Math.Log(table.Next(noise)) / sigma).Order().ToArray();

        Assert.Equal(0, logs[100_000], 0.02);
        Assert.Equal(1, Math.Sqrt(logs.Average(l => l * l)), 0.01);
        Assert.Equal(2.326, logs[198_000], 0.05);
        Assert.Equal(-2.326, logs[2_000], 0.05);
    }

    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(0.975, 1.959963985)]
    [InlineData(0.05, -1.644853627)]
    [InlineData(0.001, -3.090232306)]
    [InlineData(0.9999, 3.719016485)]
    public void Normal_quantiles_are_those_of_the_tables(double p, double z) => Assert.Equal(z, NormalDistribution.Quantile(p), 1e-6);

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(1.959963985, 0.975)]
    [InlineData(-3.090232306, 0.001)]
    public void Normal_probabilities_are_those_of_the_tables(double z, double p) => Assert.Equal(p, NormalDistribution.Cumulative(z), 1e-7);
}
