namespace Fusionize.Tests.Local;

public class ScalingTests
{
    private const string Sleep = """{"do":"sleep","ms":400}""";

    [Fact]
    public async Task Requests_at_the_same_time_get_instances_of_their_own()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("probe");

        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => platform.Client.InvokeAsync("probe", Sleep)));

        Assert.Equal(3, answers.Select(a => a.Body).Distinct().Count());
        Assert.Equal(3, platform.Platform.GetStatus().ColdStarts);
        Assert.Equal(3, platform.Platform.GetStatus().Instances);
    }

    [Fact]
    public async Task One_request_after_the_other_stays_on_one_instance()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("probe");

        for (var i = 0; i < 200; i++)
            await platform.Client.InvokeAsync("probe");

        // Also between an answer and the runtime's next request for work, when it is not waiting yet.
        Assert.Equal(1, platform.Platform.GetStatus().ColdStarts);
    }

    [Fact]
    public async Task More_than_the_limit_is_throttled()
    {
        await using var platform = await TestPlatform.StartAsync(new() { EnforceCpu = false, MaxConcurrency = 1 });
        await platform.Client.CreateAsync("probe");
        var running = platform.Client.InvokeAsync("probe", """{"do":"sleep","ms":3000}""");
        while (platform.Platform.GetStatus().Concurrency == 0)
            await Task.Delay(5);

        var refused = await platform.Client.InvokeAsync("probe");

        Assert.Equal((429, "TooManyRequestsException"), (refused.Status, refused.ErrorType));
        Assert.Equal("ConcurrentInvocationLimitExceeded", (string)refused.Json["Reason"]!);
        Assert.Null((await running).FunctionError);
        Assert.Null((await platform.Client.InvokeAsync("probe")).FunctionError);
        Assert.Equal(1, platform.Platform.GetStatus().Throttles);
    }

    [Fact]
    public async Task A_functions_own_limit_holds_over_its_versions()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("probe", publish: true);
        await platform.Client.CreateAsync("other");
        await platform.Client.SendAsync(HttpMethod.Put, "/2017-10-31/functions/probe/concurrency", """{"ReservedConcurrentExecutions":1}""");
        var running = platform.Client.InvokeAsync("probe", """{"do":"sleep","ms":3000}""");
        while (platform.Platform.GetStatus().Concurrency == 0)
            await Task.Delay(5);

        var refused = await platform.Client.InvokeAsync("probe:1");
        var other = await platform.Client.InvokeAsync("other");

        Assert.Equal((429, "ReservedFunctionConcurrentInvocationLimitExceeded"), (refused.Status, (string)refused.Json["Reason"]!));
        Assert.Equal(200, other.Status);
        await running;
        Assert.Equal(200, (await platform.Client.InvokeAsync("probe:1")).Status);
    }

    [Fact]
    public async Task A_burst_loses_nothing_while_INITs_take_turns()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("probe");

        var answers = await Task.WhenAll(Enumerable.Range(0, 25).Select(_ => platform.Client.InvokeAsync("probe", """{"do":"sleep","ms":100}""")));
        await platform.IdleAsync();

        Assert.All(answers, a => Assert.Equal((200, null), (a.Status, a.FunctionError)));
        var status = platform.Platform.GetStatus();
        Assert.Equal((25, 0, 0), (status.Invocations, status.Concurrency, status.Unreported));
        Assert.InRange(status.ColdStarts, 1, 25);
    }

    [Fact]
    public async Task Idle_instances_expire()
    {
        await using var platform = await TestPlatform.StartAsync(new() { EnforceCpu = false, IdleExpiry = TimeSpan.FromMilliseconds(200) });
        await platform.Client.CreateAsync("probe");
        await platform.Client.InvokeAsync("probe");

        for (var i = 0; platform.Platform.GetStatus().Instances > 0; i++)
        {
            Assert.True(i < 1000, "the instance stays");
            await Task.Delay(10);
        }
        Assert.Equal(1, (int)(await platform.Client.InvokeAsync("probe")).Json["served"]!);
    }

    [Fact]
    public async Task Room_is_made_for_a_function_by_ending_anothers_idle_instance()
    {
        await using var platform = await TestPlatform.StartAsync(new() { EnforceCpu = false, MaxConcurrency = 2 });
        foreach (var name in new[] { "a", "b", "c" })
        {
            await platform.Client.CreateAsync(name);
            Assert.Null((await platform.Client.InvokeAsync(name)).FunctionError);
            await platform.IdleAsync();
        }
        for (var i = 0; platform.Platform.GetStatus().Instances > 2; i++)
        {
            Assert.True(i < 1000, "no instance was ended");
            await Task.Delay(10);
        }
    }

    [Fact]
    public async Task An_instance_takes_several_requests_when_told_so()
    {
        await using var platform = await TestPlatform.StartAsync(new() { EnforceCpu = false, RequestsPerInstance = 4 });
        await platform.Client.CreateAsync("python", Zips.Bootstrap(ConcurrentBootstrap), runtime: "provided.al2023", handler: "bootstrap");
        await platform.Client.InvokeAsync("python");

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => platform.Client.InvokeAsync("python", "300")));
        await platform.IdleAsync();

        Assert.All(answers, a => Assert.Null(a.FunctionError));
        Assert.Equal(1, platform.Platform.GetStatus().ColdStarts);
        Assert.Equal(0, platform.Platform.GetStatus().Unreported);
    }

    [Fact]
    public async Task A_shell_script_can_be_a_function()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("shell", Zips.Bootstrap(ShellBootstrap), runtime: "provided.al2023", handler: "bootstrap");

        Assert.Equal("""{"echo":[1]}""", (await platform.Client.InvokeAsync("shell", "[1]")).Body);
        Assert.Equal("""{"echo":[2]}""", (await platform.Client.InvokeAsync("shell", "[2]")).Body);
    }

    private const string ShellBootstrap = """
        #!/bin/sh
        api="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation"
        headers="$(mktemp)"
        while :; do
          event="$(curl -sf -D "$headers" "$api/next")" || exit 0
          id="$(sed -n 's/^Lambda-Runtime-Aws-Request-Id: *\([^[:space:]]*\).*/\1/pI' "$headers")"
          curl -s -o /dev/null -d "{\"echo\":$event}" "$api/$id/response"
        done
        """;

    /// <summary>Four pollers in one process; the event is how long to sleep.</summary>
    private const string ConcurrentBootstrap = """
        #!/bin/sh
        api="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation"
        worker() {
          headers="$(mktemp)"
          while :; do
            event="$(curl -sf -D "$headers" "$api/next")" || exit 0
            id="$(sed -n 's/^Lambda-Runtime-Aws-Request-Id: *\([^[:space:]]*\).*/\1/pI' "$headers")"
            case "$event" in [0-9]*) sleep "0.$event" ;; esac
            curl -s -o /dev/null -d "\"$1\"" "$api/$id/response"
          done
        }
        worker 1 & worker 2 & worker 3 & worker 4 & wait
        """;
}
