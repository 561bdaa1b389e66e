using System.Text.Json.Nodes;

namespace Fusionize.Tests.Local;

/// <summary>Queued events go to the function as it is by then, and their end is heard of.</summary>
public class EventDeliveryTests
{
    private const string Config = "/2019-09-25/functions/probe/event-invoke-config";
    private static readonly TimeSpan[] s_soon = [TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(20)];

    [Fact]
    public async Task An_event_that_waited_runs_on_the_code_of_its_time()
    {
        await using var platform = await TestPlatform.StartAsync(new() { EnforceCpu = false, MaxConcurrency = 1 });
        await platform.Client.CreateAsync(
            "log",
            Zips.Bootstrap(LogEvent),
            runtime: "provided.al2023",
            handler: "bootstrap",
            environment: ("STAGE", "old")
        );
        await platform.Client.CreateAsync("other");
        var busy = await OccupyAsync(platform, "other");

        await platform.Client.InvokeAsync("log", "{}", type: "Event");
        var changed = await platform.Client.SendAsync(
            HttpMethod.Put,
            "/2015-03-31/functions/log/configuration",
            """{"Environment":{"Variables":{"STAGE":"new"}}}"""
        );
        await busy;
        await platform.IdleAsync();

        Assert.Equal(200, changed.Status);
        Assert.Equal(["stage new"], (await platform.Client.MessagesAsync("log")).Where(m => m.StartsWith("stage")));
    }

    [Fact]
    public async Task An_event_for_a_function_that_is_gone_is_given_up()
    {
        var said = new List<string>();
        await using var platform = await TestPlatform.StartAsync(
            new()
            {
                EnforceCpu = false,
                MaxConcurrency = 1,
                Log = said.Add,
            }
        );
        await platform.Client.CreateAsync("probe");
        await platform.Client.CreateAsync("other");
        var busy = await OccupyAsync(platform, "other");

        Assert.Equal(202, (await platform.Client.InvokeAsync("probe", "{}", type: "Event")).Status);
        await platform.Client.SendAsync(HttpMethod.Delete, "/2015-03-31/functions/probe");
        await busy;
        await platform.IdleAsync();

        Assert.Equal((1, 1), (platform.Platform.GetStatus().Invocations, platform.Platform.GetStatus().EventsDropped));
        Assert.Contains(said, l => l.StartsWith("probe: an asynchronous event was lost: Function not found"));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(2, 3)]
    public async Task A_function_says_how_often_it_is_retried(int retries, int attempts)
    {
        await using var platform = await TestPlatform.StartAsync(new() { EnforceCpu = false, AsyncRetryDelays = s_soon });
        await platform.Client.CreateAsync("probe");
        await platform.Client.SendAsync(HttpMethod.Put, Config, $$"""{"MaximumRetryAttempts":{{retries}}}""");

        await platform.Client.InvokeAsync("probe", """{"do":"fail"}""", type: "Event");
        await platform.IdleAsync();

        Assert.Equal((attempts, 1), (platform.Platform.GetStatus().Invocations, platform.Platform.GetStatus().EventsDropped));
    }

