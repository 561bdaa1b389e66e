using System.Text.Json.Nodes;
using Fusionize.Local;
using Fusionize.Tests.Infrastructure;
using Fusionize.Tests.Local.Queues;
using Microsoft.Extensions.Time.Testing;

namespace Fusionize.Tests.Local.Rules;

/// <summary>Rules invoke functions and fill queues: by schedules, and by events that applications send.</summary>
public sealed class RuleTests : IAsyncLifetime
{
    private static readonly DateTimeOffset s_start = new(2026, 11, 28, 10, 0, 30, TimeSpan.Zero);
    private const string Function = "arn:aws:lambda:us-east-1:000000000000:function:absent";
    private readonly FakeTimeProvider _time = new(s_start);
    private SqsPlatform _platform = null!;

    public async Task InitializeAsync() => _platform = await SqsPlatform.StartAsync(new LocalPlatformOptions { EnforceCpu = false, Time = _time });

    public async Task DisposeAsync() => await _platform.DisposeAsync();

    [Fact]
    public async Task A_schedule_sends_AWSs_event_at_its_times()
    {
        var url = await _platform.CreateAsync("ticks");
        await SendAsync("PutRule", new() { ["Name"] = "tick", ["ScheduleExpression"] = "cron(*/5 * * * ? *)" });
        await TargetAsync("tick", SqsPlatform.ArnOf("ticks"));
        _time.Advance(TimeSpan.FromMinutes(4));
        Assert.Empty(await _platform.ReceiveAsync(url));
        _time.Advance(TimeSpan.FromMinutes(1));

        var tick = JsonNode.Parse(await NextAsync(url))!.AsObject();
        Assert.True(tick.Remove("id"));
        Assert.Equal(
            """{"version":"0","detail-type":"Scheduled Event","source":"aws.events","account":"000000000000","time":"2026-11-28T10:05:00Z","region":"us-east-1","resources":["arn:aws:events:us-east-1:000000000000:rule/tick"],"detail":{}}""",
            tick.ToJsonString()
        );
        _time.Advance(TimeSpan.FromHours(1)); // times that have passed are one
        Assert.Equal("2026-11-28T10:10:00Z", (string)JsonNode.Parse(await NextAsync(url))!["time"]!);
        Assert.Empty(await _platform.ReceiveAsync(url));
        await SendAsync("DisableRule", new() { ["Name"] = "tick" });
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Empty(await _platform.ReceiveAsync(url));
    }

    [Fact]
    public async Task A_function_is_invoked_by_its_alias_with_the_input_of_the_target()
    {
        await _platform.Client.CreateAsync("clean", publish: true);
        await _platform.Client.SendAsync(HttpMethod.Post, "/2015-03-31/functions/clean/aliases", """{"Name":"live","FunctionVersion":"1"}""");
        await SendAsync("PutRule", new() { ["Name"] = "often", ["ScheduleExpression"] = "rate(5 minutes)" });
        await TargetAsync("often", "arn:aws:lambda:us-east-1:000000000000:function:clean:live", """{"do":"log","text":"cleaned\n"}""");
        _time.Advance(TimeSpan.FromMinutes(5));
        while (_platform.Platform.GetStatus().Invocations == 0)
            await Task.Delay(1);
        await _platform.Test.IdleAsync();
        Assert.Contains("cleaned", await _platform.Client.MessagesAsync("clean"));
    }

