using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Fusionize.Engine.Optimization.Monitoring;
using Fusionize.Engine.Setups;

namespace Fusionize.Engine.Aws;

/// <summary>
/// A store in S3. The pointer changes by S3's own compare-and-swap (<c>If-Match</c>, <c>If-None-Match</c>), so writers need no lock. With a cache
/// folder, setups (immutable) are fetched once per machine and an unchanged pointer costs one request that is answered with 304.
/// </summary>
public sealed class S3SetupStore : ISetupStore, IDisposable
{
    private const string WriterMetadata = "x-amz-meta-fusionize-writer";
    private const string Extension = ".json";
    private const int ConflictAttempts = 5;

    /// <summary>A build must not hang where the network swallows packets.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    internal const int Retries = 3;

    private readonly IAmazonS3 _s3;
    private readonly S3Place _place;
    private readonly ObjectCache? _cache;

    /// <param name="s3">The client; disposed with the store.</param>
    /// <param name="bucket">The bucket.</param>
    /// <param name="prefix">What the keys of all objects begin with; may be empty.</param>
    /// <param name="cacheFolder">Where to keep copies; null: nowhere.</param>
    public S3SetupStore(IAmazonS3 s3, string bucket, string prefix, string? cacheFolder = null)
    {
        _s3 = s3;
        _place = new(s3, bucket, prefix);
        _cache = cacheFolder is null ? null : new(cacheFolder, Location);
    }

    public string Location => _place.Location;

    /// <summary>Opens <c>s3://bucket/prefix</c> with credentials, region and endpoint from the environment and the profile.</summary>
    public static S3SetupStore Open(string location, AwsConnection? connection = null, string? cacheFolder = null)
    {
        var (client, bucket, prefix) = S3Place.Open(location, connection);
        return new(client, bucket, prefix, cacheFolder);
    }

    public async Task<StoredPointer?> GetCurrentAsync(CancellationToken cancellation)
        => await GetAsync(Pointer, cancellation) is { } stored ? ReadPointer(stored) : null;

    public async Task<FusionSetup> GetSetupAsync(string id, CancellationToken cancellation)
    {
        var key = SetupKey(id);
        if (_cache?.Read(key) is { } cached && TryReadSetup(cached.Content, id) is { } setup) return setup;
        return await GetAsync(key, cancellation) is { } stored
            ? StoreJson.ReadSetup(stored.Content, id, _place.Address(key))
            : throw new StoreException(StoreCodes.NotFound, Location, $"There is no setup '{id}' in the store.");
    }

    public async Task PutSetupAsync(FusionSetup setup, CancellationToken cancellation)
    {
        var key = SetupKey(setup.Id);
        var content = SetupJson.Write(setup);
        for (var attempt = 1; ; attempt++)
        {
            if (await PutAsync(key, content, ifNoneMatch: "*", ifMatch: null, cancellation) != PutResult.Written)
            {
                var there = await GetAsync(key, cancellation);
                if (there is not null && TryReadSetup(there.Content, setup.Id) is not null) return;
                if (there is null || await PutAsync(key, content, ifNoneMatch: null, ifMatch: there.ETag, cancellation) != PutResult.Written)
                {
                    if (attempt < ConflictAttempts) continue;
                    throw new StoreException(StoreCodes.Busy, _place.Address(key), "Other writers keep changing the object.");
                }
            }
            return;
        }
    }

    public async Task<IReadOnlyList<string>> ListSetupsAsync(CancellationToken cancellation)
        => [.. (await _place.ListAsync("setups/", Extension, cancellation)).Where(id => SetupNames.IsSetupId(id)).Order(StringComparer.Ordinal)];

    public async Task<bool> TryMoveAsync(string setupId, StoredPointer? expected, SetupPin? pin, CancellationToken cancellation)
    {
        var setup = await GetSetupAsync(setupId, cancellation);
        return await SwapAsync(Pointer, StoreJson.WritePointer(setup.App, setup.Id, (expected?.Sequence ?? 0) + 1, pin), expected?.Version, cancellation);
    }

    public async Task<StoredLease?> GetLeaseAsync(string app, CancellationToken cancellation)
        => await GetAsync(LeaseKey(app), cancellation) is { } stored ? StoreJson.ReadLease(stored.Content, _place.Address(LeaseKey(app)), stored.ETag) : null;

    public Task<bool> TrySetLeaseAsync(DeployLease lease, StoredLease? expected, CancellationToken cancellation)
        => SwapAsync(LeaseKey(lease.App), StoreJson.WriteLease(lease), expected?.Version, cancellation);