    [Fact]
    public async Task A_destination_hears_how_an_event_ended()
    {
        await using var platform = await TestPlatform.StartAsync(new() { EnforceCpu = false, AsyncRetryDelays = [] });
        await platform.Client.CreateAsync("probe");
        await platform.Client.CreateAsync("echo");
        await platform.Client.SendAsync(
            HttpMethod.Put,
            Config,
            """{"DestinationConfig":{"OnSuccess":{"Destination":"arn:aws:lambda:us-east-1:000000000000:function:echo"},"OnFailure":{"Destination":"arn:aws:lambda:us-east-1:000000000000:function:echo"}}}"""
        );
        // The destination is itself a function whose result is thrown away: its own destination shows it, in a log.
        await platform.Client.SendAsync(
            HttpMethod.Put,
            "/2019-09-25/functions/echo/event-invoke-config",
            """{"DestinationConfig":{"OnSuccess":{"Destination":"arn:aws:lambda:us-east-1:000000000000:function:log"}}}"""
        );
        await platform.Client.CreateAsync("log", Zips.Bootstrap(LogEvent), runtime: "provided.al2023", handler: "bootstrap");

        await platform.Client.InvokeAsync("probe", """{"do":"sleep","ms":1}""", type: "Event");
        await platform.Client.InvokeAsync("probe", """{"do":"fail"}""", type: "Event");
        await platform.IdleAsync();

        var records = (await platform.Client.MessagesAsync("log"))
            .Where(m => m.StartsWith('{'))
            .Select(m => JsonNode.Parse(m)!["requestPayload"]!)
            .ToArray();
        Assert.Equal(["RetriesExhausted", "Success"], records.Select(r => (string)r["requestContext"]!["condition"]!).Order());
        var failed = records.Single(r => (string)r["requestContext"]!["condition"]! != "Success");
        Assert.Equal(("1.0", 1), ((string)failed["version"]!, (int)failed["requestContext"]!["approximateInvokeCount"]!));
        Assert.Equal("arn:aws:lambda:us-east-1:000000000000:function:probe:$LATEST", (string)failed["requestContext"]!["functionArn"]!);
        Assert.Equal("fail", (string)failed["requestPayload"]!["do"]!);
        Assert.Equal(
            (200, "$LATEST", "Unhandled"),
            (
                (int)failed["responseContext"]!["statusCode"]!,
                (string)failed["responseContext"]!["executedVersion"]!,
                (string)failed["responseContext"]!["functionError"]!
            )
        );
        Assert.Equal("Probe.Failed", (string)failed["responsePayload"]!["errorType"]!);
    }

    [Fact]
    public async Task Event_configurations_are_told_changed_and_deleted()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("probe");
        Assert.Equal(404, (await platform.Client.SendAsync(HttpMethod.Get, Config)).Status);

        await platform.Client.SendAsync(HttpMethod.Put, Config, """{"MaximumRetryAttempts":1,"MaximumEventAgeInSeconds":60}""");
        var changed = (await platform.Client.SendAsync(HttpMethod.Post, Config, """{"MaximumRetryAttempts":0}""")).Json;
        var replaced = (await platform.Client.SendAsync(HttpMethod.Put, Config, """{"MaximumRetryAttempts":2}""")).Json;
        var all = (await platform.Client.SendAsync(HttpMethod.Get, Config + "/list")).Json;

        Assert.Equal((0, 60), ((int)changed["MaximumRetryAttempts"]!, (int)changed["MaximumEventAgeInSeconds"]!));
        Assert.Equal((2, null), ((int)replaced["MaximumRetryAttempts"]!, replaced["MaximumEventAgeInSeconds"]));
        Assert.Equal(
            "arn:aws:lambda:us-east-1:000000000000:function:probe:$LATEST",
            (string)Assert.Single(all["FunctionEventInvokeConfigs"]!.AsArray())!["FunctionArn"]!
        );
        foreach (
            var bad in new[]
            {
                """{"MaximumRetryAttempts":3}""",
                """{"MaximumEventAgeInSeconds":59}""",
                """{"DestinationConfig":{"OnFailure":{"Destination":"arn:aws:sqs:us-east-1:123456789012:q"}}}""",
            }
        )
            Assert.Equal(400, (await platform.Client.SendAsync(HttpMethod.Put, Config, bad)).Status);
        Assert.Equal(204, (await platform.Client.SendAsync(HttpMethod.Delete, Config)).Status);
        Assert.Equal(404, (await platform.Client.SendAsync(HttpMethod.Get, Config)).Status);
    }

    /// <summary>Takes the platform's only place for a while.</summary>
    private static async Task<Task> OccupyAsync(TestPlatform platform, string function)
    {
        var running = platform.Client.InvokeAsync(function, """{"do":"sleep","ms":2000}""");
        while (platform.Platform.GetStatus().Concurrency == 0)
            await Task.Delay(5);
        return running;
    }

    private const string LogEvent = """
        #!/bin/sh
        api="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation"
        headers="$(mktemp)"
        while :; do
          event="$(curl -sf -D "$headers" "$api/next")" || exit 0
          id="$(sed -n 's/^Lambda-Runtime-Aws-Request-Id: *\([^[:space:]]*\).*/\1/pI' "$headers")"
          printf 'stage %s\n%s\n' "$STAGE" "$event"
          curl -s -o /dev/null -d "null" "$api/$id/response"
        done
        """;
}
