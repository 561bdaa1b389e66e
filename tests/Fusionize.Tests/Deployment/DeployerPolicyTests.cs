using Fusionize.Aws;
using Fusionize.Deployment;
using Fusionize.Deployment.Infrastructure;
using Fusionize.Local;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Deployment;

public sealed class DeployerPolicyTests
{
    [Fact]
    public async Task The_policy_allows_every_call_that_is_made_and_no_other()
    {
        await using var platform = await LocalPlatform.StartAsync(new() { EnforceCpu = false });
        await using var proxy = await StubServer.StartAsync((context, request) => StubServer.ForwardAsync(context, request, platform.Endpoint));
        var connection = new AwsConnection { Endpoint = proxy.Endpoint };
        using var lambda = connection.Lambda();
        using var httpApis = connection.HttpApis();
        using var builds = new Builds();
        var deployer = new Deployer(lambda, httpApis: httpApis);
        var options = new DeployOptions { Role = "arn:aws:iam::000000000000:role/any", Smoke = Smoke.DryRun };
        await deployer.DeployAsync(builds.MakeRouted("routes", "(A)-(B)", "A GET /a", "B GET /b"), options);
        await deployer.DeployAsync(builds.MakeRouted("others", "(A,B)", "A GET /a", "A GET /b", "B GET /c"), options);
        foreach (var (setup, notation) in ((string, string)[])[("1", "(A)-(B)"), ("2", "(A,B)"), ("3", "(A)-(B)"), ("4", "(A,B)"), ("5", "(A,B)")])
            await deployer.DeployAsync(builds.Make(setup, notation, "code " + setup), options);
        await new Releases(lambda, httpApis).RollBackAsync(builds.App);
        await new Releases(lambda, httpApis).PromoteAsync(builds.App, Builds.IdOf("5"));
        await new ColdStarter(lambda).RunAsync(builds.App);
        await new CleanUp(lambda).RunAsync(builds.App, keep: 0, deleteFunctions: true);

        var used = proxy.Requests.Select(ActionOf).Distinct().Order(StringComparer.Ordinal).ToArray();
        // Tagging is part of CreateFunction and CreateApi when tags are given.
        Assert.Equal(
            DeployerPolicy
                .FunctionActions.Concat(DeployerPolicy.ApiActions)
                .Except(["lambda:TagResource", "apigateway:TagResource"])
                .Append("lambda:ListFunctions")
                .Order(StringComparer.Ordinal),
            used
        );
    }

    [Fact]
    public void The_guide_shows_this_policy()
    {
        var guide = File.ReadAllText(Samples.File("../docs/aws.md"));
        Assert.Contains(DeployerPolicy.Write("iot", "my-bucket/iot"), guide);
    }

    private static string ActionOf(StubServer.Request request)
    {
        if (request.Target.StartsWith("/v2/", StringComparison.Ordinal))
            return "apigateway:" + request.Method;
        var path = request.Target.Split('?')[0]["/2015-03-31/functions".Length..].Split('/', StringSplitOptions.RemoveEmptyEntries);
        return "lambda:"
            + (request.Method, path) switch
            {
                ("GET", []) => "ListFunctions",
                ("POST", []) => "CreateFunction",
                ("GET", [_, "configuration"]) => "GetFunctionConfiguration",
                ("PUT", [_, "configuration"]) => "UpdateFunctionConfiguration",
                ("PUT", [_, "code"]) => "UpdateFunctionCode",
                ("DELETE", [_]) => "DeleteFunction",
                ("GET", [_, "versions"]) => "ListVersionsByFunction",
                ("POST", [_, "versions"]) => "PublishVersion",
                ("GET", [_, "aliases"]) => "ListAliases",
                ("POST", [_, "aliases"]) => "CreateAlias",
                ("GET", [_, "aliases", _]) => "GetAlias",
                ("PUT", [_, "aliases", _]) => "UpdateAlias",
                ("DELETE", [_, "aliases", _]) => "DeleteAlias",
                ("POST", [_, "invocations"]) => "InvokeFunction",
                ("GET", [_, "policy"]) => "GetPolicy",
                ("POST", [_, "policy"]) => "AddPermission",
                _ => request.Method + " " + request.Target,
            };
    }
}
