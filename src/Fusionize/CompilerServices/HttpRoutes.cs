using System.ComponentModel;
using Fusionize.Routing;

namespace Fusionize.CompilerServices;

/// <summary>The routes of one task. Used by generated code only.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class HttpRoutes
{
    internal static readonly HttpRoutes None = new();

    private readonly List<RoutePattern> _patterns = [];
    private CorsPolicy? _cors;

    /// <summary>Adds a route.</summary>
    public HttpRoutes Map(string method, string template)
    {
        _patterns.Add(new RoutePattern(method, template));
        return this;
    }

    /// <summary>Sets which web pages of other origins may use the routes.</summary>
    public HttpRoutes Cors(string[] origins, string? headers, string? exposedHeaders, bool allowCredentials, int maxAge)
    {
        _cors = new CorsPolicy
        {
            Origins = origins,
            Headers = headers,
            ExposedHeaders = exposedHeaders,
            AllowCredentials = allowCredentials,
            MaxAge = maxAge,
        };
        return this;
    }

    /// <summary>The exchange for an event with an HTTP request, with the response if no task has to run. Null for any other payload.</summary>
    internal HttpExchange? Receive(ReadOnlyMemory<byte> payload, string task) =>
        _patterns.Count == 0 || HttpMessage.TryRead(payload) is not { } message ? null
        : message.PathWithoutStage is { } path && Find(message, path) is { } staged ? Exchange(message, task, staged)
        : Exchange(message, task, Find(message, message.Path));

    private HttpExchange Exchange(HttpMessage message, string task, Found? found)
    {
        var exchange = new HttpExchange(message, task, _cors, found?.Path ?? message.Path);
        if (found is null)
            exchange.AnswerProblem(404);
        else if (found.Pattern is { } pattern)
            exchange.Match(pattern, found.Values);
        else if (message.Method == "OPTIONS")
            exchange.AnswerOptions(found.Methods);
        else
            exchange.AnswerProblem(405, allow: found.Methods);
        return exchange;
    }

    private Found? Find(HttpMessage message, string path)
    {
        var method = message.Method == "HEAD" ? "GET" : message.Method;
        var methods = new List<string>();
        (RoutePattern Pattern, Range[]? Values)? best = null;
        foreach (var pattern in _patterns)
        {
            if (!pattern.TryMatch(path, out var values))
                continue;
            Add(methods, pattern.Method);
            if (pattern.Method == method && (best is not { } other || pattern.ComesBefore(other.Pattern)))
                best = (pattern, values);
        }
        if (methods.Count == 0)
            return null;
        // The answer names all methods of the address, and an HTTP API is the address of all entries.
        if (best is null && message.IsRouted)
            foreach (var pattern in _patterns)
                if (pattern.TryMatch(path, out _))
                    foreach (var other in OtherMethods.Of(pattern.Template))
                        Add(methods, other);
        return new Found(path, best?.Pattern, best?.Values, methods);
    }

    private static void Add(List<string> methods, string method)
    {
        if (!methods.Contains(method))
            methods.Add(method);
    }

    private sealed class Found(string path, RoutePattern? pattern, Range[]? values, List<string> methods)
    {
        public readonly string Path = path;
        public readonly RoutePattern? Pattern = pattern;
        public readonly Range[]? Values = values;

        /// <summary>The methods of the path, for the header <c>allow</c>.</summary>
        public string Methods => string.Join(", ", methods) + (methods.Contains("GET") ? ", HEAD" : "") + ", OPTIONS";
    }
}
