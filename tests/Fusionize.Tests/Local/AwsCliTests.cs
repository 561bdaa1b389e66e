using System.Text.Json.Nodes;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Local;

/// <summary>AWS's own client is content with what the platform answers.</summary>
public class AwsCliTests
{
    [FactIfTool("aws")]
    public async Task Makes_an_HTTP_API()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("probe");
        const string Function = "arn:aws:lambda:us-east-1:000000000000:function:probe";
        var api = (string)(await Aws("create-api", "--name", "shop", "--protocol-type", "HTTP", "--tags", "a=1"))["ApiId"]!;
        string[] integration = ["--integration-type", "AWS_PROXY", "--integration-uri", Function, "--payload-format-version", "2.0"];
        var target = "integrations/" + (string)(await Aws("create-integration", ["--api-id", api, .. integration]))["IntegrationId"]!;
        await Aws("create-route", "--api-id", api, "--route-key", "GET /x/{id}", "--target", target);
        await platform.Client.SendAsync(HttpMethod.Post, $"/v2/apis/{api}/stages", """{"stageName":"$default","autoDeploy":true}""");
        var body = """{"StatementId":"s","Action":"lambda:InvokeFunction","Principal":"apigateway.amazonaws.com"}""";
        await platform.Client.SendAsync(HttpMethod.Post, "/2015-03-31/functions/probe/policy", body);

        Assert.Equal("7", (string)(await platform.Client.SendAsync(HttpMethod.Get, "/shop/x/7")).Json["event"]!["pathParameters"]!["id"]!);

