using Amazon.Runtime;
using Fusionize.Aws.Pipeline;

namespace Fusionize.Aws.ApiGatewayV2;

/// <summary>Base of the service's requests.</summary>
public abstract class AmazonApiGatewayV2Request : AmazonWebServiceRequest;

/// <summary>An API.</summary>
public sealed class Api
{
    public string? ApiId { get; set; }

    /// <summary>The address without a stage.</summary>
    public string? ApiEndpoint { get; set; }
    public string? Name { get; set; }

    /// <summary><c>HTTP</c> or <c>WEBSOCKET</c>.</summary>
    public string? ProtocolType { get; set; }

    /// <summary>ISO 8601.</summary>
    public string? CreatedDate { get; set; }
    public Dictionary<string, string>? Tags { get; set; }
}

/// <summary>Creates an API. Several APIs may have the same name.</summary>
[Operation("POST", "/v2/apis")]
public sealed class CreateApiRequest : AmazonApiGatewayV2Request
{
    public string? Name { get; set; }
    public string? ProtocolType { get; set; }
    public string? Description { get; set; }
    public Dictionary<string, string>? Tags { get; set; }
}

public sealed class CreateApiResponse : AmazonWebServiceResponse
{
    public string? ApiId { get; set; }
    public string? ApiEndpoint { get; set; }
}

[Operation("GET", "/v2/apis")]
public sealed class GetApisRequest : AmazonApiGatewayV2Request
{
    [InQuery]
    public string? NextToken { get; set; }
}

public sealed class GetApisResponse : AmazonWebServiceResponse
{
    public List<Api>? Items { get; set; }
    public string? NextToken { get; set; }
}

/// <summary>The target of requests.</summary>
public sealed class Integration
{
    public string? IntegrationId { get; set; }
    public string? IntegrationType { get; set; }

    /// <summary>For a function its ARN, possibly with an alias.</summary>
    public string? IntegrationUri { get; set; }
    public string? PayloadFormatVersion { get; set; }
}

[Operation("POST", "/v2/apis/{ApiId}/integrations")]
public sealed class CreateIntegrationRequest : AmazonApiGatewayV2Request
{
    [InPath]
    public string? ApiId { get; set; }
    public string? IntegrationType { get; set; }
    public string? IntegrationMethod { get; set; }
    public string? IntegrationUri { get; set; }
    public string? PayloadFormatVersion { get; set; }
}

public sealed class CreateIntegrationResponse : AmazonWebServiceResponse
{
    public string? IntegrationId { get; set; }
}

[Operation("GET", "/v2/apis/{ApiId}/integrations")]
public sealed class GetIntegrationsRequest : AmazonApiGatewayV2Request
{
    [InPath]
    public string? ApiId { get; set; }

    [InQuery]
    public string? NextToken { get; set; }
}

public sealed class GetIntegrationsResponse : AmazonWebServiceResponse
{
    public List<Integration>? Items { get; set; }
    public string? NextToken { get; set; }
}

[Operation("DELETE", "/v2/apis/{ApiId}/integrations/{IntegrationId}")]
public sealed class DeleteIntegrationRequest : AmazonApiGatewayV2Request
{
    [InPath]
    public string? ApiId { get; set; }

    [InPath]
    public string? IntegrationId { get; set; }
}

public sealed class DeleteIntegrationResponse : AmazonWebServiceResponse;

/// <summary>A route.</summary>
public sealed class Route
{
    public string? RouteId { get; set; }

    /// <summary>Such as <c>GET /products/{id}</c>.</summary>
    public string? RouteKey { get; set; }

    /// <summary><c>integrations/ID</c>.</summary>
    public string? Target { get; set; }
}

[Operation("POST", "/v2/apis/{ApiId}/routes")]
public sealed class CreateRouteRequest : AmazonApiGatewayV2Request
{
    [InPath]
    public string? ApiId { get; set; }
    public string? RouteKey { get; set; }
    public string? Target { get; set; }
}

public sealed class CreateRouteResponse : AmazonWebServiceResponse
{
    public string? RouteId { get; set; }
}

/// <summary>Changes a route; null values stay unchanged.</summary>
[Operation("PATCH", "/v2/apis/{ApiId}/routes/{RouteId}")]
public sealed class UpdateRouteRequest : AmazonApiGatewayV2Request
{
    [InPath]
    public string? ApiId { get; set; }

    [InPath]
    public string? RouteId { get; set; }
    public string? Target { get; set; }
}

public sealed class UpdateRouteResponse : AmazonWebServiceResponse
{
    public string? RouteId { get; set; }
}

[Operation("GET", "/v2/apis/{ApiId}/routes")]
public sealed class GetRoutesRequest : AmazonApiGatewayV2Request
{
    [InPath]
    public string? ApiId { get; set; }

    [InQuery]
    public string? NextToken { get; set; }
}

public sealed class GetRoutesResponse : AmazonWebServiceResponse
{
    public List<Route>? Items { get; set; }
    public string? NextToken { get; set; }
}

[Operation("DELETE", "/v2/apis/{ApiId}/routes/{RouteId}")]
public sealed class DeleteRouteRequest : AmazonApiGatewayV2Request
{
    [InPath]
    public string? ApiId { get; set; }

    [InPath]
    public string? RouteId { get; set; }
}

public sealed class DeleteRouteResponse : AmazonWebServiceResponse;

/// <summary>A stage. Clients reach the stage <c>$default</c> without its name in the path.</summary>
public sealed class Stage
{
    public string? StageName { get; set; }
    public bool? AutoDeploy { get; set; }
}

[Operation("POST", "/v2/apis/{ApiId}/stages")]
public sealed class CreateStageRequest : AmazonApiGatewayV2Request
{
    [InPath]
    public string? ApiId { get; set; }
    public string? StageName { get; set; }

    /// <summary>Whether each change of the API takes effect by itself.</summary>
    public bool? AutoDeploy { get; set; }
}

public sealed class CreateStageResponse : AmazonWebServiceResponse
{
    public string? StageName { get; set; }
}

[Operation("GET", "/v2/apis/{ApiId}/stages")]
public sealed class GetStagesRequest : AmazonApiGatewayV2Request
{
    [InPath]
    public string? ApiId { get; set; }

    [InQuery]
    public string? NextToken { get; set; }
}

public sealed class GetStagesResponse : AmazonWebServiceResponse
{
    public List<Stage>? Items { get; set; }
    public string? NextToken { get; set; }
}
