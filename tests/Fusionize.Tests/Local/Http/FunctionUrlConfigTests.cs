using System.Text;
using System.Text.Json.Nodes;

namespace Fusionize.Tests.Local.Http;

/// <summary>What a function URL's configuration says holds.</summary>
public class FunctionUrlConfigTests
{
    private const string Url = "/2021-10-31/functions/probe/url";
    private const string Public = """{"StatementId":"public","Action":"lambda:InvokeFunctionUrl","Principal":"*","FunctionUrlAuthType":"NONE"}""";

    [Fact]
    public async Task A_configuration_is_created_told_changed_and_deleted()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("probe");
        Assert.Equal(404, (await platform.Client.SendAsync(HttpMethod.Get, Url)).Status);

        var created = await platform.Client.SendAsync(
            HttpMethod.Post,
            Url,
            """{"AuthType":"NONE","Cors":{"AllowOrigins":["https://a.example"],"MaxAge":60}}"""
        );
        var again = await platform.Client.SendAsync(HttpMethod.Post, Url, """{"AuthType":"NONE"}""");
        var changed = (await platform.Client.SendAsync(HttpMethod.Put, Url, """{"InvokeMode":"RESPONSE_STREAM"}""")).Json;
        var all = (await platform.Client.SendAsync(HttpMethod.Get, Url + "s")).Json["FunctionUrlConfigs"]!.AsArray();

