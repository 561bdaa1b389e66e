using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Fusionize.Aws.CloudWatchLogs;
using Fusionize.Aws.Lambda;
using Fusionize.Tests.Infrastructure;
using Microsoft.AspNetCore.Http;

namespace Fusionize.Tests.Aws;

/// <summary>What goes over the wire, as the services' published models say, and how every kind of answer is read.</summary>
public sealed class WireTests
{
    [Fact]
    public async Task Invoke_puts_name_qualifier_type_and_payload_where_the_service_reads_them()
    {
        await using var server = await StubServer.StartAsync(
            200,
            """{"ok":true}""",
            ("X-Amz-Function-Error", "Unhandled"),
            ("X-Amz-Log-Result", "bG9n"),
            ("X-Amz-Executed-Version", "7")
        );
        using var lambda = Lambda(server);
        var response = await lambda.InvokeAsync(
            new()
            {
                FunctionName = "arn:aws:lambda:eu-central-1:123456789012:function:iot",
                Qualifier = "setup-0123456789abcdef",
                InvocationType = InvocationType.RequestResponse,
                LogType = LogType.Tail,
                Payload = """{"a":1}""",
            }
        );

        var request = Assert.Single(server.Requests);
        Assert.Equal("POST", request.Method);
        Assert.Equal(
            "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aeu-central-1%3A123456789012%3Afunction%3Aiot/invocations?Qualifier=setup-0123456789abcdef",
            request.Target
        );
        Assert.Equal("RequestResponse", request.Headers["X-Amz-Invocation-Type"]);
        Assert.Equal("Tail", request.Headers["X-Amz-Log-Type"]);
        Assert.Equal("""{"a":1}""", request.Text);
        Assert.Matches(
            "^AWS4-HMAC-SHA256 Credential=id/[0-9]{8}/eu-central-1/lambda/aws4_request, SignedHeaders=.*host.*, Signature=[0-9a-f]{64}$",
            request.Headers["Authorization"]
        );

        Assert.Equal(200, response.StatusCode);
        Assert.Equal("Unhandled", response.FunctionError);
        Assert.Equal("7", response.ExecutedVersion);
        Assert.Equal("bG9n", response.LogResult);
        Assert.Equal("""{"ok":true}""", Encoding.UTF8.GetString(response.Payload!.ToArray()));
    }

    [Theory]
    [InlineData(InvocationType.Event, 202)]
    [InlineData(InvocationType.DryRun, 204)]
    public async Task Invocations_without_a_result_tell_their_status(string type, int status)
    {
        await using var server = await StubServer.StartAsync(status, "");
        using var lambda = Lambda(server);
        var response = await lambda.InvokeAsync(new() { FunctionName = "iot", InvocationType = type });
        Assert.Equal(status, response.StatusCode);
        Assert.Equal(0, response.Payload!.Length);
    }

    [Fact]
    public async Task CreateFunction_sends_exactly_the_set_members()
    {
        await using var server = await StubServer.StartAsync(
            201,
            """{"FunctionName":"iot","State":"Pending","LastUpdateStatus":"InProgress","SomethingNew":{"x":[1]}}"""
        );
        using var lambda = Lambda(server);
        var created = await lambda.CreateFunctionAsync(
            new()
            {
                FunctionName = "iot",
                Runtime = Runtime.Dotnet10,
                Role = "r",
                Handler = "IoT.Function",
                MemorySize = 128,
                Timeout = 60,
                Code = new() { ZipFile = new([1, 2, 3]) },
                Environment = new() { Variables = new() { ["FUSIONIZE_SETUP"] = "x" } },
            }
        );
        Assert.Equal("/2015-03-31/functions", server.Requests.Single().Target);
        AssertJson(
            """
            {"FunctionName":"iot","Runtime":"dotnet10","Role":"r","Handler":"IoT.Function","Code":{"ZipFile":"AQID"},"Timeout":60,"MemorySize":128,
             "Environment":{"Variables":{"FUSIONIZE_SETUP":"x"}}}
            """,
            server.Requests.Single().Text
        );
        Assert.Equal("Pending", created.State);
        Assert.False(created.IsReady());
        Assert.False(created.HasFailed());
    }

