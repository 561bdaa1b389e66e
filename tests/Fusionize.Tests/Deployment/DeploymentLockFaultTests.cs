using System.Collections.Concurrent;
using Amazon.S3.Model;
using Fusionize.Aws;
using Fusionize.Aws.Lambda;
using Fusionize.Deployment;
using Fusionize.Local;
using Fusionize.Setups;
using Fusionize.Setups.Stores;
using Fusionize.Tests.Infrastructure;
using Microsoft.AspNetCore.Http;
using Xunit.Abstractions;

namespace Fusionize.Tests.Deployment;

/// <summary>Faults in the calls of the lock itself: afterwards one release serves everything, and when the lock has ended the next run
/// completes.</summary>
[Collection(MotoServer.Collection)]
public sealed class DeploymentLockFaultTests(MotoServer moto, ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly Fault[] s_faults = [Fault.Lost, Fault.AnswerLost, Fault.ServerError, Fault.Throttled, Fault.TimedOut, Fault.KilledAfter];
    private static readonly DeployOptions Options = new()
    {
        Role = "arn:aws:iam::000000000000:role/any",
        Smoke = Smoke.None,
        Parallelism = 3,
    };

    private readonly string _bucket = "locks-" + Guid.NewGuid().ToString("n")[..12];
    private LocalPlatform _platform = null!;

    public async Task InitializeAsync()
    {
        _platform = await LocalPlatform.StartAsync(new() { EnforceCpu = false });
        if (Tool.Find("moto_server") is null)
            return;
        using var s3 = moto.S3();
        await s3.PutBucketAsync(new PutBucketRequest { BucketName = _bucket });
    }

    public async Task DisposeAsync() => await _platform.DisposeAsync();

    [TheoryIfTool("moto_server")]
    [InlineData(Fault.Lost)]
    [InlineData(Fault.AnswerLost)]
    [InlineData(Fault.ServerError)]
    [InlineData(Fault.Throttled)]
    [InlineData(Fault.TimedOut)]
    [InlineData(Fault.KilledAfter)]
    public async Task After_a_fault_at_any_call_of_the_lock_one_release_serves_and_the_next_run_completes(Fault fault)
    {
        for (var at = 1; ; at++)
        {
            using var builds = new Builds();
            var isHit = await RunAsync(builds, call => call == at ? fault : null, $"{fault} at call {at}");
            if (isHit)
                continue;
            output.WriteLine($"{fault}: {at - 1} calls");
            // Read, write, read; at the end write, read.
            // Three of them try whether the store keeps conditions.
            Assert.Equal(9, at);
            return;
        }
    }

    [TheoryIfTool("moto_server")]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task After_random_faults_too(int round)
    {
        var seed = TestSeed.WrittenTo(output);
        var random = new Random((int)(seed % 1_000_000) + round);
        var faults = Enumerable.Range(0, 100).Select(_ => random.Next(3) == 0 ? s_faults[random.Next(s_faults.Length)] : (Fault?)null).ToArray();
        using var builds = new Builds();
        // Time-outs take their time.
        await RunAsync(
            builds,
            call => faults[call % 100] is Fault.TimedOut ? Fault.Lost : faults[call % 100],
            $"round {round} of {TestSeed.Variable}={seed}"
        );
    }

    [Fact]
    public async Task A_renewal_whose_answer_got_lost_does_not_lose_the_lock()
    {
        using var folder = new TemporaryFolder("fusionize-lease-");
        var documents = new LossyDocuments(new FolderDocuments(folder.Path));
        var store = new SetupStore(documents);
        var time = new ManualTime();
        await using (var held = await DeploymentLock.TakeAsync(store, "iot", "alice", time: time))
        {
            documents.LosesAnswers = true;
            await held.RunAsync(
                    async token =>
                    {
                        // Every other answer gets lost; the lease goes on all the same.
                        var first = (await store.GetLeaseAsync("iot", token))!.Lease.Until;
                        while ((await store.GetLeaseAsync("iot", token))!.Lease.Until <= first + 2 * DeploymentLock.DefaultLifetime)
                            await time.MoveToNextTimerAsync(token);
                        return 0;
                    },
                    default
                )
                .WaitAsync(TimeSpan.FromSeconds(30));
        }
        Assert.Null((await store.GetLeaseAsync("iot", default))!.Lease.Until);
        Assert.True(documents.Lost > 2);
    }

    [Fact]
    public async Task Without_a_store_the_second_of_two_deployments_moves_no_live_traffic()
    {
        using var builds = new Builds();
        using var lambda = new AwsConnection { Endpoint = _platform.Endpoint }.Lambda();
        var deployer = new Deployer(lambda);
        await deployer.DeployAsync(builds.Make("one", "(A)-(B)"), Options);
        // Both have seen the first release live.
        var (second, third) = (
            await deployer.PlanAsync(builds.Make("two", "(A,B)"), Options),
            await deployer.PlanAsync(builds.Make("three", "(A)-(B)", "other code"), Options)
        );
        await deployer.ExecuteAsync(second);

        var e = await Assert.ThrowsAsync<FusionizeException>(() => deployer.ExecuteAsync(third));

        Assert.Equal((DeployCodes.Contended, builds.App + "-A"), (e.Code, e.Subject));
        Assert.Equal(second.Release, await LiveAsync(lambda, builds.App));
        // Who means it runs it again.
        Assert.Equal(third.Release, (await deployer.DeployAsync(third.Directory, Options)).Release);
        Assert.Equal(third.Release, await LiveAsync(lambda, builds.App));
    }

    /// <summary>Deploys a first release, then a second one with faults in the store's calls, and the second one again without. Gives whether a fault
    /// was met.</summary>
    private async Task<bool> RunAsync(Builds builds, Func<int, Fault?> faultOf, string when)
    {
        using var lambda = new AwsConnection { Endpoint = _platform.Endpoint }.Lambda();
        var first = await new Deployer(lambda).DeployAsync(builds.Make("one", "(A)-(B)"), Options);
        var build = builds.Make("two", "(A,B)-(C)");
        var release = (await new Deployer(lambda).PlanAsync(build, Options)).Release;

        var (calls, isHit, isDead) = (0, false, false);
        var decided = new ConcurrentDictionary<string, Fault?>();
        await using var bucket = await StubServer.StartAsync(
            async (context, request) =>
            {
                // .NET's HTTP client repeats a request by itself when a connection breaks; a fault for good must outlast that.
                var id = request.Headers["amz-sdk-invocation-id"];
                var fault = isDead ? Fault.Lost : decided.GetOrAdd(id, _ => faultOf(Interlocked.Increment(ref calls)));
                isHit |= fault is not null;
                if (fault is null)
                    await StubServer.ForwardAsync(context, request, moto.Endpoint);
                else
                    await fault.Value.DoAsync(context, request, moto.Endpoint, response => Refuse(response, fault.Value));
                isDead |= fault == Fault.KilledAfter;
            }
        );
        await using var functions = await StubServer.StartAsync(
            async (context, request) =>
            {
                if (isDead)
                    context.Abort();
                else
                    await StubServer.ForwardAsync(context, request, _platform.Endpoint);
            }
        );
        using (var store = Store(bucket.Endpoint))
        using (var faulty = new AwsConnection { Endpoint = functions.Endpoint, MaxErrorRetry = 0 }.Lambda())
        {
            var error = await Record.ExceptionAsync(() => new Deployer(faulty).DeployAsync(build, Options, store));
            Assert.True(error is null or StoreException or FusionizeException { Place: not null }, $"{when}: {error}");
        }
        var live = await LiveAsync(lambda, builds.App);
        Assert.True(live == first.Release || live == release, $"{when}: {live} is live");

        using var healthy = Store(moto.Endpoint);
        // This process lives on, so only time frees what it may have left behind.
        var later = new LaterTime(DeploymentLock.DefaultLifetime + DeploymentLock.ClockSkew + TimeSpan.FromSeconds(1));
        Assert.Equal(release, (await new Deployer(lambda, time: later).DeployAsync(build, Options, healthy)).Release);
        Assert.Equal(release, await LiveAsync(lambda, builds.App));
        Assert.Null((await healthy.GetLeaseAsync(builds.App, default))!.Lease.Until);
        return isHit;

        static Task Refuse(HttpResponse response, Fault fault)
        {
            response.StatusCode = fault == Fault.Throttled ? 503 : 500;
            response.ContentType = "application/xml";
            return response.WriteAsync(
                $"<Error><Code>{(fault == Fault.Throttled ? "SlowDown" : "InternalError")}</Code><Message>injected</Message></Error>",
                CancellationToken.None
            );
        }
    }

    private SetupStore Store(Uri endpoint) =>
        new SetupStore(
            S3Documents.Open(
                $"s3://{_bucket}/p",
                new()
                {
                    Endpoint = endpoint,
                    MaxErrorRetry = 0,
                    Timeout = TimeSpan.FromSeconds(2),
                }
            )
        );

    private static async Task<string> LiveAsync(AmazonLambdaClient lambda, string app) =>
        (await lambda.GetFunctionConfigurationAsync(new() { FunctionName = app + "-A", Qualifier = Aliases.Live })).Environment!.Variables![
            "FUSIONIZE_QUALIFIER"
        ];

    private sealed class LaterTime(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }

    /// <summary>Does what it is asked, and every other time says that it can't be reached.</summary>
    private sealed class LossyDocuments(IDocumentStore documents) : IDocumentStore
    {
        private int _writes;

        public bool LosesAnswers { get; set; }
        public int Lost { get; private set; }
        public string Location => documents.Location;

        public string LocationOf(string name) => documents.LocationOf(name);

        public Task<StoredDocument?> ReadAsync(string name, bool isImmutable, CancellationToken cancellation) =>
            documents.ReadAsync(name, isImmutable, cancellation);

        public async Task<bool> TryWriteAsync(string name, byte[] content, string? expected, CancellationToken cancellation)
        {
            var isWritten = await documents.TryWriteAsync(name, content, expected, cancellation);
            if (!LosesAnswers || ++_writes % 2 == 0)
                return isWritten;
            Lost++;
            throw new StoreException(StoreCodes.Unreachable, Location, "injected");
        }

        public Task WriteAsync(string name, byte[] content, CancellationToken cancellation) => documents.WriteAsync(name, content, cancellation);

        public Task<IReadOnlyCollection<string>> ListAsync(string folder, CancellationToken cancellation) =>
            documents.ListAsync(folder, cancellation);
    }
}
