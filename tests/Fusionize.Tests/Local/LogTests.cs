using System.Text;
using Fusionize.Local.Logs;

namespace Fusionize.Tests.Local;

public class LogTests
{
    [Fact]
    public async Task FilterLogEvents_pages_through_everything_once()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("probe");
        await platform.Client.InvokeAsync("probe", """{"do":"log","text":"a\nb\nc\nd\n"}""");
        await platform.IdleAsync();

        var messages = new List<string>();
        var ids = new HashSet<string>();
        string? token = null;
        do
        {
            var page = await platform.Client.LogsAsync(
                "FilterLogEvents",
                new
                {
                    logGroupName = "/aws/lambda/probe",
                    limit = 3,
                    nextToken = token,
                }
            );
            Assert.Equal(200, page.Status);
            var events = page.Json["events"]!.AsArray();
            Assert.InRange(events.Count, 1, 3);
            messages.AddRange(events.Select(e => ((string)e!["message"]!).Split(' ')[0].TrimEnd('\n')));
            Assert.All(events, e => Assert.True(ids.Add((string)e!["eventId"]!)));
            token = (string?)page.Json["nextToken"];
        } while (token is not null);

        Assert.Equal(["INIT_START", "START", "a", "b", "c", "d", "END", "REPORT"], messages);
    }

    [Fact]
    public async Task FilterLogEvents_takes_times_patterns_and_streams()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("probe");
        await platform.Client.InvokeAsync("probe", """{"do":"log","text":"{\"fusionize\":1,\"task\":\"A\"}\nplain\n"}""");
        await platform.IdleAsync();
        var stream = (string)
            (await platform.Client.LogsAsync("DescribeLogStreams", new { logGroupName = "/aws/lambda/probe" })).Json["logStreams"]![0]![
                "logStreamName"
            ]!;
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

        Assert.Equal(1, await CountAsync(new { logGroupName = "/aws/lambda/probe", filterPattern = "{ $.fusionize = 1 }" }));
        Assert.Equal(2, await CountAsync(new { logGroupName = "/aws/lambda/probe", filterPattern = "?REPORT ?fusionize" }));
        Assert.Equal(6, await CountAsync(new { logGroupName = "/aws/lambda/probe", logStreamNames = new[] { stream } }));
        Assert.Equal(0, await CountAsync(new { logGroupName = "/aws/lambda/probe", logStreamNamePrefix = "1999" }));
        Assert.Equal(0, await CountAsync(new { logGroupName = "/aws/lambda/probe", startTime = now + 60_000 }));
        Assert.Equal(0, await CountAsync(new { logGroupName = "/aws/lambda/probe", endTime = now - 600_000 }));
        Assert.Equal(
            6,
            await CountAsync(
                new
                {
                    logGroupName = "/aws/lambda/probe",
                    startTime = now - 600_000,
                    endTime = now,
                }
            )
        );

        async Task<int> CountAsync(object body) => (await platform.Client.LogsAsync("FilterLogEvents", body)).Json["events"]!.AsArray().Count;
    }

    [Fact]
    public async Task GetLogEvents_reads_a_stream_in_both_directions()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("probe");
        await platform.Client.InvokeAsync("probe", """{"do":"log","text":"a\nb\n"}""");
        await platform.IdleAsync();
        var stream = (string)
            (await platform.Client.LogsAsync("DescribeLogStreams", new { logGroupName = "/aws/lambda/probe" })).Json["logStreams"]![0]![
                "logStreamName"
            ]!;

        var head = (
            await platform.Client.LogsAsync(
                "GetLogEvents",
                new
                {
                    logGroupName = "/aws/lambda/probe",
                    logStreamName = stream,
                    startFromHead = true,
                    limit = 4,
                }
            )
        ).Json;
        var rest = (
            await platform.Client.LogsAsync(
                "GetLogEvents",
                new
                {
                    logGroupName = "/aws/lambda/probe",
                    logStreamName = stream,
                    nextToken = (string)head["nextForwardToken"]!,
                }
            )
        ).Json;
        var end = (
            await platform.Client.LogsAsync(
                "GetLogEvents",
                new
                {
                    logGroupName = "/aws/lambda/probe",
                    logStreamName = stream,
                    nextToken = (string)rest["nextForwardToken"]!,
                }
            )
        ).Json;
        var tail = (
            await platform.Client.LogsAsync(
                "GetLogEvents",
                new
                {
                    logGroupName = "/aws/lambda/probe",
                    logStreamName = stream,
                    limit = 2,
                }
            )
        ).Json;
        var before = (
            await platform.Client.LogsAsync(
                "GetLogEvents",
                new
                {
                    logGroupName = "/aws/lambda/probe",
                    logStreamName = stream,
                    limit = 2,
                    nextToken = (string)tail["nextBackwardToken"]!,
                }
            )
        ).Json;

        Assert.Equal(["INIT_START", "START", "a", "b"], Words(head));
        Assert.Equal(["END", "REPORT"], Words(rest));
        Assert.Empty(Words(end));
        Assert.Equal((string)rest["nextForwardToken"]!, (string)end["nextForwardToken"]!); // how clients see the end
        Assert.Equal(["END", "REPORT"], Words(tail));
        Assert.Equal(["a", "b"], Words(before));

        static string[] Words(System.Text.Json.Nodes.JsonNode page) =>
            [.. page["events"]!.AsArray().Select(e => ((string)e!["message"]!).Split(' ')[0].TrimEnd('\n'))];
    }

    [Theory]
    [InlineData("""{"logGroupName":"/aws/lambda/absent"}""", "ResourceNotFoundException")]
    [InlineData("""{"logGroupName":"/aws/lambda/probe","nextToken":"x"}""", "InvalidParameterException")]
    [InlineData("""{"logGroupName":"/aws/lambda/probe","limit":10001}""", "InvalidParameterException")]
    [InlineData("""{"logGroupName":"/aws/lambda/probe","filterPattern":"{ $.a = "}""", "InvalidParameterException")]
    [InlineData("""{"logGroupName":"/aws/lambda/probe","filterPattern":"[a, b]"}""", "InvalidParameterException")]
    [InlineData("""{"logGroupName":"/aws/lambda/probe","filterPattern":"%a.b%"}""", "InvalidParameterException")]
    [InlineData("""{"logGroupName":""", "InvalidParameterException")]
    public async Task Bad_log_queries_are_refused(string body, string error)
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("probe");
        await platform.Client.InvokeAsync("probe");

        var answer = await platform.Client.SendAsync(HttpMethod.Post, "/", body, ("X-Amz-Target", "Logs_20140328.FilterLogEvents"));

        Assert.Equal((400, error), (answer.Status, (string)answer.Json["__type"]!));
    }

    [Fact]
    public void Full_segments_lie_on_disk_and_are_read_back_in_order()
    {
        var folder = Directory.CreateTempSubdirectory("fusionize-log-").FullName;
        var store = new LogStore(folder, long.MaxValue);
        var group = store.GetOrAdd("g");
        var stream = group.AddStream("s", 1);
        var line = new string('x', 1000);
        for (var i = 0; i < 5000; i++)
            store.Append(group, stream, $"{i} {line}");

        var read = group
            .Read(0, 0, long.MaxValue, _ => true)
            .SelectMany(r => r.Page.Events.Select(e => Encoding.UTF8.GetString(r.Page.Message(e)).Split(' ')[0]))
            .ToArray();

        Assert.Equal(Enumerable.Range(0, 5000).Select(i => i.ToString()), read);
        Assert.InRange(Directory.GetFiles(folder, "*.log", SearchOption.AllDirectories).Length, 4, 5);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Retention_drops_the_oldest_and_their_files()
    {
        var folder = Directory.CreateTempSubdirectory("fusionize-log-").FullName;
        var store = new LogStore(folder, 3 << 20);
        var group = store.GetOrAdd("g");
        var stream = group.AddStream("s", 1);
        for (var i = 0; i < 10_000; i++)
            store.Append(group, stream, new string('x', 1000));

        Assert.InRange(group.StoredBytes, 1 << 20, 6 << 20);
        Assert.InRange(Directory.GetFiles(folder, "*.log", SearchOption.AllDirectories).Sum(f => new FileInfo(f).Length), 1 << 20, 6 << 20);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void What_retention_drops_while_it_is_read_is_left_out()
    {
        var folder = Directory.CreateTempSubdirectory("fusionize-log-").FullName;
        var store = new LogStore(folder, long.MaxValue);
        var group = store.GetOrAdd("g");
        var stream = group.AddStream("s", 1);
        for (var i = 0; i < 4000; i++)
            store.Append(group, stream, new string('x', 1000));
        var read = new List<long>();

        foreach (var (first, _) in group.Read(0, 0, long.MaxValue, _ => true))
        {
            if (read.Count == 0)
            {
                group.DropOldest();
                group.DropOldest();
            }
            read.Add(first);
        }

        Assert.Equal([0, 2098, 3147], read);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void A_filter_pattern_is_no_longer_than_the_service_takes() =>
        Assert.Contains("1024", Assert.Throws<LogsError>(() => FilterPattern.Parse($"{{ {new string('(', 1024)}")).Message);

    [Theory]
    [InlineData("", "anything", true)]
    [InlineData("ERROR", "an ERROR here", true)]
    [InlineData("ERROR", "an error here", false)]
    [InlineData("a b", "b and a", true)]
    [InlineData("a c", "b and a", false)]
    [InlineData("\"b and\"", "b and a", true)]
    [InlineData("\"and b\"", "b and a", false)]
    [InlineData("?x ?a", "b and a", true)]
    [InlineData("?x ?y", "b and a", false)]
    [InlineData("a -b", "b and a", false)]
    [InlineData("a -x", "b and a", true)]
    [InlineData("{ $.a = 1 }", """{"a":1}""", true)]
    [InlineData("{ $.a = 1 }", """{"a":2}""", false)]
    [InlineData("{ $.a = 1 }", "a is 1", false)]
    [InlineData("{ $.a = \"x y\" }", """{"a":"x y"}""", true)]
    [InlineData("{ $.a = x* }", """{"a":"xyz"}""", true)]
    [InlineData("{ $.a = *z }", """{"a":"xyz"}""", true)]
    [InlineData("{ $.a = x*y }", """{"a":"xyz"}""", false)]
    [InlineData("{ $.a != 1 }", """{"a":2}""", true)]
    [InlineData("{ $.a != 1 }", """{"b":2}""", false)]
    [InlineData("{ $.a >= 2 && $.a < 3 }", """{"a":2.5}""", true)]
    [InlineData("{ $.a > 3 || ($.b = 1 && $.c[0].d = 4) }", """{"a":1,"b":1,"c":[{"d":4}]}""", true)]
    [InlineData("{ $.a NOT EXISTS }", """{"b":1}""", true)]
    [InlineData("{ $.a IS NULL }", """{"a":null}""", true)]
    [InlineData("{ $.a IS TRUE }", """{"a":false}""", false)]
    [InlineData("{ $.a = 1 }", """{"a":1""", false)]
    [InlineData("{ $.a = x }", """{"a":"\ud800"}""", false)]
    public void Filter_patterns(string pattern, string message, bool matches) =>
        Assert.Equal(matches, FilterPattern.Parse(pattern).Matches(Encoding.UTF8.GetBytes(message)));
}
