using Fusionize.Aws;
using Fusionize.Deployment;
using Fusionize.Local;
using Fusionize.Rounds;
using Fusionize.Setups;
using Fusionize.Tests.Infrastructure;
using Fusionize.Tests.Local.Queues;
using Microsoft.Extensions.Time.Testing;

namespace Fusionize.Tests.EndToEnd;

/// <summary>A queue and a schedule invoke an application from its source, under two setups, through the same mapping and the same rule.</summary>
public class TriggerTests
{
    private const string Code = """
        using Fusionize;

        namespace Store;

        public sealed record OrderPlaced(string Id);

        public static class Orders
        {
            [FusionTask, SqsTrigger("orders", BatchSize = 5, MaxReceiveCount = 2)]
            public static async Task Fulfil(OrderPlaced order, CancellationToken ct) => await Ship(order.Id, ct);

            [FusionTask]
            public static Task Ship(string order, CancellationToken ct)
            {
                if (order.StartsWith("bad"))
                    throw new InvalidOperationException("there is no such address");
                Note.Down(order);
                return Task.CompletedTask;
            }

            [FusionTask, Schedule("rate(5 minutes)")]
            public static Task Clean(CancellationToken ct)
            {
                Note.Down("clean");
                return Task.CompletedTask;
            }
        }

        public static class Note
        {
            public static void Down(string text) =>
                System.IO.File.WriteAllText(System.IO.Path.Combine(Environment.GetEnvironmentVariable("NOTES")!, text), "");
        }
        """;

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Messages_and_times_reach_their_tasks_under_every_setup()
    {
        using var app = new SourceApp("store", Code);
        using var notes = new TemporaryFolder("fusionize-notes-");
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var platform = await LocalPlatform.StartAsync(
            new LocalPlatformOptions
            {
                DataDirectory = app.PlatformFolder,
                EnforceCpu = false,
                Time = time,
                Environment = new Dictionary<string, string> { ["NOTES"] = notes.Path },
            }
        );
        var request = new DeployRequest
        {
            Build = "",
            Connection = new AwsConnection { Endpoint = platform.Endpoint },
            Smoke = Smoke.None,
        };
        using var rounds = new AwsRoundPlatform(request, () => platform.GetStatus().Idle);
        using var sqs = SqsPlatform.ClientOf(platform.Endpoint);
        var separate = await app.Builds.BuildAsync();
        var mappings = new HashSet<string>();
        foreach (var built in (BuiltApp[])[separate, .. await app.Builds.BuildAsync([FusionSetup.AllInOne(separate.Model, 1769)])])
        {
            await rounds.DeployAsync(built, 1, new NoProgress(), default);
            mappings.UnionWith(platform.Mappings.List().Select(m => m.Mapping.Id));
            var url = (await sqs.GetQueueUrlAsync("orders")).QueueUrl;
            foreach (var order in new[] { "one", "bad", "two", "three" })
                await sqs.SendMessageAsync(url, $$"""{"id":"{{order}}"}""");
            await sqs.SendMessageAsync(url, "no json");
            // Only while no function has a message, so that none becomes visible too early.
            while (platform.Mappings.Pending > 0 || platform.Mappings.Held > 0 || !File.Exists(Path.Combine(notes.Path, "clean")))
            {
                if (platform.Mappings.Held == 0)
                    time.Advance(TimeSpan.FromSeconds(10));
                await Task.Delay(1);
            }
            Assert.Equal(["clean", "one", "three", "two"], NotesIn(notes.Path));
            var dead = platform.Queues.Get("orders-dead-letters");
            Assert.Equal(
                ["""{"id":"bad"}""", "no json"],
                (await dead.ReceiveAsync(10, null, TimeSpan.Zero, default)).Select(m => m.Body).Order(StringComparer.Ordinal).Reverse()
            );
            dead.Purge();
            time.Advance(TimeSpan.FromMinutes(1)); // between two purges
        }
        Assert.Single(mappings);
    }

    private static string[] NotesIn(string folder)
    {
        var found = Directory.GetFiles(folder);
        foreach (var file in found)
            File.Delete(file);
        return [.. found.Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];
    }
}
