using Fusionize.Records;

namespace Fusionize.Tests.Records;

/// <summary>What a function's log tells of its requests while it grows, whoever wrote the lines.</summary>
public sealed class RequestLogTests
{
    private const string One = "11111111-0000-0000-0000-000000000001";
    private const string Two = "11111111-0000-0000-0000-000000000002";
    private const string Stream = "2026/11/28/[2]0123456789abcdef";
    private const string Start = "START RequestId: " + One + " Version: 2";

    [Fact]
    public void Start_and_report_tell_of_a_request_without_a_trace_line()
    {
        var request = Assert.Single(Read(Start, $"END RequestId: {One}", Report(One, 12.5)));
        Assert.Equal(("2", 0, 0L, 12.5), (request.Version, request.Age, request.StartMs, request.DurationMs!.Value));
        Assert.False(request.HasFailed || request.IsFromBirth || request.IsTraced);
    }

    [Fact]
    public void A_request_that_has_not_ended_is_told_at_once()
    {
        var request = Assert.Single(Read(Start));
        Assert.Equal((null, null), (request.DurationMs, request.EndMs));
    }

    [Fact]
    public void A_request_ends_when_its_report_comes_with_a_later_reading()
    {
        var log = new RequestLog();
        log.Add(Line(Start));
        Assert.Null(Assert.Single(log.Read()).DurationMs);
        log.Add(Line(Report(One, 7)));
        Assert.Equal(7, Assert.Single(log.Read()).DurationMs);
    }

    [Theory]
    [InlineData("REPORT RequestId: " + One + "\tDuration: 3.00 ms\tBilled Duration: 3 ms\tMemory Size: 128 MB\tStatus: error\tError Type: E")]
    [InlineData("REPORT RequestId: " + One + "\tDuration: 3.00 ms\tBilled Duration: 3 ms\tMemory Size: 128 MB\tStatus: timeout")]
    [InlineData("RequestId: " + One + " Error: Runtime exited with error: exit status 1")]
    [InlineData("2026-11-28T12:00:00.000Z " + One + " Task timed out after 3.00 seconds")]
    [InlineData("""{"fusionizeFailure":1,"requestId":"11111111-0000-0000-0000-000000000001","type":"T"}""")]
    [InlineData("""{ "type" : "T", "requestId" : "11111111-0000-0000-0000-000000000001", "fusionizeFailure" : 1 }""")]
    [InlineData("""{"level":"INFO","message":"{\"fusionizeFailure\":1,\"requestId\":\"11111111-0000-0000-0000-000000000001\"}"}""")]
    [InlineData("""{"level":"INFO","record":{"fusionizeFailure":1,"requestId":"11111111-0000-0000-0000-000000000001"}}""")]
    public void A_failure_is_told_in_many_ways(string line)
    {
        Assert.True(Assert.Single(Read(Start, line)).HasFailed);
        // Of two REPORT lines the last one is the platform's.
        Assert.Equal(!line.StartsWith("REPORT", StringComparison.Ordinal), Assert.Single(Read(Start, line, Report(One, 3))).HasFailed);
    }

    [Fact]
    public void A_trace_line_tells_of_the_failure() => Assert.Equal("T", Assert.Single(Read(Start, Trace(error: """{"type":"T"}"""))).Failure);

    /// <summary>A task may print what it likes; that it had an answer, the runtime says.</summary>
    [Theory]
    [InlineData("RequestId: " + One + " Error: Runtime exited with error: exit status 1")]
    [InlineData("2026-11-28T12:00:00.000Z " + One + " Task timed out after 3.00 seconds")]
    public void A_traced_request_that_prints_a_failure_has_not_failed(string line) =>
        Assert.False(Assert.Single(Read(Start, line, Trace(), Report(One, 3))).HasFailed);

    [Fact]
    public void Json_is_read_by_content()
    {
        var request = Assert.Single(
            Read(
                """{"type":"platform.initStart","record":{}}""",
                $$$"""{ "type": "platform.start", "record": { "version": "2", "requestId": "{{{One}}}" }, "time": "t" }""",
                $$$"""{"record":{"metrics":{"memorySizeMB":128,"billedDurationMs":9,"durationMs":8.5},"status":"error","requestId":"{{{One}}}"},"type":"platform.report"}"""
            )
        );
        Assert.Equal((8.5, true, true), (request.DurationMs, request.HasFailed, request.IsFromBirth));
    }

