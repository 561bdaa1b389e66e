using System.Text;
using System.Text.Json.Nodes;
using Fusionize.Aws;
using Fusionize.Aws.ApiGatewayV2;

namespace Fusionize.Tests.Local.Http;

/// <summary>
/// HTTP APIs of the local platform, by API Gateway's control operations and from outside
/// (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html).
/// </summary>
public sealed class HttpApiTests : IAsyncLifetime
{
    private TestPlatform _platform = null!;
    private AmazonApiGatewayV2Client _apis = null!;

    private Uri Endpoint => _platform.Platform.Endpoint;

    public async Task InitializeAsync()
    {
        _platform = await TestPlatform.StartAsync();
        _apis = new AwsConnection { Endpoint = Endpoint, MaxErrorRetry = 0 }.HttpApis();
        await _platform.Client.CreateAsync("probe");
    }

    public async Task DisposeAsync()
    {
        _apis.Dispose();
        await _platform.DisposeAsync();
    }

    [Fact]
    public async Task A_request_becomes_an_event_of_its_route()
    {
        var (id, address) = await CreateAsync("shop", "GET /products/{id}", "POST /files/{path+}");
        Assert.Equal(new Uri(Endpoint, "/shop"), new Uri(address));

        var sent = await EventAsync("GET", "/shop/products/caf%C3%A9%20x?a=1&a=%2B", ["Cookie: c=1; d=2", "X-One: a", "X-One: b"]);

        Assert.Equal(
            ("2.0", "GET /products/{id}", "/products/café x", "a=1&a=%2B"),
            ((string?)sent["version"], (string?)sent["routeKey"], (string?)sent["rawPath"], (string?)sent["rawQueryString"])
        );
        Assert.Equal("""{"id":"café x"}""", Text(sent["pathParameters"]));
        Assert.Equal("""["c=1","d=2"]""", Text(sent["cookies"]));
        Assert.Equal("""{"a":"1,+"}""", Text(sent["queryStringParameters"]));
        Assert.Equal("a,b", (string?)sent["headers"]!["x-one"]);
        var context = sent["requestContext"]!;
        Assert.Equal(
            (id, id, "GET /products/{id}", "$default", "GET", "/products/café x"),
            (
                (string?)context["apiId"],
                (string?)context["domainPrefix"],
                (string?)context["routeKey"],
                (string?)context["stage"],
                (string?)context["http"]!["method"],
                (string?)context["http"]!["path"]
            )
        );

        var file = await EventAsync("POST", "/shop/files/a/b%2Fc", ["Content-Type: application/octet-stream"], [0, 255]);
        Assert.Equal(("""{"path":"a/b/c"}""", "AP8=", true), (Text(file["pathParameters"]), (string?)file["body"], (bool)file["isBase64Encoded"]!));
    }

    [Theory]
    [InlineData("shop.localhost", "/products/caf%C3%A9?a=%2B", "GET /products/{id}", "/products/café")]
    [InlineData("SHOP.localhost:8080", "/", "GET /", "/")]
    [InlineData("shop.localhost", "/v2/apis", "GET /{any+}", "/v2/apis")]
    [InlineData("other.localhost", "/shop/products/7", "GET /products/{id}", "/products/7")]
    public async Task A_name_of_this_machine_serves_pages_with_absolute_links(string host, string target, string routeKey, string rawPath)
    {
        await CreateAsync("shop", "GET /products/{id}", "GET /", "GET /{any+}");

        var answer = await _platform.Client.SendAsync(HttpMethod.Get, target, null, ("Host", host));

        Assert.Equal(200, answer.Status);
        var sent = answer.Json["event"]!;
        Assert.Equal((routeKey, rawPath), ((string?)sent["routeKey"], (string?)sent["rawPath"]));
        Assert.Equal(host, (string?)sent["requestContext"]!["domainName"]);
    }

    [Fact]
    public async Task What_no_route_takes_is_answered_by_the_API()
    {
        await CreateAsync("shop", "GET /products/{id}");

        (string Method, string Path)[] others = [("GET", ""), ("GET", "/other"), ("POST", "/products/7"), ("OPTIONS", "/products/7")];
        foreach (var (method, path) in others)
            await RefusedAsync(404, "Not Found", method, "/shop" + path);
        // %2F separates segments.
        await RefusedAsync(404, "Not Found", "GET", "/shop/products/a%2Fb");
        Assert.Equal(0, _platform.Platform.GetStatus().Invocations);
    }

