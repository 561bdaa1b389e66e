using System.Security.Cryptography;
using System.Text;

namespace Fusionize.Deployment.Infrastructure;

/// <summary>Names of routes as resources of a template: they don't change unless the route does, and no two routes share one.</summary>
internal static class RouteNames
{
    /// <summary>
    /// <c>GET /products/{id}</c> → <c>GetProductsId1a2b3c4d</c>. The digits are from a hash, since keys may differ in other characters only.
    /// </summary>
    /// <param name="key">The route's key.</param>
    /// <param name="separator">Between the parts.</param>
    public static string Of(string key, string separator)
    {
        var words = new string([.. key.Select(c => char.IsAsciiLetterOrDigit(c) ? c : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..8];
        var names = words.Select((w, i) => char.ToUpperInvariant(w[0]) + (i == 0 ? w[1..].ToLowerInvariant() : w[1..]));
        return string.Join(separator, names.Append(hash));
    }
}
