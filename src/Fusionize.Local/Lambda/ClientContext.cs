using System.Globalization;
using System.Text;
using System.Text.Json;
using Fusionize.Local.Protocol;
using Microsoft.AspNetCore.Http;

namespace Fusionize.Local.Lambda;

/// <summary>What mobile clients, and others, tell a function about themselves.</summary>
internal static class ClientContext
{
    private const int MaxLength = 3583;

    /// <summary>
    /// The request's client context, as JSON that fits into a header: whatever isn't ASCII stands as an escape sequence, which means the same.
    /// Null when there is none.
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
            // Between members, JSON may have line breaks; inside of strings it may not.
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
