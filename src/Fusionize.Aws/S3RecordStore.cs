using System.Net;
using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;
using Fusionize.Records;

namespace Fusionize.Aws;

/// <summary>Records next to the setups of a store in S3.</summary>
public sealed class S3RecordStore : RecordStore, IDisposable
{
    private readonly IAmazonS3 _s3;
    private readonly S3Place _place;

    /// <param name="s3">The client; disposed with the store.</param>
    public S3RecordStore(IAmazonS3 s3, string bucket, string prefix)
    {
        _s3 = s3;
        _place = new(s3, bucket, prefix);
    }

    /// <summary>Opens <c>s3://bucket/prefix</c> with credentials, region and endpoint from the environment and the profile.</summary>
    public static S3RecordStore Open(string location, AwsConnection? connection = null)
    {
        var (client, bucket, prefix) = S3Place.Open(location, connection);
        return new(client, bucket, prefix);
    }

    public void Dispose() => _s3.Dispose();

    protected override async Task WriteAsync(string folder, string window, IEnumerable<InvocationRecord> records, CancellationToken cancellation)
    {
        var key = KeyOf(folder, window);
        using var content = new MemoryStream();
        await RecordFile.WriteAsync(content, records, compressed: true, cancellation);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await _s3.PutObjectAsync(
                    new()
                    {
                        BucketName = _place.Bucket,
                        Key = key,
                        InputStream = new MemoryStream(content.GetBuffer(), 0, (int)content.Length, writable: false),
                        ContentType = "application/gzip",
                        UseChunkEncoding = false,
                    },
                    cancellation
                );
                return;
            }
            // Two writers of the same records at once: S3 couldn't order them.
            catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.Conflict && attempt < S3Documents.ConflictAttempts)
            {
                await Task.Delay(Random.Shared.Next(10, 50 << attempt), cancellation);
            }
            catch (Exception e) when (S3Place.IsTrouble(e, cancellation))
            {
                throw _place.Unreachable(key, e);
            }
        }
    }

    protected override async IAsyncEnumerable<InvocationRecord> ReadAsync(
        string folder,
        string window,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var key = KeyOf(folder, window);
        // Read as a whole before the first record is parsed, so that a broken connection is an error of the store and not a truncated file.
        using var content = new MemoryStream();
        try
        {
            using var response = await _s3.GetObjectAsync(new GetObjectRequest { BucketName = _place.Bucket, Key = key }, cancellation);
            await response.ResponseStream.CopyToAsync(content, cancellation);
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound && e.ErrorCode != "NoSuchBucket")
        {
            // The object was deleted after it was listed.
            yield break;
        }
        catch (Exception e) when (S3Place.IsTrouble(e, cancellation))
        {
            throw _place.Unreachable(key, e);
        }
        content.Position = 0;
        await foreach (var record in RecordFile.ReadAsync(content, compressed: true, _place.Address(key), cancellation))
            yield return record;
    }

    protected override async Task<IReadOnlyList<string>> ListWindowsAsync(string folder, CancellationToken cancellation) =>
        await _place.ListAsync($"traces/{folder}/", Extension, cancellation);

    protected override async Task<IReadOnlyList<string>> ListFoldersAsync(CancellationToken cancellation) =>
        await _place.ListFoldersAsync("traces/", cancellation);

    private string KeyOf(string folder, string window) => $"{_place.Prefix}traces/{folder}/{window}{Extension}";
}
