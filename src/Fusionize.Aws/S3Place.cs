using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Fusionize.Setups.Stores;

namespace Fusionize.Aws;

/// <summary>The location of a store in S3. Lists its content, and converts S3's errors to error messages.</summary>
internal sealed class S3Place(IAmazonS3 s3, string bucket, string prefix)
{
    public string Bucket => bucket;

    /// <summary>The prefix of the keys of all objects: empty, or with a slash at its end.</summary>
    public string Prefix { get; } = prefix.Length == 0 ? "" : prefix.Trim('/') + "/";

    public string Location => $"s3://{bucket}/{Prefix}".TrimEnd('/');

    public string Address(string key) => $"s3://{bucket}/{key}";

    /// <summary>A client, and the bucket and prefix of <c>s3://bucket/prefix</c>; credentials, region and endpoint come from the environment and the
    /// profile.</summary>
    public static (IAmazonS3 Client, string Bucket, string Prefix) Open(string location, AwsConnection? connection)
    {
        if (!Uri.TryCreate(location, UriKind.Absolute, out var uri) || uri.Scheme != "s3" || uri.Host.Length == 0)
            throw new StoreException(StoreCodes.BadLocation, location, $"'{location}' isn't a location in S3.", "write s3://bucket/prefix");
        try
        {
            return (
                (connection ?? new() { Timeout = S3Documents.Patience, MaxErrorRetry = S3Documents.Retries }).S3(),
                uri.Host,
                uri.AbsolutePath.Trim('/')
            );
        }
        catch (AmazonClientException e)
        {
            throw new StoreException(StoreCodes.Unreachable, location, e.Message, inner: e);
        }
    }

    /// <summary>Names (without folder and extension) of the objects in a folder of the store.</summary>
    public Task<List<string>> ListAsync(string folder, string extension, CancellationToken cancellation) =>
        ListAsync(
            folder,
            (page, start) =>
                (page.S3Objects ?? []).Where(o => o.Key.EndsWith(extension, StringComparison.Ordinal)).Select(o => o.Key[start..^extension.Length]),
            cancellation
        );

    /// <summary>Names of the folders in a folder of the store.</summary>
    public Task<List<string>> ListFoldersAsync(string folder, CancellationToken cancellation) =>
        ListAsync(folder, (page, start) => (page.CommonPrefixes ?? []).Select(p => p[start..].TrimEnd('/')), cancellation);

    private async Task<List<string>> ListAsync(
        string folder,
        Func<ListObjectsV2Response, int, IEnumerable<string>> names,
        CancellationToken cancellation
    )
    {
        var found = new List<string>();
        var request = new ListObjectsV2Request
        {
            BucketName = bucket,
            Prefix = Prefix + folder,
            Delimiter = "/",
        };
        try
        {
            ListObjectsV2Response page;
            do
            {
                page = await s3.ListObjectsV2Async(request, cancellation);
                found.AddRange(names(page, request.Prefix.Length));
                request.ContinuationToken = page.NextContinuationToken;
            } while (page.IsTruncated == true);
            return found;
        }
        catch (Exception e) when (IsTrouble(e, cancellation))
        {
            throw Unreachable(Prefix + folder, e);
        }
    }

    public static bool IsTrouble(Exception e, CancellationToken cancellation) =>
        e is AmazonClientException or AmazonServiceException or HttpRequestException or IOException or TimeoutException
        || (e is OperationCanceledException && !cancellation.IsCancellationRequested);

    public StoreException Unreachable(string key, Exception e) =>
        new(
            StoreCodes.Unreachable,
            Address(key),
            e switch
            {
                AmazonS3Exception { ErrorCode: "NoSuchBucket" } => $"There is no bucket '{bucket}'.",
                AmazonS3Exception { StatusCode: HttpStatusCode.Forbidden } denied =>
                    $"Access denied ({denied.ErrorCode}). Without s3:ListBucket, S3 answers the same for objects that don't exist.",
                OperationCanceledException or TimeoutException => "The store doesn't answer.",
                _ => $"The store can't be used: {e.Message}",
            },
            inner: e
        );
}
