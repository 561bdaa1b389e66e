namespace Fusionize.Tests.Local;

public class FunctionUrlTests
{
    [Fact]
    public async Task A_function_is_served_over_plain_HTTP()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("probe");

        var answer = await platform.Client.SendAsync(HttpMethod.Post, "/url/probe/a/b?x=1&x=2", "text");

        Assert.Equal(200, answer.Status);
        var request = answer.Json["event"]!;
        Assert.Equal("2.0", (string)request["version"]!);
        Assert.Equal("/a/b", (string)request["rawPath"]!);
        Assert.Equal("1,2", (string)request["queryStringParameters"]!["x"]!);
        Assert.Equal("POST", (string)request["requestContext"]!["http"]!["method"]!);
        Assert.Equal(("text", false), ((string)request["body"]!, (bool)request["isBase64Encoded"]!));
    }

    [Fact]
    public async Task A_failing_function_is_a_bad_gateway()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("bad", environment: ("PROBE_INIT", "crash"));

        Assert.Equal(502, (await platform.Client.SendAsync(HttpMethod.Get, "/url/bad")).Status);
        Assert.Equal(404, (await platform.Client.SendAsync(HttpMethod.Get, "/url/absent")).Status);
    }

    [Theory]
    [InlineData("Origin", "https://example.com")]
    [InlineData("Origin", "null")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Host", "rebound.example.com")]
    public async Task A_web_page_may_call_function_URLs_only(string header, string value)
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("probe");

        var invoke = await platform.Client.SendAsync(HttpMethod.Post, "/2015-03-31/functions/probe/invocations", "{}", (header, value));
        var url = await platform.Client.SendAsync(HttpMethod.Post, "/url/probe", "{}", (header, value));

        Assert.Equal((403, "AccessDeniedException"), (invoke.Status, invoke.ErrorType));
        Assert.Equal(200, url.Status);
    }

    [Theory]
    [InlineData("Origin", "https://example.com")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Host", "rebound.example.com")]
    public async Task A_web_page_cannot_speak_for_an_instance(string header, string value)
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("probe");
        var api = (string)(await platform.Client.InvokeAsync("probe", """{"do":"environment"}""")).Json["AWS_LAMBDA_RUNTIME_API"]!;
        using var page = new PlatformClient(new Uri("http://" + api));

        foreach (
            var (method, path) in new[]
            {
                (HttpMethod.Post, "init/error"),
                (HttpMethod.Post, "invocation/x/response"),
                (HttpMethod.Get, "invocation/next"),
            }
        )
        {
            var refused = await page.SendAsync(method, "/2018-06-01/runtime/" + path, method == HttpMethod.Post ? "{}" : null, (header, value));
            Assert.Equal((403, "AccessDeniedException"), (refused.Status, refused.ErrorType));
        }
        Assert.Equal(400, (await page.SendAsync(HttpMethod.Post, "/2018-06-01/runtime/invocation/x/response", "{}")).Status);
        Assert.Null((await platform.Client.InvokeAsync("probe")).FunctionError);
    }

    [Fact]
    public async Task Status_tells_what_goes_on()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("probe");
        await platform.Client.InvokeAsync("probe");
        await platform.IdleAsync();

        var status = (await platform.Client.SendAsync(HttpMethod.Get, "/_fusionize/status")).Json;

        Assert.True((bool)status["idle"]!);
        Assert.Equal(1, (int)status["instances"]!);
        Assert.Equal(1, (int)status["invocations"]!);
        Assert.Equal(0, (int)status["eventsWaiting"]!);
    }
}
