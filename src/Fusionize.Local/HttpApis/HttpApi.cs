using Fusionize.Local.Functions;
using Fusionize.Setups.Http;

namespace Fusionize.Local.HttpApis;

/// <summary>An HTTP API of API Gateway: routes in front of functions. Guarded by the catalog.</summary>
/// <param name="id">The id that clients of the control operations use.</param>
/// <param name="name">The name that its creator chose.</param>
/// <param name="segment">The first segment of the paths that it serves.</param>
internal sealed class HttpApi(string id, string name, string segment)
{
    /// <summary>The only stage that the platform has: its name isn't part of the path.</summary>
    public const string Stage = "$default";

    public string Id => id;
    public string Name => name;
    public string Segment => segment;
    public string? Description { get; init; }
    public DateTimeOffset Created { get; } = DateTimeOffset.UtcNow;
    public SortedDictionary<string, string> Tags { get; } = new(StringComparer.Ordinal);
    public SortedDictionary<string, HttpIntegration> Integrations { get; } = new(StringComparer.Ordinal);
    public SortedDictionary<string, HttpRoute> Routes { get; } = new(StringComparer.Ordinal);

    /// <summary>When the stage was created; null if there is none, so that the API serves no request.</summary>
    public DateTimeOffset? Deployed { get; set; }

    public static string Arn(string region, string id) => $"arn:aws:apigateway:{region}::/apis/{id}";

    /// <summary>The routes as requests see them; a later change doesn't affect it.</summary>
    public RouteTable<HttpIntegration> Table()
    {
        var table = new RouteTable<HttpIntegration>();
        if (Deployed is not null)
            foreach (var route in Routes.Values)
                table.Add(route.Key, Integrations[route.IntegrationId]);
        return table;
    }
}

/// <summary>A route.</summary>
/// <param name="Key">Such as <c>GET /products/{id}</c>.</param>
internal sealed record HttpRoute(string Id, string Key, string IntegrationId);

/// <summary>The function behind routes.</summary>
/// <param name="Uri">Its address as the creator gave it.</param>
/// <param name="TimeoutMs">The longest time that a client waits.</param>
internal sealed record HttpIntegration(string Id, string Uri, FunctionName Function, int TimeoutMs, string? Description);
