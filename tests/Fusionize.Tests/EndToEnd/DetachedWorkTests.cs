using System.Collections.Concurrent;
using System.Text.Json;
using Fusionize.Aws;
using Fusionize.Aws.Lambda;
using Fusionize.Deployment;
using Fusionize.Local;
using Fusionize.Rounds;
using Fusionize.Setups;
using Fusionize.Tests.Infrastructure;
using Xunit.Abstractions;

namespace Fusionize.Tests.EndToEnd;

/// <summary>
/// Detached work that fails, crashes, hangs and gets killed, as real zips in real processes under five setups: what was accepted is done at least
/// once or is in the failure destination, and is tried as often as promised.
/// </summary>
public sealed class DetachedWorkTests(ITestOutputHelper output)
{
    /// <summary>With eight parcels each, sent and noted, 208 calls under each setup.</summary>
    private const int Orders = 13;
    private const int ParcelsPerOrder = 8;

    /// <summary>A parcel whose number this divides is never sent.</summary>
    private const int Hopeless = 40;

    /// <summary>Where a call begins that is local, one attempt comes before those of the queue.</summary>
    private const int MostAttempts = 4;
    private const int QueuesAttempts = 3;

    private const string Source = """
        using System.Diagnostics;
        using Fusionize;

        namespace Errands;

        public sealed record Order(int First, int Count);

        public static class Office
        {
            private static readonly string Journal = Environment.GetEnvironmentVariable("JOURNAL")!;

            [FusionTask(Entry = true)]
            public static async Task<int> Accept(Order order, CancellationToken ct)
            {
                for (var i = 0; i < order.Count; i++)
                    await Send(order.First + i, ct).Detach();
                return order.Count;
            }

            [FusionTask]
            public static async Task Send(int parcel, CancellationToken ct)
            {
                await Misfortune("Send", parcel);
                await Note(parcel, ct).Detach();
                Done("Send", parcel);
            }

            [FusionTask]
            public static async Task Note(int parcel, CancellationToken ct)
            {
                await Misfortune("Note", parcel);
                Done("Note", parcel);
            }

            private static async Task Misfortune(string task, int parcel)
            {
                var context = TaskContext.Current!;
                var earlier = Directory.GetFiles(Folder(parcel), $"{task}-{parcel}-*.begun").Length;
                File.WriteAllText(Path.Combine(Folder(parcel), $"{task}-{parcel}-{Guid.NewGuid():n}.begun"), $"{context.CallId} {context.Attempt}");
                if (task == "Send" && parcel % HOPELESS == 0)
                    throw new InvalidOperationException("never");
                switch (new Random(parcel * 7919 + earlier * 104729 + task[0]).Next(100))
                {
                    case < 15:
                        throw new InvalidOperationException("this time");
                    case < 17:
                        Environment.Exit(3);
                        break;
                    case < 19:
                        Process.GetCurrentProcess().Kill();
                        break;
                    case < 24:
                        await Task.Delay(TimeSpan.FromMinutes(5)); // and looks at no token
                        break;
                }
            }

            private static void Done(string task, int parcel) =>
                File.WriteAllText(Path.Combine(Folder(parcel), $"{task}-{parcel}-{Guid.NewGuid():n}.done"), "");

            private static string Folder(int parcel) => Directory.CreateDirectory(Path.Combine(Journal, $"{parcel}")).FullName;
        }
        """;

    /// <summary>Misfortune takes its time, so the setups wait for it side by side.</summary>
    [Fact]
    [Trait("Category", "Slow")]
    public async Task A_thousand_calls_are_done_or_told_whatever_happens_under_five_setups()
    {
        using var source = new ErrandsApp();
        source.Write("Errands.cs", Source.Replace("HOPELESS", Hopeless.ToString(), StringComparison.Ordinal));
        using var temporary = new TemporaryFolder("fusionize-detached-");
        using var folder = LoopFolder.Open(Path.Combine(temporary.Path, "build"));
        var builds = new SetupBuilds(AppProject.Locate(source.Folder), folder);
        var separate = await builds.BuildAsync();
        var all = await builds.BuildAsync(Setups(separate.Model).Prepend(separate.Setup));
        await Task.WhenAll(
            all.Select((built, i) => HoldsAsync(built, Path.Combine(temporary.Path, $"{i}"), first: 1 + i * Orders * ParcelsPerOrder))
        );
    }

