using System.Text.Json;
using Fusionize.Aws;
using Fusionize.Aws.CloudWatchLogs;
using Fusionize.Tests.Infrastructure;
using Microsoft.AspNetCore.Http;

namespace Fusionize.Tests.Aws;

[Collection(MotoServer.Collection)]
public sealed class CloudWatchLogSourceTests(MotoServer moto)
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UtcNow.AddMinutes(-10);

    [FactIfTool("moto_server", "aws")]
    public async Task Lines_of_several_groups_come_page_by_page_and_only_from_the_asked_time()
    {
        using var logs = moto.Logs();
        var (a, b) = ("/aws/lambda/a-" + Guid.NewGuid().ToString("n"), "/aws/lambda/b-" + Guid.NewGuid().ToString("n"));
        foreach (var group in (string[])[a, b])
        {
            await logs.CreateLogGroupAsync(new() { LogGroupName = group });
            await logs.PutRetentionPolicyAsync(new() { LogGroupName = group, RetentionInDays = 7 });
        }
        await PutAsync(a, "stream1", 25);
        await PutAsync(a, "stream2", 5);
        await PutAsync(b, "stream1", 5);
        await Assert.ThrowsAsync<ResourceAlreadyExistsException>(() => logs.CreateLogGroupAsync(new() { LogGroupName = a }));
        Assert.Equal(7, Assert.Single((await logs.DescribeLogGroupsAsync(new() { LogGroupNamePrefix = a })).LogGroups!).RetentionInDays);
        var streams = await logs.DescribeLogStreamsAsync(new() { LogGroupName = a, OrderBy = OrderBy.LogStreamName });
        Assert.Equal(["stream1", "stream2"], streams.LogStreams!.Select(s => s.LogStreamName));

        var source = new CloudWatchLogSource(logs) { PageSize = 4 };
        var lines = await source.ReadAsync(new([a, "/aws/lambda/never-invoked", b], Start), default).ToListAsync();
        Assert.Equal(35, lines.Count);
        Assert.Equal(35, lines.Select(l => (l.LogGroup, l.Stream, l.Message)).Distinct().Count());
        Assert.Contains(lines, l =>
            l is { Message: "line 24 {\"ä\":1}", Stream: "stream1" }
            && l.LogGroup == a
            && l.Timestamp.ToUnixTimeMilliseconds() == (Start.ToUnixTimeMilliseconds() + 24)
        );

        var later = await source.ReadAsync(new([a], Start.AddMilliseconds(20), Start.AddMilliseconds(22)), default).ToListAsync();
        Assert.Equal(["line 20 {\"ä\":1}", "line 21 {\"ä\":1}", "line 22 {\"ä\":1}"], later.Select(l => l.Message).Order());
    }

    [Fact]
    public async Task Empty_pages_are_not_the_end()
    {
        var page = 0;
        await using var server = await StubServer.StartAsync(
            (context, _) =>
                context.Response.WriteAsync(
                    Interlocked.Increment(ref page) switch
                    {
                        1 => """{"events":[{"logStreamName":"s","timestamp":1,"message":"a\n","eventId":"1"}],"nextToken":"t1"}""",
                        2 => """{"events":[],"nextToken":"t2"}""",
                        3 => """{"nextToken":"t3"}""",
                        _ => """{"events":[{"logStreamName":"s","timestamp":2,"message":"b","eventId":"2"}]}""",
                    }
                )
        );
        var lines = await new CloudWatchLogSource(Logs(server)).ReadAsync(new(["g"], DateTimeOffset.UnixEpoch), default).ToListAsync();
        Assert.Equal(
            [
                new("g", "s", DateTimeOffset.FromUnixTimeMilliseconds(1), "a", "1"),
                new("g", "s", DateTimeOffset.FromUnixTimeMilliseconds(2), "b", "2"),
            ],
            lines
        );
        Assert.Equal(4, server.Requests.Count);
    }

    [Fact]
    public async Task A_failure_reaches_the_reader()
    {
        await using var server = await StubServer.StartAsync(400, """{"__type":"InvalidParameterException","message":"bad"}""");
        var error = await Assert.ThrowsAsync<InvalidParameterException>(() =>
            new CloudWatchLogSource(Logs(server)).ReadAsync(new(["g", "h"], DateTimeOffset.UnixEpoch), default).ToListAsync().AsTask()
        );
        Assert.Equal("bad", error.Message);
    }

    [Fact]
    public async Task A_reader_that_stops_early_stops_the_reading()
    {
        await using var server = await StubServer.StartAsync(
            (context, _) =>
                context.Response.WriteAsync($$"""{"events":[{"logStreamName":"s","timestamp":1,"message":"a"}],"nextToken":"{{Guid.NewGuid()}}"}""")
        );
        await foreach (var line in new CloudWatchLogSource(Logs(server)).ReadAsync(new(["g"], DateTimeOffset.UnixEpoch), default))
        {
            Assert.Equal("a", line.Message);
            break;
        }
        // The endless log was read no further than the few pages that may wait.
        Assert.InRange(server.Requests.Count, 1, 8);
    }

    // Written by the aws command: an independent client of the emulator.
    private async Task PutAsync(string group, string stream, int lines)
    {
        var events = JsonSerializer.Serialize(
            Enumerable.Range(0, lines).Select(i => new { timestamp = Start.ToUnixTimeMilliseconds() + i, message = $"line {i} {{\"ä\":1}}" })
        );
        await AwsCommand.RunAsync(moto.Endpoint, "logs", "create-log-stream", "--log-group-name", group, "--log-stream-name", stream);
        await AwsCommand.RunAsync(
            moto.Endpoint,
            "logs",
            "put-log-events",
            "--log-group-name",
            group,
            "--log-stream-name",
            stream,
            "--log-events",
            events
        );
    }

    private static AmazonCloudWatchLogsClient Logs(StubServer server) => new AwsConnection { Endpoint = server.Endpoint, MaxErrorRetry = 0 }.Logs();
}
