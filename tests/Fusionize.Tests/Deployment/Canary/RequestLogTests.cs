using Fusionize.Deployment;

namespace Fusionize.Tests.Deployment.Canary;

/// <summary>What a function's log tells of its requests, whoever wrote the lines.</summary>
public sealed class RequestLogTests
{
    private const string One = "11111111-0000-0000-0000-000000000001";
    private const string Two = "11111111-0000-0000-0000-000000000002";

    [Fact]
    public void Start_and_report_tell_of_a_request_without_a_trace_line()
    {
        var request = Assert.Single(Read($"START RequestId: {One} Version: 2", $"END RequestId: {One}", Report(One, 12.5)));
        Assert.Equal(new LoggedRequest("2", 0, 0, 12.5, false, false), request);
    }

    [Fact]
    public void A_request_that_began_before_the_log_is_its_streams()
    {
        var request = Assert.Single(Read(Report(One, 1)));
        Assert.Equal(("2", 1.0), (request.Version, request.DurationMs!.Value));
    }

    [Theory]
    [InlineData("REPORT RequestId: " + One + "\tDuration: 3.00 ms\tBilled Duration: 3 ms\tStatus: error\tError Type: Runtime.ExitError")]
    [InlineData("REPORT RequestId: " + One + "\tDuration: 3.00 ms\tBilled Duration: 3 ms\tStatus: timeout")]
    [InlineData("RequestId: " + One + " Error: Runtime exited with error: exit status 1")]
    [InlineData("2026-11-28T12:00:00.000Z " + One + " Task timed out after 3.00 seconds")]
    [InlineData("""{"fusionizeFailure":1,"requestId":"11111111-0000-0000-0000-000000000001","type":"T"}""")]
    [InlineData("""{"fusionize":1,"requestId":"11111111-0000-0000-0000-000000000001","root":true,"error":{"type":"T"}}""")]
    [InlineData("""{"level":"INFO","message":"{\"fusionizeFailure\":1,\"requestId\":\"11111111-0000-0000-0000-000000000001\"}"}""")]
    public void A_failure_is_told_in_many_ways(string line) => Assert.True(Assert.Single(Read($"START RequestId: {One} Version: 2", line)).HasFailed);

    [Fact]
    public void Json_is_read_by_content()
    {
        var request = Assert.Single(
            Read(
                $$$"""{ "type": "platform.start", "record": { "version": "2", "requestId": "{{{One}}}" }, "time": "t" }""",
                $$$"""{"record":{"metrics":{"billedDurationMs":9,"initDurationMs":1.5,"durationMs":8.5},"status":"error","requestId":"{{{One}}}"},"type":"platform.report"}"""
            )
        );
        Assert.Equal(new LoggedRequest("2", 0, 0, 8.5, true, true), request);
    }

    [Theory]
    [InlineData("\"root\":false,")]
    [InlineData("")]
    public void A_call_of_another_function_is_no_request(string root) =>
        Assert.Empty(
            Read($"START RequestId: {One} Version: 2", $$"""{"fusionize":1,"requestId":"{{One}}",{{root}}"error":null}""", Report(One, 1))
        );

    [Theory]
    [InlineData("START RequestId: " + Two + " Version: 7")]
    [InlineData("START RequestId: me Version: 2")]
    [InlineData("REPORT RequestId: me\tDuration: 1.00 ms\t")]
    [InlineData("REPORT RequestId: " + Two + "\tDuration: -1 ms\t")]
    [InlineData("REPORT RequestId: " + Two + "\tDuration: nonsense ms\t")]
    [InlineData("REPORT RequestId: " + Two)]
    [InlineData("RequestId: " + Two + " Error: x")]
    [InlineData(" Task timed out after ")]
    [InlineData("""{"type":"platform.report","record":null}""")]
    [InlineData("""{"type":"platform.report","record":{"requestId":"x","metrics":[]}}""")]
    [InlineData("""{"type":"platform.start","record":{"requestId":null,"version":3}}""")]
    [InlineData("""{"fusionize":1,"requestId":7,"error":{}}""")]
    [InlineData("""{"fusionizeFailure":1""")]
    [InlineData("""{"message":"{\"type\":\"platform.start\",\"record\":{\"requestId\":\"11111111-0000-0000-0000-000000000002\",\"version\":\"2\"}}"}""")]
    public void Other_lines_tell_of_none(string line) =>
        Assert.Equal(
            [(1.0, false)],
            Read($"START RequestId: {One} Version: 2", line, Report(One, 1)).Select(r => (r.DurationMs!.Value, r.HasFailed))
        );

    private static string Report(string id, double ms) =>
        FormattableString.Invariant($"REPORT RequestId: {id}\tDuration: {ms:0.00} ms\tBilled Duration: 1 ms\tMemory Size: 128 MB\t");

    private static LoggedRequest[] Read(params string[] lines)
    {
        var log = new RequestLog();
        // Twice: a log is read again from a while before the newest line.
        foreach (var line in lines.Concat(lines))
            log.Add(new("/aws/lambda/shop-Save", "2026/11/28/[2]0123456789abcdef", DateTimeOffset.UnixEpoch, line));
        return [.. log.Requests];
    }
}
