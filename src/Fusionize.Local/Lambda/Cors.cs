using Microsoft.AspNetCore.Http;

namespace Fusionize.Local.Lambda;

/// <summary>Allows web pages of other origins to use a function URL, according to its configuration.</summary>
internal static class Cors
{
    public static bool IsPreflight(Microsoft.AspNetCore.Http.HttpRequest request) =>
        HttpMethods.IsOptions(request.Method) && request.Headers.Origin.Count > 0 && request.Headers.AccessControlRequestMethod.Count > 0;

    /// <summary>Sets the headers of a response. They replace headers of the function.</summary>
    public static void Apply(HttpContext http, CorsBody cors)
    {
        var origin = http.Request.Headers.Origin.ToString();
        if (origin.Length == 0 || cors.AllowOrigins?.Any(o => o == "*" || o.Equals(origin, StringComparison.OrdinalIgnoreCase)) != true)
            return;
        var headers = http.Response.Headers;
        headers.AccessControlAllowOrigin = cors.AllowOrigins.Contains("*") && cors.AllowCredentials != true ? "*" : origin;
        headers.Vary = "Origin";
        if (cors.AllowCredentials == true)
            headers.AccessControlAllowCredentials = "true";
        if (cors.ExposeHeaders is { Length: > 0 } exposed)
            headers.AccessControlExposeHeaders = string.Join(",", exposed);
        if (!IsPreflight(http.Request))
            return;
        if (cors.AllowMethods is { Length: > 0 } methods)
            headers.AccessControlAllowMethods = string.Join(",", methods);
        if (cors.AllowHeaders is { Length: > 0 } allowed)
            headers.AccessControlAllowHeaders = string.Join(",", allowed);
        if (cors.MaxAge is { } age)
            headers.AccessControlMaxAge = age.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}
