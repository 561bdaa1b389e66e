using Fusionize.Aws.ApiGatewayV2;
using Fusionize.Aws.Lambda;
using Fusionize.Deployment;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Deployment;

/// <summary>HTTP APIs of applications on an independent emulator.</summary>
[Collection(MotoServer.Collection)]
public sealed class HttpApiMotoTests(MotoServer moto) : HttpApiContract, IDisposable
{
    protected override DeployOptions Options { get; } = new() { Role = MotoServer.Role, Smoke = Smoke.None };

    protected override AmazonLambdaClient Lambda { get; } = moto.Lambda();

    protected override AmazonApiGatewayV2Client Apis { get; } = moto.HttpApis();

    public void Dispose()
    {
        Apis.Dispose();
        Lambda.Dispose();
    }

    [FactIfTool("moto_server")]
    public override Task An_application_gets_one_API_and_keeps_its_address() => base.An_application_gets_one_API_and_keeps_its_address();

    [FactIfTool("moto_server")]
    public override Task Routes_that_somebody_else_has_added_stay() => base.Routes_that_somebody_else_has_added_stay();
}
