namespace Fusionize;

/// <summary>A cookie that a response sets.</summary>
/// <param name="name">Its name, an HTTP token.</param>
/// <param name="value">Its value. It is percent-encoded when it is sent and decoded when it comes back.</param>
public sealed class HttpCookie(string name, string value)
{
    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>Its value.</summary>
    public string Value { get; } = value;

    /// <summary>The path to which browsers send it. Default: <c>/</c>.</summary>
    public string? Path { get; init; }

    /// <summary>The domain to which browsers send it; null: the domain that sets it.</summary>
    public string? Domain { get; init; }

    /// <summary>When it expires. Without this and <see cref="MaxAge"/> it expires with the browser's session.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>How long it lasts. Zero or a negative value removes it.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>Whether it is sent over HTTPS only.</summary>
    public bool Secure { get; init; }

    /// <summary>Whether scripts of a page can't read it.</summary>
    public bool HttpOnly { get; init; }

    /// <summary>Whether it is sent with requests from other sites.</summary>
    public HttpSameSite SameSite { get; init; }
}

/// <summary>When a cookie is sent with requests from other sites.</summary>
public enum HttpSameSite
{
    /// <summary>The browser's default.</summary>
    Unspecified,

    /// <summary>With all requests. Such a cookie must be <see cref="HttpCookie.Secure"/>.</summary>
    None,

    /// <summary>Only when a user follows a link to this site.</summary>
    Lax,

    /// <summary>Never.</summary>
    Strict,
}
