using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Fusionize.Aws.ApiGatewayV2;
using Fusionize.Aws.CloudWatchLogs;
using Fusionize.Aws.EventBridge;
using Fusionize.Aws.Lambda;
using Fusionize.Aws.Sqs;
using Environment = System.Environment;

namespace Fusionize.Aws;

/// <summary>A connection to AWS: the account and region of the environment and the profile, or an endpoint with AWS's protocols.</summary>
public sealed record AwsConnection
{
    /// <summary>Overrides every service's endpoint; null: AWS_ENDPOINT_URL_…, or the region's endpoint.</summary>
    public Uri? Endpoint { get; init; }

    public string? Region { get; init; }
    public string? Profile { get; init; }

    /// <summary>The time limit of one attempt of a call; null: the SDK's default.</summary>
    public TimeSpan? Timeout { get; init; }

    public int? MaxErrorRetry { get; init; }

    public AmazonLambdaClient Lambda()
    {
        var config = Configure(new AmazonLambdaConfig());
        return Credentials is { } credentials ? new(credentials, config) : new(config);
    }

    public AmazonCloudWatchLogsClient Logs()
    {
        var config = Configure(new AmazonCloudWatchLogsConfig());
        return Credentials is { } credentials ? new(credentials, config) : new(config);
    }

    public AmazonSqsClient Sqs()
    {
        var config = Configure(new AmazonSqsConfig());
        return Credentials is { } credentials ? new(credentials, config) : new(config);
    }

    public AmazonApiGatewayV2Client HttpApis()
    {
        var config = Configure(new AmazonApiGatewayV2Config());
        return Credentials is { } credentials ? new(credentials, config) : new(config);
    }

    public AmazonEventBridgeClient Events()
    {
        var config = Configure(new AmazonEventBridgeConfig());
        return Credentials is { } credentials ? new(credentials, config) : new(config);
    }

    public AmazonS3Client S3()
    {
        var config = Configure(new AmazonS3Config());
        // S3-compatible servers use path-style bucket names and may not support the SDK's newer checksums.
        if (config.ServiceURL is { } address)
        {
            // The configuration shows an endpoint from the environment, but S3's client would prefer the region.
            config.ServiceURL = address;
            config.AuthenticationRegion ??= RegionName;
            config.ForcePathStyle = true;
            config.RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED;
            config.ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED;
        }
        return Credentials is { } credentials ? new(credentials, config) : new(config);
    }

    /// <summary>The region in the options or the environment.</summary>
    public string RegionName =>
        Region ?? Environment.GetEnvironmentVariable("AWS_REGION") ?? Environment.GetEnvironmentVariable("AWS_DEFAULT_REGION") ?? "us-east-1";

    // The local platform checks no signatures, so it needs no real credentials.
    private BasicAWSCredentials? Credentials => Endpoint is { IsLoopback: true } && Profile is null ? new("local", "local") : null;

    private T Configure<T>(T config)
        where T : ClientConfig
    {
        if (Profile is not null)
            config.Profile = new Profile(Profile);
        if (Endpoint is not null)
        {
            config.ServiceURL = Endpoint.ToString();
            // With an endpoint, only signatures use the region. Without a region, the SDK would request it from EC2's metadata service, which takes a
            // second on other machines.
            config.AuthenticationRegion = RegionName;
        }
        else if (Region is not null)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(Region);
        }
        if (Timeout is not null)
            config.Timeout = Timeout;
        if (MaxErrorRetry is { } retries)
            config.MaxErrorRetry = retries;
        return config;
    }
}
