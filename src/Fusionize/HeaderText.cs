using System.Buffers;

namespace Fusionize;

/// <summary>Checks the text of headers. A line break in a value would begin another header.</summary>
internal static class HeaderText
{
    private static readonly SearchValues<char> s_token = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    );

    public static string Name(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return name.AsSpan().ContainsAnyExcept(s_token)
            ? throw new ArgumentException($"'{name}' can't be a header's or a cookie's name.", nameof(name))
            : name.ToLowerInvariant();
    }

    public static string Value(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        foreach (var c in value)
        {
            if (c is (< ' ' and not '\t') or '\x7f')
                throw new ArgumentException("A header's value can't have control characters.", nameof(value));
        }
        return value;
    }

    /// <summary>A cookie as the value of <c>set-cookie</c>.</summary>
    public static string Of(HttpCookie cookie)
    {
        _ = Name(cookie.Name);
        var text = $"{cookie.Name}={Uri.EscapeDataString(cookie.Value)}; Path={Attribute(cookie.Path ?? "/")}";
        if (cookie.Domain is { } domain)
            text += "; Domain=" + Attribute(domain);
        if (cookie.Expires is { } expires)
            text += "; Expires=" + expires.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
        if (cookie.MaxAge is { } age)
            text += "; Max-Age=" + ((long)age.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (cookie.Secure)
            text += "; Secure";
        if (cookie.HttpOnly)
            text += "; HttpOnly";
        return cookie.SameSite switch
        {
            HttpSameSite.None => text + "; SameSite=None",
            HttpSameSite.Lax => text + "; SameSite=Lax",
            HttpSameSite.Strict => text + "; SameSite=Strict",
            _ => text,
        };
    }

    private static string Attribute(string value) =>
        Value(value).Contains(';', StringComparison.Ordinal)
            ? throw new ArgumentException($"A cookie's path or domain can't be '{value}'.", nameof(value))
            : value;
}