    [Fact]
    public async Task An_event_reaches_the_rules_that_match()
    {
        var (orders, all) = (await _platform.CreateAsync("orders"), await _platform.CreateFifoAsync("all.fifo"));
        await SendAsync("PutRule", new() { ["Name"] = "orders", ["EventPattern"] = """{"detail-type":["OrderPlaced"]}""" });
        await SendAsync("PutRule", new() { ["Name"] = "all", ["EventPattern"] = """{"source":["shop"]}""" });
        await TargetAsync("orders", SqsPlatform.ArnOf("orders"));
        var fifo = new JsonObject
        {
            ["Id"] = "a",
            ["Arn"] = SqsPlatform.ArnOf("all.fifo"),
            ["SqsParameters"] = new JsonObject { ["MessageGroupId"] = "g" },
        };
        await SendAsync("PutTargets", new() { ["Rule"] = "all", ["Targets"] = new JsonArray(fifo) });
        var sent = await SendAsync(
            "PutEvents",
            new()
            {
                ["Entries"] = new JsonArray(
                    Entry("shop", "OrderPlaced", """{"id":7}"""),
                    Entry("shop", "OrderPaid", """{"id":8}"""),
                    Entry("shop", "Broken", "no json"),
                    Entry("aws.s3", "Forged", "{}")
                ),
            }
        );
        Assert.Equal(2, (int)sent["FailedEntryCount"]!);
        Assert.Equal(
            [null, null, "MalformedDetail", "NotAuthorizedForSourceException"],
            sent["Entries"]!.AsArray().Select(e => (string?)e!["ErrorCode"])
        );
        var placed = JsonNode.Parse(Assert.Single(await _platform.DrainAsync(orders)))!;
        Assert.Equal((string)sent["Entries"]![0]!["EventId"]!, (string)placed["id"]!);
        Assert.Equal("2026-11-28T10:00:30Z", (string)placed["time"]!);
        Assert.Equal("""{"id":7}""", placed["detail"]!.ToJsonString());
        Assert.Equal(2, (await _platform.DrainAsync(all)).Count);

        static JsonObject Entry(string source, string type, string detail) =>
            new()
            {
                ["Source"] = source,
                ["DetailType"] = type,
                ["Detail"] = detail,
            };
    }

    [Fact]
    public async Task Rules_and_targets_are_listed_changed_and_deleted()
    {
        await _platform.CreateAsync("q");
        var rule = new JsonObject { ["Name"] = "r", ["ScheduleExpression"] = "rate(1 day)", ["Description"] = "d" };
        var arn = (string)(await SendAsync("PutRule", rule))["RuleArn"]!;
        await TargetAsync("r", SqsPlatform.ArnOf("q"));
        var described = await SendAsync("DescribeRule", new() { ["Name"] = "r" });
        Assert.Equal((arn, "ENABLED", "d"), ((string)described["Arn"]!, (string)described["State"]!, (string)described["Description"]!));
        Assert.Equal("r", (string)(await SendAsync("ListRules", new() { ["NamePrefix"] = "r" }))["Rules"]![0]!["Name"]!);
        Assert.Equal("r", (string)(await SendAsync("ListRuleNamesByTarget", new() { ["TargetArn"] = SqsPlatform.ArnOf("q") }))["RuleNames"]![0]!);
        Assert.Equal("t", (string)(await SendAsync("ListTargetsByRule", new() { ["Rule"] = "r" }))["Targets"]![0]!["Id"]!);
        await SendAsync("TagResource", new() { ["ResourceARN"] = arn, ["Tags"] = new JsonArray(new JsonObject { ["Key"] = "a", ["Value"] = "b" }) });
        Assert.Equal("b", (string)(await SendAsync("ListTagsForResource", new() { ["ResourceARN"] = arn }))["Tags"]![0]!["Value"]!);
        Assert.Equal("ValidationException", (await CallAsync("DeleteRule", new() { ["Name"] = "r" })).ErrorType);
        await SendAsync("RemoveTargets", new() { ["Rule"] = "r", ["Ids"] = new JsonArray("t") });
        await SendAsync("DeleteRule", new() { ["Name"] = "r" });
        Assert.Equal("ResourceNotFoundException", (await CallAsync("DescribeRule", new() { ["Name"] = "r" })).ErrorType);
    }

