using Amazon.S3.Model;
using Fusionize.Aws;
using Fusionize.Records;
using Fusionize.Setups;
using Fusionize.Setups.Stores;
using Fusionize.Tests.Infrastructure;
using Fusionize.Tests.Setups;
using Microsoft.AspNetCore.Http;
using Xunit.Abstractions;

namespace Fusionize.Tests.Aws;

/// <summary>The store against an independent S3, partly through a proxy that loses answers or counts requests.</summary>
[Collection(MotoServer.Collection)]
public sealed class S3SetupStoreTests(MotoServer moto, ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly string _bucket = "fusionize-" + Guid.NewGuid().ToString("n")[..12];
    private readonly FusionSetup _setup = FusionSetup.OnePerTask(Apps.Tree);
    private readonly FusionSetup _other = FusionSetup.AllInOne(Apps.Tree);

    public async Task InitializeAsync()
    {
        if (Tool.Find("moto_server") is null)
            return;
        using var s3 = moto.S3();
        await s3.PutBucketAsync(new PutBucketRequest { BucketName = _bucket });
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [FactIfTool("moto_server")]
    public async Task Gives_back_what_was_stored()
    {
        using var store = Store();
        Assert.Null(await store.GetCurrentAsync(None));
        Assert.Empty(await store.ListSetupsAsync(None));
        await store.PutSetupAsync(_setup, None);
        await store.PutSetupAsync(_setup, None);
        await store.PutSetupAsync(_other, None);
        Assert.True(await store.TrySetCurrentAsync(_setup.Id, null, None));

        var current = await store.GetCurrentAsync(None);
        Assert.Equal(("tree", _setup.Id, 1L), (current!.App, current.SetupId, current.Sequence));
        Assert.Equal(_setup, await store.GetSetupAsync(current.SetupId, None));
        Assert.Equal(((string[])[_setup.Id, _other.Id]).Order(StringComparer.Ordinal), await store.ListSetupsAsync(None));
    }

    [FactIfTool("moto_server")]
    public async Task Only_the_pointer_that_was_read_is_replaced()
    {
        using var store = Store();
        await store.PutSetupAsync(_setup, None);
        await store.PutSetupAsync(_other, None);
        Assert.True(await store.TrySetCurrentAsync(_setup.Id, null, None));
        Assert.False(await store.TrySetCurrentAsync(_other.Id, null, None));
        var first = await store.GetCurrentAsync(None);
        Assert.True(await store.TrySetCurrentAsync(_other.Id, first, None));
        Assert.False(await store.TrySetCurrentAsync(_setup.Id, first, None));
        Assert.True(await store.TrySetCurrentAsync(_setup.Id, await store.GetCurrentAsync(None), None));
        Assert.False(await store.TrySetCurrentAsync(_other.Id, first, None));
        Assert.Equal(3, (await store.GetCurrentAsync(None))!.Sequence);
    }

    [FactIfTool("moto_server")]
    public async Task The_pointer_never_names_a_setup_that_is_not_there()
    {
        using var store = Store();
        Assert.Equal(StoreCodes.NotFound, (await Assert.ThrowsAsync<StoreException>(() => store.TrySetCurrentAsync(_setup.Id, null, None))).Code);
    }

    [FactIfTool("moto_server")]
    public async Task Torn_objects_are_noticed_and_a_torn_setup_is_replaced()
    {
        using var store = Store();
        using var s3 = moto.S3();
        await s3.PutObjectAsync(
            new()
            {
                BucketName = _bucket,
                Key = $"p/setups/{_setup.Id}.json",
                ContentBody = "{\"fusionize\":1,",
            }
        );
        await Assert.ThrowsAsync<SetupException>(() => store.GetSetupAsync(_setup.Id, None));
        await store.PutSetupAsync(_setup, None);
        Assert.Equal(_setup, await store.GetSetupAsync(_setup.Id, None));

        await s3.PutObjectAsync(
            new()
            {
                BucketName = _bucket,
                Key = "p/setups/current.json",
                ContentBody = "{\"fusionize\":1,",
            }
        );
        var e = await Assert.ThrowsAsync<StoreException>(() => store.GetCurrentAsync(None));
        Assert.Equal((StoreCodes.Corrupt, $"s3://{_bucket}/p/setups/current.json"), (e.Code, e.Subject));
    }

    [FactIfTool("moto_server")]
    public async Task Rounds_come_by_number_and_can_be_completed()
    {
        using var store = Store();
        foreach (var number in (int[])[10, 2, 1])
            await store.PutRoundAsync(Round(number), None);
        await store.PutRoundAsync(Round(2) with { Verdict = "kept" }, None);
        var rounds = await store.GetRoundsAsync(None).ToListAsync();
        Assert.Equal([1, 2, 10], rounds.Select(r => r.Round));
        Assert.Equal("kept", rounds[1].Verdict);
    }

    [FactIfTool("moto_server")]
    public async Task Of_many_writers_exactly_one_wins_each_round()
    {
        // S3 compares and writes in one step; the emulator in two, so one write at a time reaches it.
        using var oneAtATime = new SemaphoreSlim(1);
        await using var proxy = await StubServer.StartAsync(
            async (context, request) =>
            {
                if (request.Method == "PUT")
                    await oneAtATime.WaitAsync();
                try
                {
                    await StubServer.ForwardAsync(context, request, moto.Endpoint);
                }
                finally
                {
                    if (request.Method == "PUT")
                        oneAtATime.Release();
                }
            },
            keepRequests: false
        );
        var cache = Directory.CreateTempSubdirectory("fusionize-cache-");
        try
        {
            output.WriteLine(await WriterRace.RunAsync(16, 16, () => Store(proxy, Path.Combine(cache.FullName, Guid.NewGuid().ToString("n")))));
        }
        finally
        {
            cache.Delete(recursive: true);
        }
    }

    [FactIfTool("moto_server")]
    public async Task An_unchanged_pointer_costs_one_request_and_a_known_setup_none()
    {
        await using var proxy = await StubServer.StartAsync((context, request) => StubServer.ForwardAsync(context, request, moto.Endpoint));
        var folder = Directory.CreateTempSubdirectory("fusionize-cache-").FullName;
        try
        {
            using (var first = Store(proxy, folder))
            {
                await first.PutSetupAsync(_setup, None);
                Assert.True(await first.TrySetCurrentAsync(_setup.Id, null, None));
                await PullAsync(first);
            }
            proxy.Requests.Clear();
            using (var second = Store(proxy, folder))
            {
                Assert.Equal(_setup.Id, await PullAsync(second));
                var request = Assert.Single(proxy.Requests);
                Assert.StartsWith("\"", request.Headers["If-None-Match"]);

                // A cache that was tampered with or torn is as good as none.
                foreach (var file in Directory.GetFiles(folder))
                    await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file))[..^3]);
                proxy.Requests.Clear();
                Assert.Equal(_setup.Id, await PullAsync(second));
                Assert.Equal(2, proxy.Requests.Count);

                // And a pointer that moved is seen.
                await second.PutSetupAsync(_other, None);
                Assert.True(await second.TrySetCurrentAsync(_other.Id, await second.GetCurrentAsync(None), None));
                Assert.Equal(_other.Id, await PullAsync(second));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        static async Task<string> PullAsync(SetupStore store) => (await store.GetSetupAsync((await store.GetCurrentAsync(None))!.SetupId, None)).Id;
    }

    [FactIfTool("moto_server")]
    public async Task A_swap_whose_answer_got_lost_still_counts_as_won()
    {
        var puts = 0;
        await using var proxy = await StubServer.StartAsync(
            async (context, request) =>
            {
                if (
                    request.Method == "PUT"
                    && request.Target.Contains("current.json", StringComparison.Ordinal)
                    && Interlocked.Increment(ref puts) == 1
                )
                {
                    // Done, but nobody hears of it.
                    await StubServer.ForwardAsync(new DefaultHttpContext(), request, moto.Endpoint);
                    context.Abort();
                    return;
                }
                await StubServer.ForwardAsync(context, request, moto.Endpoint);
            }
        );
        using var store = Store(proxy);
        await store.PutSetupAsync(_setup, None);
        Assert.True(await store.TrySetCurrentAsync(_setup.Id, null, None));
        Assert.Equal(2, puts);
        Assert.Equal(1, (await store.GetCurrentAsync(None))!.Sequence);
    }

    [FactIfTool("moto_server")]
    public async Task A_conflict_of_writers_is_tried_again_unless_the_pointer_moved()
    {
        var (conflicts, meanwhile) = (0, (Func<Task>?)null);
        await using var proxy = await StubServer.StartAsync(
            async (context, request) =>
            {
                if (
                    request.Method == "PUT"
                    && request.Target.Contains("current.json", StringComparison.Ordinal)
                    && Interlocked.Increment(ref conflicts) <= 2
                )
                {
                    if (meanwhile is not null)
                        await meanwhile();
                    context.Response.StatusCode = 409;
                    context.Response.ContentType = "application/xml";
                    await context.Response.WriteAsync("<Error><Code>ConditionalRequestConflict</Code><Message>conflict</Message></Error>");
                    return;
                }
                await StubServer.ForwardAsync(context, request, moto.Endpoint);
            }
        );
        using var store = Store(proxy);
        await store.PutSetupAsync(_setup, None);
        await store.PutSetupAsync(_other, None);
        Assert.True(await store.TrySetCurrentAsync(_setup.Id, null, None));

        conflicts = 0;
        var expected = await store.GetCurrentAsync(None);
        meanwhile = async () =>
        {
            using var winner = Store();
            await winner.TrySetCurrentAsync(_other.Id, expected, None);
        };
        Assert.False(await store.TrySetCurrentAsync(_setup.Id, expected, None));
        Assert.Equal(_other.Id, (await store.GetCurrentAsync(None))!.SetupId);
    }

    [FactIfTool("moto_server")]
    public async Task A_bucket_that_is_not_there_is_told_by_name()
    {
        using var store = new SetupStore(new S3Documents(moto.S3(), "no-such-bucket-at-all", ""));
        var e = await Assert.ThrowsAsync<StoreException>(() => store.GetCurrentAsync(None));
        Assert.Equal((StoreCodes.Unreachable, "There is no bucket 'no-such-bucket-at-all'."), (e.Code, e.Message));
        Assert.Equal(StoreCodes.Unreachable, (await Assert.ThrowsAsync<StoreException>(() => store.PutSetupAsync(_setup, None))).Code);
    }

    [Theory]
    [InlineData(403, "AccessDenied")]
    [InlineData(503, "SlowDown")]
    public async Task Denied_and_throttled_is_unreachable(int status, string code)
    {
        await using var server = await StubServer.StartAsync(
            status,
            $"<Error><Code>{code}</Code><Message>m</Message></Error>",
            ("Content-Type", "application/xml")
        );
        using var store = new SetupStore(S3Documents.Open("s3://bucket/prefix", new() { Endpoint = server.Endpoint, MaxErrorRetry = 0 }));
        Assert.Equal(StoreCodes.Unreachable, (await Assert.ThrowsAsync<StoreException>(() => store.GetCurrentAsync(None))).Code);
        Assert.Equal(StoreCodes.Unreachable, (await Assert.ThrowsAsync<StoreException>(() => store.PutSetupAsync(_setup, None))).Code);
        Assert.Equal(StoreCodes.Unreachable, (await Assert.ThrowsAsync<StoreException>(() => store.ListSetupsAsync(None))).Code);
    }

    [Fact]
    public async Task Nobody_there_is_unreachable()
    {
        using var store = new SetupStore(S3Documents.Open("s3://bucket", new() { Endpoint = new("http://127.0.0.1:9"), MaxErrorRetry = 0 }));
        Assert.Equal(StoreCodes.Unreachable, (await Assert.ThrowsAsync<StoreException>(() => store.GetCurrentAsync(None))).Code);
    }

    [Fact]
    public async Task A_server_that_never_answers_is_unreachable()
    {
        await using var server = await StubServer.StartAsync(
            (context, _) => Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default)
        );
        using var store = new SetupStore(
            S3Documents.Open(
                "s3://bucket",
                new()
                {
                    Endpoint = server.Endpoint,
                    MaxErrorRetry = 0,
                    Timeout = TimeSpan.FromMilliseconds(200),
                }
            )
        );
        Assert.Equal(StoreCodes.Unreachable, (await Assert.ThrowsAsync<StoreException>(() => store.GetCurrentAsync(None))).Code);
    }

    [Theory]
    [InlineData("s3://")]
    [InlineData("s3:///prefix")]
    public void A_location_without_a_bucket_is_refused(string location) =>
        Assert.Equal(StoreCodes.BadLocation, Assert.Throws<StoreException>(() => SetupStores.Open(location)).Code);

    private SetupStore Store() => new(new S3Documents(moto.S3(), _bucket, "p"));

    private SetupStore Store(StubServer proxy, string? cacheFolder = null) =>
        new SetupStore(S3Documents.Open($"s3://{_bucket}/p", new() { Endpoint = proxy.Endpoint }, cacheFolder));

    private static RoundRecord Round(int number) =>
        new()
        {
            Round = number,
            App = "tree",
            SetupId = "0123456789abcdef",
            Notation = "(A)",
            Proposer = "paper",
            Decision = "because",
            Started = DateTimeOffset.UnixEpoch.AddHours(number),
        };
}
