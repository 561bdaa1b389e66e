namespace Fusionize.Routing;

/// <summary>Reads content types.</summary>
internal static class MediaType
{
    /// <summary>Whether content of the type is sent as text, in UTF-8. Content with another charset is sent as bytes.</summary>
    public static bool IsText(string? type)
    {
        var name = NameOf(type);
        if (type is not null && type.IndexOf("charset=", StringComparison.OrdinalIgnoreCase) is var at and >= 0)
        {
            var charset = type.AsSpan(at + "charset=".Length).Trim(" \"");
            if (
                !charset.StartsWith("utf-8", StringComparison.OrdinalIgnoreCase)
                && !charset.StartsWith("us-ascii", StringComparison.OrdinalIgnoreCase)
            )
                return false;
        }
        return name.StartsWith("text/", StringComparison.OrdinalIgnoreCase)
            || Is(name, "application/json")
            || Is(name, "application/xml")
            || Is(name, "application/javascript")
            || Is(name, "application/x-www-form-urlencoded")
            || name.EndsWith("+json", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith("+xml", StringComparison.OrdinalIgnoreCase);
    }

    public static bool IsJson(string? type) =>
        NameOf(type) is var name && (Is(name, "application/json") || name.EndsWith("+json", StringComparison.OrdinalIgnoreCase));

    public static bool IsForm(string? type) => Is(NameOf(type), "application/x-www-form-urlencoded");

    private static ReadOnlySpan<char> NameOf(string? type)
    {
        var text = type.AsSpan();
        var parameters = text.IndexOf(';');
        return (parameters < 0 ? text : text[..parameters]).Trim();
    }

    private static bool Is(ReadOnlySpan<char> name, string other) => name.Equals(other, StringComparison.OrdinalIgnoreCase);
}
