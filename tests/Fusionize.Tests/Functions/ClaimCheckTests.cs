using System.Collections.Concurrent;
using System.Text.Json;
using Amazon.S3.Model;
using Fusionize.CompilerServices;
using Fusionize.Remote;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Functions;

/// <summary>Arguments above Lambda's limits, over real HTTP to stand-ins for Lambda and S3, and to an independent S3.</summary>
[Collection(MotoServer.Collection)]
public sealed class ClaimCheckTests : IDisposable
{
    private static readonly string s_long = new('x', LambdaClient.MaxSyncPayload);

    private readonly MotoServer _moto;
    private readonly ConcurrentDictionary<string, StubRequest> _objects = new();
    private readonly HttpServerStub _s3;
    private readonly HttpServerStub _lambda;
    private readonly RuntimeApiStub _function = new();
    private StubRequest? _sent;
    private int _failures;

    public ClaimCheckTests(MotoServer moto)
    {
        _moto = moto;
        ClaimCheck.IsOnUnlinked = true;
        _ = _function.Start(new TestDispatcher().With("CheckSensor", (reading, _) => Task.FromResult(new Verdict(reading.SensorId == s_long))));
        _s3 = new HttpServerStub(request =>
        {
            if (Interlocked.Decrement(ref _failures) >= 0)
                return new StubResponse(503);
            if (request.Method == "PUT")
                _objects[request.Path] = request;
            return _objects.TryGetValue(request.Path, out var found)
                ? new StubResponse(200, request.Method == "GET" ? found.Text : "")
                : new StubResponse(404);
        });
        _lambda = new HttpServerStub(async request =>
        {
            _sent = request;
            var answer = await _function.InvokeAsync(request.Text);
            return request.Headers["X-Amz-Invocation-Type"] == "Event"
                ? new StubResponse(202)
                : new StubResponse(
                    200,
                    answer.Body,
                    answer.IsError ? new Dictionary<string, string> { ["X-Amz-Function-Error"] = "Unhandled" } : null
                );
        });
    }

    public void Dispose()
    {
        ClaimCheck.Shared = null;
        _lambda.Dispose();
        _s3.Dispose();
        _function.Dispose();
    }

    [Theory]
    [InlineData(CallKind.Sync)]
    [InlineData(CallKind.Async)]
    public async Task What_is_too_large_for_Lambda_goes_through_the_bucket(CallKind kind)
    {
        var claims = ClaimCheck.Shared = new ClaimCheck("big", "eu-central-1", _s3.Address, new Credentials("AKID", "secret", "token"));
        _failures = 1;
        var verdict = await CheckAsync(claims, s_long, kind);
        if (kind == CallKind.Sync)
            Assert.Equal(new Verdict(true), verdict);

        var (path, stored) = Assert.Single(_objects);
        Assert.Matches("^/big/fusionize-claims/[0-9a-f]{32}$", path);
        Assert.Equal("AES256", stored.Headers["x-amz-server-side-encryption"]);
        Assert.Contains(
            "SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token;x-amz-server-side-encryption",
            stored.Headers["Authorization"]
        );
        var envelope = JsonDocument.Parse(_sent!.Text).RootElement;
        Assert.Equal(path["/big/".Length..], envelope.GetProperty("claim").GetString());
        Assert.False(envelope.TryGetProperty("args", out _));
        Assert.True(_sent.Body.Length < 1000);
    }

    [Fact]
    public async Task What_fits_does_not()
    {
        var claims = ClaimCheck.Shared = new ClaimCheck("big", "eu-central-1", _s3.Address, null);
        Assert.Equal(new Verdict(false), await CheckAsync(claims, "short", CallKind.Sync));
        Assert.Empty(_objects);
    }

    [Fact]
    public async Task Without_a_bucket_it_is_refused() =>
        Assert.True((await Assert.ThrowsAsync<TaskFailedException>(() => CheckAsync(null, s_long, CallKind.Sync))).Is<PayloadTooLargeException>());