    public async Task<StoredPlan?> GetPlanAsync(string app, CancellationToken cancellation)
        => await GetAsync(PlanKey(app), cancellation) is { } stored ? StoreJson.ReadPlan(stored.Content, app, _place.Address(PlanKey(app)), stored.ETag) : null;

    public Task<bool> TrySetPlanAsync(SamplingPlan plan, StoredPlan? expected, CancellationToken cancellation)
        => SwapAsync(PlanKey(plan.App), StoreJson.WritePlan(plan), expected?.Version, cancellation);

    /// <summary>Replaces an object if it is still the expected one (null: if there is none).</summary>
    private async Task<bool> SwapAsync(string key, byte[] content, string? expected, CancellationToken cancellation)
    {
        var writer = Guid.NewGuid().ToString("n");
        for (var attempt = 1; ; attempt++)
        {
            var result = await PutAsync(key, content, expected is null ? "*" : null, expected, cancellation, writer);
            if (result == PutResult.Written) return true;
            // The pipeline repeats a request whose answer got lost; the repetition then fails because the first one had succeeded.
            if (await WriterAsync(key, cancellation) == writer) return true;
            if (result == PutResult.Outdated) return false;
            // 409: S3 couldn't order two writers. Whether the other one won shows in the object.
            if ((await GetAsync(key, cancellation))?.ETag != expected) return false;
            if (attempt == ConflictAttempts) throw new StoreException(StoreCodes.Busy, _place.Address(key), "Other writers keep changing the object.");
            await Task.Delay(Random.Shared.Next(10, 50 << attempt), cancellation);
        }
    }

    public async Task PutRoundAsync(RoundRecord round, CancellationToken cancellation)
    {
        if (await PutAsync(RoundKey(round.Round), StoreJson.WriteRound(round), null, null, cancellation) != PutResult.Written)
            throw new StoreException(StoreCodes.Busy, _place.Address(RoundKey(round.Round)), "Other writers keep changing the object.");
    }

    public async IAsyncEnumerable<RoundRecord> GetRoundsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var numbers = (await _place.ListAsync("rounds/", Extension, cancellation))
            .Select(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1)
            .Where(number => number >= 0).Distinct().Order();
        foreach (var number in numbers)
        {
            var key = RoundKey(number);
            if (await GetAsync(key, cancellation) is { } stored) yield return StoreJson.ReadRound(stored.Content, _place.Address(key));
        }
    }

    public void Dispose() => _s3.Dispose();

    private string Pointer => _place.Prefix + "setups/current.json";

    private string SetupKey(string id)
        => SetupNames.IsSetupId(id) ? $"{_place.Prefix}setups/{id}.json" : throw new StoreException(StoreCodes.NotFound, Location, $"'{id}' isn't the id of a setup.");

    private string LeaseKey(string app) => KeyOf(app, "locks");

    private string PlanKey(string app) => KeyOf(app, "plans");

    private string KeyOf(string app, string folder)
        => SetupNames.IsAppName(app) ? $"{_place.Prefix}{folder}/{app}.json" : throw new StoreException(StoreCodes.NotFound, Location, $"'{app}' isn't the name of an application.");

    private string RoundKey(int number) => $"{_place.Prefix}rounds/{number.ToString(CultureInfo.InvariantCulture)}.json";

    private StoredPointer ReadPointer(StoredObject stored) => StoreJson.ReadPointer(stored.Content, _place.Address(Pointer), stored.ETag);

    private static FusionSetup? TryReadSetup(byte[] content, string id)
    {
        try
        {
            return StoreJson.ReadSetup(content, id, id);
        }
        catch (SetupException)
        {
            return null;
        }
    }

    private async Task<StoredObject?> GetAsync(string key, CancellationToken cancellation)
    {
        var cached = _cache?.Read(key);
        try
        {
            using var response = await _s3.GetObjectAsync(new GetObjectRequest { BucketName = _place.Bucket, Key = key, EtagToNotMatch = cached?.ETag }, cancellation);
            using var content = new MemoryStream();
            await response.ResponseStream.CopyToAsync(content, cancellation);
            var stored = new StoredObject(content.ToArray(), response.ETag);
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

        /// <summary>Two writers at once (409): this one wrote nothing, and perhaps nobody did.</summary>
        Conflict,
    }

    private async Task<PutResult> PutAsync(
        string key, byte[] content, string? ifNoneMatch, string? ifMatch, CancellationToken cancellation, string? writer = null)
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
        if (writer is not null) request.Metadata.Add(WriterMetadata, writer);
        try
        {
            await _s3.PutObjectAsync(request, cancellation);
            return PutResult.Written;
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.PreconditionFailed)
        {
            return PutResult.Outdated;
        }
        // If-Match on an object that isn't there (any more).
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
