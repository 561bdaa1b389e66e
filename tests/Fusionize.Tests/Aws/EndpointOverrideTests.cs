using Fusionize.Aws.CloudWatchLogs;
using Fusionize.Aws.Lambda;
using Environment = System.Environment;

namespace Fusionize.Tests.Aws;

/// <summary>Changes the process's environment, which every other test shares; so it runs alone.</summary>
[Collection(nameof(EndpointOverrideTests))]
[CollectionDefinition(nameof(EndpointOverrideTests), DisableParallelization = true)]
public sealed class EndpointOverrideTests
{
    [Fact]
    public void Endpoint_overrides_have_the_SDKs_names()
    {
        Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL_LAMBDA", "http://127.0.0.1:4001");
        Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL_CLOUDWATCH_LOGS", "http://127.0.0.1:4002");
        try
        {
            Assert.Equal("http://127.0.0.1:4001", new AmazonLambdaConfig().ServiceURL.TrimEnd('/'));
            Assert.Equal("http://127.0.0.1:4002", new AmazonCloudWatchLogsConfig().ServiceURL.TrimEnd('/'));
        }
        finally
        {
            Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL_LAMBDA", null);
            Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL_CLOUDWATCH_LOGS", null);
        }
    }
}
