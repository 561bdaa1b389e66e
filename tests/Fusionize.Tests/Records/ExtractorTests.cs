using System.Text;
using System.Text.Json;
using Fusionize.Records;

namespace Fusionize.Tests.Records;

public class ExtractorTests
{
    private const string LogGroup = "/aws/lambda/iot-AnalyzeSensor";
    private const string Stream = "2026/11/20/[3]abc";
    private static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeMilliseconds(1_763_680_000_000);

    // As design and runtime have it, written by hand: the test must not share the code that it tests.
    private const string TraceLine = """
        {"fusionize":1,"app":"iot","setup":"0123456789abcdef","group":"AnalyzeSensor","requestId":"8f0e1c52-0000-4000-8000-000000000001","trace":"0af7651916cd43dd8448eb211c80319c","span":"b7ad6b7169203331","parent":null,"task":"AnalyzeSensor","root":true,"cold":true,"initMs":58.25,"start":1763680000001.5,"ms":12.31,"cpuMs":8.1,"memMB":128,"calls":[{"from":"AnalyzeSensor","to":"CheckSensor","kind":"sync","where":"local","at":0.4,"ms":3.2,"in":0,"out":0},{"from":"AnalyzeSensor","to":"StoreEvent","kind":"async","where":"remote","at":4,"ms":7.5,"in":120,"out":80,"error":{"type":"System.TimeoutException","message":"late"}}],"error":{"type":"System.InvalidOperationException","message":"a \"b\" ü"}}
        """;

    private const string ReportText =
        "REPORT RequestId: 8f0e1c52-0000-4000-8000-000000000001\tDuration: 12.84 ms\tBilled Duration: 75 ms\tMemory Size: 128 MB\tMax Memory Used: "
            + "40 MB\tInit Duration: 61.20 ms\t\n";

    private const string StartText = "START RequestId: 8f0e1c52-0000-4000-8000-000000000001 Version: 3";

    [Fact]
    public void Joins_a_trace_line_with_its_report()
    {
        var record = Assert.Single(Extract([Line(1, StartText), Line(14, TraceLine), Line(15, ReportText)]));

        Assert.Equal(("iot", "0123456789abcdef", "AnalyzeSensor", "iot-AnalyzeSensor"), (record.App, record.SetupId, record.Group, record.Function));
        Assert.Equal(
            ("8f0e1c52-0000-4000-8000-000000000001", "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", null),
            (record.RequestId, record.TraceId, record.SpanId, record.ParentSpanId)
        );
        Assert.Equal(Stream, record.Instance);
        Assert.Equal(("AnalyzeSensor", true, true, true), (record.Task, record.IsRoot, record.IsCold, record.HasReport));
        Assert.Equal(
            (1763680000001.5, 12.31, 8.1, 61.20, 75L, 128, 40),
            (record.StartMs, record.DurationMs, record.CpuMs, record.InitMs, record.BilledMs, record.MemoryMB, record.MaxMemoryUsedMB)
        );
        Assert.Equal(new RecordedError("System.InvalidOperationException", "a \"b\" ü"), record.Error);
        Assert.Equal(
            [
                new CallRecord("AnalyzeSensor", "CheckSensor", CallKind.Sync, CallSite.Local, 0.4, 3.2),
                new CallRecord("AnalyzeSensor", "StoreEvent", CallKind.Async, CallSite.Remote, 4, 7.5, 120, 80, "System.TimeoutException"),
            ],
            record.Calls.AsEnumerable()
        );
    }

    [Fact]
    public void Reads_the_report_in_JSON_format()
    {
        const string Report = """
            {"time":"2026-11-20T12:00:00.000Z","type":"platform.report","record":{"requestId":"8f0e1c52-0000-4000-8000-000000000001","metrics":{"durationMs":12.84,"billedDurationMs":75,"memorySizeMB":128,"maxMemoryUsedMB":40,"initDurationMs":61.2},"status":"success"}}
            """;
        Assert.Equal(
            Assert.Single(Extract([Line(1, StartText), Line(10, TraceLine), Line(15, ReportText)])),
            Assert.Single(Extract([Line(15, Report), Line(10, TraceLine), Line(1, StartText)]))
        );
    }

