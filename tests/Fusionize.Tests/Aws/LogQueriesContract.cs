using Fusionize.Aws.CloudWatchLogs;
using Fusionize.Records;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Aws;

/// <summary>The operations of Logs Insights, as any implementation of the service must answer them.</summary>
public abstract class LogQueriesContract
{
    protected static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 600);

    protected const string Group = "/aws/lambda/contract";

    public virtual async Task A_query_is_started_and_its_results_come_when_it_is_complete()
    {
        using var logs = await LogsAsync();
        var started = await logs.StartQueryAsync(Query("fields @timestamp, @message"));
        var answer = await ResultsAsync(logs, started.QueryId!);
        Assert.Equal(QueryStatus.Complete, answer.Status);
        Assert.NotNull(answer.Results);
    }

    protected abstract Task<AmazonCloudWatchLogsClient> LogsAsync();

    protected static StartQueryRequest Query(string text) =>
        new()
        {
            LogGroupNames = [Group],
            StartTime = Start.ToUnixTimeSeconds(),
            EndTime = Start.ToUnixTimeSeconds() + 500,
            QueryString = text,
            Limit = 100,
        };

    protected static async Task<GetQueryResultsResponse> ResultsAsync(AmazonCloudWatchLogsClient logs, string id)
    {
        while (true)
        {
            var answer = await logs.GetQueryResultsAsync(new() { QueryId = id });
            if (answer.Status is not (QueryStatus.Scheduled or QueryStatus.Running))
                return answer;
            await Task.Delay(10);
        }
    }
}

/// <summary>The contract against an independent emulator. It answers StartQuery and GetQueryResults in form only: whatever the query, it gives the
/// lines of the group. So what the rows say isn't compared there, a query that is malformed isn't refused, a group or query that isn't there is a
/// server error, and StopQuery, which it hasn't got, isn't called.</summary>
[Collection(MotoServer.Collection)]
public sealed class LogQueriesMotoTests(MotoServer moto) : LogQueriesContract
{
    [FactIfTool("moto_server")]
    public override Task A_query_is_started_and_its_results_come_when_it_is_complete() =>
        base.A_query_is_started_and_its_results_come_when_it_is_complete();

    protected override async Task<AmazonCloudWatchLogsClient> LogsAsync()
    {
        var logs = moto.Logs();
        try
        {
            await logs.CreateLogGroupAsync(new() { LogGroupName = Group });
        }
        catch (ResourceAlreadyExistsException) { }
        return logs;
    }
}

/// <summary>The contract against our own platform, and the language that it knows.</summary>
public sealed class LogQueriesLocalTests : LogQueriesContract, IAsyncLifetime
{
    private const string Odd = "/aws/lambda/odd";

    private LogServer _server = null!;

