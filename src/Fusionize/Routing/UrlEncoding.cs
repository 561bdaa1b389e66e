namespace Fusionize.Routing;

/// <summary>The encoding of query strings and forms.</summary>
internal static class UrlEncoding
{
    /// <summary>Reads <c>a=1&amp;b=2</c>. A part without a value has an empty one.</summary>
    public static void Read(string text, List<KeyValuePair<string, string>> pairs)
    {
        foreach (var range in text.AsSpan().Split('&'))
        {
            var part = text.AsSpan(range);
            if (part.IsEmpty)
                continue;
            var equals = part.IndexOf('=');
            pairs.Add(equals < 0 ? new(Decode(part), "") : new(Decode(part[..equals]), Decode(part[(equals + 1)..])));
        }
    }

    /// <summary>Decodes a name or value. What is no escape stays as it is.</summary>
    public static string Decode(ReadOnlySpan<char> text)
    {
        if (!text.Contains('+'))
            return text.Contains('%') ? Uri.UnescapeDataString(text) : text.ToString();
        var spaced = text.ToString().Replace('+', ' ');
        return Uri.UnescapeDataString(spaced);
    }
}
