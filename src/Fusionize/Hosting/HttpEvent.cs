using System.Buffers;
using System.Text.Json;
using Fusionize.CompilerServices;
using Fusionize.Json;

namespace Fusionize.Hosting;

/// <summary>HTTP API (payload version 2) and function URL events: reads body and path, and writes the response.</summary>
internal static class HttpEvent
{
    /// <summary>The body's bytes.</summary>
    /// <param name="json">The event's member <c>body</c>, a JSON string.</param>
    /// <param name="base64">The event's member <c>isBase64Encoded</c>.</param>
    public static ReadOnlyMemory<byte> DecodeBody(ReadOnlySpan<byte> json, bool base64)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        if (base64)
        {
            return reader.TryGetBytesFromBase64(out var bytes) ? bytes : throw new InvalidHttpRequestException("The body is not valid base64.");
        }
        var text = new byte[reader.ValueSpan.Length];
        return text.AsMemory(0, reader.CopyString(text));
    }

    /// <summary>
    /// The task that a path names: <c>/</c> is the default task, <c>/Task</c> is that task. A stage other than <c>$default</c> precedes it in the
    /// path.
    /// </summary>
    public static string TaskOf(string? path, string? stage, string defaultTask)
    {
        var rest = path.AsSpan();
        if (
            !string.IsNullOrEmpty(stage)
            && stage != "$default"
            && rest.StartsWith("/" + stage, StringComparison.Ordinal)
            && (rest.Length == stage.Length + 1 || rest[stage.Length + 1] == '/')
        )
        {
            rest = rest[(stage.Length + 1)..];
        }
        rest = rest.Trim('/');
        return rest.IsEmpty ? defaultTask
            : rest.SequenceEqual(defaultTask) ? defaultTask
            : rest.ToString();
    }

    public static void WriteAnswer(IBufferWriter<byte> output, int status, ReadOnlySpan<byte> body)
    {
        // The member is a JSON string that contains the body's JSON.
        using var json = new Utf8JsonWriter(output, JsonForm.Writer);
        json.WriteStartObject();
        json.WriteNumber("statusCode"u8, status);
        json.WriteStartObject("headers"u8);
        json.WriteString("content-type"u8, "application/json"u8);
        if (status == 405)
            json.WriteString("allow"u8, "GET, POST, PUT, PATCH"u8);
        json.WriteEndObject();
        json.WriteString("body"u8, body);
        json.WriteEndObject();
    }

    /// <summary>
    /// Writes only what an unknown client may know: what is wrong with the request, or that a failure occurred. Details of a failure are in the log
    /// only.
    /// </summary>
    public static void WriteFailure(IBufferWriter<byte> output, Exception error)
    {
        var (status, message) = error switch
        {
            UnknownTaskException => (404, "Not Found"),
            InvalidHttpRequestException http => (http.Status, error.Message),
            InvalidRequestException => (400, error.Message),
            _ => (500, "Internal Server Error"),
        };
        var body = new ByteBuffer(512);
        using (var json = new Utf8JsonWriter(body, JsonForm.Writer))
        {
            json.WriteStartObject();
            json.WriteString("message"u8, ErrorAnswer.Clip(message));
            json.WriteEndObject();
        }
        WriteAnswer(output, status, body.Written.Span);
    }
}

/// <summary>An HTTP event that can't be served. The response is an HTTP response, not a failed invocation.</summary>
internal sealed class InvalidHttpRequestException(string message, Exception? inner = null, int status = 400) : Exception(message, inner)
{
    public readonly int Status = status;
}
