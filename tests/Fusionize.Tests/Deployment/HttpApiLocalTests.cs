using Fusionize.Aws;
using Fusionize.Aws.ApiGatewayV2;
using Fusionize.Aws.Lambda;
using Fusionize.Deployment;
using Fusionize.Local;

namespace Fusionize.Tests.Deployment;

/// <summary>HTTP APIs of applications on the local platform.</summary>
public sealed class HttpApiLocalTests : HttpApiContract, IAsyncLifetime
{
    private LocalPlatform _platform = null!;
    private AmazonLambdaClient _lambda = null!;
    private AmazonApiGatewayV2Client _apis = null!;

    protected override DeployOptions Options { get; } = new() { Role = "arn:aws:iam::000000000000:role/any", Smoke = Smoke.DryRun };

    protected override AmazonLambdaClient Lambda => _lambda;

    protected override AmazonApiGatewayV2Client Apis => _apis;

    public async Task InitializeAsync()
    {
        _platform = await LocalPlatform.StartAsync(new() { EnforceCpu = false });
        var connection = new AwsConnection { Endpoint = _platform.Endpoint };
        (_lambda, _apis) = (connection.Lambda(), connection.HttpApis());
    }

    public async Task DisposeAsync()
    {
        _apis.Dispose();
        _lambda.Dispose();
        await _platform.DisposeAsync();
    }

    [Fact]
    public override Task An_application_gets_one_API_and_keeps_its_address() => base.An_application_gets_one_API_and_keeps_its_address();

    [Fact]
    public override Task Routes_follow_live_traffic_forth_and_back() => base.Routes_follow_live_traffic_forth_and_back();

    [Fact]
    public override Task Routes_that_somebody_else_has_added_stay() => base.Routes_that_somebody_else_has_added_stay();

    [Fact]
    public override Task An_application_without_routes_needs_no_API() => base.An_application_without_routes_needs_no_API();
}