    public async Task InitializeAsync()
    {
        _server = await LogServer.StartAsync();
        _server.Add([
            Line(0, "START RequestId: r-1 Version: 3"),
            Line(1, """{"level":"info","user":{"name":"ann"},"ms":12.5,"ok":true,"list":[7,8]}"""),
            Line(2, """{"level":"warn","user":{"name":"bob"},"ms":7.5,"ok":false}"""),
            Line(3, "END RequestId: r-1"),
            Line(
                3,
                "REPORT RequestId: r-1\tDuration: 12.34 ms\tBilled Duration: 75 ms\tMemory Size: 128 MB\tMax Memory Used: 40 MB\tInit Duration: "
                    + "61.20 ms\t"
            ),
            Line(9, "REPORT RequestId: r-2\tDuration: 2.00 ms\tBilled Duration: 3 ms\tMemory Size: 128 MB\tMax Memory Used: 41 MB\tStatus: timeout"),
            Line(600, "after the end"),
        ]);
        _server.Add([
            new(Odd, "2026/11/21/[3]abc", Start, """{"level":"\ud800","n":1}"""),
            new(Odd, "2026/11/21/[3]abc", Start, "REPORT RequestId: r-1\tDuration: ms"),
        ]);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public override Task A_query_is_started_and_its_results_come_when_it_is_complete() =>
        base.A_query_is_started_and_its_results_come_when_it_is_complete();

    [Fact]
    public async Task A_group_or_query_that_is_not_there_is_told()
    {
        using var logs = await LogsAsync();
        var request = Query("fields @message");
        request.LogGroupNames = [Group, "/aws/lambda/none"];
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => logs.StartQueryAsync(request));
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => logs.GetQueryResultsAsync(new() { QueryId = Guid.NewGuid().ToString() }));
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => logs.StopQueryAsync(new() { QueryId = Guid.NewGuid().ToString() }));
    }

    [Fact]
    public async Task A_query_that_has_ended_is_not_stopped()
    {
        using var logs = await LogsAsync();
        var id = (await logs.StartQueryAsync(Query("fields @message"))).QueryId!;
        await ResultsAsync(logs, id);
        await Assert.ThrowsAsync<InvalidParameterException>(() => logs.StopQueryAsync(new() { QueryId = id }));
    }

    [Theory]
    [InlineData("stats count(*)", "count(*)=6")]
    [InlineData(
        "filter @type = 'REPORT' | stats count(*) as n, sum(@billedDuration), max(@maxMemoryUsed) as used, min(@duration), avg(@billedDuration), "
            + "count(@initDuration) as cold by @log, @memorySize",
        "@log=000000000000:/aws/lambda/contract @memorySize=128000000 n=2 sum(@billedDuration)=78 used=41000000 min(@duration)=2 "
            + "avg(@billedDuration)=39 cold=1"
    )]
    [InlineData("filter @message like /Status: \\w+$/ | stats count(*) as n by @requestId", "@requestId=r-2 n=1")]
    [InlineData("filter @message not like 'REPORT' | stats count() as n", "n=4")]
    [InlineData(
        "filter `level` = \"warn\" or user.name = 'ann' | stats count(*) as n, sum(ms) as t by level | sort n desc, level asc",
        "level=info n=1 t=12.5; level=warn n=1 t=7.5"
    )]
    [InlineData("filter ms > 7.5 and ms <= 12.5 | stats sum(list.1) as s", "s=8")]
    [InlineData("filter not ispresent(ms) and ispresent(@requestId) | stats count(*) as n", "n=4")]
    [InlineData("filter ispresent(ms) and ms != 7.5 | stats count(*) as n", "n=1")]
    [InlineData("parse @logStream '[*]*' as version, rest | stats count(*) as n by version, rest", "version=3 rest=abc n=6")]
    [InlineData("parse user.name 'a*' as rest | stats count(rest) as n by rest | sort rest desc | limit 1", "rest=nn n=1")]
    [InlineData(
        "fields coalesce(@billedDuration, ms) as d, strcontains(@message, 'Status') as s | stats pct(d, 50) as p50, pct(d, 95) as p95, "
            + "sum(s) as failed, sum(d * s) as failedMs",
        "p50=7.5 p95=75 failed=1 failedMs=3"
    )]
    [InlineData(
        "fields @requestId, ms * 2 as twice | filter ispresent(ms) | sort twice desc | limit 1",
        "twice=25 @ptr=000000000000:/aws/lambda/contract/1"
    )]
    [InlineData("filter level = 'none' | stats count(*) as n", "")]
    public async Task Lines_are_chosen_and_summed(string query, string rows)
    {
        using var logs = await LogsAsync();
        var answer = await ResultsAsync(logs, (await logs.StartQueryAsync(Query(query))).QueryId!);
        Assert.Equal(QueryStatus.Complete, answer.Status);
        Assert.Equal(rows, string.Join("; ", answer.Results!.Select(r => string.Join(' ', r.Select(f => $"{f.Field}={f.Value}")))));
        Assert.Equal(6, answer.Statistics!.RecordsScanned);
    }

    [Theory]
    [InlineData("")]
    [InlineData("fields")]
    [InlineData("fields @message | dedup @message")]
    [InlineData("fields @message || limit 5")]
    [InlineData("stats count(*) | stats count(*)")]
    [InlineData("stats median(ms)")]
    [InlineData("stats count(*) by bin(5m)")]
    [InlineData("filter @message like ms")]
    [InlineData("filter level in ['a', 'b']")]
    [InlineData("filter @message like /(/")]
    [InlineData("filter @message like 'open")]
    [InlineData("parse @message /(?<a>.*)/")]
    [InlineData("parse @message 'a*b*' as one")]
    [InlineData("fields toupper(level)")]
    [InlineData("fields ms - 1")]
    [InlineData("limit 10001")]
    [InlineData("SELECT * FROM logs")]
    [InlineData("stats pct(ms, 9.9.9)")]
    [MemberData(nameof(DeeplyNested))]
    public async Task What_the_platform_does_not_know_is_refused(string query)
    {
        using var logs = await LogsAsync();
        var e = await Assert.ThrowsAsync<MalformedQueryException>(() => logs.StartQueryAsync(Query(query)));
        Assert.Contains("Malformed query at ", e.Message);
    }

    /// <summary>None of these may end the platform's process.</summary>
    public static TheoryData<string> DeeplyNested() =>
        new(
            "filter " + new string('(', 9000),
            "filter " + string.Concat(Enumerable.Repeat("not ", 2400)) + "ms",
            "fields " + string.Concat(Enumerable.Repeat("ispresent(", 900))
        );

    [Fact]
    public async Task A_query_is_no_longer_than_the_service_takes()
    {
        using var logs = await LogsAsync();
        await Assert.ThrowsAsync<InvalidParameterException>(() =>
            logs.StartQueryAsync(Query("filter ms = 1" + string.Concat(Enumerable.Repeat(" or ms = 1", 1000))))
        );
        var longest = "filter ms = 7.5" + string.Concat(Enumerable.Repeat(" or ms = 1", 990)) + " | stats count(*)";
        Assert.Equal("1", Assert.Single((await ResultsAsync(logs, (await logs.StartQueryAsync(Query(longest))).QueryId!)).Results!)[0].Value);
    }

    [Fact]
    public async Task Lines_that_are_odd_have_no_such_field()
    {
        using var logs = await LogsAsync();
        var request = Query("stats count(*) as n, count(level) as levels, count(@duration) as durations");
        request.LogGroupNames = [Odd];
        var answer = await ResultsAsync(logs, (await logs.StartQueryAsync(request)).QueryId!);
        Assert.Equal(QueryStatus.Complete, answer.Status);
        Assert.Equal("n=2 levels=0 durations=0", string.Join(' ', Assert.Single(answer.Results!).Select(f => $"{f.Field}={f.Value}")));
    }

    [Theory]
    [InlineData("arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/contract:*", true)]
    [InlineData("arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/none", false)]
    [InlineData("arn:", false)]
    public async Task Groups_have_ARNs(string arn, bool isThere)
    {
        using var logs = await LogsAsync();
        var request = Query("stats count(*)");
        (request.LogGroupNames, request.LogGroupIdentifiers) = (null, [arn]);
        if (isThere)
            Assert.NotNull((await logs.StartQueryAsync(request)).QueryId);
        else
            await Assert.ThrowsAsync<ResourceNotFoundException>(() => logs.StartQueryAsync(request));
    }

    [Fact]
    public async Task Times_in_milliseconds_are_refused()
    {
        using var logs = await LogsAsync();
        var request = Query("fields @message");
        request.EndTime *= 1000;
        await Assert.ThrowsAsync<InvalidParameterException>(() => logs.StartQueryAsync(request));
    }

    protected override Task<AmazonCloudWatchLogsClient> LogsAsync() => Task.FromResult(_server.Client());

    private static LogEvent Line(int second, string message) => new(Group, "2026/11/21/[3]abc", Start.AddSeconds(second), message);
}