    private async Task HoldsAsync(BuiltApp built, string folder, int first)
    {
        var journal = Directory.CreateDirectory(Path.Combine(folder, "journal")).FullName;
        await using var platform = await LocalPlatform.StartAsync(
            new LocalPlatformOptions
            {
                DataDirectory = Path.Combine(folder, "platform"),
                EnforceCpu = false,
                AsyncRetryDelays = [TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(200)],
                MaxThrottleDelay = TimeSpan.FromSeconds(1),
                IdleExpiry = TimeSpan.FromSeconds(5),
                MaxConcurrency = 10,
                Environment = new Dictionary<string, string> { ["JOURNAL"] = journal, ["FUSIONIZE_DETACHED_WAIT"] = "1" },
            }
        );
        var connection = new AwsConnection { Endpoint = platform.Endpoint };
        var request = new DeployRequest
        {
            Build = "",
            Connection = connection,
            TimeoutSeconds = 5,
        };
        using var rounds = new AwsRoundPlatform(request, () => platform.GetStatus().Idle);
        using var lambda = (connection with { MaxErrorRetry = 0 }).Lambda();
        await rounds.DeployAsync(built, 1, new NoProgress(), default);
        var function = EntryRequest.For(built.Manifest, "Accept", default).Function;

        var orders = new ConcurrentQueue<int>(Enumerable.Range(0, Orders).Select(i => first + i * ParcelsPerOrder));
        var refused = 0;
        await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(async _ =>
                {
                    while (orders.TryDequeue(out var order))
                    {
                        try
                        {
                            var answer = await lambda.InvokeAsync(
                                new()
                                {
                                    FunctionName = function,
                                    Qualifier = Aliases.Live,
                                    Payload = $$"""{"first":{{order}},"count":{{ParcelsPerOrder}}}""",
                                }
                            );
                            if (answer.FunctionError is null)
                                continue;
                        }
                        catch (TooManyRequestsException)
                        {
                            await Task.Delay(500);
                        }
                        // The client knows, and asks again.
                        Interlocked.Increment(ref refused);
                        orders.Enqueue(order);
                    }
                })
        );
        await DrainAsync(platform);

        var failed = platform.Failures.Select(f => (Event: f, Call: JsonDocument.Parse(f.Payload).RootElement)).ToList();
        var told = failed.Select(f => $"{f.Call.GetProperty("task")}-{f.Call.GetProperty("args").GetProperty("parcel")}").ToHashSet();
        var done = Directory
            .GetFiles(journal, "*.done", SearchOption.AllDirectories)
            .Select(f => Path.GetFileName(f)[..Path.GetFileName(f).LastIndexOf('-')])
            .ToHashSet();
        var begun = Directory
            .GetFiles(journal, "*.begun", SearchOption.AllDirectories)
            .Select(f => File.ReadAllText(f).Split(' '))
            // A process that is killed while it writes leaves an empty file.
            .Where(text => text.Length == 2)
            .GroupBy(text => text[0])
            .ToDictionary(g => g.Key, g => g.Select(text => int.Parse(text[1])).Order().ToArray());
        output.WriteLine(
            $"{built.Setup.FullNotation}: {refused} requests refused, {begun.Count} calls, {begun.Values.Sum(a => a.Length)} attempts, "
                + $"{failed.Count} given up"
        );
        for (var parcel = first; parcel < first + Orders * ParcelsPerOrder; parcel++)
        {
            Assert.True(
                done.Contains($"Send-{parcel}") || told.Contains($"Send-{parcel}"),
                $"{built.Setup.FullNotation}: parcel {parcel} was neither sent nor told"
            );
            if (parcel % Hopeless == 0)
                Assert.Contains($"Send-{parcel}", told);
            if (done.Contains($"Send-{parcel}"))
                Assert.True(
                    done.Contains($"Note-{parcel}") || told.Contains($"Note-{parcel}"),
                    $"{built.Setup.FullNotation}: parcel {parcel} was neither noted nor told"
                );
        }
        // Each attempt has its number, and none is beyond the promise.
        Assert.All(begun.Values, attempts =>
            Assert.True(attempts.Length <= MostAttempts && attempts.Distinct().Count() == attempts.Length, string.Join(' ', attempts))
        );
        Assert.All(failed, f => Assert.Equal(QueuesAttempts, f.Event.Attempts));
    }

    /// <summary>Misfortune takes its time.</summary>
    private static async Task DrainAsync(LocalPlatform platform)
    {
        for (var deadline = DateTime.UtcNow.AddMinutes(5); !platform.GetStatus().Idle; await Task.Delay(50))
            Assert.True(DateTime.UtcNow < deadline, $"does not come to rest: {platform.GetStatus()}");
    }

    /// <summary>Beside one function per task.</summary>
    private static IEnumerable<FusionSetup> Setups(AppModel app)
    {
        yield return FusionSetup.AllInOne(app, 512);
        yield return FusionSetup.ParseNotation("(Accept,Send)@512-(Note)@512", app);
        yield return FusionSetup.ParseNotation("(Accept)@512-(Send,Note)@512", app);
        // A copy whose home is elsewhere: what fails of it goes there.
        yield return new FusionSetup(
            app.App,
            [new FusionGroup("Accept", ["Accept", "Send"], ["Accept"], 512), new FusionGroup("Send", ["Send", "Note"], ["Send", "Note"], 512)]
        );
    }
}
