using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Fusionize.Local.Lambda;

/// <summary>The target of a request, percent-encoded as the client sent it, because the server's own path is partly decoded.</summary>
/// <param name="Function">Name of a function, optionally with qualifier, or of an HTTP API.</param>
/// <param name="Path">The rest of the path; at least a slash.</param>
/// <param name="Query">The query without the question mark.</param>
internal sealed record UrlTarget(string Function, string Path, string Query)
{
    public static UrlTarget Of(HttpContext http, string prefix)
    {
        var (path, query) = Split(http);
        // Dots in the path change its target, so the server's resolved path counts.
        if (!path.StartsWith(prefix, StringComparison.Ordinal))
            path = http.Request.Path.Value!;
        path = path[prefix.Length..];
        var slash = path.IndexOf('/');
        return slash < 0 ? new(Uri.UnescapeDataString(path), "/", query) : new(Uri.UnescapeDataString(path[..slash]), path[slash..], query);
    }

    /// <summary>Path and query as the client sent them.</summary>
    private static (string Path, string Query) Split(HttpContext http)
    {
        var target = http.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        var scheme = target.IndexOf("://", StringComparison.Ordinal);
        if (scheme > 0 && !target.StartsWith('/'))
            target = target[(scheme + 3)..] is var rest && rest.IndexOf('/') is >= 0 and var at ? rest[at..] : "/";
        var question = target.IndexOf('?');
        return question < 0 ? (target, "") : (target[..question], target[(question + 1)..]);
    }

    /// <summary>The target of a request to an HTTP API whose name is in the host's name, so that the whole path is the API's.</summary>
    public static UrlTarget At(HttpContext http, string segment)
    {
        var (path, query) = Split(http);
        return new(segment, path is ['/', ..] ? path : "/", query);
    }

    /// <summary>The target of a request to an HTTP API, whose name is the first segment of the path.</summary>
    public static UrlTarget Under(HttpContext http, string segment)
    {
        var target = Of(http, "/");
        // Dots in the path change its target, so the server's resolved path counts.
        var resolved = http.Request.Path.Value![(segment.Length + 1)..];
        return target.Function == segment ? target : new(segment, resolved.Length > 0 ? resolved : "/", target.Query);
    }

    /// <summary>The target as an HTTP API passes it on: with a decoded path.</summary>
    public UrlTarget Decoded() => this with { Path = Uri.UnescapeDataString(Path) };

    /// <summary>The query's parameters, decoded, in order; several values of one name are joined with commas. Names are case-sensitive.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Parameters()
    {
        var order = new List<string>();
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in Query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=');
            var name = Decode(equals < 0 ? part : part[..equals]);
            var value = equals < 0 ? "" : Decode(part[(equals + 1)..]);
            if (values.TryGetValue(name, out var before))
            {
                values[name] = before + "," + value;
                continue;
            }
            order.Add(name);
            values[name] = value;
        }
        return [.. order.Select(name => KeyValuePair.Create(name, values[name]))];
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
