using Fusionize.Routing;

namespace Fusionize.Setups.Http;

/// <summary>Selects one of an HTTP API's routes for a request, by the rules of functions.</summary>
internal sealed class RouteTable<T>
{
    /// <summary>The key of the route for requests that no other route takes.</summary>
    public const string Default = "$default";

    private const string Any = "ANY";

    private readonly List<(string Key, RoutePattern Pattern, T Target)> _routes = [];
    private (string Key, T Target)? _default;

    /// <param name="key"><c>GET /products/{id}</c>, <c>ANY /products</c> or <c>$default</c>.</param>
    /// <param name="target">Where its requests go.</param>
    public void Add(string key, T target)
    {
        if (key == Default)
            _default = (key, target);
        else if (key.Split(' ', 2) is [var method, var template])
            _routes.Add((key, new RoutePattern(method, template), target));
    }

    /// <param name="method">The HTTP method, in capitals.</param>
    /// <param name="path">The path, decoded once, as an HTTP API does.</param>
    /// <returns>Null if no route takes the request.</returns>
    public RouteMatch<T>? Find(string method, string path)
    {
        RouteMatch<T>? best = null;
        RoutePattern? bestPattern = null;
        foreach (var (key, pattern, target) in _routes)
        {
            if ((pattern.Method != method && pattern.Method != Any) || !pattern.TryMatch(path, out var values))
                continue;
            if (bestPattern is not null && !IsBetter(pattern, bestPattern))
                continue;
            bestPattern = pattern;
            best = new(key, target, [.. pattern.Variables.Select(v => KeyValuePair.Create(v.Name, path[values![v.Index]]))]);
        }
        return best ?? (_default is { } other ? new(other.Key, other.Target, []) : null);
    }

    private static bool IsBetter(RoutePattern pattern, RoutePattern than) =>
        pattern.ComesBefore(than) || (!than.ComesBefore(pattern) && than.Method == Any);
}

/// <summary>The route of a request.</summary>
/// <param name="Key">The route's key.</param>
/// <param name="Target">Where its requests go.</param>
/// <param name="Values">The values of the path's variables.</param>
internal sealed record RouteMatch<T>(string Key, T Target, IReadOnlyList<KeyValuePair<string, string>> Values);
