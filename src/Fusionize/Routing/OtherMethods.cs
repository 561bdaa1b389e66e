namespace Fusionize.Routing;

/// <summary>
/// The methods that other entries serve at the paths of this function's routes: <c>FUSIONIZE_HTTP</c>, for example
/// <c>GET /cart;+POST /cart;+DELETE /cart</c>, where <c>+</c> marks those of others. Through an HTTP API, they belong to the same address.
/// </summary>
internal static class OtherMethods
{
    private const char Mark = '+';

    internal static string Text { get; set; } = Environment.GetEnvironmentVariable("FUSIONIZE_HTTP") ?? "";

    /// <summary>The methods at a template's paths, in capitals.</summary>
    public static IEnumerable<string> Of(string template)
    {
        foreach (var route in Text.Split(';'))
        {
            var space = route.IndexOf(' ', StringComparison.Ordinal);
            if (space > 1 && route[0] == Mark && route.AsSpan(space + 1).SequenceEqual(template))
                yield return route[1..space];
        }
    }
}
