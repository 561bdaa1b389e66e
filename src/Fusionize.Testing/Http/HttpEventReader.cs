using System.Net;
using System.Text;
using System.Text.Json;

namespace Fusionize.Testing.Http;

/// <summary>Converts a function's response to the HTTP response that a client receives.</summary>
internal static class HttpEventReader
{
    public static HttpResponseMessage Read(byte[] answer, HttpRequestMessage request)
    {
        using var json = JsonDocument.Parse(answer);
        var root = json.RootElement;
        if (!root.TryGetProperty("statusCode", out var status))
            throw new HttpRequestException($"The function answered with no HTTP response but with {Encoding.UTF8.GetString(answer)}");
        var body = root.TryGetProperty("body", out var text) ? text.GetString() ?? "" : "";
        var isBase64 = root.TryGetProperty("isBase64Encoded", out var encoded) && encoded.ValueKind == JsonValueKind.True;
        var response = new HttpResponseMessage((HttpStatusCode)status.GetInt32())
        {
            RequestMessage = request,
            Content = new ByteArrayContent(isBase64 ? Convert.FromBase64String(body) : Encoding.UTF8.GetBytes(body)),
        };
        if (root.TryGetProperty("headers", out var headers))
            foreach (var header in headers.EnumerateObject())
                if (!response.Headers.TryAddWithoutValidation(header.Name, header.Value.GetString()))
                    response.Content.Headers.TryAddWithoutValidation(header.Name, header.Value.GetString());
        if (root.TryGetProperty("cookies", out var cookies))
            foreach (var cookie in cookies.EnumerateArray())
                response.Headers.TryAddWithoutValidation("set-cookie", cookie.GetString());
        return response;
    }
}
