using System.Globalization;
using Fusionize.Aws;
using Fusionize.Aws.CloudWatchLogs;
using Fusionize.Records;
using Fusionize.Setups;
using Fusionize.Tests.Infrastructure;
using Microsoft.AspNetCore.Http;

namespace Fusionize.Tests.Aws;

public sealed class LogAggregationTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeSeconds(1_763_680_000);

    /// <summary>How far the service's percentiles may be off; the local platform's aren't.</summary>
    private const double Tolerance = 0.01;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Aggregates_are_what_the_records_of_the_same_log_come_to(bool json)
    {
        await using var server = await LogServer.StartAsync();
        // One function with one task, one with three of two setups, and one that nobody invoked.
        server.Add(Log("iot-A", "1", "0123456789abcdef", ["A"], 400, 1, json));
        server.Add(Log("iot-B", "7", "0123456789abcdef", ["B", "C", "D"], 300, 2, json));
        server.Add(Log("iot-B", "8", "fedcba9876543210", ["B", "C"], 200, 3, json, laterSeconds: 1000));
        var functions = new Dictionary<string, string>
        {
            ["iot-A"] = Architectures.X64,
            ["iot-B"] = Architectures.Arm64,
            ["iot-C"] = Architectures.X64,
        };
        using var logs = server.Client();
        var extractor = new Extractor();
        var records = await extractor
            .ExtractAsync(new CloudWatchLogSource(logs), new([.. functions.Keys.Select(f => "/aws/lambda/" + f)], Start))
            .ToListAsync();
        Assert.Equal(0, extractor.Counts.WithoutReport);

        var figures = await new LogAggregation(new(logs)).RunAsync(functions, Start);

        Assert.Equal([("iot-A", "1"), ("iot-B", "7"), ("iot-B", "8")], figures.Functions.Select(f => (f.Function, f.Version)));
        Assert.Equal(900, figures.Invocations);
        foreach (var function in figures.Functions)
        {
            var own = records.Where(r => (r.Function, r.SetupId) == (function.Function, function.SetupId)).ToArray();
            var billed = Statistics.Sorted(own.Select(r => (double)r.BilledMs));
            Assert.Equal(
                (own.Length, own.Count(r => r.IsCold), own.Count(r => r.Error is not null)),
                (function.Invocations, function.ColdStarts, function.Errors)
            );
            Assert.Equal((own[0].MemoryMB, own.Max(r => r.MaxMemoryUsedMB)), (function.MemoryMB, function.MaxMemoryUsedMB));
            Assert.Equal(billed.Sum(), function.BilledMs);
            AssertPercentile(billed, 0.5, function.BilledP50);
            AssertPercentile(billed, 0.95, function.BilledP95);
            Assert.Equal(own.Sum(r => LambdaPrices.Default.Invocation(r.BilledMs, r.MemoryMB, functions[r.Function])), function.CostUsd, 1e-12);
        }
        var byTask = records.GroupBy(r => (r.Function, r.SetupId, r.Task)).ToDictionary(g => g.Key, g => g.ToArray());
        Assert.Equal(byTask.Keys.Order(), figures.Tasks.Select(t => (t.Function, t.SetupId!, t.Task)).Order());
        foreach (var task in figures.Tasks)
        {
            var own = byTask[(task.Function, task.SetupId!, task.Task)];
            Assert.Equal(
                (own.Length, own.Count(r => r.IsCold), own.Count(r => r.Error is not null)),
                (task.Invocations, task.ColdStarts, task.Errors)
            );
            var billed = own.Sum(r => r.BilledMs);
            // A function's time is shared out by what its tasks measured themselves: near what each was billed, exact where there is one task, and of
            // those that died.
            if (task.Function == "iot-A" || task.Task.Length == 0)
                Assert.Equal(billed, task.BilledMs, 1e-6);
            else
                Assert.InRange(task.BilledMs, billed * 0.95, billed * 1.05);
            if (task.Task.Length == 0)
                continue;
            var durations = Statistics.Sorted(own.Select(r => r.DurationMs));
            AssertPercentile(durations, 0.5, task.DurationP50);
            AssertPercentile(durations, 0.95, task.DurationP95);
        }
        Assert.Equal(figures.CostUsd, figures.Tasks.Sum(t => t.CostUsd), 1e-9);
        Assert.True(figures.BytesScanned > 200_000);
        Assert.All(figures.Of("fedcba9876543210").Functions, f => Assert.Equal("8", f.Version));
    }

    [Fact]
    public async Task What_tracing_did_not_sample_counts_and_is_no_error()
    {
        await using var server = await LogServer.StartAsync();
        server.Add(
            Log("iot-A", "1", "0123456789abcdef", ["A"], 400, 1, json: false)
                .Where(l =>
                    !l.Message.Contains("\"start\":", StringComparison.Ordinal) || l.Message.Contains("7\",\"parent\"", StringComparison.Ordinal)
                )
        );
        using var logs = server.Client();
        var figures = await new LogAggregation(new(logs)).RunAsync(new Dictionary<string, string> { ["iot-A"] = Architectures.X64 }, Start);
        var function = Assert.Single(figures.Functions);
        Assert.Equal(400, function.Invocations);
        Assert.InRange(function.Errors, 1, 120);
        Assert.Equal(figures.Functions[0].BilledMs, figures.Tasks.Sum(t => t.BilledMs), 1e-6);
    }

    [Fact]
    public async Task Of_many_groups_fifty_are_asked_at_a_time_and_those_that_are_not_there_are_found_without_their_names()
    {
        var (started, answered) = (new List<int>(), new List<string>());
        await using var server = await StubServer.StartAsync(
            async (context, request) =>
            {
                if (request.Headers["X-Amz-Target"].EndsWith("GetQueryResults", StringComparison.Ordinal))
                {
                    await context.Response.WriteAsync(
                        """{"status":"Complete","results":[[{"field":"n","value":"1"},{"field":"@ptr"}]],"statistics":{"bytesScanned":5.0}}"""
                    );
                    return;
                }
                var groups = System.Text.Json.Nodes.JsonNode.Parse(request.Text)!["logGroupNames"]!.AsArray().Select(n => (string)n!).ToArray();
                started.Add(groups.Length);
                if (groups.Contains("g7"))
                {
                    context.Response.StatusCode = 400;
                    await context.Response.WriteAsync("""{"__type":"ResourceNotFoundException","message":"Log group 'g7' does not exist"}""");
                    return;
                }
                answered.AddRange(groups);
                await context.Response.WriteAsync("""{"queryId":"q"}""");
            }
        );
        using var logs = new AwsConnection { Endpoint = server.Endpoint }.Logs();
        var result = await new LogInsights(logs).RunAsync(
            "stats count(*) as n",
            [.. Enumerable.Range(0, 60).Select(i => $"g{i}")],
            Start,
            Start.AddHours(1)
        );
        Assert.Equal((50, 10), (started[0], started[^1]));
        // Halves of halves, until the missing one is alone.
        Assert.Equal(Enumerable.Range(0, 60).Where(i => i != 7).Select(i => $"g{i}").Order(), answered.Order());
        Assert.Equal(result.Rows.Length * 5, result.BytesScanned);
    }

    [Fact]
    public async Task A_query_is_waited_for_and_asked_for_again()
    {
        var asked = 0;
        await using var server = await StubServer.StartAsync(
            (context, request) =>
                context.Response.WriteAsync(
                    request.Headers["X-Amz-Target"].EndsWith("StartQuery", StringComparison.Ordinal)
                        ? """{"queryId":"q"}"""
                        : ++asked switch
                        {
                            1 => """{"status":"Scheduled"}""",
                            2 => """{"status":"Running","results":[[{"field":"n","value":"1"}]]}""",
                            _ => """{"status":"Complete","results":[]}""",
                        }
                )
        );
        using var logs = new AwsConnection { Endpoint = server.Endpoint }.Logs();
        Assert.Empty((await new LogInsights(logs).RunAsync("stats count(*)", ["g"], Start, Start)).Rows);
        Assert.Equal(3, asked);
    }

    [Theory]
    [InlineData(QueryStatus.Failed)]
    [InlineData(QueryStatus.Timeout)]
    [InlineData(QueryStatus.Cancelled)]
    public async Task A_query_that_gave_no_result_is_an_error_that_says_so(string status)
    {
        await using var server = await StubServer.StartAsync(
            (context, request) => context.Response.WriteAsync($$"""{"queryId":"q","status":"{{status}}"}""")
        );
        using var logs = new AwsConnection { Endpoint = server.Endpoint }.Logs();
        var e = await Assert.ThrowsAsync<FusionizeException>(() => new LogInsights(logs).RunAsync("stats count(*)", ["g"], Start, Start));
        Assert.Contains(status, e.Message);
    }

    [Fact]
    public async Task A_query_that_nobody_waits_for_is_stopped()
    {
        using var stop = new CancellationTokenSource();
        await using var server = await StubServer.StartAsync(
            async (context, request) =>
            {
                await context.Response.WriteAsync(
                    request.Headers["X-Amz-Target"].Split('.')[1] switch
                    {
                        "StopQuery" => """{"success":true}""",
                        _ => """{"queryId":"q","status":"Running"}""",
                    }
                );
                if (request.Headers["X-Amz-Target"].EndsWith("GetQueryResults", StringComparison.Ordinal))
                    await stop.CancelAsync();
            }
        );
        using var logs = new AwsConnection { Endpoint = server.Endpoint }.Logs();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            new LogInsights(logs).RunAsync("stats count(*)", ["g"], Start, Start, stop.Token)
        );
        Assert.Equal(
            """{"queryId":"q"}""",
            server.Requests.Last(r => r.Headers["X-Amz-Target"].EndsWith("StopQuery", StringComparison.Ordinal)).Text
        );
    }

    // The true percentile lies between the values of the neighbouring ranks.
    private static void AssertPercentile(double[] sorted, double p, double actual)
    {
        var rank = p * (sorted.Length - 1);
        var (low, high) = (sorted[Math.Max(0, (int)rank - 1)], sorted[Math.Min(sorted.Length - 1, (int)rank + 1)]);
        Assert.InRange(actual, low * (1 - Tolerance), high * (1 + Tolerance));
    }

    /// <summary>A version's log: some invocations fail, some die without a trace line, between them lines of the application itself and torn
    /// ones.</summary>
    private static IEnumerable<LogEvent> Log(
        string function,
        string version,
        string setup,
        string[] tasks,
        int invocations,
        int seed,
        bool json,
        int laterSeconds = 0
    )
    {
        var random = new Random(seed);
        var bytes = new byte[16];
        var time = Start.AddSeconds(laterSeconds);
        var stream = $"2026/11/20/[{version}]{seed:x32}";
        for (var i = 0; i < invocations; i++)
        {
            time = time.AddMilliseconds(random.Next(20, 120));
            random.NextBytes(bytes);
            var id = new Guid(bytes);
            var (died, failed, cold) = (random.Next(20) == 0, random.Next(10) == 0, i == 0 || random.Next(25) == 0);
            cold &= !died;
            var ms = died ? 3000 : random.Next(1000, 40_000) / 100.0;
            var init = cold ? random.Next(100, 300) : 0;
            yield return Line($"START RequestId: {id} Version: {version}");
            yield return Line("""{"level":"error","error":{"type":"X"},"cold":true,"task":"A"}""");
            if (!died)
            {
                // Texts that look like what is counted must not be.
                var error = failed ? """{"type":"X","message":",\"error\":null}"}""" : "null";
                var trace = string.Create(
                        CultureInfo.InvariantCulture,
                        $$"""
                        {"fusionize":1,"app":"iot","setup":"{{setup}}","group":"{{tasks[
                            0
                        ]}}","requestId":"{{id}}","trace":"{{id:N}}","span":"{{seed}}{{i + 1:x14}}{{i % 10}}",
                        "parent":null,"task":"{{tasks[random.Next(tasks.Length)]}}","root":true,"cold":{{(
                            cold ? "true" : "false"
                        )}},"initMs":{{init}},"start":{{time.ToUnixTimeMilliseconds()}},
                        "ms":{{ms}},"cpuMs":1.5,"memMB":256,"calls":[{"from":"A","to":"Z","kind":"sync","where":"local","at":0.4,"ms":1,"in":0,"out":0}],"error":{{error}} }
                        """
                    )
                    .Replace("\n", "", StringComparison.Ordinal)
                    .Replace(" }", "}", StringComparison.Ordinal);
                if (failed)
                    trace = trace.Replace("\"out\":0", "\"out\":0,\"error\":" + error, StringComparison.Ordinal);
                if (i % 50 == 0)
                    yield return Line(trace[..(trace.Length / 2)]);
                yield return Line(trace);
            }
            yield return Line($"END RequestId: {id}");
            var billed = Math.Ceiling(ms + 1 + init);
            yield return Line(
                json
                    ? string.Create(
                            CultureInfo.InvariantCulture,
                            $$"""
                            {"time":"2026-11-20T12:00:00.000Z","type":"platform.report","record":{"requestId":"{{id}}","metrics":{"durationMs":{{ms
                                + 0.5:0.00}},"billedDurationMs":{{billed}},
                            "memorySizeMB":256,"maxMemoryUsedMB":{{40 + i % 30}}{{(cold ? $",\"initDurationMs\":{init}" : "")}} },"status":"{{(
                                died ? "timeout" : "success"
                            )}}"} }
                            """
                        )
                        .Replace("\n", "", StringComparison.Ordinal)
                    : string.Create(
                        CultureInfo.InvariantCulture,
                        $"REPORT RequestId: {id}\tDuration: {ms + 0.5:0.00} ms\tBilled Duration: {billed} ms\tMemory Size: 256 MB\tMax Memory Used: "
                            + $"{40 + i % 30} MB\t{(cold ? $"Init Duration: {init}.00 ms\t" : "")}{(died ? "Status: timeout" : "")}"
                    )
            );
        }

        LogEvent Line(string message) => new("/aws/lambda/" + function, stream, time, message);
    }
}
