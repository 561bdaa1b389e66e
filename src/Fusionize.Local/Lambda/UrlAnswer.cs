using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Fusionize.Local.Execution;
using Microsoft.AspNetCore.Http;

namespace Fusionize.Local.Lambda;

/// <summary>Converts a function's response to an HTTP response.</summary>
internal sealed class UrlAnswer
{
    private static readonly SearchValues<char> s_token = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    );

    private UrlAnswer(int status) => Status = status;

    public int Status { get; }

    public string ContentType { get; private set; } = "application/json";

    public List<KeyValuePair<string, string>> Headers { get; } = [];

    public ReadOnlyMemory<byte> Body { get; private set; }

    /// <summary>Whether HTTP has a body for the status code.</summary>
    private bool HasBody => Status is not (204 or 205 or 304);

    /// <summary>Reads the result of an invocation; null if it is invalid.</summary>
    public static UrlAnswer? Of(InvocationResult result)
    {
        if (result.ContentType != StreamPrelude.ContentType)
            return Parse(result.Payload);
        // The function streams, but its caller doesn't.
        var bytes = new ReadOnlySequence<byte>(result.Payload);
        return StreamPrelude.TrySplit(bytes, out var prelude, out var rest) && ParsePrelude(prelude.ToArray()) is { } answer
            ? answer.With(rest.ToArray())
            : null;
    }

    /// <summary>
    /// Reads a function's response: an object with a statusCode describes the HTTP response; any other JSON is the body itself. Returns null if it is
    /// invalid; then the client gets a 502.
    /// </summary>
    public static UrlAnswer? Parse(ReadOnlyMemory<byte> payload)
    {
        try
        {
            using var document = JsonDocument.Parse(payload);
            if (document.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("statusCode", out var status))
                return Parse(root, Number(status));
            return new(200) { Body = payload };
        }
        catch (Exception e) when (e is JsonException or MalformedException or InvalidOperationException or FormatException)
        {
            // InvalidOperationException: a string with half a surrogate pair. FormatException: invalid base64.
            return null;
        }
    }

    /// <summary>Reads the prelude of a streamed body; null if it is invalid.</summary>
    public static UrlAnswer? ParsePrelude(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement is not { ValueKind: JsonValueKind.Object } root)
                return null;
            return Parse(root, root.TryGetProperty("statusCode", out var status) ? Number(status) : 200);
        }
        catch (Exception e) when (e is JsonException or MalformedException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    /// <summary>The same response with another body.</summary>
    public UrlAnswer With(ReadOnlyMemory<byte> body)
    {
        Body = body;
        return this;
    }

    private static UrlAnswer Parse(JsonElement root, int status)
    {
        if (status is < 200 or > 599)
            throw new MalformedException();
        var answer = new UrlAnswer(status);
        if (Member(root, "headers") is { } headers)
        {
            foreach (var header in headers.EnumerateObject())
                answer.Add(header.Name, header.Value);
        }
        if (Member(root, "cookies") is { } cookies)
        {
            foreach (var cookie in cookies.EnumerateArray())
                answer.Add("set-cookie", cookie);
        }
        answer.Body = BodyOf(root);
        return answer;
    }

    private static int Number(JsonElement status)
    {
        var value = status.ValueKind switch
        {
            JsonValueKind.String => status.GetString(),
            JsonValueKind.Number => status.GetRawText(),
            _ => null,
        };
        return
            double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number == Math.Floor(number)
            && number < 10_000
            ? (int)number
            : throw new MalformedException();
    }

    private void Add(string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null)
            return;
        var text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
            _ => throw new MalformedException(),
        };
        if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(s_token) || text.Any(c => char.IsControl(c) && c != '\t'))
            throw new MalformedException();
        if (name.Equals("content-type", StringComparison.OrdinalIgnoreCase))
            ContentType = text;
        else if (!HopByHop.Contains(name, "") && !name.Equals("content-length", StringComparison.OrdinalIgnoreCase))
            Headers.Add(new(name, text));
    }

    private static ReadOnlyMemory<byte> BodyOf(JsonElement root)
    {
        var encoded = Member(root, "isBase64Encoded") is { } flag && flag.GetBoolean();
        if (Member(root, "body") is not { } body)
            return default;
        if (encoded)
            return Convert.FromBase64String(body.GetString()!);
        return Encoding.UTF8.GetBytes(body.ValueKind == JsonValueKind.String ? body.GetString()! : body.GetRawText());
    }

    private static JsonElement? Member(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>Sends the response.</summary>
    public async Task WriteAsync(HttpResponse response)
    {
        WriteHead(response);
        await WriteBodyAsync(response);
    }

    /// <summary>Sends the body, if the status allows one.</summary>
    public async Task WriteBodyAsync(HttpResponse response)
    {
        if (!HasBody)
            return;
        response.ContentLength = Body.Length;
        await response.BodyWriter.WriteAsync(Body);
    }

    /// <summary>Sets everything but the body.</summary>
    public void WriteHead(HttpResponse response)
    {
        response.StatusCode = Status;
        response.ContentType = ContentType;
        foreach (var (name, value) in Headers)
            response.Headers.Append(name, value);
    }

    /// <summary>The function's response is well-formed JSON, but can't be sent over HTTP.</summary>
    private sealed class MalformedException : Exception;
}
