using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Fusionize.Local.Lambda;

/// <summary>The X-Ray trace header of an invocation.</summary>
internal static partial class TraceHeader
{
    public const string Name = "X-Amzn-Trace-Id";

    /// <summary>
    /// The client's header if it is valid, otherwise a new one. An invalid header isn't passed to the function, because its HTTP client might fail on
    /// it.
    /// </summary>
    /// <param name="sample">Whether a new trace is sampled, because active tracing is on for the function.</param>
    public static string Of(HttpContext http, bool sample)
    {
        var given = http.Request.Headers[Name].ToString();
        return Pattern().IsMatch(given) ? given : New(sample);
    }

    /// <summary>The header of a new trace.</summary>
    public static string New(bool sample)
    {
        var random = Guid.NewGuid().ToString("N");
        var parent = Guid.NewGuid().ToString("N")[..16];
        var seconds = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        return string.Create(CultureInfo.InvariantCulture, $"Root=1-{seconds:x8}-{random[..24]};Parent={parent};Sampled={(sample ? 1 : 0)}");
    }

    [GeneratedRegex("^(?=.*Root=1-[0-9a-fA-F]{8}-[0-9a-fA-F]{24}(;|$))[\\x20-\\x7E]{1,1000}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
