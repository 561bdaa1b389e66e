using Fusionize.Tests.Infrastructure;
using Microsoft.AspNetCore.Http;

namespace Fusionize.Tests.Local;

/// <summary>Code that lies in a bucket.</summary>
public class BucketTests
{
    [Fact]
    public async Task Code_is_read_from_S3()
    {
        await using var s3 = await StubServer.StartAsync(AnswerAsync);
        await using var platform = await TestPlatform.StartAsync(new() { EnforceCpu = false, S3Endpoint = s3.Endpoint });

        var created = await CreateAsync(platform, "key.zip");
        var updated = await platform.Client.SendAsync(
            HttpMethod.Put,
            "/2015-03-31/functions/probe/code",
            """{"S3Bucket":"code","S3Key":"a/b c.zip","S3ObjectVersion":"v1"}"""
        );

        Assert.Equal((201, 200), (created.Status, updated.Status));
        Assert.Equal(1, (int)(await platform.Client.InvokeAsync("probe")).Json["served"]!);
        Assert.Equal(["/code/key.zip", "/code/a/b%20c.zip?versionId=v1"], s3.Requests.Select(r => r.Target));
    }

    [Fact]
    public async Task What_S3_says_is_passed_on()
    {
        await using var s3 = await StubServer.StartAsync(AnswerAsync);
        await using var platform = await TestPlatform.StartAsync(new() { EnforceCpu = false, S3Endpoint = s3.Endpoint });

        var refused = await CreateAsync(platform, "absent");

        Assert.Equal((400, "InvalidParameterValueException"), (refused.Status, refused.ErrorType));
        Assert.Equal(
            "Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist.",
            (string)refused.Json["message"]!
        );
    }

    [Theory]
    [InlineData("denied", "S3 Error Code: AccessDenied.")]
    [InlineData("html", "Error occurred while GetObject")]
    [InlineData("torn", "Error occurred while GetObject of s3://code/torn: ")]
    public async Task An_answer_without_a_package_is_refused(string key, string message)
    {
        await using var s3 = await StubServer.StartAsync(AnswerAsync);
        var said = new List<string>();
        await using var platform = await TestPlatform.StartAsync(
            new()
            {
                EnforceCpu = false,
                S3Endpoint = s3.Endpoint,
                Log = said.Add,
            }
        );

        var refused = await CreateAsync(platform, key);

        Assert.Equal((400, "InvalidParameterValueException"), (refused.Status, refused.ErrorType));
        Assert.Contains(message, (string)refused.Json["message"]!);
        Assert.DoesNotContain(said, l => l.Contains("   at ", StringComparison.Ordinal));
    }

    private static Task<PlatformClient.Answer> CreateAsync(TestPlatform platform, string key) =>
        platform.Client.SendAsync(
            HttpMethod.Post,
            "/2015-03-31/functions",
            $$"""{"FunctionName":"probe","Runtime":"dotnet10","Role":"arn:aws:iam::000000000000:role/r","Handler":"{{ProbeFunction.Handler}}","Timeout":30,"Code":{"S3Bucket":"code","S3Key":"{{key}}"} }"""
        );

    private static async Task AnswerAsync(HttpContext http, StubServer.Request request)
    {
        if (request.Target.Contains(".zip", StringComparison.Ordinal))
        {
            await http.Response.Body.WriteAsync(ProbeFunction.Zip);
            return;
        }
        if (request.Target.EndsWith("/torn", StringComparison.Ordinal))
        {
            http.Response.ContentLength = 1000;
            await http.Response.WriteAsync("the beginning");
            await http.Response.Body.FlushAsync();
            http.Abort();
            return;
        }
        if (request.Target.EndsWith("/html", StringComparison.Ordinal))
        {
            http.Response.StatusCode = 400;
            await http.Response.WriteAsync("<html><p>nothing");
            return;
        }
        if (request.Target.EndsWith("/denied", StringComparison.Ordinal))
        {
            http.Response.StatusCode = 403;
            await http.Response.WriteAsync("<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>");
            return;
        }
        http.Response.StatusCode = 404;
        http.Response.ContentType = "application/xml";
        await http.Response.WriteAsync("<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>");
    }
}
