using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Fusionize.Setups.Stores;

namespace Fusionize.Aws;

/// <summary>
/// Documents in S3. They change by S3's compare-and-swap (<c>If-Match</c>, <c>If-None-Match</c>), so writers need no lock. With a cache folder,
/// immutable documents are fetched once per machine, and an unchanged document costs one request that is answered with 304.
/// </summary>
public sealed class S3Documents : IDocumentStore, IDisposable
{
    private const string WriterMetadata = "x-amz-meta-fusionize-writer";
    private const string Extension = ".json";
    private const string ProbeObject = "probe.json";
    private const string NoVersion = "\"00000000000000000000000000000000\"";
    internal const int ConflictAttempts = 5;

    private static readonly byte[] s_probe = "{}"u8.ToArray();

    /// <summary>A build must not hang if the network drops packets.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    internal const int Retries = 3;

    private readonly IAmazonS3 _s3;
    private readonly S3Place _place;
    private readonly ObjectCache? _cache;
    private readonly SemaphoreSlim _trying = new(1);
    private bool _isTried;

    /// <param name="s3">The client; disposed with the store.</param>
    /// <param name="bucket">The bucket.</param>
    /// <param name="prefix">The prefix of the keys of all objects; may be empty.</param>
    /// <param name="cacheFolder">The folder for copies; null: none.</param>
    public S3Documents(IAmazonS3 s3, string bucket, string prefix, string? cacheFolder = null)
    {
        _s3 = s3;
        _place = new(s3, bucket, prefix);
        _cache = cacheFolder is null ? null : new(cacheFolder, Location);
    }

    public string Location => _place.Location;

    public string LocationOf(string name) => _place.Address(_place.Prefix + name);

    /// <summary>Opens <c>s3://bucket/prefix</c> with credentials, region and endpoint from the environment and the profile.</summary>
    public static S3Documents Open(string location, AwsConnection? connection = null, string? cacheFolder = null)
    {
        var (client, bucket, prefix) = S3Place.Open(location, connection);
        return new(client, bucket, prefix, cacheFolder);
    }

    public async Task<StoredDocument?> ReadAsync(string name, bool isImmutable, CancellationToken cancellation)
    {
        var key = _place.Prefix + name;
        var cached = _cache?.Read(key);
        return cached is not null && isImmutable ? cached : await GetAsync(key, cached, cancellation);
    }

    public async Task<bool> TryWriteAsync(string name, byte[] content, string? expected, CancellationToken cancellation)
    {
        await TryConditionsAsync(cancellation);
        var key = _place.Prefix + name;
        var writer = Guid.NewGuid().ToString("n");
        for (var attempt = 1; ; attempt++)
        {
            var result = await PutAsync(key, content, expected is null ? "*" : null, expected, cancellation, writer);
            if (result == PutResult.Written)
                return true;
            // The pipeline repeats a request whose response was lost. The repetition then fails, because the first request had succeeded.
            if (await WriterAsync(key, cancellation) == writer)
                return true;
            if (result == PutResult.Outdated)
                return false;
            // 409: S3 couldn't order two writers. The object shows whether the other one won.
            if ((await GetAsync(key, _cache?.Read(key), cancellation))?.Version != expected)
                return false;
            await WaitAsync(key, attempt, cancellation);
        }
    }

    public async Task WriteAsync(string name, byte[] content, CancellationToken cancellation)
    {
        var key = _place.Prefix + name;
        for (var attempt = 1; await PutAsync(key, content, null, null, cancellation) != PutResult.Written; attempt++)
            await WaitAsync(key, attempt, cancellation);
    }

    public async Task<IReadOnlyCollection<string>> ListAsync(string folder, CancellationToken cancellation) =>
        await _place.ListAsync(folder + "/", Extension, cancellation);

    public void Dispose()
    {
        _s3.Dispose();
        _trying.Dispose();
    }

