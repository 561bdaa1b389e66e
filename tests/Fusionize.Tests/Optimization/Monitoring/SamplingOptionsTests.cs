using Fusionize.Optimization.Monitoring;

namespace Fusionize.Tests.Optimization.Monitoring;

public class SamplingOptionsTests
{
    [Fact]
    public void Are_written_as_they_are_read()
    {
        Assert.Equal("lots=10,of=50,fraction=0.05", new SamplingOptions().ToString());
        var other = new SamplingOptions(7, 200, 0.125);
        Assert.Equal(other, SamplingOptions.Parse(other.ToString()));
    }
}
