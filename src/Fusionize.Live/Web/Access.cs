using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Fusionize.Live.Web;

/// <summary>
/// Who may see the pages: whoever has the link with the token. The link sets a cookie, which other sites can neither send nor read. It is sent with
/// this server's pages only, not with function URLs, which are other ports of the same host.
/// </summary>
internal sealed class Access
{
    private readonly string _token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
    private readonly string _session = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>The link of a server.</summary>
    public Uri Link(int port) => new($"http://127.0.0.1:{port}{LiveServer.Root}?token={_token}");

    public bool IsLink(HttpContext http) => Same(http.Request.Query["token"].ToString(), _token);

    public bool Allows(HttpContext http) => Same(http.Request.Cookies[Cookie(http)], _session);

    public void Grant(HttpContext http) =>
        http.Response.Cookies.Append(
            Cookie(http),
            _session,
            new CookieOptions
            {
                HttpOnly = true,
                SameSite = SameSiteMode.Strict,
                Path = LiveServer.Root,
            }
        );

    // Cookies belong to a host whatever the port, and several dashboards may run.
    private static string Cookie(HttpContext http) => $"fusionize-{http.Connection.LocalPort}";

    private static bool Same(string? given, string expected) =>
        given is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(expected));
}
