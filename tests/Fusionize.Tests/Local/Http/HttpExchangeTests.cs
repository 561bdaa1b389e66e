using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Fusionize.Tests.Local.Http;

/// <summary>
/// Function URLs, exchange by exchange, against the event format 2.0 and the answers that AWS publishes
/// (https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html).
/// </summary>
public sealed class HttpExchangeTests(UrlPlatform platform) : IClassFixture<UrlPlatform>
{
    public static TheoryData<string, string> Paths => ExchangeTable.Two(RequestTables.Paths);
    public static TheoryData<string, string> Queries => ExchangeTable.Two(RequestTables.Queries);
    public static TheoryData<string, string> Cookies => ExchangeTable.Two(RequestTables.Cookies);
    public static TheoryData<string, string, string> Headers => ExchangeTable.Three(RequestTables.Headers);
    public static TheoryData<string, string, string> Bodies => ExchangeTable.Three(RequestTables.Bodies);
    public static TheoryData<string, string, string> Inferred => ExchangeTable.Three(AnswerTables.Inferred);
    public static TheoryData<string> Malformed => AnswerTables.Malformed;
    public static TheoryData<string, string, string> AnswerHeaders => ExchangeTable.Three(AnswerTables.Headers);

    [Fact]
    public void There_are_300_exchanges_and_more() =>
        Assert.True(
            Paths.Count + Queries.Count + Cookies.Count + Headers.Count + Bodies.Count + Inferred.Count + Malformed.Count + AnswerHeaders.Count >= 300
        );

