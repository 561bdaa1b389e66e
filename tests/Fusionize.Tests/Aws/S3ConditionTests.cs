using System.Collections.Concurrent;
using System.Security.Cryptography;
using Fusionize.Aws;
using Fusionize.Records;
using Fusionize.Setups;
using Fusionize.Setups.Stores;
using Fusionize.Tests.Infrastructure;
using Microsoft.AspNetCore.Http;

namespace Fusionize.Tests.Aws;

/// <summary>Servers that speak S3's protocol, more or less.</summary>
public sealed class S3ConditionTests
{
    private static readonly FusionSetup s_setup = FusionSetup.OnePerTask(Apps.Tree);

    [Theory]
    [InlineData(false, true, "If-None-Match")]
    [InlineData(true, false, "If-Match")]
    [InlineData(false, false, "If-None-Match")]
    public async Task A_server_that_ignores_conditions_is_refused_before_anything_is_written(bool ifNoneMatch, bool ifMatch, string named)
    {
        await using var server = await Server.StartAsync(ifNoneMatch, ifMatch);
        using var store = server.Store();
        var e = await Assert.ThrowsAsync<StoreException>(() => store.PutSetupAsync(s_setup, default));
        Assert.Equal(StoreCodes.Unconditional, e.Code);
        Assert.Contains($"ignores {named}:", e.Message, StringComparison.Ordinal);
        Assert.Equal(["/bucket/fusionize/probe.json"], server.Objects.Keys);
    }

    [Fact]
    public async Task A_server_that_keeps_conditions_is_tried_once()
    {
        await using var server = await Server.StartAsync(true, true);
        using var store = server.Store();
        await store.PutSetupAsync(s_setup, default);
        Assert.True(await store.TrySetCurrentAsync(s_setup.Id, null, default));
        Assert.Equal(3, server.Puts.Count(p => p.EndsWith("/probe.json", StringComparison.Ordinal)));
        Assert.Equal(s_setup.Id, (await store.GetCurrentAsync(default))!.SetupId);
    }

    [Fact]
    public async Task Writers_that_S3_cannot_order_try_again()
    {
        await using var server = await Server.StartAsync(true, true, conflicts: 3);
        using var store = server.Store();
        await store.PutRoundAsync(
            new()
            {
                Round = 1,
                App = s_setup.App,
                SetupId = s_setup.Id,
                Notation = s_setup.Notation,
                Proposer = "paper",
                Decision = "because",
                Started = DateTimeOffset.UnixEpoch,
            },
            default
        );
        Assert.Equal(4, server.Puts.Count(p => p.EndsWith("/rounds/1.json", StringComparison.Ordinal)));
        Assert.Equal(1, Assert.Single(await store.GetRoundsAsync(default).ToListAsync()).Round);
    }

    [Fact]
    public async Task Writers_of_the_same_records_try_again()
    {
        await using var server = await Server.StartAsync(true, true, conflicts: 3);
        using var records = new S3RecordStore(server.Client(), "bucket", "fusionize");
        await records.AddAsync(SyntheticRun.Measure(Apps.Tree, "(A,B,C,D,E,F,G)").Records, default);
        Assert.Equal(4, server.Puts.Count(p => p.Contains("/traces/", StringComparison.Ordinal)));
    }

    private sealed class Server(bool ifNoneMatch, bool ifMatch, int conflicts) : IAsyncDisposable
    {
        private readonly Dictionary<string, int> _refused = [];
        private StubServer _server = null!;

        public ConcurrentDictionary<string, byte[]> Objects { get; } = new();

        public ConcurrentQueue<string> Puts { get; } = new();

        public static async Task<Server> StartAsync(bool ifNoneMatch, bool ifMatch, int conflicts = 0)
        {
            var server = new Server(ifNoneMatch, ifMatch, conflicts);
            server._server = await StubServer.StartAsync(server.AnswerAsync);
            return server;
        }

        public Amazon.S3.IAmazonS3 Client() => new AwsConnection { Endpoint = _server.Endpoint, MaxErrorRetry = 0 }.S3();

        public SetupStore Store() => new(new S3Documents(Client(), "bucket", "fusionize"));

        public ValueTask DisposeAsync() => _server.DisposeAsync();

        private async Task AnswerAsync(HttpContext context, StubServer.Request request)
        {
            var key = request.Target.Split('?')[0];
            var there = Objects.GetValueOrDefault(key);
            if (request.Method == "PUT")
            {
                Puts.Enqueue(key);
                lock (_refused)
                {
                    var refused = _refused.GetValueOrDefault(key);
                    if (refused < conflicts && !key.EndsWith("/probe.json", StringComparison.Ordinal))
                    {
                        _refused[key] = refused + 1;
                        context.Response.StatusCode = 409;
                        return;
                    }
                }
                if (
                    (ifNoneMatch && request.Headers.ContainsKey("If-None-Match") && there is not null)
                    || (ifMatch && request.Headers.TryGetValue("If-Match", out var match) && (there is null || match.Trim('"') != Tag(there)))
                )
                    context.Response.StatusCode = 412;
                else
                    context.Response.Headers.ETag = $"\"{Tag(Objects[key] = request.Body)}\"";
                return;
            }
            if (request.Target.Contains("list-type=2", StringComparison.Ordinal))
            {
                var rounds = Objects
                    .Keys.Where(k => k.Contains("/rounds/", StringComparison.Ordinal))
                    .Select(k => $"<Contents><Key>{k["/bucket/".Length..]}</Key></Contents>");
                await context.Response.WriteAsync(
                    $"<ListBucketResult><IsTruncated>false</IsTruncated>{string.Concat(rounds)}</ListBucketResult>"
                );
                return;
            }
            if (there is null)
            {
                context.Response.StatusCode = 404;
                return;
            }
            context.Response.Headers.ETag = $"\"{Tag(there)}\"";
            context.Response.ContentLength = there.Length;
            if (request.Method == "GET")
                await context.Response.Body.WriteAsync(there);
        }

        private static string Tag(byte[] content) => Convert.ToHexStringLower(MD5.HashData(content));
    }
}