    [Fact]
    public void The_fast_way_and_the_general_way_read_the_same()
    {
        var json = new RecordJson();
        var plain = new SyntheticLog(300, 3, 9).Lines.Select(l => l.Message).Where(m => m.StartsWith("{\"fusionize\"", StringComparison.Ordinal));
        string[] odd =
        [
            TraceLine,
            TraceLine.Replace("12.31", "0"),
            TraceLine.Replace("12.31", "0.000"),
            TraceLine.Replace("12.31", "012"),
            TraceLine.Replace("12.31", "12."),
            TraceLine.Replace("12.31", "1e3"),
            TraceLine.Replace("12.31", "-0"),
            TraceLine.Replace("12.31", "123456789012345678901"),
            TraceLine.Replace("\"memMB\":128", "\"memMB\":128.5"),
            TraceLine.Replace("\"parent\":null", "\"parent\":\"b7ad6b7169203331\""),
            TraceLine.Replace("iot", "i\\u006ft"),
            TraceLine + " ",
            TraceLine + "}",
            TraceLine + "{}",
        ];
        foreach (
            var line in plain
                .Concat(odd)
                .SelectMany(l => (string[])[l, System.Text.RegularExpressions.Regex.Replace(l, "\"error\":{.*?}", "\"error\":null")])
        )
        {
            // White space between the members is JSON, but not what our writer gives: it leads to the general way.
            var fast = json.TryRead(Encoding.UTF8.GetBytes(line), "f");
            var general = json.TryRead(Encoding.UTF8.GetBytes(line.Replace("\"fusionize\":1,", "\"fusionize\":1, ")), "f");
            Assert.Equal(general, fast);
        }
        Assert.NotNull(json.TryRead(Encoding.UTF8.GetBytes(TraceLine), "f"));
    }

    [Fact]
    public void Lines_of_many_functions_tasks_and_calls_are_told_apart_however_they_follow_each_other()
    {
        var random = new Random(11);
        var json = new RecordJson();
        string[] names = ["A", "B", "AB", "Orders.Pay", new('N', 600)];
        for (var i = 0; i < 3000; i++)
        {
            // More groups than a reader remembers; sometimes more calls.
            var calls = Enumerable
                .Range(0, random.Next(200) == 0 ? 80 : random.Next(4))
                .Select(_ =>
                    $$"""{"from":"{{Name()}}","to":"{{Name()}}","kind":"{{Either("sync", "async")}}","where":"{{Either("local", "remote")}}","""
                    + $"\"at\":{random.Next(9)},\"ms\":{random.Next(99)},\"in\":{random.Next(3)},\"out\":0}}"
                );
            var line =
                $$"""{"fusionize":1,"app":"iot","setup":"{{random.Next(2)}}","group":"{{Name()}}{{random.Next(3)}}","requestId":"r{{i}}","trace":"t","span":"s","parent":{{Either("null", "\"p\"")}},"task":"{{Name()}}","root":{{Either("true", "false")}},"cold":{{Either("true", "false")}},"initMs":{{random.Next(2)}},"start":{{i}},"ms":1.5,"cpuMs":1,"memMB":128,"calls":[{{string.Join(',', calls)}}],"error":null}""";
            var read = json.TryRead(Encoding.UTF8.GetBytes(line), "f");
            Assert.NotNull(read);
            Assert.Equal(new RecordJson().TryRead(Encoding.UTF8.GetBytes(line.Replace("\"fusionize\":1,", "\"fusionize\":1, ")), "f"), read);
        }

        string Name() => names[random.Next(names.Length)];
        string Either(string one, string other) => random.Next(2) == 0 ? one : other;
    }

    [Fact]
    public void A_report_line_reads_the_same_the_fast_way_and_the_general_way()
    {
        // A blank before a field leads to the general way.
        foreach (
            var line in (string[])
                [
                    ReportText,
                    ReportText.TrimEnd('\n'),
                    ReportText.Replace("\tInit Duration: 61.20 ms", ""),
                    ReportText.TrimEnd() + "\nXRAY TraceId: 1-2-3\tSegmentId: 4\tSampled: true\t\n",
                    ReportText.Replace("12.84", "1e3"),
                    ReportText.Replace("0001\t", "0001 \t"),
                    ReportText.Replace("61.20 ms\t", "61.20 m"),
                    ReportText.TrimEnd() + "\tStatus: timeout",
                    ReportText.Replace("\tInit Duration: 61.20 ms\t", ""),
                ]
        )
        {
            var general = line.Replace("\tDuration:", "\t Duration:");
            Assert.Equal(
                PlatformLine.Read(Encoding.UTF8.GetBytes(general), out _, out _, out var slow),
                PlatformLine.Read(Encoding.UTF8.GetBytes(line), out _, out _, out var fast)
            );
            Assert.Equal(slow, fast);
        }
    }

