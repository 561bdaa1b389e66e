using System.Text;
using System.Text.Json.Nodes;

namespace Fusionize.Tests.Local.Http;

/// <summary>Whatever is sent gets an answer, and the platform goes on serving.</summary>
public sealed class MalformedHttpTests(UrlPlatform platform) : IClassFixture<UrlPlatform>
{
    [Theory]
    [InlineData("CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\nConnection: close\r\n\r\n", 405)]
    [InlineData("OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 405)]
    [InlineData("POST /url/probe HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nx\r\n0\r\n\r\n", 400)]
    [InlineData("POST /url/probe HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcdef\r\n0\r\n\r\n", 400)]
    [InlineData("POST /2015-03-31/functions/probe/invocations HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n\r\n", 400)]
    [InlineData("POST /2015-03-31/functions HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n\r\n", 400)]
    [InlineData("GET /url/probe HTTP/1.1\r\n\r\n", 400)]
    [InlineData("GET http://localhost/url/probe/a%2Fb?x=1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 200)]
    [InlineData("GET /x/../url/probe/a HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 200)]
    public async Task A_request_that_is_none_gets_an_answer(string request, int status)
    {
        Assert.Equal(status, (await RawHttp.SendAsync(platform.Endpoint, Encoding.ASCII.GetBytes(request))).Status);
        Assert.Equal(200, (await platform.AnswerAsync("1")).Status);
    }

    [Fact]
    public async Task The_limit_of_6_MB_counts_the_event()
    {
        var body = new byte[5 * 1024 * 1024]; // 6.7 MB in base64
        var refused = await RawHttp.SendAsync(platform.Endpoint, "POST", "/url/probe/", ["Content-Type: application/octet-stream"], body);
        var taken = await RawHttp.SendAsync(
            platform.Endpoint,
            "POST",
            "/url/probe/",
            ["Content-Type: text/plain", "x-probe-answer: MQ=="],
            Encoding.ASCII.GetBytes(new string('x', body.Length))
        );

        Assert.Equal((413, "RequestEntityTooLargeException"), (refused.Status, refused.Value("x-amzn-ErrorType")));
        Assert.Equal((200, "1"), (taken.Status, taken.Text));
    }

    [Theory]
    [InlineData("""{"custom":{"name":"ä€😀"}}""")]
    [InlineData("{\r\n \"custom\": {}\r\n}")]
    public async Task A_client_context_may_hold_any_text(string context)
    {
        var got = await InvokeAsync("X-Amz-Client-Context: " + Convert.ToBase64String(Encoding.UTF8.GetBytes(context)));

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(context), JsonNode.Parse((string)got["lambda-runtime-client-context"]!)));
    }

    [Theory]
    [InlineData("%%%")]
    [InlineData("eA==")]
    [InlineData("MQ==")]
    [InlineData("W10=")]
    public async Task A_client_context_that_is_no_object_is_refused(string context)
    {
        var refused = await RawHttp.SendAsync(
            platform.Endpoint,
            "POST",
            "/2015-03-31/functions/probe/invocations",
            ["X-Amz-Client-Context: " + context],
            "{}"u8.ToArray()
        );

        Assert.Equal((400, "InvalidRequestContentException"), (refused.Status, refused.Value("x-amzn-ErrorType")));
    }

    [Theory]
    [InlineData("Root=ä")]
    [InlineData("Root=1-5759e988-bd862e3fe1be46a994272793;Self=ä")]
    [InlineData("nonsense")]
    public async Task A_trace_header_that_is_none_is_replaced(string header)
    {
        var got = await InvokeAsync("X-Amzn-Trace-Id: " + header);

        Assert.Matches(
            "^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0;Lineage=1:[0-9a-f]{8}:0$",
            (string)got["lambda-runtime-trace-id"]!
        );
    }

    [Fact]
    public async Task A_trace_header_is_passed_on()
    {
        const string Header = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";

        Assert.Matches(
            $"^{Header};Lineage=1:[0-9a-f]{{8}}:0$",
            (string)(await InvokeAsync("X-Amzn-Trace-Id: " + Header))["lambda-runtime-trace-id"]!
        );
    }

    /// <summary>The headers that the runtime got.</summary>
    private async Task<JsonNode> InvokeAsync(string header)
    {
        var answer = await RawHttp.SendAsync(
            platform.Endpoint,
            "POST",
            "/2015-03-31/functions/probe/invocations",
            [header],
            """{"do":"headers"}"""u8.ToArray()
        );
        Assert.True(answer.Status == 200, answer.Text);
        return JsonNode.Parse(answer.Body)!;
    }
}