    /// <summary>Stored, it would be lost: the function that is called reads no more.</summary>
    [Fact]
    public async Task What_the_other_function_could_not_read_is_not_even_stored()
    {
        var claims = new ClaimCheck("big", "eu-central-1", _s3.Address, null);
        await Assert.ThrowsAsync<PayloadTooLargeException>(() => claims.StoreAsync(new byte[(64 * 1024 * 1024) + 1], default));
        Assert.Empty(_objects);
    }

    [Fact]
    public async Task A_bucket_that_denies_is_told_without_what_it_was_to_hold()
    {
        using var denying = new HttpServerStub(_ => new StubResponse(403));
        var e = await Assert.ThrowsAsync<TaskFailedException>(() =>
            CheckAsync(new ClaimCheck("big", "eu-central-1", denying.Address, null), s_long, CallKind.Sync)
        );
        Assert.Contains("The bucket for large arguments can't be used (PUT fusionize-claims/", e.Message);
        Assert.Contains("it answered 403", e.Message);
        Assert.DoesNotContain("xxx", e.ToString());
    }

    [Theory]
    [InlineData("fusionize-claims/../setups/current.json")]
    [InlineData("setups/current.json")]
    [InlineData("fusionize-claims/0123456789ABCDEF0123456789ABCDEF")]
    public async Task A_request_reads_nothing_but_stored_requests(string claim)
    {
        ClaimCheck.Shared = new ClaimCheck("big", "eu-central-1", _s3.Address, null);
        var answer = await _function.InvokeAsync($$"""{"fusionize":1,"task":"CheckSensor","claim":"{{claim}}"}""");
        Assert.True(answer.IsError);
        Assert.Contains("names no stored request", answer.Body);
    }

    [Fact]
    public async Task Nobody_but_a_function_has_a_stored_request_read()
    {
        ClaimCheck.Shared = new ClaimCheck("big", "eu-central-1", _s3.Address, null);
        var claim = await ClaimCheck.Shared.StoreAsync("""{"fusionize":1,"task":"CheckSensor","args":{}}"""u8.ToArray(), default);
        var answer = await _function.InvokeAsync($$"""{"fusionize":1,"task":"CheckSensor","claim":"{{claim}}"}""", alias: "live");
        Assert.Contains("for calls between functions", answer.Body);
    }

    [FactIfTool("moto_server")]
    public async Task S3_takes_it_encrypted_and_gives_it_back()
    {
        using var s3 = _moto.S3();
        var bucket = "claims-" + Guid.NewGuid().ToString("n")[..12];
        await s3.PutBucketAsync(new PutBucketRequest { BucketName = bucket });
        var claims = ClaimCheck.Shared = new ClaimCheck(bucket, "us-east-1", _moto.Endpoint, new Credentials("test", "test", null));
        Assert.Equal(new Verdict(true), await CheckAsync(claims, s_long, CallKind.Sync));
        var stored = Assert.Single((await s3.ListObjectsV2Async(new() { BucketName = bucket })).S3Objects);
        Assert.Equal("AES256", (await s3.GetObjectMetadataAsync(bucket, stored.Key)).ServerSideEncryptionMethod.Value);

        const string Key = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";
        var keyed = await new ClaimCheck(bucket, "us-east-1", _moto.Endpoint, new Credentials("test", "test", null), Key).StoreAsync(
            new byte[10],
            default
        );
        var metadata = await s3.GetObjectMetadataAsync(bucket, keyed);
        Assert.Equal(("aws:kms", Key), (metadata.ServerSideEncryptionMethod.Value, metadata.ServerSideEncryptionKeyManagementServiceKeyId));
    }

    private Task<Verdict> CheckAsync(ClaimCheck? claims, string sensor, CallKind kind) =>
        new RemoteCaller(
            new LambdaClient(new LambdaEndpoint(_lambda.Address, "eu-central-1", null, null)),
            Routes.Parse("CheckSensor=iot-CheckSensor"),
            claims
        ).InvokeAsync(
            new RemoteCall("AnalyzeSensor", kind),
            "CheckSensor",
            new Reading(sensor, 1),
            static (json, reading) =>
            {
                json.WritePropertyName("reading"u8);
                JsonSerializer.Serialize(json, reading, TestJson.Default.Reading);
            },
            TestJson.Default.Verdict,
            null,
            CancellationToken.None
        );
}
