using Fusionize.Deployment;

namespace Fusionize.Tests.Deployment;

public sealed class VersionHealthTests
{
    [Fact]
    public void A_version_without_warm_requests_has_no_p95_to_tell()
    {
        Assert.Equal("2 requests, 1 failed", new VersionHealth(2, 1, double.NaN).ToString());
        Assert.Equal("40 requests, 0 failed, p95 12 ms", new VersionHealth(40, 0, 12).ToString());
    }
}