    /// <summary>REPORT lines as Lambda writes them, with members that nobody here needs.</summary>
    [Theory]
    [InlineData("\tRestore Duration: 700.10 ms\tBilled Restore Duration: 177 ms\t", false)]
    [InlineData("\tInit Duration: 61.20 ms\tStatus: error\tError Type: Runtime.ExitError", true)]
    [InlineData("\tStatus: timeout", true)]
    [InlineData("\t\nXRAY TraceId: 1-5759e988-bd862e3fe1be46a994272793\tSegmentId: 53995c3f42cd8ad8\tSampled: true\t\n", false)]
    [InlineData("\t\r\n", false)]
    [InlineData("\tSomething New: 7 GB\tTenant: x\t", false)]
    public void A_text_report_is_read_whatever_else_it_holds(string end, bool hasFailed)
    {
        var report = $"REPORT RequestId: {One}\tDuration: 12.50 ms\tBilled Duration: 13 ms\tMemory Size: 128 MB\tMax Memory Used: 40 MB{end}";
        var request = Assert.Single(Read(Start, report));
        Assert.Equal((12.5, hasFailed), (request.DurationMs, request.HasFailed));
    }

    [Theory]
    [InlineData("\"status\":\"success\"", "", false)]
    [InlineData("\"status\":\"error\",\"errorType\":\"Runtime.ExitError\"", ",\"producedBytes\":7", true)]
    [InlineData("\"status\":\"timeout\",\"spans\":[{\"name\":\"responseLatency\",\"durationMs\":1.5}]", "", true)]
    [InlineData(
        "\"tracing\":{\"type\":\"X-Amzn-Trace-Id\",\"value\":\"Root=1;Sampled=1\"}",
        ",\"restoreDurationMs\":700,\"billedRestoreDurationMs\":1",
        false
    )]
    [InlineData("\"tenantId\":null", ",\"memory\":{\"peak\":[1,2]}", false)]
    public void A_JSON_report_is_read_whatever_else_it_holds(string members, string metrics, bool hasFailed)
    {
        var report =
            $$"""{"time":"2026-11-28T12:00:00.000Z","type":"platform.report","record":{"requestId":"{{One}}",{{members}},"metrics":"""
            + $$"""{"durationMs":12.5,"billedDurationMs":13,"memorySizeMB":128,"maxMemoryUsedMB":40{{metrics}} } } }""";
        var request = Assert.Single(Read(Start, report));
        Assert.Equal((12.5, hasFailed), (request.DurationMs, request.HasFailed));
    }

    [Fact]
    public void Whether_a_request_came_from_outside_its_trace_line_says()
    {
        Assert.Null(Assert.Single(Read(Start, Report(One, 3))).IsRoot);
        Assert.False(Assert.Single(Read(Start, Trace(root: ""), Report(One, 3))).IsRoot);
        Assert.True(Assert.Single(Read(Start, Trace(), Report(One, 3))).IsRoot);
    }

    [Fact]
    public void The_age_of_an_instance_is_counted_in_requests_whatever_order_they_come_in()
    {
        var log = new RequestLog();
        log.Add(Line("INIT_START Runtime Version: dotnet10"));
        foreach (var i in (int[])[2, 0, 1])
        {
            var id = $"11111111-0000-0000-0000-00000000000{i}";
            log.Add(Line($"START RequestId: {id} Version: 2", i * 100));
            log.Add(Line(Report(id, 5), i * 100 + 5));
        }
        Assert.Equal([(0L, 0, true), (100L, 1, true), (200L, 2, true)], log.Read().Select(r => (r.StartMs, r.Age, r.IsFromBirth)));
    }

