using Amazon.Runtime;
using Fusionize.Cli.Errors;
using Fusionize.Cli.Terminal;
using Fusionize.Deployment;
using Fusionize.Setups;
using Fusionize.Setups.Manifests;
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
            Assert.Equal(
                "error FZ1504: no AWS region is known; set AWS_REGION, or give --region where the command has it",
                written.ToString().TrimEnd()
            );
        }
    }

    public static TheoryData<Exception, string> Failed =>
        new()
        {
            {
                new SetupException(SetupCodes.BadMemory, "setup.json", "groups[0].memoryMB", "64 isn't a memory size."),
                "FZ1108: groups[0].memoryMB: 64 isn't a memory size (setup.json); give the group another memory size"
            },
            {
                new StoreException(StoreCodes.Busy, "s3://b/p", "Other writers keep changing the object."),
                "FZ1204: Other writers keep changing the object (s3://b/p); try again when the other process is done"
            },
            {
                new FusionizeException(DeployCodes.NotReady, "shop-Save", "Its update failed.", "try again") { Place = "PublishVersion" },
                "FZ1304: PublishVersion: Its update failed (shop-Save); try again"
            },
            // A message that names the subject says it once.
            {
                new FusionizeException(PackagingCodes.BadContent, "a.zip", "'a.zip' is no whole zip.", "build again"),
                "FZ1006: 'a.zip' is no whole zip; build again"
            },
            { new IOException("The disk is full."), "FZ1502: The disk is full; check the path and its permissions" },
            { new BadImageFormatException("Shop.dll is damaged."), "FZ1502: Shop.dll is damaged; check the path and its permissions" },
            {
                new AggregateException(new InvalidOperationException(), new AggregateException(new IOException("The disk is full."))),
                "FZ1502: The disk is full; check the path and its permissions"
            },
            { new HttpRequestException("refused"), "FZ1504: the platform can't be reached: refused; check the endpoint, the region and the network" },
        };

    [Theory]
    [MemberData(nameof(Failed))]
    public void An_error_says_code_place_problem_subject_and_remedy_on_one_line(Exception error, string line)
    {
        using var written = new StringWriter();
        Assert.Equal(1, Failures.Report(new Screen(TextWriter.Null, written, false, false), error));
        Assert.Equal("error " + line, written.ToString().TrimEnd());
    }

    [Fact]
    public void What_nobody_expects_is_a_defect_with_a_stack_trace()
    {
        using var written = new StringWriter();
        Assert.Equal(1, Failures.Report(new Screen(TextWriter.Null, written, false, false), new InvalidOperationException("odd")));
        Assert.StartsWith("error FZ1599: InvalidOperationException: odd; report this with the lines below", written.ToString());
    }
}
