using Fusionize.Cli.Errors;
using Amazon.Runtime;
using Fusionize.Cli;
using Fusionize.Cli.Terminal;
using Fusionize.Setups;
using Fusionize.Setups.Stores;

namespace Fusionize.Tests.Cli;

public sealed class FailuresTests
{
    [Fact]
    public void A_missing_region_is_said_in_our_words()
    {
        const string Theirs = "No RegionEndpoint or ServiceURL configured";
        foreach (var error in (Exception[])[new AmazonClientException(Theirs), new StoreException(StoreCodes.Unreachable, "s3://b", Theirs)])
        {
            using var written = new StringWriter();
            Assert.Equal(1, Failures.Report(new Screen(TextWriter.Null, written, false, false), error));
            Assert.Equal("error FZ1504: no AWS region is known; set AWS_REGION, or give --region where the command has it", written.ToString().TrimEnd());
        }
    }
}
