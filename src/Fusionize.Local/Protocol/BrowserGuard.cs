using System.Net;
using Microsoft.AspNetCore.Http;

namespace Fusionize.Local.Protocol;

/// <summary>
/// Refuses requests of web pages. The platform runs code without authentication, and any page in the user's browser can send requests to a loopback
/// port. Browsers send headers that AWS clients don't.
/// </summary>
internal static class BrowserGuard
{
    public static bool Refuses(HttpContext http)
    {
        var request = http.Request;
        if (request.Headers.TryGetValue("Sec-Fetch-Site", out var site) && site.ToString() is not ("same-origin" or "none"))
            return true;
        if (request.Headers.Origin.ToString() is { Length: > 0 } origin && origin != $"http://{request.Host}")
            return true;
        // A page whose host name resolves to this machine (DNS rebinding) looks like the platform's own page, but has another host name.
        var loopback = http.Connection.LocalIpAddress is { } address && IPAddress.IsLoopback(address);
        return loopback && request.Host.HasValue && !IsLocal(request.Host.Host);
    }

    private static bool IsLocal(string host) =>
        host == "localhost" || host.EndsWith(".localhost", StringComparison.Ordinal) || IPAddress.TryParse(host, out _);
}