    /// <summary>What is not whole, or not the platform's, tells of no request: neither of a further one, nor that the running one failed.</summary>
    [Theory]
    [InlineData("START RequestId: " + Two + " Version: 7")]
    [InlineData("START RequestId: " + Two + " Version: 2")]
    [InlineData("START RequestId: " + Two)]
    [InlineData("START RequestId: me Version: 2")]
    [InlineData("REPORT RequestId: " + Two + "\tDuration: 1.00 ms\tBilled Duration: 1 ms\tMemory Size: 128 MB\tStatus: timeout")]
    [InlineData("REPORT RequestId: " + One + "\tDuration: 1.00 ms\tBilled Dur")]
    [InlineData("REPORT RequestId: me\tDuration: 1.00 ms\t")]
    [InlineData("REPORT RequestId: " + One + "\tDuration: -1 ms\tBilled Duration: 1 ms\tMemory Size: 128 MB\tStatus: timeout")]
    [InlineData("REPORT RequestId: " + One + "\tDuration: nonsense ms\t")]
    [InlineData("REPORT RequestId: " + One + "\tDuration: 3.00 ms\tBilled Duration: 900000 ms\tMemory Size: 128 MB\t")]
    [InlineData("REPORT RequestId: " + One + "\tDuration: 3.00 ms\tBilled Duration: 3 ms\tMemory Size: 2000000 MB\t")]
    [InlineData("REPORT RequestId: " + One + "\tDuration: 1000000.00 ms\tBilled Duration: 1000000 ms\tMemory Size: 128 MB\t")]
    [InlineData("REPORT RequestId: " + One)]
    [InlineData("RequestId: " + Two + " Error: x")]
    [InlineData("RequestId: " + One + " was here")]
    [InlineData(" Task timed out after ")]
    [InlineData("2026-11-28T12:00:00.000Z " + Two + " Task timed out after 3.00 seconds")]
    [InlineData("I saw 2026-11-28T12:00:00.000Z " + One + " Task timed out after 3.00 seconds")]
    [InlineData("""{"type":"platform.report","record":null}""")]
    [InlineData("""{"type":"platform.report","record":{"requestId":"x","metrics":[]}}""")]
    [InlineData("""{"type":"platform.start","record":{"requestId":null,"version":3}}""")]
    [InlineData("""{"fusionize":1,"requestId":"11111111-0000-0000-0000-000000000001","error":{"type":"T"}}""")]
    [InlineData("""{"fusionize":1,"requestId":7,"error":{}}""")]
    [InlineData("""{"fusionizeFailure":1""")]
    [InlineData("""{"fusionizeFailure":1,"requestId":"11111111-0000-0000-0000-000000000001","type":{}}""")]
    [InlineData("""{"fusionizeFailure":1,"requestId":null}""")]
    [InlineData(
        """{"message":"{\"type\":\"platform.start\",\"record\":{\"requestId\":\"11111111-0000-0000-0000-000000000002\",\"version\":\"2\"}}"}"""
    )]
    public void Other_lines_tell_of_none(string line)
    {
        // While the request runs, and when it has ended.
        Assert.Equal([(null, false)], Read(Start, line).Select(r => (r.DurationMs, r.HasFailed)));
        Assert.Equal([(1.0, false)], Read(Start, line, Report(One, 1)).Select(r => (r.DurationMs!.Value, r.HasFailed)));
    }

    /// <summary>The log was read from behind its START line, or a task wrote it: nothing tells which.</summary>
    [Fact]
    public void A_request_without_its_start_line_does_not_count() => Assert.Empty(Read(Report(Two, 1), Trace(), Report(One, 1)));

    [Fact]
    public void A_start_line_of_another_version_leaves_the_instances_version_as_it_is()
    {
        var requests = Read(Start, Report(One, 1), $"START RequestId: {Two} Version: 7", Report(Two, 1));
        Assert.Equal("2", Assert.Single(requests).Version);
    }

    /// <summary>An instance serves one request after the other, so a pair inside of a request that runs is its output.</summary>
    [Fact]
    public void Whole_requests_that_a_running_one_prints_do_not_count()
    {
        var made = Enumerable
            .Range(10, 30)
            .Select(i => $"11111111-0000-0000-0000-0000000000{i}")
            .SelectMany(id => (string[])[$"START RequestId: {id} Version: 2", Report(id, 1)])
            .ToArray();
        Assert.Equal(One, Assert.Single(Read([Start, .. made])).RequestId);
        Assert.Equal(One, Assert.Single(Read([Start, .. made, Report(One, 5)])).RequestId);
    }

    private static string Report(string id, double ms) =>
        FormattableString.Invariant($"REPORT RequestId: {id}\tDuration: {ms:0.00} ms\tBilled Duration: {Math.Ceiling(ms)} ms\tMemory Size: 128 MB\t");

    private static string Trace(string root = "\"root\":true,", string error = "null") =>
        $$"""{"fusionize":1,"app":"a","setup":"0123456789abcdef","group":"g","requestId":"{{One}}","trace":"t","span":"1","task":"T",{{root}}"start":0,"ms":1,"cpuMs":1,"memMB":128,"calls":[],"error":{{error}}}""";

    private static LogEvent Line(string text, long ms = 0) => new("/aws/lambda/shop-Save", Stream, DateTimeOffset.FromUnixTimeMilliseconds(ms), text);

    private static SeenRequest[] Read(params string[] lines)
    {
        var log = new RequestLog();
        // Twice: a log is read again from a while before the newest line.
        for (var i = 0; i < 2 * lines.Length; i++)
            log.Add(Line(lines[i % lines.Length], i % lines.Length));
        return [.. log.Read()];
    }
}
