namespace Fusionize.Local.Lambda;

/// <summary>Headers that concern one connection only and pass through no proxy.</summary>
internal static class HopByHop
{
    private static readonly HashSet<string> s_names = new(StringComparer.OrdinalIgnoreCase)
    {
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    };

    /// <param name="connection">The value of the Connection header, which names further ones.</param>
    public static bool Contains(string name, string connection) =>
        s_names.Contains(name) || connection.Split(',', StringSplitOptions.TrimEntries).Contains(name, StringComparer.OrdinalIgnoreCase);
}
