using Fusionize.Deployment;

namespace Fusionize.Tests.Deployment;

public sealed class VersionHealthTests
{
    [Fact]
    public void A_version_without_requests_that_succeeded_has_no_p95_to_tell()
    {
        Assert.Equal("2 requests, 2 failed", new VersionHealth(2, 2, double.NaN).ToString());
        Assert.Equal("40 requests, 0 failed, 3 running, p95 12 ms", new VersionHealth(40, 0, 12, 3).ToString());
    }
}
