using Fusionize.Aws.ApiGatewayV2;
using Fusionize.Setups.Http;

namespace Fusionize.Deployment;

/// <summary>An application's HTTP API on the platform.</summary>
/// <param name="Address">Where clients find it; no slash at the end.</param>
/// <param name="HasStage">Whether it serves requests.</param>
internal sealed record HttpApiState(string Id, string Address, bool HasStage, List<Integration> Integrations, List<Route> Routes)
{
    private const string Invocations = "/invocations";

    /// <summary>The integration of a function's live alias; null if there is none.</summary>
    public Integration? IntegrationOf(string function) =>
        Integrations.Find(i => i is { IntegrationType: "AWS_PROXY", PayloadFormatVersion: "2.0" } && FunctionOf(i) == function);

    /// <summary>The route that takes the same requests as a key.</summary>
    public Route? RouteOf(string key) => Routes.Find(r => ShapeOf(r.RouteKey ?? "") == ShapeOf(key));

    /// <summary>The function whose live alias a route's requests go to; null if they go elsewhere.</summary>
    public string? FunctionOf(Route route) =>
        Integrations.Find(i => route.Target == "integrations/" + i.IntegrationId) is { } integration ? FunctionOf(integration) : null;

    public static string? FunctionOf(Integration integration)
    {
        var uri = integration.IntegrationUri ?? "";
        if (uri.EndsWith(Invocations, StringComparison.Ordinal))
            uri = uri[..^Invocations.Length];
        return uri.Split(':') is [.., "function", var function, Aliases.Live] ? function : null;
    }

    /// <summary>The names of variables don't matter: functions find the values by their own templates.</summary>
    private static string ShapeOf(string key) => key.Split(' ') is [var method, var template] ? $"{method} {RouteTemplate.ShapeOf(template)}" : key;
}
