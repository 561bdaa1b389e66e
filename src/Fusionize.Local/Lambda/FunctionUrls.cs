using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Fusionize.Local.Execution;
using Fusionize.Local.Functions;
using Fusionize.Local.Protocol;
using Microsoft.AspNetCore.Http;

namespace Fusionize.Local.Lambda;

/// <summary>Functions over plain HTTP: <c>/url/&lt;function&gt;[:qualifier]/…</c>, as a function URL does it (payload format 2.0).</summary>
internal sealed class FunctionUrls(FunctionCatalog catalog)
{
    public const string Prefix = "/url/";

    public async Task HandleAsync(HttpContext http)
    {
        var rest = http.Request.Path.Value![Prefix.Length..];
        var slash = rest.IndexOf('/');
        var (functionText, path) = slash < 0 ? (rest, "/") : (rest[..slash], rest[slash..]);
        var name = FunctionName.Parse(functionText, null);
        var version = catalog.Resolve(name, draw: true);
        var body = await Bodies.ReadAsync(http, InvokeApi.MaxSyncPayload, "InvokeFunction");
        var requestId = Guid.NewGuid().ToString();
        var random = requestId.Replace("-", "", StringComparison.Ordinal);
        var trace = $"Root=1-{DateTimeOffset.UtcNow.ToUnixTimeSeconds():x8}-{random[..24]}";
        var invocation = new Invocation(requestId, Event(http, path, body, requestId), FunctionName.Arn(catalog.Region, name.Name, name.Qualifier), trace);
        version.Pool.Dispatch(invocation);
        var result = await invocation.Result;
        http.Response.Headers["x-amzn-RequestId"] = requestId;
        if (result.FunctionError is not null)
        {
            http.Response.Headers["x-amzn-ErrorType"] = "InternalServerError";
            await Answers.BytesAsync(http, 502, "Internal Server Error"u8.ToArray(), "text/plain");
            return;
        }
        await AnswerAsync(http, result.Payload);
    }

    private static byte[] Event(HttpContext http, string path, byte[] body, string requestId)
    {
        var request = http.Request;
        var now = DateTimeOffset.UtcNow;
        var buffer = new ArrayBufferWriter<byte>(body.Length + 1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("version", "2.0");
            json.WriteString("routeKey", "$default");
            json.WriteString("rawPath", path);
            json.WriteString("rawQueryString", request.QueryString.HasValue ? request.QueryString.Value![1..] : "");
            json.WriteStartObject("headers");
            foreach (var (header, values) in request.Headers)
                json.WriteString(header.ToLowerInvariant(), string.Join(",", values.ToArray()));
            json.WriteEndObject();
            if (request.Query.Count > 0)
            {
                json.WriteStartObject("queryStringParameters");
                foreach (var (key, values) in request.Query)
                    json.WriteString(key, string.Join(",", values.ToArray()));
                json.WriteEndObject();
            }
            json.WriteStartObject("requestContext");
            json.WriteString("accountId", "anonymous");
            json.WriteString("apiId", "local");
            json.WriteString("domainName", request.Host.Value ?? "");
            json.WriteStartObject("http");
            json.WriteString("method", request.Method);
            json.WriteString("path", path);
            json.WriteString("protocol", request.Protocol);
            json.WriteString("sourceIp", http.Connection.RemoteIpAddress?.ToString() ?? "");
            json.WriteString("userAgent", request.Headers.UserAgent.ToString());
            json.WriteEndObject();
            json.WriteString("requestId", requestId);
            json.WriteString("routeKey", "$default");
            json.WriteString("stage", "$default");
            json.WriteString("time", now.ToString("dd/MMM/yyyy:HH:mm:ss +0000", CultureInfo.InvariantCulture));
            json.WriteNumber("timeEpoch", now.ToUnixTimeMilliseconds());
            json.WriteEndObject();
            var text = IsText(request.ContentType);
            if (body.Length > 0)
            {
                if (text)
                    json.WriteString("body", body);
                else
                    json.WriteString("body", Convert.ToBase64String(body));
            }
            json.WriteBoolean("isBase64Encoded", body.Length > 0 && !text);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static bool IsText(string? type) =>
        type is not null && (type.StartsWith("text/", StringComparison.OrdinalIgnoreCase) || type.Contains("json", StringComparison.OrdinalIgnoreCase) || type.Contains("xml", StringComparison.OrdinalIgnoreCase));

    /// <summary>An object with a statusCode says what to answer; anything else is itself the answer's body.</summary>
    private static async Task AnswerAsync(HttpContext http, ReadOnlyMemory<byte> payload)
    {
        JsonDocument? answer = null;
        try
        {
            answer = JsonDocument.Parse(payload);
        }
        catch (JsonException)
        {
            // Not ours to judge.
        }
        using (answer)
        {
            if (answer is not { RootElement: { ValueKind: JsonValueKind.Object } root } || !root.TryGetProperty("statusCode", out var status) || !status.TryGetInt32(out var code))
            {
                await Answers.BytesAsync(http, 200, payload);
                return;
            }
            var type = Answers.RestJson;
            if (root.TryGetProperty("headers", out var headers) && headers.ValueKind == JsonValueKind.Object)
            {
                foreach (var header in headers.EnumerateObject())
                {
                    if (header.Name.Equals("content-type", StringComparison.OrdinalIgnoreCase))
                        type = header.Value.ToString();
                    else if (!header.Name.Equals("content-length", StringComparison.OrdinalIgnoreCase))
                        http.Response.Headers[header.Name] = header.Value.ToString();
                }
            }
            var body = root.TryGetProperty("body", out var text) ? text.ToString() : "";
            var encoded = root.TryGetProperty("isBase64Encoded", out var flag) && flag.ValueKind == JsonValueKind.True;
            await Answers.BytesAsync(http, code, encoded ? Convert.FromBase64String(body) : Encoding.UTF8.GetBytes(body), type);
        }
    }
}
