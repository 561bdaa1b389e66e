using System.Text;
using Fusionize.Live.Feeds;
using Fusionize.Live.Model;
using Fusionize.Local.Logs;
using Fusionize.Records;
using Fusionize.Rounds;

namespace Fusionize.Dashboard.Tests.Live;

/// <summary>What the dashboard reads and keeps.</summary>
public sealed class FeedTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("feed-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Rates_are_those_of_the_last_five_whole_seconds()
    {
        var window = new RateWindow<string>();
        for (var second = 100; second < 110; second++)
            window.Add("Order", second * 1000 + 1, weight: second, ms: 2 * second, hasFailed: second == 108);

        var rate = window.Read(110_500)["Order"];

        // Seconds 105 to 109; their weights are also their numbers of calls.
        Assert.Equal((105 + 106 + 107 + 108 + 109) / 5.0, rate.PerSecond, 6);
        Assert.Equal(1, rate.Errors);
        Assert.Empty(window.Read(130_000));
    }

    [Fact]
    public void Names_from_logs_fill_no_memory()
    {
        var window = new RateWindow<int>();
        for (var i = 0; i < 20_000; i++)
            window.Add(i, 1_000, 1, 1, false);
        var app = new AppFeed();
        for (var i = 0; i < 20_000; i++)
            app.Add(Record($"t{i}", $"Task{i}") with { Calls = [new($"Task{i}", $"To{i}", CallKind.Sync, CallSite.Local, 0, 1)] }, 1_000, 1);

        Assert.Equal(5_000, window.Read(2_000).Count);
        Assert.True(app.Groups.Count <= 500 && app.Calls.Count <= 5_000 && app.Groups.Values.Sum(g => g.Tasks.Count) <= 5_000);
    }

    [Fact]
    public void Of_many_requests_some_are_kept_each_as_a_whole()
    {
        var traces = new KeptTraces();
        traces.Adapt(1_000);
        for (var i = 0; i < 50_000; i++)
        {
            var id = $"{i:x32}";
            traces.Add(Record(id, "Pay"));
            traces.Add(Record(id, "Order") with { IsRoot = true, StartMs = i });
        }

        Assert.Equal(128, traces.OneOf);
        Assert.Equal(30, traces.Rows().Length);
        Assert.All(traces.Rows(), r => Assert.Equal(2, r.Invocations));
        Assert.All(traces.Rows(), r => Assert.NotNull(traces.Find(r.Id)));

        var all = new KeptTraces();
        for (var i = 0; i < 1_000; i++)
            all.Add(Record($"{i:x32}", "Order") with { IsRoot = true });
        Assert.Equal(400, Enumerable.Range(0, 1_000).Count(i => all.Find($"{i:x32}") is not null));
    }

    [Fact]
    public void A_log_that_grows_faster_than_it_can_be_read_is_sampled()
    {
        var group = new LogStore(_folder, long.MaxValue).GetOrAdd("/aws/lambda/f");
        var stream = group.AddStream("s", 0);
        var cursor = new LogCursor(group, 0);
        for (var i = 0; i < 25_000; i++)
            group.Append(stream, 1_000, Encoding.UTF8.GetBytes($"line {i}"));

        var (lines, weights, last) = (0, 0.0, "");
        cursor.Read(
            (LogGroup _, in StoredEvent _, long _, ReadOnlySpan<byte> message, double weight) =>
            {
                lines++;
                weights += weight;
                last = Encoding.UTF8.GetString(message);
            }
        );

        Assert.Equal((20_000, 25_000, "line 24999"), (lines, (int)Math.Round(weights), last));
    }

    [Fact]
    public void The_log_of_a_request_is_what_its_instance_wrote_between_start_and_report()
    {
        var store = new LogStore(_folder, long.MaxValue);
        var group = store.GetOrAdd("/aws/lambda/f");
        var (one, other) = (group.AddStream("one", 0), group.AddStream("other", 0));
        Write(one, "earlier");
        Write(one, "START RequestId: 11111111-0000-0000-0000-000000000000 Version: 1");
        Write(other, "START RequestId: 22222222-0000-0000-0000-000000000000 Version: 1");
        Write(one, "mine");
        Write(other, "not mine");
        var tail = Tail(new(null, null, "11111111-0000-0000-0000-000000000000", false));

        Assert.Equal(["mine", "START RequestId: 11111111-0000-0000-0000-000000000000 Version: 1"], Texts());

        Write(one, "END RequestId: 11111111-0000-0000-0000-000000000000");
        Write(
            one,
            "REPORT RequestId: 11111111-0000-0000-0000-000000000000\tDuration: 1.00 ms\tBilled Duration: 1 ms\tMemory Size: 128 MB\t"
                + "Max Memory Used: 9 MB\t"
        );
        Write(one, "later");

        Assert.Equal(4, Texts().Count);
        Assert.StartsWith("REPORT", Texts()[0], StringComparison.Ordinal);

        List<string> Texts() => [.. tail.Read().Select(r => r.Text)];
        void Write(LogStream stream, string text) => group.Append(stream, 1_000, Encoding.UTF8.GetBytes(text));
        LogTail Tail(LogSearch search) => new(store, search, g => g);
    }

    [Fact]
    public void A_search_finds_older_and_new_lines_and_keeps_the_newest()
    {
        var store = new LogStore(_folder, long.MaxValue);
        var (a, b) = (store.GetOrAdd("/aws/lambda/a"), store.GetOrAdd("/aws/lambda/b"));
        var (ofA, ofB) = (a.AddStream("s", 0), b.AddStream("s", 0));
        for (var i = 0; i < 500; i++)
            a.Append(ofA, 1_000 + i, Encoding.UTF8.GetBytes($"Socks {i}"));
        b.Append(ofB, 1_499, "red SOCKS"u8);
        b.Append(ofB, 1_499, "shoes"u8);
        var tail = new LogTail(store, new(null, "socks", null, false), g => g["/aws/lambda/".Length..]);

        var first = tail.Read();
        Assert.Equal(LogTail.MaxRows, first.Count);
        Assert.Equal(["Socks 499", "red SOCKS"], first.Take(2).Select(r => r.Text).Order(StringComparer.Ordinal));

        b.Append(ofB, 2_000, "new socks"u8);
        Assert.Equal(("b", "new socks"), (tail.Read()[0].Function, tail.Read()[0].Text));
        Assert.Equal(LogTail.MaxRows, tail.Read().Count);
        Assert.Equal(LogTail.MaxRows, tail.Read().Select(r => r.Key).Distinct().Count());
        Assert.All(new LogTail(store, new("a", null, null, false), g => g["/aws/lambda/".Length..]).Read(), r => Assert.Equal("a", r.Function));
    }

    [Fact]
    public void Lines_that_only_look_like_trace_lines_are_ignored()
    {
        var lines = new TraceLines();

        Assert.Null(lines.TryRead("""{"fusionize":1,"app":"shop"}"""u8, 0, "f"));
        Assert.Null(lines.TryRead("""{"message":"fusionize"}"""u8, 0, "f"));
        Assert.Null(lines.TryRead("text"u8, 0, "f"));
        Assert.False(lines.IsTrace("""{"message":"fusionize"}"""u8));
    }

    [Fact]
    public void Without_a_build_the_map_shows_what_traces_told()
    {
        var feed = new AppFeed();
        feed.Add(
            Record("1", "Order") with
            {
                IsRoot = true,
                Calls =
                [
                    new("Order", "Price", CallKind.Sync, CallSite.Local, 0, 1),
                    new("Order", "Pay", CallKind.Async, CallSite.Remote, 1, 1),
                ],
            },
            1_000,
            1
        );

        var setup = MapSetup.OfTraces("shop", [Function("shop-Order", "Order"), Function("shop-Pay", "Pay")], feed);

        Assert.Equal("Order Price", string.Join(' ', setup.Groups[0].Tasks));
        Assert.Equal("Order", Assert.Single(setup.Groups[0].Entries));
        Assert.Equal("Pay", Assert.Single(setup.Groups[1].Tasks));
        Assert.Equal([("Pay", "async", "remote"), ("Price", "sync", "local")], setup.Calls.Select(c => (c.To, c.Kind, c.Where)));
    }

    [Fact]
    public void A_loop_is_not_read_while_it_measures()
    {
        var report = SimulatedLoop.SourceOf("samples/IoT/iot.app.json", 2).Loop!;
        using var folder = LoopFolder.Open(Path.Combine(_folder, "loop"));
        var loop = new LiveLoop(folder, 12);
        Assert.Null(loop.ReportVersion);

        loop.Report(new(1, RoundPhase.Optimize, default));
        loop.RoundFinished(report);
        var first = loop.ReportVersion;
        loop.Report(new(3, RoundPhase.Load, new(45, 60, null)));

        Assert.Null(loop.ReportVersion);
        Assert.Equal(75, loop.State.Percent);
        loop.Finished(report);
        Assert.NotEqual(first, loop.ReportVersion);
        Assert.Equal(["S1", "S2"], LoopRounds.Of(loop.State).Rounds.Select(r => r.Setup!));
    }

    private static InvocationRecord Record(string trace, string task) =>
        new()
        {
            App = "shop",
            SetupId = "0",
            Group = task,
            Function = $"shop-{task}",
            RequestId = trace,
            TraceId = trace,
            Task = task,
        };

    private static LiveFunction Function(string name, string group) =>
        new()
        {
            Name = name,
            Group = group,
            Version = "1",
            Runtime = "dotnet10",
            MemoryMB = 128,
            TimeoutSeconds = 3,
            Architecture = "x86_64",
            ZipBytes = 1,
            LogGroup = $"/aws/lambda/{name}",
            Variables = [],
            Starting = 0,
            Busy = 0,
            Idle = 0,
            Waiting = 0,
            Invocations = 0,
            PerSecond = 0,
            EventsWaiting = 0,
            EventsRunning = 0,
            EventsRetrying = 0,
            EventsDropped = 0,
        };
}
