using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Fusionize.Local.Protocol;

namespace Fusionize.Local.Packages;

/// <summary>Reads packages from S3, with the credentials and the endpoint in the platform's own environment variables.</summary>
internal sealed class CodeBucket(Uri? endpoint, string region)
{
    /// <summary>The maximum size of a package. A larger one couldn't be extracted anyway.</summary>
    private const long MaxObject = 262_144_000;

    public async Task<byte[]> ReadAsync(string bucket, string key, string? version, CancellationToken cancellation)
    {
        try
        {
            using var s3 = Client();
            using var response = await s3.GetObjectAsync(bucket, key, version, cancellation);
            if (response.ContentLength > MaxObject)
                throw LambdaError.InvalidParameter($"Unzipped size must be smaller than {MaxObject} bytes");
            using var content = new MemoryStream();
            await response.ResponseStream.CopyToAsync(content, cancellation);
            return content.ToArray();
        }
        catch (AmazonS3Exception e)
        {
            throw LambdaError.InvalidParameter($"Error occurred while GetObject. S3 Error Code: {e.ErrorCode}. S3 Error Message: {e.Message}");
        }
        // An IOException is an answer that ends too early; a cancellation that nobody asked for is a time-out.
        catch (Exception e)
            when (e is AmazonClientException or AmazonServiceException or WebException or HttpRequestException or IOException
                || (e is OperationCanceledException && !cancellation.IsCancellationRequested)
            )
        {
            throw LambdaError.InvalidParameter($"Error occurred while GetObject of s3://{bucket}/{key}: {e.Message}");
        }
    }

    private AmazonS3Client Client()
    {
        var address = endpoint?.ToString()
            ?? Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL_S3")
            ?? Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL");
        if (string.IsNullOrEmpty(address))
            return new(Amazon.RegionEndpoint.GetBySystemName(region));
        var config = new AmazonS3Config
        {
            ServiceURL = address,
            AuthenticationRegion = region,
            ForcePathStyle = true,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        // A server on this machine needs no real credentials, like this platform.
        return new Uri(address).IsLoopback && Environment.GetEnvironmentVariable("AWS_ACCESS_KEY_ID") is null
            ? new(new BasicAWSCredentials("local", "local"), config)
            : new(config);
    }
}