    /// <summary>
    /// Some S3-compatible servers ignore conditions and write anyway. Pins would get lost, and two deployments could run at once. So this is tested
    /// once, before the first conditional write.
    /// </summary>
    private async Task TryConditionsAsync(CancellationToken cancellation)
    {
        await _trying.WaitAsync(cancellation);
        try
        {
            if (_isTried)
                return;
            var key = _place.Prefix + ProbeObject;
            // The first write may create it; the second one must be refused.
            await PutAsync(key, s_probe, "*", null, cancellation);
            if (await PutAsync(key, s_probe, "*", null, cancellation) == PutResult.Written)
                throw Unconditional("If-None-Match: it replaced an object that was to be created");
            if (await PutAsync(key, s_probe, null, NoVersion, cancellation) == PutResult.Written)
                throw Unconditional("If-Match: it replaced an object of another version");
            _isTried = true;
        }
        finally
        {
            _trying.Release();
        }
    }

    private StoreException Unconditional(string what) => new(StoreCodes.Unconditional, Location, $"The server ignores {what}.");

    /// <summary>Waits before the next attempt after a collision of writers.</summary>
    private Task WaitAsync(string key, int attempt, CancellationToken cancellation) =>
        attempt == ConflictAttempts
            ? throw new StoreException(StoreCodes.Busy, _place.Address(key), "Other writers keep changing the object.")
            : Task.Delay(Random.Shared.Next(10, 50 << attempt), cancellation);

    private async Task<StoredDocument?> GetAsync(string key, StoredDocument? cached, CancellationToken cancellation)
    {
        try
        {
            using var response = await _s3.GetObjectAsync(
                new GetObjectRequest
                {
                    BucketName = _place.Bucket,
                    Key = key,
                    EtagToNotMatch = cached?.Version,
                },
                cancellation
            );
            using var content = new MemoryStream();
            await response.ResponseStream.CopyToAsync(content, cancellation);
            var stored = new StoredDocument(content.ToArray(), response.ETag);
            _cache?.Write(key, stored);
            return stored;
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotModified && cached is not null)
        {
            return cached;
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound && e.ErrorCode != "NoSuchBucket")
        {
            return null;
        }
        catch (Exception e) when (S3Place.IsTrouble(e, cancellation))
        {
            throw _place.Unreachable(key, e);
        }
    }

    private enum PutResult
    {
        Written,

        /// <summary>The condition doesn't hold (412).</summary>
        Outdated,

        /// <summary>Two writers at once (409): this one wrote nothing, and possibly neither did.</summary>
        Conflict,
    }

    private async Task<PutResult> PutAsync(
        string key,
        byte[] content,
        string? ifNoneMatch,
        string? ifMatch,
        CancellationToken cancellation,
        string? writer = null
    )
    {
        var request = new PutObjectRequest
        {
            BucketName = _place.Bucket,
            Key = key,
            InputStream = new MemoryStream(content),
            ContentType = "application/json",
            IfNoneMatch = ifNoneMatch,
            IfMatch = ifMatch,
            UseChunkEncoding = false,
        };
        if (writer is not null)
            request.Metadata.Add(WriterMetadata, writer);
        try
        {
            await _s3.PutObjectAsync(request, cancellation);
            return PutResult.Written;
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.PreconditionFailed)
        {
            return PutResult.Outdated;
        }
        // If-Match on an object that doesn't exist (any more).
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound && ifMatch is not null && e.ErrorCode != "NoSuchBucket")
        {
            return PutResult.Outdated;
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.Conflict)
        {
            return PutResult.Conflict;
        }
        catch (Exception e) when (S3Place.IsTrouble(e, cancellation))
        {
            throw _place.Unreachable(key, e);
        }
    }

    private async Task<string?> WriterAsync(string key, CancellationToken cancellation)
    {
        try
        {
            return (await _s3.GetObjectMetadataAsync(_place.Bucket, key, cancellation)).Metadata[WriterMetadata];
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
        catch (Exception e) when (S3Place.IsTrouble(e, cancellation))
        {
            throw _place.Unreachable(key, e);
        }
    }
}