        async Task<JsonNode> Aws(string operation, params string[] arguments) =>
            JsonNode.Parse(await AwsCommand.RunAsync(platform.Platform.Endpoint, ["apigatewayv2", operation, .. arguments]))!;
    }

    [FactIfTool("aws")]
    public async Task Deploys_invokes_and_reads_logs()
    {
        await using var platform = await TestPlatform.StartAsync();
        var folder = Directory.CreateTempSubdirectory("fusionize-aws-").FullName;
        var zip = Path.Combine(folder, "probe.zip");
        await File.WriteAllBytesAsync(zip, ProbeFunction.Zip);
        var answer = Path.Combine(folder, "answer.json");
        // As files: versions 1 and 2 of the command read payloads in the argument differently.
        var (payload, failing) = (Path.Combine(folder, "payload.json"), Path.Combine(folder, "failing.json"));
        await File.WriteAllTextAsync(payload, """{"x":1}""");
        await File.WriteAllTextAsync(failing, """{"do":"fail"}""");

        var created = await Aws(
            "lambda",
            "create-function",
            "--function-name",
            "probe",
            "--runtime",
            "dotnet10",
            "--handler",
            ProbeFunction.Handler,
            "--role",
            "arn:aws:iam::000000000000:role/x",
            "--zip-file",
            "fileb://" + zip,
            "--memory-size",
            "512",
            "--environment",
            "Variables={STAGE=1}"
        );
        Assert.Equal("Active", (string)created["State"]!);
        await AwsCommand.RunAsync(platform.Platform.Endpoint, "lambda", "wait", "function-active-v2", "--function-name", "probe");
        var updated = await Aws("lambda", "update-function-configuration", "--function-name", "probe", "--timeout", "10");
        Assert.Equal(10, (int)updated["Timeout"]!);
        await Aws("lambda", "update-function-code", "--function-name", "probe", "--zip-file", "fileb://" + zip);
        Assert.Equal("1", (string)(await Aws("lambda", "publish-version", "--function-name", "probe"))["Version"]!);
        await Aws("lambda", "create-alias", "--function-name", "probe", "--name", "live", "--function-version", "1");

        var invoked = await Aws("lambda", "invoke", "--function-name", "probe:live", "--payload", "fileb://" + payload, "--log-type", "Tail", answer);
        Assert.Equal(200, (int)invoked["StatusCode"]!);
        Assert.Equal("1", (string)invoked["ExecutedVersion"]!);
        Assert.Contains("\"x\":1", await File.ReadAllTextAsync(answer));
        Assert.NotNull(invoked["LogResult"]);
        var failed = await Aws("lambda", "invoke", "--function-name", "probe", "--payload", "fileb://" + failing, answer);
        Assert.Equal("Unhandled", (string)failed["FunctionError"]!);
        var asEvent = await Aws("lambda", "invoke", "--function-name", "probe", "--invocation-type", "Event", answer);
        Assert.Equal(202, (int)asEvent["StatusCode"]!);
        await platform.IdleAsync();

        Assert.Single((await Aws("lambda", "list-functions"))["Functions"]!.AsArray());
        Assert.Equal(2, (await Aws("lambda", "list-versions-by-function", "--function-name", "probe"))["Versions"]!.AsArray().Count);
        Assert.Equal("live", (string)(await Aws("lambda", "list-aliases", "--function-name", "probe"))["Aliases"]![0]!["Name"]!);
        Assert.Equal("probe", (string)(await Aws("lambda", "get-function", "--function-name", "probe"))["Configuration"]!["FunctionName"]!);
        var events = (await Aws("logs", "filter-log-events", "--log-group-name", "/aws/lambda/probe", "--filter-pattern", "REPORT"))[
            "events"
        ]!.AsArray();
        Assert.Equal(3, events.Count);
        Assert.Equal(2, (await Aws("logs", "describe-log-streams", "--log-group-name", "/aws/lambda/probe"))["logStreams"]!.AsArray().Count);
        Assert.Equal("/aws/lambda/probe", (string)(await Aws("logs", "describe-log-groups"))["logGroups"]![0]!["logGroupName"]!);
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var query = (string)
            (
                await Aws(
                    "logs",
                    "start-query",
                    "--log-group-names",
                    "/aws/lambda/probe",
                    "--start-time",
                    $"{now - 600}",
                    "--end-time",
                    $"{now}",
                    "--query-string",
                    "filter @type = 'REPORT' | stats count(*) as n by @log"
                )
            )["queryId"]!;
        JsonNode figures;
        do figures = await Aws("logs", "get-query-results", "--query-id", query);
        while ((string)figures["status"]! == "Running");
        Assert.Equal("3", (string)figures["results"]![0]![1]!["value"]!);
        await AwsCommand.RunAsync(platform.Platform.Endpoint, "lambda", "delete-function", "--function-name", "probe");
        Directory.Delete(folder, recursive: true);

        async Task<JsonNode> Aws(params string[] arguments) => JsonNode.Parse(await AwsCommand.RunAsync(platform.Platform.Endpoint, arguments))!;
    }

    [FactIfTool("aws")]
    public async Task Names_the_error_it_got()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("probe");

        Assert.Contains("(ResourceNotFoundException)", await FailAsync("lambda", "get-function", "--function-name", "absent"));
        Assert.Contains("Function not found: arn:aws:lambda", await FailAsync("lambda", "get-function", "--function-name", "absent"));
        Assert.Contains("(ResourceNotFoundException)", await FailAsync("logs", "filter-log-events", "--log-group-name", "absent"));
        Assert.Contains(
            "(InvalidParameterValueException)",
            await FailAsync("lambda", "update-function-configuration", "--function-name", "probe", "--environment", "Variables={AWS_REGION=x}")
        );
        Assert.Contains(
            "(MalformedQueryException)",
            await FailAsync(
                "logs",
                "start-query",
                "--log-group-names",
                "/aws/lambda/probe",
                "--start-time",
                "1",
                "--end-time",
                "2",
                "--query-string",
                "dedup x"
            )
        );
        Assert.Contains("(UnknownOperationException)", await FailAsync("lambda", "list-layers"));

        async Task<string> FailAsync(params string[] arguments) =>
            (await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(() => AwsCommand.RunAsync(platform.Platform.Endpoint, arguments))).Message;
    }
}
