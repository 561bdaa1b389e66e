using System.Text.Json.Nodes;
using Fusionize.Local;
using Fusionize.Tests.Deployment;

namespace Fusionize.Tests.Local;

/// <summary>Functions that call each other for ever are stopped, as on Lambda: by what the trace header says of the chain of calls.</summary>
public class RecursionTests
{
    private const int Limit = 16;

    [Fact]
    public async Task A_function_that_comes_back_in_a_chain_of_calls_is_stopped()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("probe");

        string? trace = null;
        for (var i = 0; i < Limit; i++)
            trace = await CallAsync(platform, "probe", trace);
        var stopped = await InvokeAsync(platform, "probe", trace);

        Assert.Equal((400, "RecursiveInvocationException"), (stopped.Status, stopped.ErrorType));
        // Another chain of calls isn't concerned.
        await CallAsync(platform, "probe", null);
    }

    [Fact]
    public async Task Each_function_of_a_chain_is_counted_for_itself()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("a");
        await platform.Client.CreateAsync("b");

        string? trace = null;
        for (var i = 0; i < Limit; i++)
            trace = await CallAsync(platform, "b", await CallAsync(platform, "a", trace));

        Assert.Equal(400, (await InvokeAsync(platform, "a", trace)).Status);
        Assert.Equal(400, (await InvokeAsync(platform, "b", trace)).Status);
        await platform.Client.CreateAsync("c");
        await CallAsync(platform, "c", trace);
    }

    [Fact]
    public async Task An_event_that_comes_back_in_a_chain_is_dropped()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("probe");
        string? trace = null;
        for (var i = 0; i < Limit; i++)
            trace = await CallAsync(platform, "probe", trace);

        var taken = await InvokeAsync(platform, "probe", trace, isEvent: true);
        await platform.IdleAsync();

        Assert.Equal(202, taken.Status);
        Assert.Equal((Limit, 1), (platform.Platform.GetStatus().Invocations, platform.Platform.GetStatus().EventsDropped));
    }

    /// <summary>The runtime passes the header on, so the platform sees the chain of a function that calls itself.</summary>
    [Fact]
    public async Task A_real_function_that_calls_itself_for_ever_is_stopped()
    {
        await using var platform = await TestPlatform.StartAsync(new LocalPlatformOptions { EnforceCpu = false });
        await platform.Client.CreateAsync(
            "relay",
            RelayFunction.Zip("A A"),
            handler: RelayFunction.Handler,
            environment: ("FUSIONIZE_ROUTES", "A=relay")
        );

        var answer = await platform.Client.InvokeAsync("relay");

        Assert.Contains("RecursiveInvocationException", (string)JsonNode.Parse(answer.Body)!["errorMessage"]!);
        await platform.IdleAsync();
        Assert.Equal(Limit, platform.Platform.GetStatus().Invocations);
    }

    [Fact]
    public async Task Loops_can_be_allowed()
    {
        await using var platform = await TestPlatform.StartAsync(new LocalPlatformOptions { EnforceCpu = false });
        await platform.Client.CreateAsync("probe");
        const string Configuration = "/2024-08-31/functions/probe/recursion-config";
        Assert.Equal("Terminate", (string)(await platform.Client.SendAsync(HttpMethod.Get, Configuration)).Json["RecursiveLoop"]!);
        Assert.Equal(400, (await platform.Client.SendAsync(HttpMethod.Put, Configuration, """{"RecursiveLoop":"Perhaps"}""")).Status);
        Assert.Equal(
            "Allow",
            (string)(await platform.Client.SendAsync(HttpMethod.Put, Configuration, """{"RecursiveLoop":"Allow"}""")).Json["RecursiveLoop"]!
        );

        string? trace = null;
        for (var i = 0; i < Limit + 4; i++)
            trace = await CallAsync(platform, "probe", trace);
    }

    /// <summary>Calls a function as one does that was called with this header, and gives the header that it got.</summary>
    private static async Task<string> CallAsync(TestPlatform platform, string function, string? trace)
    {
        var answer = await InvokeAsync(platform, function, trace);
        Assert.True(answer is { Status: 200, FunctionError: null }, answer.Body);
        return (string)JsonNode.Parse(answer.Body)!["lambda-runtime-trace-id"]!;
    }

    private static Task<PlatformClient.Answer> InvokeAsync(TestPlatform platform, string function, string? trace, bool isEvent = false)
    {
        var headers = new List<(string, string)>();
        if (trace is not null)
            headers.Add(("X-Amzn-Trace-Id", trace));
        if (isEvent)
            headers.Add(("X-Amz-Invocation-Type", "Event"));
        return platform.Client.SendAsync(HttpMethod.Post, $"/2015-03-31/functions/{function}/invocations", """{"do":"headers"}""", [.. headers]);
    }
}
