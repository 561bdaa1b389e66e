namespace Fusionize.Routing;

/// <summary>Which web pages of other origins may use a route.</summary>
internal sealed class CorsPolicy
{
    public string[] Origins = [];
    public string? Headers;
    public string? ExposedHeaders;
    public bool AllowCredentials;
    public int MaxAge;

    /// <summary>Adds the headers of a response to a request with that origin.</summary>
    public void AddTo(List<KeyValuePair<string, string>> headers, string? origin)
    {
        if (!AddOrigin(headers, origin))
            return;
        if (ExposedHeaders is { Length: > 0 } exposed)
            headers.Add(new("access-control-expose-headers", exposed));
    }

    /// <summary>Adds the headers of the response to a preflight request.</summary>
    public void AddPreflightTo(List<KeyValuePair<string, string>> headers, string? origin, string methods, string? wanted)
    {
        if (!AddOrigin(headers, origin))
            return;
        headers.Add(new("access-control-allow-methods", methods));
        if ((Headers ?? wanted) is { Length: > 0 } allowed)
            headers.Add(new("access-control-allow-headers", allowed));
        if (MaxAge > 0)
            headers.Add(new("access-control-max-age", MaxAge.ToString(System.Globalization.CultureInfo.InvariantCulture)));
    }

    private bool AddOrigin(List<KeyValuePair<string, string>> headers, string? origin)
    {
        var allowsAll = Array.IndexOf(Origins, "*") >= 0;
        if (!allowsAll || AllowCredentials)
            headers.Add(new("vary", "Origin"));
        if (origin is null || !(allowsAll || Array.Exists(Origins, o => o.Equals(origin, StringComparison.OrdinalIgnoreCase))))
            return false;
        headers.Add(new("access-control-allow-origin", allowsAll && !AllowCredentials ? "*" : origin));
        if (AllowCredentials)
            headers.Add(new("access-control-allow-credentials", "true"));
        return true;
    }
}