    [Fact]
    public async Task The_published_request_becomes_the_published_event()
    {
        var sent = await platform.EventAsync(
            "POST",
            "/my/path?parameter1=value1&parameter1=value2&parameter2=value",
            ["Cookie: cookie1; cookie2", "Header1: value1", "Header2: value1", "Header2: value2", "User-Agent: agent", "Content-Type: text/plain"],
            Encoding.UTF8.GetBytes("Hello from client!")
        );

        Assert.Equal(
            [
                "version",
                "routeKey",
                "rawPath",
                "rawQueryString",
                "cookies",
                "headers",
                "queryStringParameters",
                "requestContext",
                "body",
                "isBase64Encoded",
            ],
            sent.AsObject().Select(m => m.Key)
        );
        Assert.Equal(("2.0", "$default", "/my/path"), ((string)sent["version"]!, (string)sent["routeKey"]!, (string)sent["rawPath"]!));
        Assert.Equal("parameter1=value1&parameter1=value2&parameter2=value", (string)sent["rawQueryString"]!);
        Same("""["cookie1","cookie2"]""", sent["cookies"]);
        Assert.Equal(("value1", "value1,value2"), ((string)sent["headers"]!["header1"]!, (string)sent["headers"]!["header2"]!));
        Same("""{"parameter1":"value1,value2","parameter2":"value"}""", sent["queryStringParameters"]);
        Assert.Equal(("Hello from client!", false), ((string)sent["body"]!, (bool)sent["isBase64Encoded"]!));
        var context = sent["requestContext"]!;
        Assert.Equal(
            ["accountId", "apiId", "domainName", "domainPrefix", "http", "requestId", "routeKey", "stage", "time", "timeEpoch"],
            context.AsObject().Select(m => m.Key)
        );
        Same("""{"method":"POST","path":"/my/path","protocol":"HTTP/1.1","sourceIp":"127.0.0.1","userAgent":"agent"}""", context["http"]);
        Assert.Equal(("$default", "$default", "anonymous"), ((string)context["routeKey"]!, (string)context["stage"]!, (string)context["accountId"]!));
        Assert.Matches(new Regex(@"^\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d \+0000$"), (string)context["time"]!);
        Assert.Equal(platform.Endpoint.Authority, (string)context["domainName"]!);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task A_path_is_passed_on_as_it_was_sent(string sent, string expected)
    {
        var got = await platform.EventAsync("GET", sent, []);

        Assert.Equal(
            (expected, expected, ""),
            ((string)got["rawPath"]!, (string)got["requestContext"]!["http"]!["path"]!, (string)got["rawQueryString"]!)
        );
        Assert.Null(got["queryStringParameters"]);
    }

    [Theory]
    [MemberData(nameof(Queries))]
    public async Task A_query_is_passed_on_as_it_was_sent_and_decoded(string sent, string expected)
    {
        var got = await platform.EventAsync("GET", "/?" + sent, []);

        Assert.Equal(sent, (string)got["rawQueryString"]!);
        Same(expected, got["queryStringParameters"]);
    }

    [Theory]
    [MemberData(nameof(Cookies))]
    public async Task Cookies_have_an_array_of_their_own(string sent, string expected)
    {
        var got = await platform.EventAsync("GET", "/", sent.Split('|'));

        Same(expected, got["cookies"]);
        Assert.Null(got["headers"]!["cookie"]);
    }

    [Theory]
    [MemberData(nameof(Headers))]
    public async Task Headers_are_in_lower_case_and_joined(string sent, string name, string expected)
    {
        var got = await platform.EventAsync("GET", "/", sent.Split('|'));

        Assert.Equal(expected == "-" ? null : expected, (string?)got["headers"]![name]);
        Assert.Null(got["headers"]!["connection"]);
        Assert.Null(got["body"]);
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Bodies_are_text_for_four_types_and_base64_for_all_others(string type, string sent, string expected)
    {
        type = Regex.Replace(type, @" \d$", "");
        var body = sent.StartsWith("0x", StringComparison.Ordinal) ? Convert.FromHexString(sent[2..].Replace(" ", "")) : Encoding.UTF8.GetBytes(sent);

        var got = await platform.EventAsync("POST", "/", type == "-" ? [] : ["Content-Type: " + type], body);

        var encoded = expected.StartsWith("base64:", StringComparison.Ordinal);
        Assert.Equal((encoded ? expected["base64:".Length..] : expected, encoded), ((string)got["body"]!, (bool)got["isBase64Encoded"]!));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    public async Task Every_method_gets_to_the_function(string method)
    {
        var got = await platform.EventAsync(method, "/", []);

        Assert.Equal((method, false), ((string)got["requestContext"]!["http"]!["method"]!, (bool)got["isBase64Encoded"]!));
    }

    [Theory]
    [MemberData(nameof(Inferred))]
    public async Task An_answer_has_the_status_and_the_body_that_the_function_says(string payload, string status, string body)
    {
        var got = await platform.AnswerAsync(payload);

        Assert.Equal((int.Parse(status, CultureInfo.InvariantCulture), body), (got.Status, got.Text));
        if (got.Status is not (204 or 304 or 205))
            Assert.Equal(
                ("application/json", got.Body.Length.ToString(CultureInfo.InvariantCulture)),
                (got.Value("content-type"), got.Value("content-length"))
            );
        Assert.NotNull(got.Value("x-amzn-requestid"));
    }

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task An_answer_that_makes_no_sense_is_a_bad_gateway(string payload)
    {
        var got = await platform.AnswerAsync(payload);

        Assert.Equal((502, "Internal Server Error"), (got.Status, got.Text));
    }

    [Theory]
    [MemberData(nameof(AnswerHeaders))]
    public async Task An_answers_headers_and_cookies_are_those_of_the_function(string members, string header, string expected)
    {
        var got = await platform.AnswerAsync($$"""{"statusCode":200,"body":"body",{{members}}}""");

        Assert.Equal((200, "body"), (got.Status, got.Text));
        Assert.Equal(expected == "-" ? [] : expected.Split('|'), got.Values(header));
    }

    [Fact]
    public async Task The_answer_to_HEAD_has_no_body()
    {
        var got = await platform.AnswerAsync("""{"statusCode":200,"body":"body"}""", "HEAD");

        Assert.Equal((200, "", "4"), (got.Status, got.Text, got.Value("content-length")));
    }

    private static void Same(string expected, JsonNode? actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), $"expected {expected}, got {actual?.ToJsonString()}");
}