    [Fact]
    public async Task Answers_of_functions_that_HTTP_cannot_carry_are_errors_of_the_API()
    {
        await CreateAsync("shop", "ANY /x");

        Assert.Equal((200, "[1]"), await AnswerAsync("[1]"));
        Assert.Equal((201, "a"), await AnswerAsync("""{"statusCode":201,"headers":{"x":"y"},"cookies":["a=b"],"body":"a"}"""));
        Assert.Equal((500, """{"message":"Internal Server Error"}"""), await AnswerAsync("""{"statusCode":99}"""));

        async Task<(int, string)> AnswerAsync(string payload)
        {
            var answer = await RawHttp.SendAsync(
                Endpoint,
                "PUT",
                "/shop/x",
                ["x-probe-answer: " + Convert.ToBase64String(Encoding.UTF8.GetBytes(payload))]
            );
            Assert.NotNull(answer.Value("apigw-requestid"));
            return (answer.Status, answer.Text);
        }
    }

    [Fact]
    public async Task A_function_that_is_missing_or_fails_or_takes_too_long_is_an_error_of_the_API()
    {
        await _platform.Client.CreateAsync("bad", environment: ("PROBE_INIT", "crash"));
        await _platform.Client.CreateAsync("slow", environment: ("PROBE_INIT", "hang"));
        var (id, _) = await CreateAsync("shop");
        await RouteAsync(id, "GET /absent", "absent");
        await RouteAsync(id, "GET /bad", "bad");
        await RouteAsync(id, "GET /slow", "slow", timeoutMs: 50);
        await AllowAsync("bad", id);
        await AllowAsync("slow", id);

        await RefusedAsync(500, "Internal Server Error", "GET", "/shop/absent");
        await RefusedAsync(500, "Internal Server Error", "GET", "/shop/bad");
        await RefusedAsync(503, "Service Unavailable", "GET", "/shop/slow");
    }

    [Theory]
    [InlineData("*", false)]
    [InlineData("arn:aws:execute-api:us-east-1:000000000000:{0}/*", true)]
    [InlineData("arn:aws:execute-api:us-east-1:000000000000:{0}/*/GET/x", true)]
    [InlineData("arn:aws:execute-api:us-east-1:000000000000:{0}/*/POST/x", false)]
    [InlineData("arn:aws:execute-api:us-east-1:000000000000:other/*", false)]
    public async Task Only_an_API_with_permission_invokes_a_function(string source, bool isAllowed)
    {
        var (id, _) = await CreateAsync("shop");
        await RouteAsync(id, "GET /x", "probe");
        if (source == "*")
            await AllowAsync("probe", id, principal: "*");
        else
            await AllowAsync("probe", id, string.Format(null, source, id));

        Assert.Equal(isAllowed ? 200 : 500, (await RawHttp.SendAsync(Endpoint, "GET", "/shop/x", [])).Status);
    }

    [Fact]
    public async Task Web_pages_may_use_the_routes_but_not_the_control_operations()
    {
        await CreateAsync("shop", "ANY /x");
        string[][] pages = [["Origin: https://example.com"], ["Sec-Fetch-Site: cross-site"]];
        foreach (var headers in pages)
        {
            Assert.Equal(200, (await RawHttp.SendAsync(Endpoint, "POST", "/shop/x", headers, "{}"u8.ToArray())).Status);
            Assert.Equal(403, (await RawHttp.SendAsync(Endpoint, "GET", "/v2/apis", headers)).Status);
        }
        Assert.Equal(403, (await _platform.Client.SendAsync(HttpMethod.Get, "/v2/apis", null, ("Host", "rebound.example.com"))).Status);
        Assert.Equal(200, (await _platform.Client.SendAsync(HttpMethod.Get, "/shop/x", null, ("Host", "rebound.example.com"))).Status);
    }

    [Fact]
    public async Task A_body_above_the_limit_is_refused_after_it_was_read()
    {
        await CreateAsync("shop", "POST /x");

        var answer = await RawHttp.SendAsync(Endpoint, "POST", "/shop/x", ["Content-Type: text/plain"], new byte[6 * 1024 * 1024 + 1]);

        Assert.Equal((413, """{"message":"Request Entity Too Large"}"""), (answer.Status, answer.Text));
    }

