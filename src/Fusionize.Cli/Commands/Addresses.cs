namespace Fusionize.Cli.Commands;

internal static class Addresses
{
    public static Uri Parse(string text) => IsAddress(text) ? new Uri(text) : throw new FormatException($"'{text}' is not an http(s) address.");

    /// <summary>
    /// An HTTP API of the local platform by a name of its own, which browsers resolve to this machine. There, absolute links of its pages work.
    /// </summary>
    /// <param name="address">Such as <c>http://127.0.0.1:9001/shop</c>.</param>
    public static Uri InBrowser(Uri address) =>
        new UriBuilder(address) { Host = address.AbsolutePath.Trim('/') + ".localhost", Path = "/" }.Uri;

    public static bool IsAddress(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https";
}
