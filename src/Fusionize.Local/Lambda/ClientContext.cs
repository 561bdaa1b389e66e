using System.Globalization;
using System.Text;
using System.Text.Json;
using Fusionize.Local.Protocol;
using Microsoft.AspNetCore.Http;

namespace Fusionize.Local.Lambda;

/// <summary>The data about themselves that mobile clients and others send to a function.</summary>
internal static class ClientContext
{
    private const int MaxLength = 3583;

    /// <summary>
    /// The request's client context as JSON that is valid in a header: non-ASCII characters are written as escape sequences, which have the same
    /// meaning. Null if there is none.
    /// </summary>
    public static string? Of(HttpContext http)
    {
        var encoded = http.Request.Headers["X-Amz-Client-Context"].ToString();
        if (encoded.Length == 0)
            return null;
        if (encoded.Length > MaxLength)
            throw LambdaError.BadContent($"Client context must be no more than {MaxLength} bytes when base64-encoded.");
        try
        {
            var json = Convert.FromBase64String(encoded);
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return ToAscii(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(json));
        }
        catch (Exception e) when (e is FormatException or JsonException or DecoderFallbackException) { }
        throw LambdaError.BadContent("Client context must be a valid Base64-encoded JSON object.");
    }

    private static string ToAscii(string json)
    {
        var text = new StringBuilder(json.Length);
        foreach (var c in json)
        {
            // JSON may contain line breaks between members, but not inside strings.
            if (c is '\r' or '\n' or '\t')
                text.Append(' ');
            else if (c < 0x7F)
                text.Append(c);
            else
                text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        }
        return text.ToString();
    }
}
