using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;

namespace Fusionize.Testing.Http;

/// <summary>Writes an HTTP request as the event that an HTTP API sends (payload format 2.0), but with the path as the client encoded it.</summary>
internal static class HttpEventWriter
{
    public static async Task<byte[]> WriteAsync(HttpRequestMessage request, string routeKey, CancellationToken cancellation)
    {
        var body = request.Content is { } content ? await content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false) : [];
        var headers = request
            .Headers.NonValidated.Select(static h => (h.Key, Values: h.Value.ToArray()))
            .Concat(request.Content?.Headers.NonValidated.Select(static h => (h.Key, Values: h.Value.ToArray())) ?? [])
            .ToList();
        var buffer = new ArrayBufferWriter<byte>(body.Length + 1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("version", "2.0");
            json.WriteString("routeKey", routeKey);
            json.WriteString("rawPath", request.RequestUri!.AbsolutePath);
            json.WriteString("rawQueryString", request.RequestUri.Query.TrimStart('?'));
            WriteCookies(json, headers.Where(static h => IsCookie(h.Key)).SelectMany(static h => h.Values));
            json.WriteStartObject("headers");
            foreach (var (name, values) in headers.Where(static h => !IsCookie(h.Key)))
                json.WriteString(name.ToLowerInvariant(), string.Join(",", values));
            json.WriteEndObject();
            json.WriteStartObject("requestContext");
            json.WriteStartObject("http");
            json.WriteString("method", request.Method.Method);
            json.WriteString("path", request.RequestUri.AbsolutePath);
            json.WriteEndObject();
            json.WriteString("stage", "$default");
            json.WriteEndObject();
            var isText = body.Length == 0 || (IsText(request.Content?.Headers.ContentType?.MediaType) && Utf8.IsValid(body));
            if (body.Length > 0 && isText)
                json.WriteString("body", body);
            else if (body.Length > 0)
                json.WriteBase64String("body", body);
            json.WriteBoolean("isBase64Encoded", !isText);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteCookies(Utf8JsonWriter json, IEnumerable<string> cookies)
    {
        json.WriteStartArray("cookies");
        foreach (var cookie in cookies.SelectMany(static c => c.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)))
            json.WriteStringValue(cookie);
        json.WriteEndArray();
    }

    private static bool IsCookie(string name) => name.Equals("cookie", StringComparison.OrdinalIgnoreCase);

    /// <summary>The types that Lambda passes on as text. It treats all other content, and content without a type, as binary.</summary>
    private static bool IsText(string? type) =>
        type?.ToLowerInvariant() is { } name
        && (name.StartsWith("text/", StringComparison.Ordinal) || name is "application/json" or "application/xml" or "application/javascript");
}
