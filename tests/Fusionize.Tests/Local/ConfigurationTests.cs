using System.Text.Json.Nodes;
using Fusionize.Local.Lambda;

namespace Fusionize.Tests.Local;

/// <summary>What tools ask for first, and what a configuration may hold: applied or refused, never kept in silence.</summary>
public class ConfigurationTests
{
    private const string Functions = "/2015-03-31/functions";

    [Theory]
    [InlineData("""{"Environment":{"Variables":{"NAME":null}}}""", "ValidationException")]
    [InlineData("""{"Environment":{"Variables":{"":"x"}}}""", "ValidationException")]
    [InlineData("""{"Environment":{"Variables":{"1-A b=":"x"}}}""", "ValidationException")]
    [InlineData("""{"Environment":{"Variables":{"A":"x"}}}""", "ValidationException")]
    [InlineData("""{"Environment":{"Variables":{"_HANDLER":"x"}}}""", "ValidationException")]
    [InlineData("""{"Environment":{"Variables":{"AB\n":"x"}}}""", "ValidationException")]
    [InlineData("""{"Environment":{"Variables":{"AWS_SESSION_TOKEN":"x"}}}""", "InvalidParameterValueException")]
    [InlineData("""{"Environment":{"Variables":{"AWS_LAMBDA_RUNTIME_API":"x"}}}""", "InvalidParameterValueException")]
    [InlineData("""{"Environment":{"Variables":{"AB":1}}}""", "InvalidRequestContentException")]
    [InlineData("""{"Role":"nonsense"}""", "ValidationException")]
    [InlineData("""{"Role":""}""", "ValidationException")]
    [InlineData("""{"Role":"arn:aws:iam::1:role/x"}""", "ValidationException")]
    [InlineData("""{"Role":"arn:aws:iam::123456789012:role/x\n"}""", "ValidationException")]
    [InlineData("""{"Role":"arn:aws:iam::١٢٣٤٥٦٧٨٩٠١٢:role/x"}""", "ValidationException")]
    [InlineData("""{"Handler":"a b"}""", "ValidationException")]
    [InlineData("""{"Handler":""}""", "InvalidParameterValueException")]
    [InlineData("""{"Runtime":"dodotnet"}""", "InvalidParameterValueException")]
    [InlineData("""{"Description":7}""", "InvalidRequestContentException")]
    [InlineData("""{"DeadLetterConfig":{"TargetArn":"nonsense"}}""", "ValidationException")]
    [InlineData("""{"DeadLetterConfig":{"TargetArn":"arn:aws:lambda:us-east-1:123456789012:function:f"}}""", "ValidationException")]
    [InlineData("""{"VpcConfig":{"SubnetIds":["subnet-1"]}}""", "InvalidParameterValueException")]
    [InlineData("""{"VpcConfig":{"SubnetIds":["subnet-1"],"SecurityGroupIds":["x"]}}""", "ValidationException")]
    [InlineData("""{"VpcConfig":{"SubnetIds":[null],"SecurityGroupIds":["sg-1"]}}""", "ValidationException")]
    [InlineData(
        """{"VpcConfig":{"SubnetIds":["subnet-1"],"SecurityGroupIds":["sg-1"],"Ipv6AllowedForDualStack":true}}""",
        "InvalidParameterValueException"
    )]
    [InlineData("""{"DurableConfig":{"ExecutionTimeout":60}}""", "InvalidParameterValueException")]
    [InlineData("""{"CapacityProviderConfig":{"X":1}}""", "InvalidParameterValueException")]
    [InlineData("""{"TenancyConfig":{"TenantIsolationMode":"PER_TENANT"}}""", "InvalidParameterValueException")]
    [InlineData("""{"Layers":["arn:aws:lambda:us-east-1:123456789012:layer:l:1"]}""", "InvalidParameterValueException")]
    [InlineData("""{"SnapStart":{"ApplyOn":"PublishedVersions"}}""", "InvalidParameterValueException")]
    [InlineData(
        """{"FileSystemConfigs":[{"Arn":"arn:aws:elasticfilesystem:us-east-1:123456789012:access-point/x","LocalMountPath":"/mnt/x"}]}""",
        "InvalidParameterValueException"
    )]
    [InlineData("""{"KMSKeyArn":"arn:aws:kms:us-east-1:123456789012:key/x"}""", "InvalidParameterValueException")]
    [InlineData("""{"ImageConfig":{"Command":["x"]}}""", "InvalidParameterValueException")]
    [InlineData("""{"EphemeralStorage":{"Size":511}}""", "ValidationException")]
    [InlineData("""{"EphemeralStorage":{"Size":10241}}""", "ValidationException")]
    [InlineData("""{"TracingConfig":{"Mode":"Sometimes"}}""", "ValidationException")]
    [InlineData("""{"LoggingConfig":{"LogFormat":"XML"}}""", "ValidationException")]
    [InlineData("""{"LoggingConfig":{"LogFormat":"Text","SystemLogLevel":"INFO"}}""", "InvalidParameterValueException")]
    [InlineData("""{"LoggingConfig":{"LogFormat":"JSON","SystemLogLevel":"FATAL"}}""", "ValidationException")]
    [InlineData("""{"LoggingConfig":{"LogGroup":"a b"}}""", "ValidationException")]
    [InlineData("""{"LoggingConfig":{"LogGroup":"a\n"}}""", "ValidationException")]
    public async Task What_cannot_be_applied_is_refused(string members, string error)
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("probe");