    [Fact]
    public async Task Routes_change_at_once_and_end_with_the_API()
    {
        await _platform.Client.CreateAsync("other", environment: ("PROBE_INIT", "crash"));
        var (id, _) = await CreateAsync("shop", "GET /x");
        await AllowAsync("other", id);
        var integration = (await _apis.CreateIntegrationAsync(Integration(id, "other"))).IntegrationId;
        var route = (await _apis.GetRoutesAsync(new() { ApiId = id })).Items!.Single();

        Assert.Equal(200, (await RawHttp.SendAsync(Endpoint, "GET", "/shop/x", [])).Status);
        await _apis.UpdateRouteAsync(
            new()
            {
                ApiId = id,
                RouteId = route.RouteId,
                Target = "integrations/" + integration,
            }
        );
        Assert.Equal(500, (await RawHttp.SendAsync(Endpoint, "GET", "/shop/x", [])).Status);
        var inUse = await Assert.ThrowsAsync<ConflictException>(() =>
            _apis.DeleteIntegrationAsync(new() { ApiId = id, IntegrationId = integration })
        );
        Assert.Contains("referenced by Route", inUse.Message, StringComparison.Ordinal);
        await _apis.DeleteRouteAsync(new() { ApiId = id, RouteId = route.RouteId });
        await RefusedAsync(404, "Not Found", "GET", "/shop/x");
        await _apis.DeleteIntegrationAsync(new() { ApiId = id, IntegrationId = integration });

        Assert.Equal(204, (await _platform.Client.SendAsync(HttpMethod.Delete, "/v2/apis/" + id)).Status);
        Assert.Equal("UnknownOperationException", (await _platform.Client.SendAsync(HttpMethod.Get, "/shop/x")).ErrorType);
        await Assert.ThrowsAsync<NotFoundException>(() => _apis.GetRoutesAsync(new() { ApiId = id }));
    }

    [Fact]
    public async Task APIs_have_addresses_of_their_own()
    {
        var (first, _) = await CreateAsync("shop", "GET /x");
        var (second, address) = await CreateAsync("shop", "GET /x");
        var (_, reserved) = await CreateAsync("url", "GET /x");

        Assert.Equal(new Uri(Endpoint, "/" + second).ToString(), address);
        Assert.NotEqual(new Uri(Endpoint, "/url").ToString(), reserved);
        Assert.Equal(first, (string?)(await EventAsync("GET", "/shop/x", []))["requestContext"]!["apiId"]);
        Assert.Equal(second, (string?)(await EventAsync("GET", $"/{second}/x", []))["requestContext"]!["apiId"]);
        var ids = (await _apis.ApisAsync().ToListAsync()).Where(a => a.Name == "shop").Select(a => a.ApiId!);
        Assert.Equal(((string[])[first, second]).Order(StringComparer.Ordinal), ids);
    }

    [Fact]
    public async Task Lists_have_pages()
    {
        var (id, _) = await CreateAsync("shop");
        for (var i = 0; i < 5; i++)
            await RouteAsync(id, $"GET /{i}", "probe");
        var keys = new List<string>();
        string? token = null;
        do
        {
            var query = "maxResults=2&nextToken=" + Uri.EscapeDataString(token ?? "");
            var page = (await _platform.Client.SendAsync(HttpMethod.Get, $"/v2/apis/{id}/routes?{query}")).Json;
            Assert.InRange(page["items"]!.AsArray().Count, 1, 2);
            keys.AddRange(page["items"]!.AsArray().Select(r => (string)r!["routeKey"]!));
            token = (string?)page["nextToken"];
        } while (token is not null);

        Assert.Equal(["GET /0", "GET /1", "GET /2", "GET /3", "GET /4"], keys.Order());
    }

    [Fact]
    public async Task An_API_has_tags()
    {
        var id = (await _apis.CreateApiAsync(new() { Name = "shop", ProtocolType = "HTTP", Tags = new() { ["a"] = "1" } })).ApiId;
        var arn = Uri.EscapeDataString("arn:aws:apigateway:us-east-1::/apis/" + id);

        Assert.Equal(201, (await _platform.Client.SendAsync(HttpMethod.Post, "/v2/tags/" + arn, """{"tags":{"b":"2"}}""")).Status);
        Assert.Equal("""{"tags":{"a":"1","b":"2"}}""", (await _platform.Client.SendAsync(HttpMethod.Get, "/v2/tags/" + arn)).Body);
        Assert.Equal(204, (await _platform.Client.SendAsync(HttpMethod.Delete, $"/v2/tags/{arn}?tagKeys=a")).Status);
        Assert.Equal(["b"], (await _apis.ApisAsync().SingleAsync()).Tags!.Keys);
        Assert.Equal(404, (await _platform.Client.SendAsync(HttpMethod.Get, "/v2/tags/" + arn + "0")).Status);
    }