    [Fact]
    public void Foreign_lines_are_left_alone()
    {
        var extractor = new Extractor();
        foreach (
            var text in (string[])
                ["START RequestId: x Version: 3", "END RequestId: x", "", "{}", "{\"fusionize\":2}", "hello REPORT RequestId: ", "null", "\ud800"]
        )
            extractor.Add(Line(0, text));
        extractor.Complete();
        Assert.False(extractor.TryTake(out _));
        Assert.Equal((8, 8, 0), (extractor.Counts.Lines, extractor.Counts.Foreign, extractor.Counts.Malformed));
    }

    [Fact]
    public void A_torn_line_is_counted_and_harms_nothing_else()
    {
        var whole = Encoding.UTF8.GetBytes(TraceLine);
        for (var length = RecordJson.Prefix.Length; length < whole.Length; length++)
        {
            var extractor = new Extractor();
            extractor.Add(LogGroup, Stream, Start.ToUnixTimeMilliseconds() + 14, whole.AsSpan(0, length));
            extractor.Add(LogGroup, Stream, Start.ToUnixTimeMilliseconds() + 14, whole);
            extractor.Complete();
            Assert.True(extractor.TryTake(out _));
            Assert.False(extractor.TryTake(out _));
            Assert.Equal(1, extractor.Counts.Malformed);
        }
        var report = ReportText[..ReportText.IndexOf("Memory Size", StringComparison.Ordinal)];
        var records = Extract([Line(1, StartText), Line(10, TraceLine), Line(11, report), Line(15, ReportText)]);
        Assert.Equal(75, Assert.Single(records).BilledMs);
    }

