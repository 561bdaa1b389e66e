using Amazon.SQS.Model;
using Fusionize.Tests.Infrastructure;
using Xunit.Abstractions;

namespace Fusionize.Tests.Local.Queues;

/// <summary>
/// Many messages, some of which always fail, while functions are killed at random. FUSIONIZE_QUEUE_MESSAGES says how many (10,000 for a thorough
/// run).
/// </summary>
public class QueueTests(ITestOutputHelper output)
{
    /// <summary>More than functions are killed, so that no message is given up because of that.</summary>
    private const int MaxReceives = 5;

    private static int Messages => int.TryParse(Environment.GetEnvironmentVariable("FUSIONIZE_QUEUE_MESSAGES"), out var n) ? n : 100;

    [Theory]
    [InlineData("orders")]
    [InlineData("orders.fifo")]
    public async Task Every_good_message_is_done_and_every_bad_one_is_given_up(string name)
    {
        var random = new Random((int)(TestSeed.WrittenTo(output) % int.MaxValue));
        var isFifo = name.EndsWith(".fifo", StringComparison.Ordinal);
        await using var function = await MappedFunction.StartAsync();
        var (url, dead) = await function.Platform.CreateWithDeadLettersAsync(name, MaxReceives, ("VisibilityTimeout", "60"));
        var bodies = Enumerable
            .Range(0, Messages)
            .Select(i => (Group: $"g{i % 20}", Body: $"{(random.Next(100) < 3 ? "poison" : "good")}-{i}"))
            .ToArray();
        foreach (var chunk in bodies.Chunk(10))
        {
            var sent = await function.Platform.Sqs.SendMessageBatchAsync(
                url,
                [.. chunk.Select((m, i) => new SendMessageBatchRequestEntry($"{i}", m.Body) { MessageGroupId = isFifo ? m.Group : null })]
            );
            Assert.Empty(sent.Failed ?? []);
        }
        var clock = System.Diagnostics.Stopwatch.StartNew();
        // A batch of a FIFO queue has one message, because the others of a batch count as received each time that one of them fails.
        await function.MapAsync(name, isFifo ? 1 : 10);
        var kills = 0;
        await function.UntilDoneAsync(() =>
        {
            if (kills < Kills && random.Next(10) == 0 && function.TryKill(random))
                kills++;
            return Task.CompletedTask;
        });

        var notes = function.Notes.Select(n => n.Split(' ')).Select(n => (Body: n[0], Attempt: int.Parse(n[1]))).ToArray();
        var handled = notes.Select(n => n.Body).ToHashSet();
        var good = bodies.Where(b => b.Body.StartsWith("good", StringComparison.Ordinal)).ToArray();
        var poison = bodies.Select(b => b.Body).Except(good.Select(g => g.Body)).Order().ToArray();
        output.WriteLine(
            $"{Messages} messages, {poison.Length} poison, {kills} functions killed, {notes.Length} deliveries handled, "
                + $"{clock.Elapsed.TotalSeconds:0.0} s"
        );
        Assert.All(good, g => Assert.Contains(g.Body, handled));
        Assert.Equal(poison, (await function.Platform.DrainAsync(dead)).Order());
        Assert.All(notes, n => Assert.InRange(n.Attempt, 1, MaxReceives));
        // A killed function may not have noted an attempt.
        Assert.All(poison, p => Assert.InRange(notes.Count(n => n.Body == p), MaxReceives - kills, MaxReceives));
        if (isFifo)
        {
            foreach (var group in bodies.GroupBy(b => b.Group))
                Assert.Equal(group.Select(b => b.Body), notes.Select(n => n.Body).Where(group.Select(g => g.Body).ToHashSet().Contains).Distinct());
        }
    }

    private static int Kills => Messages <= 1000 ? MaxReceives - 1 : Messages / 250;
}