    [Fact]
    public async Task UpdateAlias_can_take_all_weights_back()
    {
        await using var server = await StubServer.StartAsync(200, """{"Name":"live","FunctionVersion":"2"}""");
        using var lambda = Lambda(server);
        await lambda.UpdateAliasAsync(
            new()
            {
                FunctionName = "iot",
                Name = "live",
                FunctionVersion = "2",
                RevisionId = "rev",
                RoutingConfig = new() { AdditionalVersionWeights = [] },
            }
        );
        var request = server.Requests.Single();
        Assert.Equal("PUT /2015-03-31/functions/iot/aliases/live", request.Method + " " + request.Target);
        AssertJson("""{"FunctionVersion":"2","RevisionId":"rev","RoutingConfig":{"AdditionalVersionWeights":{}}}""", request.Text);
    }

    [Fact]
    public async Task A_get_has_no_body_and_its_pages_are_followed()
    {
        await using var server = await StubServer.StartAsync(
            (context, request) =>
                context.Response.WriteAsync(
                    request.Target.Contains("Marker", StringComparison.Ordinal)
                        ? """{"Functions":[{"FunctionName":"iot-B"},{"FunctionName":"other"}],"NextMarker":null}"""
                        : """{"Functions":[{"FunctionName":"iot-A"}],"NextMarker":"a/b="}"""
                )
        );
        using var lambda = Lambda(server);
        Assert.Equal(["iot-A", "iot-B"], await lambda.FunctionsAsync("iot-").Select(f => f.FunctionName!).ToListAsync());
        Assert.Equal(["/2015-03-31/functions", "/2015-03-31/functions?Marker=a%2Fb%3D"], server.Requests.Select(r => r.Target));
        Assert.All(server.Requests, r => Assert.Empty(r.Body));
    }

    [Fact]
    public async Task Logs_speak_AWS_JSON_with_a_target()
    {
        await using var server = await StubServer.StartAsync(
            200,
            """{"events":[{"logStreamName":"s","timestamp":1763680000123,"message":"m\n","ingestionTime":1763680000124,"eventId":"e"}],"searchedLogStreams":[],"nextToken":"t"}"""
        );
        using var logs = new AmazonCloudWatchLogsClient(
            Credentials,
            new AmazonCloudWatchLogsConfig { ServiceURL = server.Endpoint.ToString(), AuthenticationRegion = "eu-central-1" }
        );
        var page = await logs.FilterLogEventsAsync(
            new()
            {
                LogGroupName = "/aws/lambda/iot",
                StartTime = 1,
                EndTime = 2,
                FilterPattern = "\"fusionize\"",
            }
        );

        var request = server.Requests.Single();
        Assert.Equal("POST /", request.Method + " " + request.Target);
        Assert.Equal("Logs_20140328.FilterLogEvents", request.Headers["X-Amz-Target"]);
        Assert.Equal("application/x-amz-json-1.1", request.Headers["Content-Type"]);
        AssertJson("""{"logGroupName":"/aws/lambda/iot","startTime":1,"endTime":2,"filterPattern":"\"fusionize\""}""", request.Text);
        Assert.Contains("/eu-central-1/logs/aws4_request", request.Headers["Authorization"]);
        var e = Assert.Single(page.Events!);
        Assert.Equal(("s", 1763680000123L, "m\n", "e"), (e.LogStreamName, e.Timestamp, e.Message, e.EventId));
        Assert.Equal("t", page.NextToken);
    }