    [Theory]
    [InlineData("PutRule", """{"Name":"r"}""", "ValidationException")]
    [InlineData("PutRule", """{"Name":"r","ScheduleExpression":"often"}""", "ValidationException")]
    [InlineData("PutRule", """{"Name":"r","EventPattern":"{}"}""", "InvalidEventPatternException")]
    [InlineData("PutRule", """{"Name":"r r","ScheduleExpression":"rate(1 day)"}""", "ValidationException")]
    [InlineData("PutRule", """{"Name":"r","ScheduleExpression":"rate(1 day)","EventBusName":"other"}""", "ResourceNotFoundException")]
    [InlineData("PutRule", """{"Name":"r","ScheduleExpression":"rate(1 day)","Novelty":1}""", "ValidationException")]
    [InlineData("PutTargets", """{"Rule":"known","Targets":[{"Id":"t","Arn":"arn:aws:sns:us-east-1:000000000000:x"}]}""", "ValidationException")]
    [InlineData("PutTargets", """{"Rule":"known","Targets":[{"Id":"t","Arn":"arn:aws:sqs:us-east-1:000000000000:x"}]}""", "ValidationException")]
    [InlineData("PutTargets", """{"Rule":"known","Targets":[{"Id":"t","Arn":"$F"}]}""", "ValidationException")]
    [InlineData("PutTargets", """{"Rule":"known","Targets":[{"Id":"t","Arn":"$Q","InputPath":"$.detail"}]}""", "ValidationException")]
    [InlineData("PutTargets", """{"Rule":"known","Targets":[{"Id":"t","Arn":"$Q","RetryPolicy":{}}]}""", "ValidationException")]
    [InlineData("PutTargets", """{"Rule":"known","Targets":[{"Id":"t","Arn":"$Q","Input":"no json"}]}""", "ValidationException")]
    [InlineData("PutTargets", """{"Rule":"absent","Targets":[{"Id":"t","Arn":"$Q"}]}""", "ResourceNotFoundException")]
    [InlineData("PutEvents", """{"Entries":[]}""", "ValidationException")]
    [InlineData("CreateEventBus", """{"Name":"x"}""", "UnknownOperationException")]
    public async Task What_cannot_be_done_is_refused(string operation, string body, string type)
    {
        await _platform.CreateAsync("q");
        await SendAsync("PutRule", new() { ["Name"] = "known", ["ScheduleExpression"] = "rate(1 day)" });
        var answer = await CallAsync(operation, JsonNode.Parse(body.Replace("$Q", SqsPlatform.ArnOf("q")).Replace("$F", Function))!.AsObject());
        Assert.Equal((400, type), (answer.Status, answer.ErrorType));
    }

    [FactIfTool("aws")]
    public async Task AWSs_command_makes_a_rule()
    {
        await _platform.CreateAsync("q");
        var endpoint = _platform.Platform.Endpoint;
        await AwsCommand.RunAsync(endpoint, "events", "put-rule", "--name", "r", "--schedule-expression", "rate(5 minutes)");
        await AwsCommand.RunAsync(endpoint, "events", "put-targets", "--rule", "r", "--targets", "Id=t,Arn=" + SqsPlatform.ArnOf("q"));
        var rules = JsonNode.Parse(await AwsCommand.RunAsync(endpoint, "events", "list-rules"))!["Rules"]!;
        Assert.Equal("rate(5 minutes)", (string)rules[0]!["ScheduleExpression"]!);
    }

    private async Task<string> NextAsync(string url)
    {
        while (true)
        {
            if (await _platform.DrainAsync(url) is { Count: > 0 } found)
                return Assert.Single(found);
            await Task.Delay(1); // the loop of the rules runs by itself
        }
    }

    private async Task TargetAsync(string rule, string arn, string? input = null)
    {
        var target = new JsonObject { ["Id"] = "t", ["Arn"] = arn };
        if (input is not null)
            target["Input"] = input;
        await SendAsync("PutTargets", new() { ["Rule"] = rule, ["Targets"] = new JsonArray(target) });
    }

    private async Task<JsonNode> SendAsync(string operation, JsonObject body)
    {
        var answer = await CallAsync(operation, body);
        Assert.True(answer.Status == 200, answer.Body);
        return answer.Json;
    }

    private Task<PlatformClient.Answer> CallAsync(string operation, JsonObject body) =>
        _platform.Client.SendAsync(HttpMethod.Post, "/", body.ToJsonString(), ("X-Amz-Target", "AWSEvents." + operation));
}
