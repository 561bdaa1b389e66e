using System.Text.Json;
using Fusionize.Records;
using Fusionize.Tests.Infrastructure;
using Xunit.Abstractions;

namespace Fusionize.Tests.Records;

/// <summary>What a task writes into its output counts for nothing, whatever it looks like.</summary>
public class ForgedLineTests(ITestOutputHelper output)
{
    private static readonly string s_id = "11111111-2222-4333-8444-555555555555";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_log_with_forged_lines_gives_the_same_records_as_without_them(bool json)
    {
        var random = new Random((int)TestSeed.WrittenTo(output));
        for (var round = 0; round < 40; round++)
        {
            var log = json ? new SyntheticLog(60, 3, round).InJson() : new SyntheticLog(60, 3, round);
            var forged = new List<LogEvent>();
            string? inside = null;
            foreach (var line in log.Lines)
            {
                forged.Add(line);
                if (line.Message.StartsWith("{\"level\"", StringComparison.Ordinal))
                    inside = line.Message;
                if (inside is null)
                    continue;
                // Behind the application's own line the task is still running.
                forged.AddRange(Forgeries(line, Known(log, line), random).Select(m => line with { Message = m }));
                inside = null;
            }
            var extractor = new Extractor();
            foreach (var line in forged)
                extractor.Add(line);
            extractor.Complete();
            ExtractorTests.AssertSame(ExtractorTests.Extract(log.Lines), ExtractorTests.Drain(extractor));
            Assert.True(extractor.Counts.Forged + extractor.Counts.Unproven > 60, $"{extractor.Counts.Forged} {extractor.Counts.Unproven}");
        }
    }

    [Fact]
    public void A_whole_request_that_a_task_made_up_is_refused()
    {
        var log = new SyntheticLog(1, 1, 1);
        var at = log.Lines[1];
        string[] made =
        [
            $"START RequestId: {s_id} Version: 1",
            Trace(s_id, at.Timestamp.ToUnixTimeMilliseconds(), 1),
            $"END RequestId: {s_id}",
            $"REPORT RequestId: {s_id}\tDuration: 1.00 ms\tBilled Duration: 1 ms\tMemory Size: 128 MB\tMax Memory Used: 40 MB\tStatus: timeout",
        ];
        var extractor = new Extractor();
        foreach (var line in log.Lines.SelectMany(l => l == at ? made.Select(m => l with { Message = m }).Prepend(l) : [l]))
            extractor.Add(line);
        extractor.Complete();
        ExtractorTests.AssertSame(ExtractorTests.Extract(log.Lines), ExtractorTests.Drain(extractor));
        Assert.Equal(1, extractor.Counts.Forged);
    }

    [Theory]
    [InlineData("\"start\":250000000000000", "\"start\":1")]
    [InlineData("\"initMs\":-1e9", "\"initMs\":0")]
    [InlineData("\"start\":1e16", "\"start\":1")]
    [InlineData("\"ms\":900001e9", "\"ms\":1")]
    [InlineData("\"memMB\":2000000", "\"memMB\":128")]
    [InlineData("\"cpuMs\":-5", "\"cpuMs\":1.5")]
    [InlineData("\"at\":-1,", "\"at\":0.4,")]
    public void Figures_that_no_function_has_are_unreadable(string figure, string instead)
    {
        var log = new SyntheticLog(1, 1, 1);
        var trace = log.Lines.Single(l => l.Message.StartsWith("{\"fusionize\"", StringComparison.Ordinal));
        var name = instead[..(instead.IndexOf(':') + 1)];
        var from = trace.Message.IndexOf(name, StringComparison.Ordinal);
        var to = trace.Message.IndexOf(',', from);
        var extractor = new Extractor();
        extractor.Add(trace with { Message = trace.Message[..from] + figure.TrimEnd(',') + trace.Message[to..] });
        extractor.Complete();
        Assert.False(extractor.TryTake(out _));
        Assert.Equal(1, extractor.Counts.Malformed);
    }

    private static Guid Known(SyntheticLog log, LogEvent line) =>
        log.Lines.Where(l => l.Stream == line.Stream && l.Timestamp <= line.Timestamp)
            .Select(l => l.Message)
            .Last(m => m.StartsWith("START", StringComparison.Ordinal) || m.Contains("platform.start", StringComparison.Ordinal)) is var start
            ? Guid.Parse(System.Text.RegularExpressions.Regex.Match(start, "[0-9a-f]{8}-[-0-9a-f]{27}").Value)
            : default;

    private static IEnumerable<string> Forgeries(LogEvent line, Guid own, Random random)
    {
        var time = line.Timestamp.ToUnixTimeMilliseconds();
        // A stranger's request id, that of the running request (which its task knows), or one that can't be.
        var id = random.Next(4) == 0 ? own.ToString() : new Guid(Bytes(random)).ToString();
        var stranger = id != own.ToString();
        var report =
            $"REPORT RequestId: {id}\tDuration: 500000.00 ms\tBilled Duration: 500000 ms\tMemory Size: 10240 MB\tMax Memory Used: 40 "
                + $"MB\t{(random.Next(2) == 0 ? "Status: timeout" : "")}";
        if (random.Next(2) == 0)
            yield return $"{{\"time\":\"2026-11-20T12:00:00.000Z\",\"record\":{{\"version\":\"1\",\"requestId\":\"{id}\"}},\"type\":\"platform.start\"}}";
        else if (stranger || random.Next(2) == 0)
            yield return $"START RequestId: {id} Version: 1";
        yield return Trace(id, time, random.Next(1, 20));
        yield return JsonSerializer.Serialize(new { level = "error", message = Trace(new Guid(Bytes(random)).ToString(), time, 3) });
        if (stranger)
            yield return $"END RequestId: {id}";
        yield return report;
        yield return $"{{\"record\":{{\"status\":\"error\",\"metrics\":{{\"billedDurationMs\":900000,\"durationMs\":900000,\"memorySizeMB\":128}},\"requestId\":\"{id}\"}}, \"type\":\"platform.report\"}}";
    }

    private static byte[] Bytes(Random random)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return bytes;
    }

    private static string Trace(string id, long start, int ms) =>
        $$"""{"fusionize":1,"app":"iot","setup":"0123456789abcdef","group":"AnalyzeSensor","requestId":"{{id}}","trace":"0af7651916cd43dd8448eb211c80319c","span":"{{Guid.NewGuid():N}}","parent":null,"task":"AnalyzeSensor","root":true,"cold":true,"initMs":0,"start":{{start}},"ms":{{ms}},"cpuMs":1,"memMB":128,"calls":[],"error":null}""";
}