    [Theory]
    [InlineData("POST", "/v2/apis", """{"name":"x","protocolType":"WEBSOCKET"}""")]
    [InlineData("POST", "/v2/apis", """{"name":"","protocolType":"HTTP"}""")]
    [InlineData("POST", "/v2/apis", """{"name":"x","protocolType":"HTTP","corsConfiguration":{}}""")]
    [InlineData("POST", "/v2/apis", """{"name":"x","protocolType":"HTTP","target":"arn:aws:lambda:us-east-1:000000000000:function:probe"}""")]
    [InlineData("POST", "/v2/apis", "{")]
    [InlineData("POST", "/v2/apis/ID/integrations", """{"integrationType":"HTTP_PROXY","integrationUri":"https://example.com"}""")]
    [InlineData("POST", "/v2/apis/ID/integrations", """{"integrationType":"AWS_PROXY","integrationUri":"LAMBDA","payloadFormatVersion":"1.0"}""")]
    [InlineData("POST", "/v2/apis/ID/integrations", """{"integrationType":"AWS_PROXY","integrationUri":"probe","payloadFormatVersion":"2.0"}""")]
    [InlineData(
        "POST",
        "/v2/apis/ID/integrations",
        """{"integrationType":"AWS_PROXY","integrationUri":"LAMBDA","payloadFormatVersion":"2.0","requestParameters":{}}"""
    )]
    [InlineData(
        "POST",
        "/v2/apis/ID/integrations",
        """{"integrationType":"AWS_PROXY","integrationUri":"LAMBDA","payloadFormatVersion":"2.0","timeoutInMillis":30001}"""
    )]
    [InlineData("POST", "/v2/apis/ID/routes", """{"routeKey":"FETCH /x","target":"TARGET"}""")]
    [InlineData("POST", "/v2/apis/ID/routes", """{"routeKey":"GET x","target":"TARGET"}""")]
    [InlineData("POST", "/v2/apis/ID/routes", """{"routeKey":"GET /{a+}/b","target":"TARGET"}""")]
    [InlineData("POST", "/v2/apis/ID/routes", """{"routeKey":"GET /y"}""")]
    [InlineData("POST", "/v2/apis/ID/routes", """{"routeKey":"GET /y","target":"integrations/none"}""")]
    [InlineData("POST", "/v2/apis/ID/routes", """{"routeKey":"GET /y","target":"TARGET","authorizationType":"AWS_IAM"}""")]
    [InlineData("POST", "/v2/apis/ID/stages", """{"stageName":"prod","autoDeploy":true}""")]
    [InlineData("POST", "/v2/apis/ID/stages", """{"stageName":"$default"}""")]
    public async Task What_would_have_no_effect_is_refused(string method, string path, string body)
    {
        var (id, _) = await CreateAsync("shop", "GET /x");
        var target = (await _apis.GetRoutesAsync(new() { ApiId = id })).Items!.Single().Target;
        body = body.Replace("TARGET", target, StringComparison.Ordinal).Replace("LAMBDA", Arn("probe"), StringComparison.Ordinal);

        var answer = await _platform.Client.SendAsync(new HttpMethod(method), path.Replace("ID", id, StringComparison.Ordinal), body);

        Assert.Equal((400, "BadRequestException"), (answer.Status, answer.ErrorType));
        Assert.Contains("message", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST", "/v2/apis/ID/authorizers", 404, "UnknownOperationException")]
    [InlineData("PUT", "/v2/apis/ID", 404, "UnknownOperationException")]
    [InlineData("POST", "/v2/apis/ID/deployments", 404, "UnknownOperationException")]
    [InlineData("GET", "/v2/domainnames", 404, "UnknownOperationException")]
    [InlineData("GET", "/v2/apis/none", 404, "NotFoundException")]
    [InlineData("DELETE", "/v2/apis/none", 404, "NotFoundException")]
    [InlineData("GET", "/v2/apis/ID/routes/none", 404, "NotFoundException")]
    [InlineData("GET", "/v2/apis/ID/integrations/none", 404, "NotFoundException")]
    [InlineData("GET", "/v2/apis/ID/stages/prod", 404, "NotFoundException")]
    [InlineData("POST", "/v2/apis/ID/stages", 409, "ConflictException")]
    [InlineData("POST", "/v2/apis/ID/routes", 409, "ConflictException")]
    public async Task What_is_not_there_or_there_already_has_the_error_of_AWS(string method, string path, int status, string type)
    {
        var (id, _) = await CreateAsync("shop", "GET /x/{a}");
        var target = (await _apis.GetRoutesAsync(new() { ApiId = id })).Items!.Single().Target;
        var body = path.EndsWith("stages", StringComparison.Ordinal)
            ? """{"stageName":"$default","autoDeploy":true}"""
            : $$"""{"routeKey":"GET /x/{b}","target":"{{target}}"}""";

        var answer = await _platform.Client.SendAsync(
            new HttpMethod(method),
            path.Replace("ID", id, StringComparison.Ordinal),
            method == "POST" ? body : null
        );

        Assert.Equal((status, type), (answer.Status, answer.ErrorType));
    }

    private async Task<(string Id, string Address)> CreateAsync(string name, params string[] routes)
    {
        var api = await _apis.CreateApiAsync(new() { Name = name, ProtocolType = "HTTP" });
        await _apis.CreateStageAsync(
            new()
            {
                ApiId = api.ApiId,
                StageName = "$default",
                AutoDeploy = true,
            }
        );
        foreach (var route in routes)
            await RouteAsync(api.ApiId!, route, "probe");
        if (routes.Length > 0)
            await AllowAsync("probe", api.ApiId!);
        return (api.ApiId!, api.ApiEndpoint!);
    }

    private async Task RouteAsync(string api, string key, string function, int? timeoutMs = null)
    {
        string? integration;
        if (timeoutMs is null)
            integration = (await _apis.CreateIntegrationAsync(Integration(api, function))).IntegrationId;
        else
        {
            var body = new JsonObject
            {
                ["integrationType"] = "AWS_PROXY",
                ["integrationUri"] = $"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{Arn(function)}/invocations",
                ["payloadFormatVersion"] = "2.0",
                ["timeoutInMillis"] = timeoutMs,
            };
            var answer = await _platform.Client.SendAsync(HttpMethod.Post, $"/v2/apis/{api}/integrations", body.ToJsonString());
            integration = (string?)answer.Json["integrationId"];
        }
        await _apis.CreateRouteAsync(
            new()
            {
                ApiId = api,
                RouteKey = key,
                Target = "integrations/" + integration,
            }
        );
    }

    private static CreateIntegrationRequest Integration(string api, string function) =>
        new()
        {
            ApiId = api,
            IntegrationType = "AWS_PROXY",
            IntegrationUri = Arn(function),
            PayloadFormatVersion = "2.0",
        };

    private async Task AllowAsync(string function, string api, string? source = null, string principal = "apigateway.amazonaws.com")
    {
        var body = new JsonObject
        {
            ["StatementId"] = "s" + api,
            ["Action"] = "lambda:InvokeFunction",
            ["Principal"] = principal,
            ["SourceArn"] = source ?? $"arn:aws:execute-api:us-east-1:000000000000:{api}/*",
        };
        var path = $"/2015-03-31/functions/{function}/policy";
        Assert.Equal(201, (await _platform.Client.SendAsync(HttpMethod.Post, path, body.ToJsonString())).Status);
    }

    private static string Arn(string function) => "arn:aws:lambda:us-east-1:000000000000:function:" + function;

    private async Task<JsonNode> EventAsync(string method, string target, IEnumerable<string> headers, byte[]? body = null)
    {
        var answer = await RawHttp.SendAsync(Endpoint, method, target, headers, body);
        Assert.True(answer.Status == 200, answer.Text);
        return JsonNode.Parse(answer.Body)!["event"]!;
    }

    private async Task RefusedAsync(int status, string message, string method, string path)
    {
        var answer = await RawHttp.SendAsync(Endpoint, method, path, []);
        Assert.Equal((status, $$"""{"message":"{{message}}"}"""), (answer.Status, answer.Text));
    }

    private static string? Text(JsonNode? node) =>
        node?.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
