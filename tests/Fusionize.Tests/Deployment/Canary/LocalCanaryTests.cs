using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Fusionize.Aws;
using Fusionize.Aws.Lambda;
using Fusionize.Deployment;
using Fusionize.Local;
using Fusionize.Setups;
using Fusionize.Tests.Infrastructure;
using Xunit.Abstractions;

namespace Fusionize.Tests.Deployment.Canary;

/// <summary>
/// As <see cref="CanaryTests"/>, with real functions on the local platform. <c>FUSIONIZE_TEST_CANARY=20x8</c> runs all cases, good versions 20 times,
/// 8 cases at a time.
/// </summary>
public sealed class LocalCanaryTests(ITestOutputHelper output)
{
    private static readonly (int Runs, int Parallel)? s_all = System.Environment.GetEnvironmentVariable("FUSIONIZE_TEST_CANARY")?.Split('x')
        is [var runs, var parallel]
        ? (int.Parse(runs, CultureInfo.InvariantCulture), int.Parse(parallel, CultureInfo.InvariantCulture))
        : null;

    private static readonly string[] s_bad = ["die", "fail", "forever", "exit", "hog", "slow", "status", "idle"];

    [Fact]
    public async Task Bad_versions_are_never_promoted_and_good_ones_always_are()
    {
        var seed = (int)TestSeed.WrittenTo(output);
        await using var platform = await LocalPlatform.StartAsync(
            new()
            {
                EnforceCpu = false,
                EnforceMemory = true,
                Seed = seed,
            }
        );
        var results = new ConcurrentQueue<(Case Case, string Outcome, double Seconds)>();
        await Parallel.ForEachAsync(
            Cases(),
            new ParallelOptions { MaxDegreeOfParallelism = s_all?.Parallel ?? 2 },
            async (one, _) =>
            {
                var start = Stopwatch.GetTimestamp();
                results.Enqueue((one, await MoveAsync(platform, one), Stopwatch.GetElapsedTime(start).TotalSeconds));
            }
        );
        foreach (var kind in results.GroupBy(r => r.Case with { Run = 0 }).OrderBy(g => g.Key.ToString(), StringComparer.Ordinal))
            output.WriteLine(
                $"{kind.Key.Word,-8} trace {kind.Key.Trace,-4} {(kind.Key.IsOld ? "old  " : "young")} "
                    + string.Join("; ", kind.GroupBy(r => r.Outcome).Select(o => $"{o.Count()} × {o.Key}"))
                    + string.Create(CultureInfo.InvariantCulture, $" ({kind.Average(r => r.Seconds):0} s)")
            );
        Assert.All(results, r => Assert.Equal((r.Case, r.Case.Word == "good"), (r.Case, r.Outcome == "promoted")));
    }

    private static IEnumerable<Case> Cases()
    {
        if (s_all is not { } all)
            return [new("exit", "off", IsOld: false, 0), new("good", "0.2", IsOld: true, 0)];
        return
            from run in Enumerable.Range(0, all.Runs)
            from word in run == 0 ? s_bad.Prepend("good") : ["good"]
            from trace in (string[])["on", "0.2", "off"]
            from isOld in (bool[])[true, false]
            select new Case(word, trace, isOld, run);
    }

    /// <summary>What becomes of a second version that does as the case says.</summary>
    private static async Task<string> MoveAsync(LocalPlatform platform, Case one)
    {
        using var builds = new Builds();
        var connection = new AwsConnection { Endpoint = platform.Endpoint, MaxErrorRetry = 0 };
        using var lambda = connection.Lambda();
        using var logs = connection.Logs();
        var deployer = new Deployer(lambda, logs: new CloudWatchLogSource(logs));
        var options = new DeployOptions
        {
            Role = DeployRequest.LocalRole,
            Trace = one.Trace,
            TimeoutSeconds = one.Word == "forever" ? 2 : 30,
        };
        await deployer.DeployAsync(builds.MakeRelay("one", "(A)"), options);
        using var clients = new Clients(lambda, builds.App, isHttp: one.Word == "status");
        // Old instances have compiled what they run often; young ones are as young as those of the version that comes.
        await clients.ServedAsync(one.IsOld ? 200 : 10);
        var said = "";
        try
        {
            await deployer.DeployAsync(
                builds.MakeRelay("two", "(A)", one.Word == "status" ? "fail" : one.Word),
                options with
                {
                    // The watch alone decides.
                    Smoke = Smoke.None,
                    CutOver = new()
                    {
                        Shares = [0.5],
                        Watch = TimeSpan.FromSeconds(2),
                        Poll = TimeSpan.FromSeconds(1),
                        Patience = TimeSpan.FromSeconds(one.Word is "good" or "slow" ? 120 : 20),
                    },
                },
                new Reports(step =>
                {
                    said = step.Text;
                    if (one.Word == "idle" && step.Text.StartsWith("live: 50", StringComparison.Ordinal))
                        clients.Stop();
                })
            );
            return "promoted";
        }
        catch (FusionizeException e) when (e.Code is DeployCodes.TakenBack or DeployCodes.NotJudged)
        {
            var alias = await lambda.GetAliasAsync(new() { FunctionName = builds.App + "-A", Name = Aliases.Live });
            Assert.Equal(0, alias.RoutingConfig?.AdditionalVersionWeights?.Values.Sum() ?? 0);
            return one.Word == "good" ? $"{e.Code} {e.Problem} [{said}]" : e.Code;
        }
    }

    private sealed record Case(string Word, string Trace, bool IsOld, int Run);

    private sealed class Reports(Action<DeployStep> report) : IProgress<DeployStep>
    {
        public void Report(DeployStep value) => report(value);
    }

    /// <summary>Three clients, each with a request after the other.</summary>
    private sealed class Clients : IDisposable
    {
        private const string Http = """
            {"version":"2.0","routeKey":"$default","rawPath":"/","rawQueryString":"","headers":{"content-type":"application/json"},"requestContext":{"http":{"method":"POST","path":"/"},"requestId":"x","stage":"$default"},"body":"{}","isBase64Encoded":false}
            """;

        private readonly CancellationTokenSource _stop = new();
        private readonly Task _work;
        private int _served;

        public Clients(AmazonLambdaClient lambda, string app, bool isHttp) =>
            _work = Task.WhenAll(
                Enumerable.Range(0, 3).Select(async _ =>
                {
                    while (!_stop.IsCancellationRequested)
                    {
                        await lambda.InvokeAsync(
                            new()
                            {
                                FunctionName = app + "-A",
                                Qualifier = Aliases.Live,
                                Payload = isHttp ? Http : "{}",
                            }
                        );
                        Interlocked.Increment(ref _served);
                        await Task.Delay(50);
                    }
                })
            );

        public void Stop() => _stop.Cancel();

        public async Task ServedAsync(int requests)
        {
            while (Volatile.Read(ref _served) < requests && !_work.IsCompleted)
                await Task.Delay(20);
        }

        public void Dispose()
        {
            _stop.Cancel();
            // A client that failed, by what the test does or not, changes nothing.
            try
            {
                _work.Wait();
            }
            catch (AggregateException)
            {
            }
            _stop.Dispose();
        }
    }
}