        var created = await CreateAsync(platform, "other", members);
        var updated = await platform.Client.SendAsync(HttpMethod.Put, Functions + "/probe/configuration", members);

        Assert.Equal((400, error), (created.Status, created.ErrorType));
        Assert.Equal((400, error), (updated.Status, updated.ErrorType));
    }

    [Theory]
    [InlineData("""{"PackageType":"Image"}""")]
    [InlineData("""{"CodeSigningConfigArn":"arn:aws:lambda:us-east-1:123456789012:code-signing-config:csc-1"}""")]
    [InlineData("""{"Architectures":["arm32"]}""")]
    [InlineData("""{"Architectures":["arm64","x86_64"]}""")]
    [InlineData("""{"Architectures":[null]}""")]
    [InlineData("""{"Tags":{"":"x"}}""")]
    [InlineData("""{"Tags":{"a":null}}""")]
    [InlineData("""{"Code":{"ImageUri":"x"}}""")]
    [InlineData("""{"Code":{"S3Bucket":"b"}}""")]
    [InlineData("""{"Code":{"ZipFile":"UEs=","SourceKMSKeyArn":"arn:aws:kms:us-east-1:123456789012:key/x"}}""")]
    [InlineData("""{"Environment":{"Variables":{"LONG":"LONG"}}}""")]
    [InlineData("""{"FunctionName":"a\n"}""")]
    public async Task What_only_the_creation_could_apply_is_refused_there(string members)
    {
        await using var platform = await TestPlatform.StartAsync();

        var created = await CreateAsync(platform, "probe", members.Replace("\"LONG\"}", $"\"{new string('x', 4093)}\"}}"));

        Assert.Equal(400, created.Status);
        Assert.Contains(created.ErrorType, (string[])["ValidationException", "InvalidParameterValueException"]);
        Assert.Empty((await platform.Client.SendAsync(HttpMethod.Get, Functions)).Json["Functions"]!.AsArray());
    }

    /// <summary>AWS ignores unknown members. Here they are refused: AWS may know one that this platform doesn't, and would apply it.</summary>
    [Theory]
    [InlineData("POST", "functions", """{"FunctionName":"other","PublishTo":"LATEST_PUBLISHED"}""", "PublishTo")]
    [InlineData("POST", "functions", """{"FunctionName":"other","memorySize":512}""", "memorySize")]
    [InlineData("POST", "functions", """{"FunctionName":"other","Code":{"S3ObjectStorageMode":"x"}}""", "Code.S3ObjectStorageMode")]
    [InlineData("PUT", "functions/probe/configuration", """{"VpcConfig":{"SubnetId":"subnet-1"}}""", "VpcConfig.SubnetId")]
    [InlineData("PUT", "functions/probe/configuration", """{"LoggingConfig":{"Level":"INFO"}}""", "LoggingConfig.Level")]
    [InlineData("PUT", "functions/probe/code", """{"ZipFile":"UEs=","PublishTo":"x"}""", "PublishTo")]
    [InlineData("POST", "functions/probe/versions", """{"PublishTo":"x"}""", "PublishTo")]
    [InlineData("POST", "functions/probe/aliases", """{"Name":"live","FunctionVersion":"1","Provisioned":1}""", "Provisioned")]
    [InlineData("PUT", "functions/probe/concurrency", """{"ReservedConcurrentExecutions":1,"Provisioned":1}""", "Provisioned")]
    [InlineData("PUT", "functions/probe/event-invoke-config", """{"MaximumRetries":0}""", "MaximumRetries")]
    [InlineData("POST", "functions/probe/url", """{"AuthType":"NONE","Cors":{"AllowOrigin":["*"]}}""", "Cors.AllowOrigin")]
    [InlineData("POST", "functions/probe/policy", """{"StatementId":"s","Action":"*","Principal":"*","Condition":{}}""", "Condition")]
    public async Task An_unknown_member_is_refused_by_its_name(string method, string path, string body, string member)
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("probe");

        var refused = await platform.Client.SendAsync(new(method), "/2015-03-31/" + path, body);

        Assert.Equal((400, "InvalidParameterValueException"), (refused.Status, refused.ErrorType));
        Assert.StartsWith($"The local platform doesn't know '{member}'.", (string)refused.Json["message"]!);
    }

    [Theory]
    [InlineData("""{"Description":"\ud800"}""")]
    [InlineData("""{"Environment":{"Variables":{"\ud800":"x"}}}""")]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("[]")]
    [InlineData("{")]
    public async Task A_body_that_is_no_JSON_object_of_Unicode_is_refused(string body)
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("probe");

        var refused = await platform.Client.SendAsync(HttpMethod.Put, Functions + "/probe/configuration", body);

        Assert.Equal((400, "InvalidRequestContentException"), (refused.Status, refused.ErrorType));
    }

    [Theory]
    [InlineData("""{"StatementId":"a b","Action":"*","Principal":"*"}""")]
    [InlineData("""{"StatementId":"s","Action":"invoke","Principal":"*"}""")]
    [InlineData("""{"StatementId":"s","Action":"s3:GetObject","Principal":"*"}""")]
    [InlineData("""{"StatementId":"s","Action":"*","Principal":"*","FunctionUrlAuthType":"SOME"}""")]
    public async Task A_permission_that_Lambda_would_not_take_is_refused(string body)
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("probe");

        Assert.Equal(400, (await platform.Client.SendAsync(HttpMethod.Post, Functions + "/probe/policy", body)).Status);
        Assert.Equal(404, (await platform.Client.SendAsync(HttpMethod.Get, Functions + "/probe/policy")).Status);
    }

    [Fact]
    public async Task No_more_concurrency_is_reserved_than_there_is()
    {
        await using var platform = await TestPlatform.StartAsync(new() { EnforceCpu = false, MaxConcurrency = 10 });
        await platform.Client.CreateAsync("a");
        await platform.Client.CreateAsync("b");

        Task<PlatformClient.Answer> ReserveAsync(string name, int n) =>
            platform.Client.SendAsync(HttpMethod.Put, $"/2017-10-31/functions/{name}/concurrency", $$"""{"ReservedConcurrentExecutions":{{n}}}""");

        Assert.Equal(200, (await ReserveAsync("a", 6)).Status);
        Assert.Equal(
            (400, "InvalidParameterValueException"),
            await ReserveAsync("b", 5) is var refused ? (refused.Status, refused.ErrorType) : default
        );
        Assert.Equal(200, (await ReserveAsync("b", 4)).Status);
        Assert.Equal(200, (await ReserveAsync("a", 5)).Status);
    }

    [Theory]
    [InlineData("""{"Layers":[],"DeadLetterConfig":{},"SnapStart":{"ApplyOn":"None"},"FileSystemConfigs":[],"KMSKeyArn":"","ImageConfig":{}}""")]
    [InlineData("""{"EphemeralStorage":{"Size":512},"TracingConfig":{"Mode":"PassThrough"},"LoggingConfig":{"LogFormat":"Text"}}""")]
    public async Task What_asks_for_nothing_is_taken(string members)
    {
        await using var platform = await TestPlatform.StartAsync();

        Assert.Equal(201, (await CreateAsync(platform, "probe", members)).Status);
    }

    [Fact]
    public async Task Active_tracing_samples_and_a_log_group_takes_the_log()
    {
        await using var platform = await TestPlatform.StartAsync();
        var created = (
            await CreateAsync(
                platform,
                "probe",
                """{"TracingConfig":{"Mode":"Active"},"LoggingConfig":{"LogGroup":"/all/logs"},"EphemeralStorage":{"Size":513}}"""
            )
        ).Json;

        var headers = (await platform.Client.InvokeAsync("probe", """{"do":"headers"}""")).Json;
        await platform.IdleAsync();

        Assert.Equal(
            ("Active", "/all/logs", 513),
            ((string)created["TracingConfig"]!["Mode"]!, (string)created["LoggingConfig"]!["LogGroup"]!, (int)created["EphemeralStorage"]!["Size"]!)
        );
        Assert.Contains(";Sampled=1;", (string)headers["lambda-runtime-trace-id"]!);
        var log = await platform.Client.LogsAsync("FilterLogEvents", new { logGroupName = "/all/logs" });
        Assert.Contains(log.Json["events"]!.AsArray(), e => ((string)e!["message"]!).StartsWith("REPORT"));
    }

    [Fact]
    public async Task JSON_logs_are_JSON_and_the_function_is_told()
    {
        await using var platform = await TestPlatform.StartAsync();
        await CreateAsync(platform, "probe", """{"LoggingConfig":{"LogFormat":"JSON","ApplicationLogLevel":"WARN"}}""");

        var variables = (await platform.Client.InvokeAsync("probe", """{"do":"environment"}""")).Json;
        await platform.Client.InvokeAsync("probe", """{"do":"exit","code":3}""");
        await platform.IdleAsync();

        Assert.Equal(("JSON", "WARN"), ((string)variables["AWS_LAMBDA_LOG_FORMAT"]!, (string)variables["AWS_LAMBDA_LOG_LEVEL"]!));
        var lines = (await platform.Client.MessagesAsync("probe")).Select(m => JsonNode.Parse(m)!).ToArray();
        Assert.Equal(
            ["platform.initStart", "platform.start", "platform.report", "platform.start", "platform.fault", "platform.report"],
            lines.Select(l => (string)l["type"]!)
        );
        var (good, bad) = (lines[2]["record"]!, lines[5]["record"]!);
        Assert.Equal(("success", "error", "Runtime.ExitError"), ((string)good["status"]!, (string)bad["status"]!, (string)bad["errorType"]!));
        Assert.True(
            (double)good["metrics"]!["initDurationMs"]! > 0
                && (int)good["metrics"]!["maxMemoryUsedMB"]! > 0
                && (int)good["metrics"]!["memorySizeMB"]! == 128
        );
        Assert.Equal((string)lines[1]["record"]!["requestId"]!, (string)good["requestId"]!);
    }

    [Fact]
    public async Task A_quiet_JSON_log_tells_of_failures_only()
    {
        await using var platform = await TestPlatform.StartAsync();
        await CreateAsync(platform, "probe", """{"LoggingConfig":{"LogFormat":"JSON","SystemLogLevel":"WARN"}}""");

        await platform.Client.InvokeAsync("probe");
        await platform.Client.InvokeAsync("probe", """{"do":"exit","code":3}""");
        await platform.IdleAsync();

        Assert.Equal(
            ["platform.fault", "platform.report"],
            (await platform.Client.MessagesAsync("probe")).Select(m => (string)JsonNode.Parse(m)!["type"]!)
        );
    }

    [Fact]
    public async Task Requests_per_instance_are_told_to_the_function()
    {
        await using var platform = await TestPlatform.StartAsync(new() { EnforceCpu = false, RequestsPerInstance = 7 });
        await platform.Client.CreateAsync("probe");
        await using var single = await TestPlatform.StartAsync();
        await single.Client.CreateAsync("probe");

        Assert.Equal("7", (string)(await platform.Client.InvokeAsync("probe", """{"do":"environment"}""")).Json["AWS_LAMBDA_MAX_CONCURRENCY"]!);
        Assert.Null((await single.Client.InvokeAsync("probe", """{"do":"environment"}""")).Json["AWS_LAMBDA_MAX_CONCURRENCY"]);
    }

    [Fact]
    public async Task What_is_kept_without_effect_is_told_to_the_operator()
    {
        var said = new List<string>();
        await using var platform = await TestPlatform.StartAsync(new() { EnforceCpu = false, Log = said.Add });

        await CreateAsync(
            platform,
            "probe",
            """{"VpcConfig":{"SubnetIds":["subnet-1"],"SecurityGroupIds":["sg-1"]},"Environment":{"Variables":{"AWS_ENDPOINT_URL_LAMBDA":"http://x"}}}"""
        );

        Assert.Contains(said, l => l.StartsWith("probe: VpcConfig is kept and has no effect"));
        Assert.Contains(said, l => l.StartsWith("probe: AWS_ENDPOINT_URL_LAMBDA is kept and has no effect"));
    }

    [Fact]
    public async Task The_account_has_limits_and_use()
    {
        await using var platform = await TestPlatform.StartAsync(new() { EnforceCpu = false, MaxConcurrency = 10 });
        await platform.Client.CreateAsync("probe");
        await platform.Client.SendAsync(HttpMethod.Put, "/2017-10-31/functions/probe/concurrency", """{"ReservedConcurrentExecutions":3}""");

        var account = (await platform.Client.SendAsync(HttpMethod.Get, "/2016-08-19/account-settings/")).Json;

        Assert.Equal(
            (10, 7),
            ((int)account["AccountLimit"]!["ConcurrentExecutions"]!, (int)account["AccountLimit"]!["UnreservedConcurrentExecutions"]!)
        );
        Assert.Equal(
            (1, ProbeFunction.Zip.Length),
            ((int)account["AccountUsage"]!["FunctionCount"]!, (int)account["AccountUsage"]!["TotalCodeSize"]!)
        );
    }

    [Fact]
    public async Task Permissions_are_added_told_and_removed()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("probe");
        const string Path = Functions + "/probe/policy";
        Assert.Equal(404, (await platform.Client.SendAsync(HttpMethod.Get, Path)).Status);

        var added = await platform.Client.SendAsync(
            HttpMethod.Post,
            Path,
            """{"StatementId":"s3","Action":"lambda:InvokeFunction","Principal":"s3.amazonaws.com","SourceArn":"arn:aws:s3:::b","SourceAccount":"123456789012"}"""
        );
        var again = await platform.Client.SendAsync(
            HttpMethod.Post,
            Path,
            """{"StatementId":"s3","Action":"lambda:InvokeFunction","Principal":"*"}"""
        );
        await platform.Client.SendAsync(
            HttpMethod.Post,
            Path,
            """{"StatementId":"account","Action":"lambda:GetFunction","Principal":"123456789012"}"""
        );
        var policy = (await platform.Client.SendAsync(HttpMethod.Get, Path)).Json;

        Assert.Equal((201, 409), (added.Status, again.Status));
        const string Statement = """
            {"Sid":"s3","Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":"lambda:InvokeFunction","Resource":"arn:aws:lambda:us-east-1:000000000000:function:probe",
             "Condition":{"ArnLike":{"AWS:SourceArn":"arn:aws:s3:::b"},"StringEquals":{"AWS:SourceAccount":"123456789012"}}}
            """;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Statement), JsonNode.Parse((string)added.Json["Statement"]!)));
        var all = JsonNode.Parse((string)policy["Policy"]!)!;
        Assert.Equal(("2012-10-17", "default"), ((string)all["Version"]!, (string)all["Id"]!));
        Assert.Equal(["account", "s3"], all["Statement"]!.AsArray().Select(s => (string)s!["Sid"]!));
        Assert.Equal("arn:aws:iam::123456789012:root", (string)all["Statement"]![0]!["Principal"]!["AWS"]!);
        Assert.Equal(412, (await platform.Client.SendAsync(HttpMethod.Delete, Path + "/s3?RevisionId=other")).Status);
        Assert.Equal(204, (await platform.Client.SendAsync(HttpMethod.Delete, Path + "/s3")).Status);
        Assert.Equal(404, (await platform.Client.SendAsync(HttpMethod.Delete, Path + "/s3")).Status);
    }

    [Fact]
    public async Task A_page_goes_on_where_the_last_one_ended_whatever_was_deleted()
    {
        await using var platform = await TestPlatform.StartAsync();
        foreach (var name in new[] { "a", "b", "c", "d", "e" })
            await platform.Client.CreateAsync(name);

        var first = (await platform.Client.SendAsync(HttpMethod.Get, Functions + "/?MaxItems=2")).Json;
        await platform.Client.SendAsync(HttpMethod.Delete, Functions + "/a");
        await platform.Client.SendAsync(HttpMethod.Delete, Functions + "/b");
        var second = (
            await platform.Client.SendAsync(HttpMethod.Get, $"{Functions}/?MaxItems=2&Marker={Uri.EscapeDataString((string)first["NextMarker"]!)}")
        ).Json;
        var third = (
            await platform.Client.SendAsync(HttpMethod.Get, $"{Functions}/?MaxItems=2&Marker={Uri.EscapeDataString((string)second["NextMarker"]!)}")
        ).Json;

        Assert.Equal(["a", "b"], Names(first));
        Assert.Equal(["c", "d"], Names(second));
        Assert.Equal(["e"], Names(third));
        Assert.Null(third["NextMarker"]);
        Assert.Equal(400, (await platform.Client.SendAsync(HttpMethod.Get, Functions + "/?Marker=%25")).Status);

        static IEnumerable<string> Names(JsonNode page) => page["Functions"]!.AsArray().Select(f => (string)f!["FunctionName"]!);
    }

    [Fact]
    public async Task Recursion_is_stopped_after_16_invocations_of_a_chain()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("probe");
        Assert.Equal(
            "Terminate",
            (string)(await platform.Client.SendAsync(HttpMethod.Get, "/2024-08-31/functions/probe/recursion-config")).Json["RecursiveLoop"]!
        );

        await platform.Client.InvokeAsync("probe", """{"do":"loop"}""");
        await platform.IdleAsync();

        Assert.Equal((Recursion.Limit, 1), (platform.Platform.GetStatus().Invocations, platform.Platform.GetStatus().EventsDropped));
        Assert.Equal(
            "Allow",
            (string)
                (
                    await platform.Client.SendAsync(HttpMethod.Put, "/2024-08-31/functions/probe/recursion-config", """{"RecursiveLoop":"Allow"}""")
                ).Json["RecursiveLoop"]!
        );
        Assert.Equal(
            400,
            (await platform.Client.SendAsync(HttpMethod.Put, "/2024-08-31/functions/probe/recursion-config", """{"RecursiveLoop":"Maybe"}""")).Status
        );
    }

    [Fact]
    public void A_chain_counts_each_of_its_functions()
    {
        var trace = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
        for (var i = 0; i < 3; i++)
        {
            (trace, var a) = Recursion.Step(trace, "a");
            (trace, var b) = Recursion.Step(trace, "b");
            Assert.Equal((i, i), (a, b));
        }
        Assert.Matches("^Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1;Lineage=1:[0-9a-f]{8}:2\\|[0-9a-f]{8}:2$", trace);
    }

    private static Task<PlatformClient.Answer> CreateAsync(TestPlatform platform, string name, string members)
    {
        var body = new JsonObject
        {
            ["FunctionName"] = name,
            ["Runtime"] = "dotnet10",
            ["Role"] = "arn:aws:iam::000000000000:role/test",
            ["Handler"] = ProbeFunction.Handler,
            ["Timeout"] = 30,
            ["Code"] = new JsonObject { ["ZipFile"] = Convert.ToBase64String(ProbeFunction.Zip) },
        };
        foreach (var (member, value) in JsonNode.Parse(members)!.AsObject())
            body[member] = value?.DeepClone();
        return platform.Client.SendAsync(HttpMethod.Post, Functions, body.ToJsonString());
    }
}