    [Theory]
    [InlineData("\"ms\":12.31", "\"ms\":-1")]
    [InlineData("\"ms\":12.31", "\"ms\":1e999")]
    [InlineData("\"ms\":12.31", "\"ms\":\"12\"")]
    [InlineData("\"ms\":12.31", "\"ms\":null")]
    [InlineData("\"calls\":[", "\"calls\":[1,")]
    [InlineData("\"kind\":\"sync\"", "\"kind\":\"fast\"")]
    [InlineData("\"from\":\"AnalyzeSensor\",", "")]
    [InlineData("\"trace\":\"0af7651916cd43dd8448eb211c80319c\",", "")]
    [InlineData("\"app\":\"iot\"", "\"app\":null")]
    [InlineData("\"app\":\"iot\"", "\"app\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":1}}}}}}}}")]
    [InlineData("\"root\":true", "\"root\":1")]
    [InlineData("a \\\"b\\\" ü", "\\ud800")]
    [InlineData("\"start\":1763680000001.5", "\"start\":1e16")]
    public void A_line_that_is_not_a_trace_line_is_malformed(string part, string replacement)
    {
        Assert.Contains(part, TraceLine);
        var extractor = new Extractor();
        extractor.Add(Line(0, TraceLine.Replace(part, replacement)));
        extractor.Complete();
        Assert.False(extractor.TryTake(out _));
        Assert.Equal(1, extractor.Counts.Malformed);
    }

    [Theory]
    [InlineData("a task's line without end")]
    [InlineData("{\"level\":\"info\",\"message\":\"tor")]
    [InlineData("\u0000\u001b[31m")]
    public void A_trace_line_behind_an_unfinished_line_is_not_lost(string before)
    {
        var whole = Assert.Single(Extract([Line(1, StartText), Line(14, TraceLine), Line(15, ReportText)]));
        Assert.Equal(whole, Assert.Single(Extract([Line(1, StartText), Line(14, before + TraceLine), Line(15, ReportText)])));
    }

    [Fact]
    public void Members_that_mostly_have_one_value_may_be_absent()
    {
        var json = new RecordJson();
        var line = TraceLine.Replace(",\"error\":{\"type\":\"System.TimeoutException\",\"message\":\"late\"}", "");
        line = line[..line.IndexOf(",\"error\":", StringComparison.Ordinal)] + ",\"error\":null}";
        var shorter = line
            .Replace(",\"parent\":null", "")
            .Replace(",\"kind\":\"sync\",\"where\":\"local\"", "")
            .Replace(",\"in\":0,\"out\":0", "");
        Assert.Equal(line.Length - 59, shorter.Length);
        Assert.Equal(json.TryRead(Encoding.UTF8.GetBytes(line), "f"), json.TryRead(Encoding.UTF8.GetBytes(shorter), "f"));
        // The shortest of all, and then again one that says more.
        var least = shorter.Replace(",\"root\":true,\"cold\":true,\"initMs\":58.25", "");
        var plain = new PlainRecordReader(new());
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal((false, false, 0.0), Head(plain.TryRead(Encoding.UTF8.GetBytes(least), "f", "")!));
            Assert.Equal((true, true, 58.25), Head(plain.TryRead(Encoding.UTF8.GetBytes(shorter), "f", "")!));
        }

        static (bool, bool, double) Head(InvocationRecord record) => (record.IsRoot, record.IsCold, record.InitMs);
    }

    [Fact]
    public void Fields_of_later_versions_are_skipped() =>
        Assert.Single(Extract([Line(0, TraceLine.Replace("\"root\":true", "\"root\":true,\"new\":{\"a\":[1,2]}"))]));

    [Fact]
    public void Without_a_report_the_functions_own_figures_count()
    {
        var record = Assert.Single(Extract([Line(10, TraceLine)]));
        Assert.False(record.HasReport);
        Assert.Equal(71, record.BilledMs);
        Assert.Null(record.MaxMemoryUsedMB);
    }

    [Fact]
    public void An_invocation_that_died_is_still_billed_and_known_by_its_instance()
    {
        var extractor = new Extractor();
        extractor.Add(Line(1, StartText));
        extractor.Add(Line(10, TraceLine));
        extractor.Add(Line(15, ReportText));
        extractor.Add(Line(2000, StartText.Replace("0001 ", "0002 ")));
        extractor.Add(
            Line(
                5000,
                "REPORT RequestId: 8f0e1c52-0000-4000-8000-000000000002\tDuration: 3000.00 ms\tBilled Duration: 3000 ms\tMemory Size: 128 MB\tMax "
                    + "Memory Used: 128 MB\tStatus: timeout"
            )
        );
        extractor.Add(Line(5001, StartText.Replace("0001 ", "0003 ")));
        extractor.Add(
            Line(
                5004,
                "REPORT RequestId: 8f0e1c52-0000-4000-8000-000000000003\tDuration: 3.00 ms\tBilled Duration: 3 ms\tMemory Size: 128 MB\tMax Memory "
                    + "Used: 128 MB\t"
            )
        );
        extractor.Complete();
        extractor.TryTake(out _);
        Assert.True(extractor.TryTake(out var dead));
        Assert.Equal(
            ("0123456789abcdef", "AnalyzeSensor", true, 3000L, "Runtime.timeout"),
            (dead.SetupId, dead.Group, dead.IsRoot, dead.BilledMs, dead.Error!.Type)
        );
        // The last one wasn't sampled, or its line was lost: no failure.
        Assert.False(extractor.TryTake(out _));
        Assert.Equal(1, extractor.Counts.Untraced);
    }

    [Fact]
    public void The_attempts_of_an_asynchronous_invocation_share_a_request_id_and_stay_apart()
    {
        var log = new SyntheticLog(invocations: 1, streams: 1, seed: 1);
        var again = log.Lines.Select(l =>
            l with
            {
                Timestamp = l.Timestamp.AddMinutes(1),
                Message = l
                    .Message.Replace("\"span\":\"", "\"span\":\"f")
                    .Replace("0\",\"parent\"", "\",\"parent\"")
                    .Replace(
                        $"\"start\":{log.Lines[0].Timestamp.ToUnixTimeMilliseconds()}",
                        $"\"start\":{log.Lines[0].Timestamp.AddMinutes(1).ToUnixTimeMilliseconds()}"),
            }
        );
        Assert.Equal(2, Extract([.. log.Lines, .. again]).Count);
        Assert.Equal(2, Extract([.. log.Lines.Concat(again).Reverse()]).Count);
    }

    [Fact]
    public void A_line_that_is_too_late_is_counted_not_used()
    {
        var extractor = new Extractor(new() { Lateness = TimeSpan.FromSeconds(10) });
        var log = new SyntheticLog(invocations: 500, streams: 1, seed: 3);
        foreach (var line in log.Lines.Skip(10).Concat(log.Lines))
            extractor.Add(line);
        extractor.Complete();
        var records = Drain(extractor);
        Assert.Equal(records.Count, records.DistinctBy(r => r.SpanId).Count());
        Assert.True(extractor.Counts.TooLate > 0);
    }

    [Fact]
    public void Memory_is_bounded_and_nothing_counts_twice_when_streams_are_forgotten()
    {
        var extractor = new Extractor(new() { MaxTracked = 50 });
        var log = new SyntheticLog(invocations: 2000, streams: 40, seed: 4);
        var records = new List<InvocationRecord>();
        // Stream after stream, and everything a second time.
        foreach (var line in log.Lines.OrderBy(l => l.Stream).Concat(log.Lines))
        {
            extractor.Add(line);
            Assert.True(extractor.Tracked <= 51);
            records.AddRange(Drain(extractor));
        }
        extractor.Complete();
        records.AddRange(Drain(extractor));
        Assert.Equal(log.Invocations, records.DistinctBy(r => r.SpanId).Count());
        Assert.Equal(log.Invocations, records.Count);
    }

    [Fact]
    public void One_stream_alone_is_bounded_too()
    {
        var extractor = new Extractor(new() { MaxTracked = 50 });
        var log = new SyntheticLog(invocations: 1000, streams: 1, seed: 5);
        foreach (var line in log.Lines.Concat(log.Lines))
        {
            extractor.Add(line);
            Assert.True(extractor.Tracked <= 51);
        }
        extractor.Complete();
        Assert.Equal(log.Invocations, Drain(extractor).Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void What_waits_for_its_report_is_bounded_and_its_late_report_counts_nothing_twice(int streams)
    {
        var extractor = new Extractor(new() { MaxPending = 20 });
        var log = new SyntheticLog(invocations: 500, streams, seed: 10);
        foreach (var line in log.Lines.OrderBy(l => l.Message.StartsWith("REPORT", StringComparison.Ordinal)))
        {
            extractor.Add(line);
            Assert.True(extractor.Pending.Count <= 20);
        }
        extractor.Complete();
        var records = Drain(extractor);
        Assert.Equal(log.Invocations, records.DistinctBy(r => r.SpanId).Count());
        Assert.Equal(log.Invocations, records.Count);
        Assert.Equal(0, extractor.Pending.Count);
        Assert.True(extractor.Counts.TooLate >= 470);
    }

    [Fact]
    public void A_later_pass_goes_on_from_the_checkpoint()
    {
        var log = new SyntheticLog(invocations: 3000, streams: 7, seed: 6);
        var options = new ExtractorOptions { Lateness = TimeSpan.FromSeconds(20) };
        var whole = Extract(log.Lines);
        for (var cut = 100; cut < log.Lines.Count; cut += 3571)
        {
            var first = new Extractor(options);
            foreach (var line in log.Lines.Take(cut))
                first.Add(line);
            var records = Drain(first);
            var checkpoint = JsonSerializer.Deserialize<ExtractorCheckpoint>(JsonSerializer.Serialize(first.Checkpoint()))!;

            var second = new Extractor(checkpoint, options);
            foreach (var line in log.Lines.Where(l => l.Timestamp >= checkpoint.ReadFrom))
                second.Add(line);
            second.Complete();
            records.AddRange(Drain(second));
            AssertSame(whole, records);
            Assert.Equal(0, second.Counts.TooLate);
        }
    }

    [Fact]
    public void A_pass_without_new_lines_changes_nothing()
    {
        Assert.Equal(ExtractorCheckpoint.Start.ReadFrom, new Extractor().Checkpoint().ReadFrom);
        var extractor = new Extractor();
        foreach (var line in new SyntheticLog(100, 3, 7).Lines)
            extractor.Add(line);
        var checkpoint = extractor.Checkpoint();
        var again = new Extractor(checkpoint).Checkpoint();
        Assert.Equal((checkpoint.ReadFrom, checkpoint.Newest, checkpoint.Streams.Length), (again.ReadFrom, again.Newest, again.Streams.Length));
    }

    [Fact]
    public async Task Reads_a_log_source()
    {
        var log = new SyntheticLog(200, 3, 8);
        var records = new List<InvocationRecord>();
        await foreach (var record in new Extractor().ExtractAsync(log, new([LogGroup], Start)))
            records.Add(record);
        AssertSame(Extract(log.Lines), records);
    }

    internal static List<InvocationRecord> Extract(IEnumerable<LogEvent> lines)
    {
        var extractor = new Extractor();
        foreach (var line in lines)
            extractor.Add(line);
        extractor.Complete();
        return Drain(extractor);
    }

    internal static void AssertSame(IEnumerable<InvocationRecord> expected, IEnumerable<InvocationRecord> actual) =>
        Assert.Equal(expected.OrderBy(r => r.SpanId), actual.OrderBy(r => r.SpanId));

    internal static List<InvocationRecord> Drain(Extractor extractor)
    {
        var records = new List<InvocationRecord>();
        while (extractor.TryTake(out var record))
            records.Add(record);
        return records;
    }

    private static LogEvent Line(int ms, string message) => new(LogGroup, Stream, Start.AddMilliseconds(ms), message);
}
