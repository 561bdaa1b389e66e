namespace Fusionize.Cli.Commands;

internal static class Addresses
{
    public static Uri Parse(string text) => IsAddress(text) ? new Uri(text) : throw new FormatException($"'{text}' is not an http(s) address.");

    public static bool IsAddress(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https";
}
