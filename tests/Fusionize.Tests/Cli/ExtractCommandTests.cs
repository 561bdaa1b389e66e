using System.Globalization;
using System.Text.RegularExpressions;
using Fusionize.Records;
using Fusionize.Tests.Deployment;
using Fusionize.Tests.Infrastructure;
using Fusionize.Tests.Records;

namespace Fusionize.Tests.Cli;

public sealed class ExtractCommandTests
{
    [Fact]
    public async Task Several_functions_in_two_regions_are_read_each_from_where_it_stood()
    {
        using var folder = new TemporaryFolder("fusionize-extract-");
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "fusion-manifest.json"), AccessTests.App("Look", "Check", "Store").ToJson());
        await using var here = await LogServer.StartAsync("eu-central-1");
        await using var there = await LogServer.StartAsync("us-east-1");
        // The same streams in both, so that only the regions tell them apart; the second lags half an hour behind.
        var logs = new[] { (here, "Look", 1, 0), (here, "Check", 2, 0), (there, "Look", 3, 30), (there, "Check", 4, 30) }
            .Select(l => (l.Item1, Lines: Lines("iot-" + l.Item2, l.Item3, TimeSpan.FromMinutes(-l.Item4))))
            .ToArray();
        var expected = logs.SelectMany(l => ExtractorTests.Extract(l.Lines)).ToArray();
        Assert.Equal(4 * 300, expected.Length);

        var found = new List<InvocationRecord>();
        var (checkpoint, part) = (Path.Combine(folder.Path, "position.json"), Path.Combine(folder.Path, "part.jsonl"));
        for (var run = 0; run < 3; run++)
        {
            foreach (var (server, lines) in logs)
            {
                // Each line twice, and those of the last half second of a run again in the next.
                var (from, to) = (Math.Max(0, lines.Count * run / 3 - 20), lines.Count * (run + 1) / 3);
                server.Add(lines[from..to].SelectMany(l => (LogEvent[])[l, l]));
            }
            // The second region is unreachable once: nothing is written then, and nothing is lost.
            if (run == 1)
            {
                var before = await File.ReadAllTextAsync(checkpoint);
                Assert.Equal(1, (await RunAsync("us-east-1=http://127.0.0.1:9")).ExitCode);
                Assert.Equal(before, await File.ReadAllTextAsync(checkpoint));
            }
            var done = await RunAsync("us-east-1=" + there.Endpoint);
            Assert.True(done.ExitCode == 0, done.Error);
            found.AddRange(await RecordFile.ReadAsync(part).ToListAsync());
        }
        Assert.Equal(Ordered(expected), Ordered(found));
        Assert.Equal(["eu-central-1", "us-east-1"], CheckpointFile.Read(checkpoint).Sources.Keys);
        // One read twice would count twice.
        Assert.Equal(2, (await RunAsync("eu-central-1=" + there.Endpoint)).ExitCode);
        Assert.Contains("--also us-east-1=ADDRESS", (await RunAsync("us-east-1")).Error);

        Task<ToolRun> RunAsync(string also) =>
            ToolRun.OfAsync(
                "extract",
                folder.Path,
                "--endpoint",
                here.Endpoint.ToString(),
                "--region",
                "eu-central-1",
                "--also",
                also,
                "--since",
                "2h",
                "--checkpoint",
                checkpoint,
                "--records",
                part
            );
    }

    [Fact]
    public async Task Finding_nothing_is_explained()
    {
        using var folder = new TemporaryFolder("fusionize-extract-");
        await File.WriteAllTextAsync(
            Path.Combine(folder.Path, "fusion-manifest.json"),
            (AccessTests.App("Look", "Check", "Store") with { Setup = "fedcba9876543210" }).ToJson()
        );
        await using var server = await LogServer.StartAsync("eu-central-1");
        Task<ToolRun> RunAsync(params string[] more) =>
            ToolRun.OfAsync(["extract", folder.Path, "--endpoint", server.Endpoint.ToString(), "--since", "1h", .. more]);

        Assert.Contains("Was there load, and does --since reach back to it?", (await RunAsync()).Error);
        server.Add(Lines("iot-Look", 1, TimeSpan.Zero));
        var others = await RunAsync();
        Assert.Equal((0, true), (others.ExitCode, others.Output.StartsWith("0 invocations in ", StringComparison.Ordinal)));
        Assert.Contains("to other setups (--all-setups includes them)", others.Error);
        Assert.DoesNotContain("--all-setups", (await RunAsync("--all-setups")).Error);
    }

    [Fact]
    public async Task After_an_empty_run_the_next_one_reads_from_where_the_first_began()
    {
        using var folder = new TemporaryFolder("fusionize-extract-");
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "fusion-manifest.json"), AccessTests.App("Look", "Check", "Store").ToJson());
        await using var server = await LogServer.StartAsync("eu-central-1");
        // Older than the first --since.
        server.Add(Lines("iot-Look", 1, TimeSpan.Zero));
        var checkpoint = Path.Combine(folder.Path, "position.json");
        for (var run = 0; run < 2; run++)
        {
            var done = await ToolRun.OfAsync(
                "extract",
                folder.Path,
                "--endpoint",
                server.Endpoint.ToString(),
                "--since",
                "1s",
                "--checkpoint",
                checkpoint
            );
            Assert.Equal((0, true), (done.ExitCode, done.Output.StartsWith("0 invocations in 0 lines", StringComparison.Ordinal)));
        }
        var from = CheckpointFile.Read(checkpoint).Sources.Values.Single().ReadFrom;
        Assert.InRange(from, DateTimeOffset.UtcNow.AddMinutes(-10), DateTimeOffset.UtcNow);
    }

    [Theory]
    [InlineData("--aggregate")]
    [InlineData("--all-setups")]
    public async Task A_platform_that_is_not_there_is_no_defect_of_the_tool(string option)
    {
        using var folder = new TemporaryFolder("fusionize-extract-");
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "fusion-manifest.json"), AccessTests.App("Look", "Check", "Store").ToJson());
        var run = await ToolRun.OfAsync("extract", folder.Path, "--endpoint", "http://127.0.0.1:9", option);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("error FZ1504: the platform can't be reached: ", run.Error);
    }

    private static IEnumerable<InvocationRecord> Ordered(IEnumerable<InvocationRecord> records) =>
        records.OrderBy(r => r.StartMs).ThenBy(r => r.RequestId, StringComparer.Ordinal);

    private static List<LogEvent> Lines(string function, int seed, TimeSpan shift)
    {
        var log = new SyntheticLog(300, 3, seed).Lines;
        var later = DateTimeOffset.UtcNow.AddMinutes(-20) + shift - log[0].Timestamp;
        return
        [
            .. log.Select(l =>
                    l with
                    {
                        LogGroup = "/aws/lambda/" + function,
                        Timestamp = DateTimeOffset.FromUnixTimeMilliseconds((l.Timestamp + later).ToUnixTimeMilliseconds()),
                        Message = Regex.Replace(
                            l.Message,
                            "\"start\":([0-9]+)",
                            m => $"\"start\":{long.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture) + (long)later.TotalMilliseconds}"
                        ),
                    }
                )
                .OrderBy(l => l.Timestamp),
        ];
    }
}
