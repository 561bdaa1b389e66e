using System.Text.Json;
using Amazon.Runtime;
using Fusionize.Aws.Pipeline;

namespace Fusionize.Aws.ApiGatewayV2;

/// <summary>Configuration of <see cref="AmazonApiGatewayV2Client"/>.</summary>
public sealed class AmazonApiGatewayV2Config : ServiceConfig
{
    /// <summary>Calls that manage APIs are limited to 10 a second per account and region, so all clients of a process share one bucket.</summary>
    public static TokenBucket ControlPlaneLimiter { get; } = new(perSecond: 10, burst: 10);

    public AmazonApiGatewayV2Config()
        : base("ApiGatewayV2", "apigateway") => Limiter = ControlPlaneLimiter;

    public override string ServiceVersion => "2018-11-29";
}

/// <summary>API Gateway: the calls for HTTP APIs with their integrations, routes and stages. Names and shapes are those of
/// AWSSDK.ApiGatewayV2.</summary>
public sealed class AmazonApiGatewayV2Client : ServiceClient
{
    private static readonly Protocol s_protocol = new(
        "ApiGatewayV2",
        null,
        "application/json",
        JsonNamingPolicy.CamelCase,
        AmazonApiGatewayV2Exception.Of
    );

    public AmazonApiGatewayV2Client(AmazonApiGatewayV2Config config)
        : base(s_protocol, config) { }

    public AmazonApiGatewayV2Client(AWSCredentials credentials, AmazonApiGatewayV2Config config)
        : base(s_protocol, credentials, config) { }

    public Task<CreateApiResponse> CreateApiAsync(CreateApiRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<CreateApiResponse>(request, cancellationToken);

    public Task<GetApisResponse> GetApisAsync(GetApisRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<GetApisResponse>(request, cancellationToken);

    public Task<CreateIntegrationResponse> CreateIntegrationAsync(CreateIntegrationRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<CreateIntegrationResponse>(request, cancellationToken);

    public Task<GetIntegrationsResponse> GetIntegrationsAsync(GetIntegrationsRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<GetIntegrationsResponse>(request, cancellationToken);

    public Task<DeleteIntegrationResponse> DeleteIntegrationAsync(DeleteIntegrationRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<DeleteIntegrationResponse>(request, cancellationToken);

    public Task<CreateRouteResponse> CreateRouteAsync(CreateRouteRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<CreateRouteResponse>(request, cancellationToken);

    public Task<UpdateRouteResponse> UpdateRouteAsync(UpdateRouteRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<UpdateRouteResponse>(request, cancellationToken);

    public Task<GetRoutesResponse> GetRoutesAsync(GetRoutesRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<GetRoutesResponse>(request, cancellationToken);

    public Task<DeleteRouteResponse> DeleteRouteAsync(DeleteRouteRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<DeleteRouteResponse>(request, cancellationToken);

    public Task<CreateStageResponse> CreateStageAsync(CreateStageRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<CreateStageResponse>(request, cancellationToken);

    public Task<GetStagesResponse> GetStagesAsync(GetStagesRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<GetStagesResponse>(request, cancellationToken);
}