        Assert.Equal((201, 409, "ResourceConflictException"), (created.Status, again.Status, again.ErrorType));
        Assert.Equal($"{platform.Platform.Endpoint}url/probe/", (string)created.Json["FunctionUrl"]!);
        Assert.Equal(
            ("NONE", "BUFFERED", 60),
            ((string)created.Json["AuthType"]!, (string)created.Json["InvokeMode"]!, (int)created.Json["Cors"]!["MaxAge"]!)
        );
        Assert.Equal(("RESPONSE_STREAM", "https://a.example"), ((string)changed["InvokeMode"]!, (string)changed["Cors"]!["AllowOrigins"]![0]!));
        Assert.Single(all);
        Assert.Equal(400, (await platform.Client.SendAsync(HttpMethod.Post, Url + "?Qualifier=1", """{"AuthType":"NONE"}""")).Status);
        Assert.Equal(400, (await platform.Client.SendAsync(HttpMethod.Put, Url, """{"AuthType":"ALL"}""")).Status);
        Assert.Equal(204, (await platform.Client.SendAsync(HttpMethod.Delete, Url)).Status);
        Assert.Equal(404, (await platform.Client.SendAsync(HttpMethod.Delete, Url)).Status);
    }

    [Fact]
    public async Task A_public_URL_needs_the_permission_that_says_so()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("probe");
        await platform.Client.SendAsync(HttpMethod.Post, Url, """{"AuthType":"NONE"}""");

        var before = await platform.Client.SendAsync(HttpMethod.Get, "/url/probe/");
        await platform.Client.SendAsync(HttpMethod.Post, "/2015-03-31/functions/probe/policy", Public);
        var after = await platform.Client.SendAsync(HttpMethod.Get, "/url/probe/");

        Assert.Equal((403, "Forbidden"), (before.Status, (string)before.Json["Message"]!));
        Assert.Equal(200, after.Status);
    }

    [Fact]
    public async Task A_URL_for_known_callers_wants_a_signature()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("probe");
        await platform.Client.SendAsync(HttpMethod.Post, Url, """{"AuthType":"AWS_IAM"}""");

        var unsigned = await platform.Client.SendAsync(HttpMethod.Get, "/url/probe/");
        var signed = await platform.Client.SendAsync(
            HttpMethod.Get,
            "/url/probe/",
            null,
            ("Authorization", "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261127/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=0")
        );

        Assert.Equal(403, unsigned.Status);
        Assert.Equal("AKIDEXAMPLE", (string)signed.Json["event"]!["requestContext"]!["authorizer"]!["iam"]!["accessKey"]!);
    }

    [Fact]
    public async Task Other_origins_are_let_in_as_configured()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("probe");
        await platform.Client.SendAsync(HttpMethod.Post, "/2015-03-31/functions/probe/policy", Public);
        await platform.Client.SendAsync(
            HttpMethod.Post,
            Url,
            """{"AuthType":"NONE","Cors":{"AllowOrigins":["https://a.example"],"AllowMethods":["GET","PUT"],"AllowHeaders":["x-a"],"ExposeHeaders":["x-b"],"AllowCredentials":true,"MaxAge":60}}"""
        );
        var endpoint = platform.Platform.Endpoint;

        var preflight = await RawHttp.SendAsync(
            endpoint,
            "OPTIONS",
            "/url/probe/",
            ["Origin: https://a.example", "Access-Control-Request-Method: PUT"]
        );
        var plain = await RawHttp.SendAsync(endpoint, "GET", "/url/probe/", ["Origin: https://a.example"]);
        var other = await RawHttp.SendAsync(endpoint, "GET", "/url/probe/", ["Origin: https://b.example"]);

        Assert.Equal(
            (200, "", "https://a.example", "GET,PUT", "x-a", "60"),
            (
                preflight.Status,
                preflight.Text,
                preflight.Value("access-control-allow-origin"),
                preflight.Value("access-control-allow-methods"),
                preflight.Value("access-control-allow-headers"),
                preflight.Value("access-control-max-age")
            )
        );
        Assert.Equal(
            ("https://a.example", "true", "x-b"),
            (
                plain.Value("access-control-allow-origin"),
                plain.Value("access-control-allow-credentials"),
                plain.Value("access-control-expose-headers")
            )
        );
        Assert.Null(other.Value("access-control-allow-origin"));
        Assert.Equal(2, platform.Platform.GetStatus().Invocations);
    }

    [Fact]
    public async Task A_streaming_URL_passes_on_status_headers_and_body_as_they_come()
    {
        await using var platform = await TestPlatform.StartAsync();
        await StreamingAsync(platform);

        var got = await StreamAsync(
            platform,
            "application/vnd.awslambda.http-integration-response",
            null,
            """{"statusCode":201,"headers":{"x":"y"},"cookies":["a=1"]}""" + "\0\0\0\0\0\0\0\0",
            "one ",
            "two"
        );
        var plain = await StreamAsync(platform, "text/x", null, "one ", "two");
        var malformed = await StreamAsync(
            platform,
            "application/vnd.awslambda.http-integration-response",
            null,
            """{"statusCode":0}""" + "\0\0\0\0\0\0\0\0"
        );
        var broken = await StreamAsync(platform, "application/vnd.awslambda.http-integration-response", null, "no end");

        Assert.Equal((201, "one two", "y", "a=1"), (got.Status, got.Text, got.Value("x"), got.Value("set-cookie")));
        Assert.Equal((200, "one two", "text/x"), (plain.Status, plain.Text, plain.Value("content-type")));
        Assert.Equal((502, 502), (malformed.Status, broken.Status));
        await platform.IdleAsync();
        Assert.Equal(1, platform.Platform.GetStatus().ColdStarts);
    }

    /// <summary>A URL whose function streams what the request's body says.</summary>
    private static async Task StreamingAsync(TestPlatform platform)
    {
        await platform.Client.CreateAsync("probe");
        await platform.Client.SendAsync(HttpMethod.Post, "/2015-03-31/functions/probe/policy", Public);
        await platform.Client.SendAsync(HttpMethod.Post, Url, """{"AuthType":"NONE","InvokeMode":"RESPONSE_STREAM"}""");
    }

    private static async Task<RawHttp.Answer> StreamAsync(TestPlatform platform, string type, string? error, params string[] parts)
    {
        var command = new JsonObject
        {
            ["type"] = type,
            ["error"] = error,
            ["parts"] = new JsonArray([.. parts.Select(p => (JsonNode)p)]),
        };
        var answer = await RawHttp.SendAsync(
            platform.Platform.Endpoint,
            "POST",
            "/url/probe/",
            ["x-probe-stream: " + Convert.ToBase64String(Encoding.UTF8.GetBytes(command.ToJsonString()))]
        );
        // The client has the end of a stream before the instance is free again.
        await platform.IdleAsync();
        return answer;
    }
}
