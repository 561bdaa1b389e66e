namespace Fusionize.Tests.Local;

public class VersionTests
{
    [Fact]
    public async Task Versions_are_snapshots_and_unchanged_functions_get_no_new_one()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("probe", environment: ("STAGE", "one"));

        Assert.Equal("1", await PublishAsync(platform));
        Assert.Equal("1", await PublishAsync(platform));
        await ConfigureAsync(platform, """{"Environment":{"Variables":{"STAGE":"two"}}}""");
        Assert.Equal("2", await PublishAsync(platform));

        Assert.Equal("one", await StageAsync(platform, "probe:1"));
        Assert.Equal("two", await StageAsync(platform, "probe:2"));
        Assert.Equal("two", await StageAsync(platform, "arn:aws:lambda:us-east-1:000000000000:function:probe"));
        Assert.Equal("one", await StageAsync(platform, "probe", "?Qualifier=1"));
        var versions = (await platform.Client.SendAsync(HttpMethod.Get, "/2015-03-31/functions/probe/versions")).Json["Versions"]!.AsArray();
        Assert.Equal(["$LATEST", "1", "2"], versions.Select(v => (string)v!["Version"]!));
    }

    [Fact]
    public async Task New_code_or_configuration_replaces_the_warm_instances()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("probe", environment: ("STAGE", "one"));
        Assert.Equal("one", await StageAsync(platform, "probe"));

        await ConfigureAsync(platform, """{"Environment":{"Variables":{"STAGE":"two"}}}""");

        Assert.Equal("two", await StageAsync(platform, "probe"));
        for (var i = 0; platform.Platform.GetStatus().Instances != 1; i++)
        {
            Assert.True(i < 1000, "the old instance stays");
            await Task.Delay(10);
        }
    }

    [Fact]
    public async Task A_change_of_the_description_keeps_the_warm_instances()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("probe");
        await platform.Client.InvokeAsync("probe");

        await ConfigureAsync(platform, """{"Description":"new"}""");

        Assert.Equal(2, (int)(await platform.Client.InvokeAsync("probe")).Json["served"]!);
    }

    [Fact]
    public async Task A_request_in_work_ends_on_the_version_it_began_on()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("probe");
        await platform.Client.InvokeAsync("probe");
        var running = platform.Client.InvokeAsync("probe", """{"do":"sleep","ms":500}""");
        while (platform.Platform.GetStatus().Concurrency == 0)
            await Task.Delay(5);

        await ConfigureAsync(platform, """{"MemorySize":2048}""");

        Assert.Null((await running).FunctionError);
    }

    [Fact]
    public async Task An_alias_points_to_a_version_and_moves()
    {
        await using var platform = await TestPlatform.StartAsync();
        await TwoVersionsAsync(platform);

        var created = await platform.Client.SendAsync(
            HttpMethod.Post,
            "/2015-03-31/functions/probe/aliases",
            """{"Name":"live","FunctionVersion":"1"}"""
        );
        Assert.Equal(201, created.Status);
        Assert.Equal("arn:aws:lambda:us-east-1:000000000000:function:probe:live", (string)created.Json["AliasArn"]!);
        Assert.Equal("one", await StageAsync(platform, "probe:live"));
        var conflict = await platform.Client.SendAsync(
            HttpMethod.Post,
            "/2015-03-31/functions/probe/aliases",
            """{"Name":"live","FunctionVersion":"2"}"""
        );
        Assert.Equal((409, "ResourceConflictException"), (conflict.Status, conflict.ErrorType));

        var stale = await platform.Client.SendAsync(
            HttpMethod.Put,
            "/2015-03-31/functions/probe/aliases/live",
            """{"FunctionVersion":"2","RevisionId":"other"}"""
        );
        Assert.Equal((412, "PreconditionFailedException"), (stale.Status, stale.ErrorType));
        await platform.Client.SendAsync(HttpMethod.Put, "/2015-03-31/functions/probe/aliases/live", """{"FunctionVersion":"2"}""");
        Assert.Equal("two", await StageAsync(platform, "probe:live"));

        var inUse = await platform.Client.SendAsync(HttpMethod.Delete, "/2015-03-31/functions/probe?Qualifier=2");
        Assert.Equal(409, inUse.Status);
        Assert.Equal(204, (await platform.Client.SendAsync(HttpMethod.Delete, "/2015-03-31/functions/probe/aliases/live")).Status);
        Assert.Equal(404, (await platform.Client.SendAsync(HttpMethod.Get, "/2015-03-31/functions/probe/aliases/live")).Status);
        Assert.Equal(204, (await platform.Client.SendAsync(HttpMethod.Delete, "/2015-03-31/functions/probe?Qualifier=2")).Status);
    }

    [Fact]
    public async Task An_aliass_weights_divide_the_requests_the_same_way_in_every_run()
    {
        var first = await DrawAsync();
        var second = await DrawAsync();

        Assert.Equal(first, second);
        Assert.InRange(first.Count(v => v == "2"), 5, 25); // 30 % of 50

        static async Task<string[]> DrawAsync()
        {
            await using var platform = await TestPlatform.StartAsync(new() { EnforceCpu = false, Seed = 7 });
            await TwoVersionsAsync(platform);
            await platform.Client.SendAsync(
                HttpMethod.Post,
                "/2015-03-31/functions/probe/aliases",
                """{"Name":"live","FunctionVersion":"1","RoutingConfig":{"AdditionalVersionWeights":{"2":0.3}}}"""
            );
            var drawn = new string[50];
            for (var i = 0; i < drawn.Length; i++)
                drawn[i] = (await platform.Client.InvokeAsync("probe:live")).Headers.GetValues("X-Amz-Executed-Version").Single();
            return drawn;
        }
    }

    [Theory]
    [InlineData(
        """{"FunctionName":"x","Runtime":"dotnet10","Role":"arn:aws:iam::000000000000:role/r","Handler":"h","MemorySize":64,"Code":{"ZipFile":"AAAA"}}""",
        "ValidationException"
    )]
    [InlineData(
        """{"FunctionName":"x","Runtime":"dotnet10","Role":"arn:aws:iam::000000000000:role/r","Handler":"h","Timeout":901,"Code":{"ZipFile":"AAAA"}}""",
        "ValidationException"
    )]
    [InlineData(
        """{"FunctionName":"x/../y","Runtime":"dotnet10","Role":"arn:aws:iam::000000000000:role/r","Handler":"h","Code":{"ZipFile":"AAAA"}}""",
        "ValidationException"
    )]
    [InlineData(
        """{"FunctionName":"x","Runtime":"nodejs24.x","Role":"arn:aws:iam::000000000000:role/r","Handler":"h","Code":{"ZipFile":"AAAA"}}""",
        "InvalidParameterValueException"
    )]
    [InlineData(
        """{"FunctionName":"x","Runtime":"dotnet10","Role":"arn:aws:iam::000000000000:role/r","Handler":"h","Code":{"S3Bucket":"b"}}""",
        "InvalidParameterValueException"
    )]
    [InlineData(
        """{"FunctionName":"x","Runtime":"dotnet10","Role":"arn:aws:iam::000000000000:role/r","Handler":"h","Code":{}}""",
        "InvalidParameterValueException"
    )]
    [InlineData(
        """{"FunctionName":"x","Runtime":"dotnet10","Role":"arn:aws:iam::000000000000:role/r","Handler":"h","Code":{"ZipFile":"AAAA"},"Environment":{"Variables":{"AWS_REGION":"x"}}}""",
        "InvalidParameterValueException"
    )]
    [InlineData("""{"FunctionName":""", "InvalidRequestContentException")]
    public async Task Bad_configurations_are_refused(string body, string error)
    {
        await using var platform = await TestPlatform.StartAsync();

        var answer = await platform.Client.SendAsync(HttpMethod.Post, "/2015-03-31/functions", body);

        Assert.Equal((400, error), (answer.Status, answer.ErrorType));
    }

    [Fact]
    public async Task A_deleted_function_is_gone_with_its_instances()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("probe");
        await platform.Client.InvokeAsync("probe");

        Assert.Equal(204, (await platform.Client.SendAsync(HttpMethod.Delete, "/2015-03-31/functions/probe")).Status);

        Assert.Equal(404, (await platform.Client.InvokeAsync("probe")).Status);
        for (var i = 0; platform.Platform.GetStatus().Instances > 0; i++)
        {
            Assert.True(i < 1000, "the instance stays");
            await Task.Delay(10);
        }
        Assert.Equal(201, (await platform.Client.CreateAsync("probe")).Status);
    }

    [Fact]
    public async Task A_function_sees_Lambdas_environment_and_nothing_of_the_machines()
    {
        Environment.SetEnvironmentVariable("FUSIONIZE_TEST_INHERITED", "x");
        await using var platform = await TestPlatform.StartAsync(
            new()
            {
                EnforceCpu = false,
                Environment = new Dictionary<string, string> { ["SHARED"] = "yes" },
            }
        );
        await platform.Client.CreateAsync("probe", memory: 512, publish: true, environment: ("OWN", "1"));

        var variables = (await platform.Client.InvokeAsync("probe:1", """{"do":"environment"}""")).Json;

        Assert.Equal("probe", (string)variables["AWS_LAMBDA_FUNCTION_NAME"]!);
        Assert.Equal("1", (string)variables["AWS_LAMBDA_FUNCTION_VERSION"]!);
        Assert.Equal("512", (string)variables["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]!);
        Assert.Equal("us-east-1", (string)variables["AWS_REGION"]!);
        Assert.Equal("/aws/lambda/probe", (string)variables["AWS_LAMBDA_LOG_GROUP_NAME"]!);
        Assert.Matches(@"^\d{4}/\d\d/\d\d/\[1\][0-9a-f]{32}$", (string)variables["AWS_LAMBDA_LOG_STREAM_NAME"]!);
        Assert.Equal("1", (string)variables["OWN"]!);
        Assert.Equal("yes", (string)variables["SHARED"]!);
        Assert.Equal("http://" + variables["AWS_LAMBDA_RUNTIME_API"], (string)variables["AWS_ENDPOINT_URL_LAMBDA"]!);
        Assert.Null(variables["FUSIONIZE_TEST_INHERITED"]);
    }

    [Fact]
    public async Task The_runtime_gets_Lambdas_headers()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("probe", timeout: 5);

        var before = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var answer = await platform.Client.InvokeAsync("probe", """{"do":"headers"}""");
        var headers = answer.Json;

        Assert.Equal(answer.Headers.GetValues("x-amzn-RequestId").Single(), (string)headers["lambda-runtime-aws-request-id"]!);
        Assert.Equal("arn:aws:lambda:us-east-1:000000000000:function:probe", (string)headers["lambda-runtime-invoked-function-arn"]!);
        Assert.StartsWith("Root=1-", (string)headers["lambda-runtime-trace-id"]!);
        Assert.InRange(
            long.Parse((string)headers["lambda-runtime-deadline-ms"]!),
            before + 5000,
            DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() + 5000
        );
    }

    private static async Task TwoVersionsAsync(TestPlatform platform)
    {
        await platform.Client.CreateAsync("probe", publish: true, environment: ("STAGE", "one"));
        await ConfigureAsync(platform, """{"Environment":{"Variables":{"STAGE":"two"}}}""");
        await PublishAsync(platform);
    }

    private static async Task<string> PublishAsync(TestPlatform platform) =>
        (string)(await platform.Client.SendAsync(HttpMethod.Post, "/2015-03-31/functions/probe/versions", "{}")).Json["Version"]!;

    private static async Task ConfigureAsync(TestPlatform platform, string body) =>
        Assert.Equal(200, (await platform.Client.SendAsync(HttpMethod.Put, "/2015-03-31/functions/probe/configuration", body)).Status);

    private static async Task<string> StageAsync(TestPlatform platform, string function, string query = "")
    {
        var answer = await platform.Client.InvokeAsync(function, """{"do":"environment"}""", query: query);
        Assert.Equal(200, answer.Status);
        return (string)answer.Json["STAGE"]!;
    }
}
