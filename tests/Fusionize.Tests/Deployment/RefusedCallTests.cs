using System.Text.Json.Nodes;
using Fusionize.Aws;
using Fusionize.Deployment;
using Fusionize.Deployment.Infrastructure;
using Fusionize.Local;
using Fusionize.Setups;
using Fusionize.Tests.Infrastructure;
using Microsoft.AspNetCore.Http;

namespace Fusionize.Tests.Deployment;

/// <summary>Why the platform refuses a call decides what is done: wait, or say what helps.</summary>
public sealed class RefusedCallTests : IAsyncLifetime
{
    private const string NewRole = "The role defined for the function cannot be assumed by Lambda.";

    private static readonly DeployOptions s_options = new() { Role = "arn:aws:iam::000000000000:role/any", Smoke = Smoke.DryRun };

    private LocalPlatform _platform = null!;

    public async Task InitializeAsync() => _platform = await LocalPlatform.StartAsync(new() { EnforceCpu = false });

    public async Task DisposeAsync() => await _platform.DisposeAsync();

    /// <summary>IAM tells its other parts of a new role in some seconds.</summary>
    [Theory]
    [InlineData("POST", "/functions")]
    [InlineData("PUT", "/configuration")]
    public async Task A_role_that_parts_of_the_platform_do_not_know_yet_is_waited_for(string method, string path)
    {
        using var builds = new Builds();
        var refused = 0;
        await using var proxy = await RefusingAsync(
            r => r.Method == method && r.Target.EndsWith(path, StringComparison.Ordinal) && Interlocked.Increment(ref refused) == 1,
            "InvalidParameterValueException",
            NewRole
        );
        using var lambda = new AwsConnection { Endpoint = proxy.Endpoint, MaxErrorRetry = 0 }.Lambda();
        await new Deployer(lambda).DeployAsync(builds.Make("one", "(A)"), s_options);
        await new Deployer(lambda).DeployAsync(builds.Make("one", "(A)", memoryMB: 256), s_options);

        Assert.True(refused > 1);
        Assert.Equal(256, (await lambda.GetFunctionConfigurationAsync(new() { FunctionName = builds.App + "-A" })).MemorySize);
    }

    [Theory]
    [InlineData("CodeStorageExceededException", "Code storage limit exceeded.", "fusionize releases clean")]
    [InlineData("AccessDeniedException", "User: x is not authorized to perform: lambda:CreateFunction", "check the permissions")]
    public async Task A_refusal_says_what_helps(string error, string message, string remedy)
    {
        using var builds = new Builds();
        await using var proxy = await RefusingAsync(
            r => r.Method == "POST" && r.Target.EndsWith("/functions", StringComparison.Ordinal),
            error,
            message
        );
        using var lambda = new AwsConnection { Endpoint = proxy.Endpoint, MaxErrorRetry = 0 }.Lambda();

        var refused = await Assert.ThrowsAsync<FusionizeException>(() => new Deployer(lambda).DeployAsync(builds.Make("one", "(A)"), s_options));

        Assert.Equal((DeployCodes.CallFailed, "CreateFunction", builds.App + "-A"), (refused.Code, refused.Place, refused.Subject));
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, refused.Remedy, StringComparison.Ordinal);
    }

    /// <summary>Nothing of such a template sends to a queue, so it would stay empty.</summary>
    [Fact]
    public void A_template_of_access_alone_has_no_queue_for_failed_work()
    {
        var app = AccessTests.App("Look", "Check", "Store");
        app = app with { Groups = [.. app.Groups.Select(g => g with { RemoteAsync = g.Tasks })] };

        Assert.Equal((0, 1), (Queues(InfrastructureScope.Access), Queues(InfrastructureScope.Everything)));
        Assert.DoesNotContain("aws_sqs_queue", TerraformTemplate.Write(app, new()), StringComparison.Ordinal);
        Assert.Contains("aws_sqs_queue", TerraformTemplate.Write(app, new() { Scope = InfrastructureScope.Everything }), StringComparison.Ordinal);

        int Queues(InfrastructureScope scope) =>
            JsonNode.Parse(CloudFormationTemplate.Write(app, new() { Scope = scope }))!["Resources"]!
                .AsObject()
                .Count(r => (string)r.Value!["Type"]! == "AWS::SQS::Queue");
    }

    private Task<StubServer> RefusingAsync(Func<StubServer.Request, bool> isRefused, string error, string message) =>
        StubServer.StartAsync(
            async (context, request) =>
            {
                if (!isRefused(request))
                {
                    await StubServer.ForwardAsync(context, request, _platform.Endpoint);
                    return;
                }
                context.Response.StatusCode = 400;
                context.Response.Headers["x-amzn-ErrorType"] = error;
                await context.Response.WriteAsync(new JsonObject { ["message"] = message }.ToJsonString());
            }
        );
}