    [Fact]
    public async Task Queries_of_logs_are_started_asked_and_stopped()
    {
        await using var server = await StubServer.StartAsync(
            (context, request) =>
                context.Response.WriteAsync(
                    request.Headers["X-Amz-Target"] switch
                    {
                        "Logs_20140328.StartQuery" => """{"queryId":"12ab3456-12ab-123a-789e-1234567890ab"}""",
                        "Logs_20140328.StopQuery" => """{"success":true}""",
                        _ =>
                            """{"queryLanguage":"CWLI","results":[[{"field":"n","value":"12"},{"field":"@ptr","value":"p"}]],"statistics":{"recordsMatched":1.0,"recordsScanned":5.23783E6,"bytesScanned":1.2E9,"logGroupsScanned":1.0},"status":"Running"}""",
                    }
                )
        );
        using var logs = new AmazonCloudWatchLogsClient(
            Credentials,
            new AmazonCloudWatchLogsConfig { ServiceURL = server.Endpoint.ToString(), AuthenticationRegion = "eu-central-1" }
        );
        var id = (
            await logs.StartQueryAsync(
                new()
                {
                    LogGroupNames = ["/aws/lambda/iot-A", "/aws/lambda/iot-B"],
                    StartTime = 1,
                    EndTime = 2,
                    QueryString = "stats count(*) as n",
                    Limit = 10,
                }
            )
        ).QueryId;
        var answer = await logs.GetQueryResultsAsync(new() { QueryId = id });
        Assert.True((await logs.StopQueryAsync(new() { QueryId = id })).Success);

        Assert.Equal(
            ["Logs_20140328.StartQuery", "Logs_20140328.GetQueryResults", "Logs_20140328.StopQuery"],
            server.Requests.Select(r => r.Headers["X-Amz-Target"])
        );
        string[] bodies = [.. server.Requests.Select(r => r.Text)];
        AssertJson(
            """{"logGroupNames":["/aws/lambda/iot-A","/aws/lambda/iot-B"],"startTime":1,"endTime":2,"queryString":"stats count(*) as """
                + """n","limit":10}""",
            bodies[0]
        );
        Assert.All(bodies[1..], b => AssertJson("""{"queryId":"12ab3456-12ab-123a-789e-1234567890ab"}""", b));
        Assert.Equal((QueryStatus.Running, 1.2e9, 5237830.0), (answer.Status, answer.Statistics!.BytesScanned, answer.Statistics.RecordsScanned));
        Assert.Equal([("n", "12"), ("@ptr", "p")], Assert.Single(answer.Results!).Select(f => (f.Field, f.Value)));
    }

    [Theory]
    [InlineData("MalformedQueryException", typeof(MalformedQueryException))]
    [InlineData("LimitExceededException", typeof(LimitExceededException))]
    public async Task Errors_of_queries_are_typed(string code, Type exception)
    {
        await using var server = await StubServer.StartAsync(
            400,
            $$"""{"__type":"{{code}}","message":"m","queryCompileError":{"location":{"startCharOffset":1,"endCharOffset":2},"message":"m"} }"""
        );
        using var logs = new AmazonCloudWatchLogsClient(
            Credentials,
            new AmazonCloudWatchLogsConfig
            {
                ServiceURL = server.Endpoint.ToString(),
                AuthenticationRegion = "eu-central-1",
                MaxErrorRetry = 0,
            }
        );
        var error = await Record.ExceptionAsync(() => logs.StartQueryAsync(new() { QueryString = "x" }));
        Assert.IsType(exception, error);
        Assert.Equal("m", error.Message);
    }

