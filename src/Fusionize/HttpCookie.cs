namespace Fusionize;

/// <summary>A cookie that an answer sets.</summary>
/// <param name="name">Its name, an HTTP token.</param>
/// <param name="value">Its value. It is percent-encoded on the way out and decoded on the way in.</param>
public sealed class HttpCookie(string name, string value)
{
    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>Its value.</summary>
    public string Value { get; } = value;

    /// <summary>The path that it is sent to. Default: <c>/</c>.</summary>
    public string? Path { get; init; }

    /// <summary>The domain that it is sent to; null: the one that sets it.</summary>
    public string? Domain { get; init; }

    /// <summary>When it ends; null, and without <see cref="MaxAge"/>: with the browser's session.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>How long it lasts. Negative or zero removes it.</summary>
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
    /// <summary>As the browser does by default.</summary>
    Unspecified,

    /// <summary>Always; such a cookie has to be <see cref="HttpCookie.Secure"/>.</summary>
    None,

    /// <summary>With links to this site only.</summary>
    Lax,

    /// <summary>Never.</summary>
    Strict,
}
