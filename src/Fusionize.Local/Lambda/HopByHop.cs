namespace Fusionize.Local.Lambda;

/// <summary>Headers that apply to one connection only, and that proxies don't forward.</summary>
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

    /// <param name="connection">The value of the Connection header, which contains the names of further such headers.</param>
    public static bool Contains(string name, string connection) =>
        s_names.Contains(name) || connection.Split(',', StringSplitOptions.TrimEntries).Contains(name, StringComparer.OrdinalIgnoreCase);
}
