namespace Fusionize.Routing;

/// <summary>The encoding of query strings and forms.</summary>
internal static class UrlEncoding
{
    /// <summary>Reads <c>a=1&amp;b=2</c>. A name without a value has an empty value.</summary>
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

    /// <summary>Decodes a name or value. Text that is not a valid escape stays unchanged.</summary>
    public static string Decode(ReadOnlySpan<char> text)
    {
        if (!text.Contains('+'))
            return text.Contains('%') ? Uri.UnescapeDataString(text) : text.ToString();
        var spaced = text.ToString().Replace('+', ' ');
        return Uri.UnescapeDataString(spaced);
    }
}
