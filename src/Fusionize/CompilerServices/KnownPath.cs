using System.Text.Json.Serialization.Metadata;

namespace Fusionize.CompilerServices;

/// <summary>
/// A JSON path without what only the value says: it ends where a segment isn't the name of a declared member. Keys of dictionaries and unknown
/// members belong to a message's content, which logs must not have.
/// </summary>
internal static class KnownPath
{
    public static string Of(string? path, JsonTypeInfo info)
    {
        var known = "$";
        JsonTypeInfo? type = info;
        foreach (var part in (path ?? "$").TrimStart('$').Split('.'))
        {
            var bracket = part.IndexOf('[', StringComparison.Ordinal);
            var name = bracket < 0 ? part : part[..bracket];
            if (name.Length > 0)
            {
                if (MemberOf(type, name) is not { } member)
                    return known;
                known += "." + member.Name;
                type = info.Options.GetTypeInfo(member.PropertyType);
            }
            // An index of a list. A dictionary's key has quotes.
            for (; bracket >= 0; bracket = part.IndexOf('[', bracket + 1))
            {
                var end = part.IndexOf(']', bracket);
                if (end < 0 || !part.AsSpan()[(bracket + 1)..end].ContainsOnlyDigits() || type?.ElementType is not { } element)
                    return known;
                known += part[bracket..(end + 1)];
                type = info.Options.GetTypeInfo(element);
            }
        }
        return known;
    }

    private static JsonPropertyInfo? MemberOf(JsonTypeInfo? type, string name)
    {
        if (type?.Kind != JsonTypeInfoKind.Object)
            return null;
        foreach (var property in type.Properties)
        {
            if (property.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                return property;
        }
        return null;
    }

    private static bool ContainsOnlyDigits(this ReadOnlySpan<char> text) => !text.IsEmpty && text.IndexOfAnyExceptInRange('0', '9') < 0;
}
