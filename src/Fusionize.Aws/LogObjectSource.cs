using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;
using Fusionize.Records;
using Fusionize.Setups.Stores;

namespace Fusionize.Aws;

/// <summary>A log in the objects that CloudWatch Logs delivers, in a bucket or a folder with copies. For volumes that are too large for
/// FilterLogEvents.</summary>
public sealed class LogObjectSource : IRawLogSource, IDisposable
{
    private readonly IAmazonS3? _s3;
    private readonly string _bucket;
    private readonly string _prefix;

    private LogObjectSource(IAmazonS3? s3, string bucket, string prefix) => (_s3, _bucket, _prefix) = (s3, bucket, prefix);

    /// <param name="location"><c>s3://bucket/prefix</c>, a folder, or a file.</param>
    public static LogObjectSource Open(string location, AwsConnection connection)
    {
        if (!location.Contains("://", StringComparison.Ordinal))
            return new(null, "", Path.GetFullPath(location));
        return Uri.TryCreate(location, UriKind.Absolute, out var uri) && uri is { Scheme: "s3", Host.Length: > 0 }
            ? new(connection.S3(), uri.Host, uri.AbsolutePath.TrimStart('/'))
            : throw new StoreException(StoreCodes.BadLocation, location, $"'{location}' isn't a location of delivered logs.");
    }

    public async IAsyncEnumerable<IRawLogPart> ReadAsync(LogQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var objects = _s3 is null ? Files(query.From) : ObjectsAsync(_s3, query.From, cancellation);
        await foreach (var (name, open) in objects)
        {
            using var part = new LogObject(name, await open(), query);
            yield return part;
        }
    }

    public void Dispose() => _s3?.Dispose();

    // Objects that were written before the requested time can't contain its lines.
    private async IAsyncEnumerable<(string Name, Func<Task<Stream>> Open)> ObjectsAsync(
        IAmazonS3 s3,
        DateTimeOffset from,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var request = new ListObjectsV2Request { BucketName = _bucket, Prefix = _prefix };
        ListObjectsV2Response page;
        do
        {
            page = await s3.ListObjectsV2Async(request, cancellation);
            foreach (var found in page.S3Objects ?? [])
            {
                if (found.Size > 0 && IsLog(found.Key) && found.LastModified >= from.UtcDateTime)
                    yield return ($"s3://{_bucket}/{found.Key}", async () =>
                        (await s3.GetObjectAsync(_bucket, found.Key, cancellation)).ResponseStream
                    );
            }
            request.ContinuationToken = page.NextContinuationToken;
        } while (page.IsTruncated == true);
    }

    private async IAsyncEnumerable<(string Name, Func<Task<Stream>> Open)> Files(DateTimeOffset from)
    {
        await Task.CompletedTask;
        string[] files = File.Exists(_prefix)
            ? [_prefix]
            : [.. Directory.GetFiles(_prefix, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        foreach (var file in files)
        {
            if (new FileInfo(file) is { Length: > 0 } info && IsLog(file) && info.LastWriteTimeUtc >= from.UtcDateTime)
                yield return (file, () => Task.FromResult<Stream>(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 64 * 1024)));
        }
    }

    // An export task writes a test object.
    private static bool IsLog(string name) => !name.EndsWith("aws-logs-write-test", StringComparison.Ordinal);
}
