using Fusionize.Aws.ApiGatewayV2;
using Fusionize.Aws.Lambda;
using Fusionize.Deployment;

namespace Fusionize.Tests.Deployment;

/// <summary>What a deployment does with an application's HTTP API, on any platform.</summary>
public abstract class HttpApiContract
{
    protected abstract DeployOptions Options { get; }

    protected abstract AmazonLambdaClient Lambda { get; }

    protected abstract AmazonApiGatewayV2Client Apis { get; }

    private Deployer Deployer => new(Lambda, httpApis: Apis);

    public virtual async Task An_application_gets_one_API_and_keeps_its_address()
    {
        using var builds = new Builds();
        var build = builds.MakeRouted("one", "(A,B)-(C)", "A GET /a/{id}", "A PUT /a/{id}", "B POST /b");
        var planned = await Deployer.PlanAsync(build, Options);
        Assert.Equal(
            """
            create
            add GET /a/{id} → APP-A
            add PUT /a/{id} → APP-A
            add HEAD /a/{id} → APP-A
            add ANY /a/{id} → APP-A
            add POST /b → APP-B
            add ANY /b → APP-B
            permission for APP-A
            permission for APP-B
            """,
            string.Join('\n', planned.HttpApi!.Changes).Replace(builds.App, "APP", StringComparison.Ordinal)
        );

        var address = (await Deployer.DeployAsync(build, Options)).Address;

        Assert.NotNull(address);
        Assert.Equal(
            [
                $"ANY /a/{{id}} {builds.App}-A",
                $"ANY /b {builds.App}-B",
                $"GET /a/{{id}} {builds.App}-A",
                $"HEAD /a/{{id}} {builds.App}-A",
                $"POST /b {builds.App}-B",
                $"PUT /a/{{id}} {builds.App}-A",
            ],
            await RoutesAsync(builds.App)
        );
        Assert.Equal(2, (await Apis.IntegrationsAsync((await ApiAsync(builds.App)).ApiId!).CountAsync()));
        Assert.Contains(
            "apigateway.amazonaws.com",
            (await Lambda.GetPolicyAsync(new() { FunctionName = builds.App + "-B", Qualifier = Aliases.Live })).Policy,
            StringComparison.Ordinal
        );
        Assert.True((await Deployer.PlanAsync(build, Options)).ChangesNothing);
        Assert.Equal(address, (await Deployer.DeployAsync(build, Options)).Address);
        Assert.Equal(address, (await Deployer.DeployAsync(builds.MakeRouted("two", "(A)-(B,C)", "A GET /a/{id}", "B POST /b"), Options)).Address);
    }

    public virtual async Task Routes_follow_live_traffic_forth_and_back()
    {
        using var builds = new Builds();
        await Deployer.DeployAsync(builds.MakeRouted("one", "(A)-(B)-(C)", "A GET /a", "B GET /b", "C GET /c"), Options);
        var first = await RoutesAsync(builds.App);
        var second = builds.MakeRouted("two", "(A,B)-(D)", "A GET /a", "A GET /b", "B GET /new", "D GET /c");

        await Deployer.DeployAsync(second, Options with { MoveLive = false });
        Assert.Equal(first, await RoutesAsync(builds.App));

        var plan = await Deployer.PlanAsync(second, Options);
        Assert.Contains($"move GET /b → {builds.App}-A (now {builds.App}-B)", plan.HttpApi!.Changes);
        Assert.Contains($"move GET /c → {builds.App}-D (now {builds.App}-C)", plan.HttpApi.Changes);
        await Deployer.ExecuteAsync(plan);
        Assert.Equal(
            [$"GET /a {builds.App}-A", $"GET /b {builds.App}-A", $"GET /c {builds.App}-D", $"GET /new {builds.App}-B"],
            (await RoutesAsync(builds.App)).Where(r => r.StartsWith("GET", StringComparison.Ordinal))
        );

        await Deployer.DeployAsync(builds.MakeRouted("three", "(A)-(B)", "A GET /a", "B POST /a"), Options);
        Assert.Equal(
            [$"ANY /a {builds.App}-A", $"GET /a {builds.App}-A", $"HEAD /a {builds.App}-A", $"POST /a {builds.App}-B"],
            await RoutesAsync(builds.App)
        );
        Assert.Equal(2, (await Apis.IntegrationsAsync((await ApiAsync(builds.App)).ApiId!).CountAsync()));

        var releases = new Releases(Lambda, Apis);
        await releases.RollBackAsync(builds.App);
        Assert.Contains($"GET /new {builds.App}-B", await RoutesAsync(builds.App));
        await releases.PromoteAsync(builds.App, Builds.IdOf("one"));
        Assert.Equal(first, await RoutesAsync(builds.App));

        // Without routes, the API stays with its address.
        await Deployer.DeployAsync(builds.Make("four", "(A)"), Options);
        Assert.Empty(await RoutesAsync(builds.App));
        Assert.NotNull(await ApiAsync(builds.App));
    }

    public virtual async Task Routes_that_somebody_else_has_added_stay()
    {
        using var builds = new Builds();
        await Deployer.DeployAsync(builds.MakeRouted("one", "(A)", "A GET /a"), Options);
        var api = (await ApiAsync(builds.App)).ApiId!;
        var integration = await Apis.CreateIntegrationAsync(
            new()
            {
                ApiId = api,
                IntegrationType = "AWS_PROXY",
                IntegrationUri = "arn:aws:lambda:us-east-1:123456789012:function:foreign",
                PayloadFormatVersion = "2.0",
            }
        );
        await Apis.CreateRouteAsync(
            new()
            {
                ApiId = api,
                RouteKey = "$default",
                Target = "integrations/" + integration.IntegrationId,
            }
        );

        await Deployer.DeployAsync(builds.MakeRouted("two", "(A)", "A GET /b"), Options);

        Assert.Equal(
            ["$default", "ANY /b", "GET /b", "HEAD /b"],
            (await Apis.RoutesAsync(api).ToListAsync()).Select(r => r.RouteKey).Order(StringComparer.Ordinal)
        );
    }

    public virtual async Task An_application_without_routes_needs_no_API()
    {
        using var builds = new Builds();
        var done = await Deployer.DeployAsync(builds.Make("one", "(A)"), Options);

        Assert.Null(done.Address);
        Assert.DoesNotContain(await Apis.ApisAsync().ToListAsync(), a => a.Name == builds.App);
    }

    private async Task<Api> ApiAsync(string app) => (await Apis.ApisAsync().ToListAsync()).Single(a => a.Name == app);

    private async Task<IEnumerable<string>> RoutesAsync(string app)
    {
        var api = (await ApiAsync(app)).ApiId!;
        var integrations = await Apis.IntegrationsAsync(api).ToDictionaryAsync(i => "integrations/" + i.IntegrationId, i => i.IntegrationUri!);
        return (await Apis.RoutesAsync(api).ToListAsync())
            .Select(r => $"{r.RouteKey} {integrations[r.Target!].Split(':')[6]}")
            .Order(StringComparer.Ordinal)
            .ToArray();
    }
}
