namespace Fusionize;

/// <summary>
/// The whole HTTP request, as a parameter of a task with a route. It is the same through an HTTP API, a REST API, a function URL and a load balancer.
/// </summary>
public sealed class HttpRequest
{
    private static readonly Dictionary<string, string> s_noTexts = [];
    private static readonly Dictionary<string, IReadOnlyList<string>> s_noLists = [];

    private readonly IReadOnlyDictionary<string, IReadOnlyList<string>>? _query;
    private readonly IReadOnlyDictionary<string, IReadOnlyList<string>>? _headers;
    private readonly IReadOnlyDictionary<string, string>? _cookies;
    private readonly IReadOnlyDictionary<string, string>? _routeValues;

    /// <summary>The method, in capitals.</summary>
    public required string Method { get; init; }

    /// <summary>The decoded path, without the stage of an API. A slash inside a segment stays <c>%2F</c>.</summary>
    public required string Path { get; init; }

    /// <summary>The decoded values of the query string, by name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Query
    {
        get => _query ?? s_noLists;
        init => _query = value;
    }

    /// <summary>The headers without the cookies, by name in lower case.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Headers
    {
        get => _headers ?? s_noLists;
        init => _headers = value;
    }

    /// <summary>The decoded cookies, by name.</summary>
    public IReadOnlyDictionary<string, string> Cookies
    {
        get => _cookies ?? s_noTexts;
        init => _cookies = value;
    }

    /// <summary>The decoded variables of the route's template, by name.</summary>
    public IReadOnlyDictionary<string, string> RouteValues
    {
        get => _routeValues ?? s_noTexts;
        init => _routeValues = value;
    }

    /// <summary>The body; empty for none.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }
}
