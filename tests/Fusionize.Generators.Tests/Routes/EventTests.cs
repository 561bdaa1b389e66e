using System.Text.Json.Nodes;

namespace Fusionize.Generators.Tests.Routes;

/// <summary>Events as AWS's documentation shows them, and events that are none of an HTTP request.</summary>
public sealed class EventTests(ExchangeTests.Host host) : IClassFixture<ExchangeTests.Host>
{
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
    private const string Version2 = """
        {
          "version": "2.0", "routeKey": "$default", "rawPath": "/headers", "rawQueryString": "parameter1=value1&parameter1=value2&parameter2=value",
          "cookies": ["cookie1", "cookie2"], "headers": {"x-tenant": "value1", "header2": "value1,value2"},
          "queryStringParameters": {"parameter1": "value1,value2", "parameter2": "value"},
          "requestContext": {"accountId": "123456789012", "apiId": "api-id", "authentication": {"clientCert": {"clientCertPem": "CERT_CONTENT"}},
            "authorizer": {"jwt": {"claims": {"claim1": "value1"}, "scopes": ["scope1", "scope2"]}},
            "domainName": "id.execute-api.us-east-1.amazonaws.com", "domainPrefix": "id",
            "http": {"method": "GET", "path": "/headers", "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1", "userAgent": "agent"},
            "requestId": "id", "routeKey": "$default", "stage": "$default", "time": "12/Mar/2020:19:03:58 +0000", "timeEpoch": 1583348638390},
          "body": "Hello from Lambda", "pathParameters": {"parameter1": "value1"}, "isBase64Encoded": false,
          "stageVariables": {"stageVariable1": "value1"}
        }
        """;

    // The same page, and https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
    private const string Version1 = """
        {
          "version": "1.0", "resource": "/my/path", "path": "/headers", "httpMethod": "GET", "headers": {"X-Tenant": "value1", "header2": "value2"},
          "multiValueHeaders": {"X-Tenant": ["value1"], "header2": ["value1", "value2"]},
          "queryStringParameters": {"parameter1": "value1", "parameter2": "value"},
          "multiValueQueryStringParameters": {"parameter1": ["value1", "value2"], "parameter2": ["value"]},
          "requestContext": {"accountId": "123456789012", "apiId": "id", "authorizer": {"claims": null, "scopes": null}, "httpMethod": "GET",
            "identity": {"accessKey": null, "sourceIp": "192.0.2.1"}, "path": "/my/path", "protocol": "HTTP/1.1", "requestId": "id=",
            "resourceId": null, "resourcePath": "/my/path", "stage": "$default"},
          "pathParameters": null, "stageVariables": null, "body": "Hello from Lambda!", "isBase64Encoded": false
        }
        """;

    // https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
    private const string LoadBalancer = """
        {
          "requestContext": {"elb": {
            "targetGroupArn": "arn:aws:elasticloadbalancing:region:123456789012:targetgroup/my-target-group/6d0ecf831eec9f09"}},
          "httpMethod": "GET", "path": "/headers", "queryStringParameters": {},
          "headers": {"accept": "text/html,application/xhtml+xml", "x-tenant": "value1", "host": "lambda-846800462.us-east-2.elb.amazonaws.com",
            "x-amzn-trace-id": "Root=1-5bdb40ca-556d8b0c50dc66f0511bf520", "x-forwarded-for": "72.21.198.66", "x-forwarded-port": "443"},
          "body": "", "isBase64Encoded": false
        }
        """;

    [Theory]
    [InlineData(Version2, """{"statusCode":200,"headers":{"content-type":"application/json"},"body":"\"value1||1\"","isBase64Encoded":false}""")]
    [InlineData(Version1, """{"statusCode":200,"headers":{"content-type":"application/json"},"body":"\"value1||1\"","isBase64Encoded":false}""")]
    [InlineData(
        LoadBalancer,
        """{"statusCode":200,"statusDescription":"200 OK","headers":{"content-type":"application/json"},"body":"\"value1|text/html,application/xhtml+xml|1\"","isBase64Encoded":false}"""
    )]
    public void A_documented_event_is_answered_in_the_documented_form(string request, string answer) =>
        Assert.Equal(answer, host.Shop.Run(request, "Headers"));

    [Fact]
    public void Several_cookies_are_set_in_each_form()
    {
        string Answer(string request) => host.Shop.Run(request.Replace("/headers", "/"), "Home");

        Assert.Equal(2, JsonNode.Parse(Answer(Version2))!["cookies"]!.AsArray().Count);
        Assert.Equal(2, JsonNode.Parse(Answer(Version1))!["multiValueHeaders"]!["set-cookie"]!.AsArray().Count);
        // Without lists, a load balancer takes several headers of one name only if they differ in case.
        Assert.Equal(
            ["content-type", "set-cookie", "Set-cookie"],
            JsonNode.Parse(Answer(LoadBalancer))!["headers"]!.AsObject().Select(h => h.Key)
        );
    }

    [Theory]
    [InlineData("""{"Records":[{"eventSource":"aws:sqs","body":"x"}]}""")]
    [InlineData("""{"type":"REQUEST","methodArn":"arn:aws:execute-api:r:1:a/s/GET/x","httpMethod":"GET","path":"/headers","requestContext":{"stage":"s"}}""")]
    [InlineData("""{"requestContext":{"connectionId":"c","eventType":"MESSAGE"},"body":"x"}""")]
    [InlineData("""{"httpMethod":"GET","path":"/headers"}""")]
    public void What_is_no_HTTP_request_runs_nothing(string payload) =>
        Assert.StartsWith("""{"errorType":"Fusionize.CompilerServices.InvalidRequestException""", host.Shop.Run(payload, "Headers"));

    [Theory]
    [InlineData("""{"tenant":"a","accept":null,"count":2}""")]
    [InlineData("""{"fusionize":1,"task":"Headers","args":{"tenant":"a","accept":null,"count":2}}""")]
    public void A_direct_invocation_takes_arguments_by_name(string payload) => Assert.Equal("\"a||2\"", host.Shop.Run(payload, "Headers"));

    [Fact]
    public void Bad_base64_is_the_clients_fault() =>
        Assert.Contains(
            "The body is not valid base64.",
            host.Shop.Run(Event("POST", "/notes", "\"body\":\"???\",\"isBase64Encoded\":true"), "Notes")
        );

    [Fact]
    public void Half_a_character_is_the_clients_fault() =>
        Assert.Contains("\"statusCode\":400", host.Shop.Run(Event("GET", "/headers", "\"headers\":{\"x-tenant\":\"\\ud83d\"}"), "Headers"));

    [Fact]
    public void A_task_without_a_route_is_asked_as_before()
    {
        const string Answer = "{\"statusCode\":200,\"headers\":{\"content-type\":\"application/json\"},\"body\":\"\\\"x\\\"\"}";
        Assert.Equal(Answer, host.Shop.Run(Event("POST", "/Plain", "\"body\":\"{\\\"text\\\":\\\"x\\\"}\""), "Plain"));
    }

    [Fact]
    public void Every_route_is_rehearsed_without_running_its_task()
    {
        var shop = host.Shop;
        shop.WarmUp("Counted");
        Assert.Equal(0, shop["Api", "Runs"]);
        Assert.Equal(1, shop["Probe", "Parsed"]); // the last parameter: all of them could be read
    }

    private static string Event(string method, string path, string members) =>
        $"{{\"rawPath\":\"{path}\",\"requestContext\":{{\"http\":{{\"method\":\"{method}\"}}}},{members}}}";
}