    [Theory]
    [InlineData(
        404,
        "ResourceNotFoundException",
        """{"Type":"User","Message":"Function not found: iot"}""",
        typeof(Fusionize.Aws.Lambda.ResourceNotFoundException),
        "Function not found: iot"
    )]
    [InlineData(
        409,
        "ResourceConflictException:http://internal.amazon.com/coral/",
        """{"message":"busy"}""",
        typeof(ResourceConflictException),
        "busy"
    )]
    [InlineData(413, "RequestTooLargeException", "{}", typeof(RequestTooLargeException), "The service answered HTTP 413 (RequestTooLargeException).")]
    [InlineData(412, "PreconditionFailedException", """{"message":"revision"}""", typeof(PreconditionFailedException), "revision")]
    [InlineData(403, null, """{"__type":"com.amazon.coral.service#AccessDeniedException","Message":"no"}""", typeof(AmazonLambdaException), "no")]
    [InlineData(400, null, "<html>a proxy's page</html>", typeof(AmazonLambdaException), "The service answered HTTP 400.")]
    [InlineData(400, null, "", typeof(AmazonLambdaException), "The service answered HTTP 400.")]
    public async Task Errors_are_typed(int status, string? code, string body, Type exception, string message)
    {
        await using var server = await StubServer.StartAsync(
            status,
            body,
            code is null ? [] : [("x-amzn-ErrorType", code), ("x-amzn-RequestId", "r1")]
        );
        using var lambda = Lambda(server);
        var error = await Record.ExceptionAsync(() => lambda.GetFunctionAsync(new() { FunctionName = "iot" }));
        Assert.IsType(exception, error);
        var failure = (AmazonServiceException)error;
        Assert.Equal(message, failure.Message);
        Assert.Equal((HttpStatusCode)status, failure.StatusCode);
        if (code is not null)
            Assert.Equal("r1", failure.RequestId);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(429, "TooManyRequestsException")]
    [InlineData(500, "ServiceException")]
    [InlineData(503, null)]
    public async Task Throttling_and_faults_are_retried(int status, string? code)
    {
        var answers = 0;
        await using var server = await StubServer.StartAsync(
            async (context, _) =>
            {
                if (Interlocked.Increment(ref answers) > 1)
                {
                    await context.Response.WriteAsync("""{"FunctionName":"iot"}""");
                    return;
                }
                context.Response.StatusCode = status;
                if (code is not null)
                    context.Response.Headers["x-amzn-ErrorType"] = code;
            }
        );
        using var lambda = Lambda(server);
        Assert.Equal("iot", (await lambda.GetFunctionConfigurationAsync(new() { FunctionName = "iot" })).FunctionName);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_missing_name_is_told_before_anything_is_sent()
    {
        await using var server = await StubServer.StartAsync(200, "{}");
        using var lambda = Lambda(server);
        var error = await Assert.ThrowsAsync<AmazonClientException>(() => lambda.GetFunctionAsync(new()));
        Assert.Equal("GetFunctionRequest.FunctionName is required.", error.Message);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_cancelled_call_ends_at_once()
    {
        var waiting = new TaskCompletionSource();
        await using var server = await StubServer.StartAsync(
            async (context, _) =>
            {
                waiting.SetResult();
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        );
        using var lambda = Lambda(server);
        using var stop = new CancellationTokenSource();
        var call = lambda.GetFunctionAsync(new() { FunctionName = "iot" }, stop.Token);
        await waiting.Task;
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Theory]
    [InlineData("eu-central-1", false, false, "https://lambda.eu-central-1.amazonaws.com/")]
    [InlineData("us-east-1", true, false, "https://lambda-fips.us-east-1.amazonaws.com/")]
    [InlineData("us-east-1", false, true, "https://lambda.us-east-1.api.aws/")]
    [InlineData("cn-north-1", false, false, "https://lambda.cn-north-1.amazonaws.com.cn/")]
    public void The_region_names_the_host(string region, bool fips, bool dualstack, string url)
    {
        var config = new AmazonLambdaConfig
        {
            RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(region),
            UseFIPSEndpoint = fips,
            UseDualstackEndpoint = dualstack,
        };
        Assert.Equal(url, config.DetermineServiceOperationEndpoint(null!).URL);
    }

    private static BasicAWSCredentials Credentials => new("id", "secret");

    private static AmazonLambdaClient Lambda(StubServer server) =>
        new(Credentials, new AmazonLambdaConfig { ServiceURL = server.Endpoint.ToString(), AuthenticationRegion = "eu-central-1" });

    private static void AssertJson(string expected, string actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(actual)), $"expected {expected}\nactual   {actual}");
}
