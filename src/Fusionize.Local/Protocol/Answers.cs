using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Fusionize.Local.Protocol;

/// <summary>Writes responses in AWS's JSON shapes.</summary>
internal static class Answers
{
    public const string RestJson = "application/json";
    public const string Json10 = "application/x-amz-json-1.0";
    public const string Json11 = "application/x-amz-json-1.1";

    public static Task JsonAsync(HttpContext http, int status, Action<Utf8JsonWriter> write, string contentType = RestJson)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
            write(json);
        return BytesAsync(http, status, buffer.WrittenMemory, contentType);
    }

    /// <summary>Writes an object.</summary>
    /// <param name="http">The request.</param>
    /// <param name="status">The status.</param>
    /// <param name="writeMembers">Writes the object's members.</param>
    /// <param name="contentType">The type of the content.</param>
    public static Task ObjectAsync(HttpContext http, int status, Action<Utf8JsonWriter> writeMembers, string contentType = RestJson) =>
        JsonAsync(
            http,
            status,
            json =>
            {
                json.WriteStartObject();
                writeMembers(json);
                json.WriteEndObject();
            },
            contentType
        );

    public static async Task BytesAsync(HttpContext http, int status, ReadOnlyMemory<byte> body, string contentType = RestJson)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = contentType;
        http.Response.ContentLength = body.Length;
        await http.Response.BodyWriter.WriteAsync(body);
    }

    /// <summary>An error of the Lambda API: its type is in a header, its message in the body.</summary>
    public static Task ErrorAsync(HttpContext http, LambdaError error)
    {
        http.Response.Headers["x-amzn-ErrorType"] = error.Type;
        return ObjectAsync(http, error.Status, json =>
        {
            if (error.Reason is { } reason)
                json.WriteString("Reason", reason);
            json.WriteString("Type", error.Status >= 500 ? "Service" : "User");
            // Lambda's own models have both spellings.
            json.WriteString(error.Type is "ResourceNotFoundException" or "ServiceException" ? "Message" : "message", error.Message);
        });
    }
}
