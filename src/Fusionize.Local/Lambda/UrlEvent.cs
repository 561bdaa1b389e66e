using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using Fusionize.Local.Functions;
using Microsoft.AspNetCore.Http;

namespace Fusionize.Local.Lambda;

/// <summary>The function URL or HTTP API that an event comes from.</summary>
/// <param name="Id">Its id.</param>
/// <param name="RouteKey">The key of the route that the request matches.</param>
/// <param name="Account">Its owner, or <c>anonymous</c>.</param>
internal sealed record EventSource(string Id, string RouteKey, string Account)
{
    /// <summary>The access key of a request that must be signed; null otherwise.</summary>
    public string? Access { get; init; }

    /// <summary>The values of the variables in the route's path.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> PathValues { get; init; } = [];
}

/// <summary>The event of an HTTP request: payload format 2.0.</summary>
internal static class UrlEvent
{
    public static byte[] Of(HttpContext http, UrlTarget target, byte[] body, EventSource source, string requestId, string traceId)
    {
        var request = http.Request;
        var now = DateTimeOffset.UtcNow;
        var buffer = new ArrayBufferWriter<byte>(body.Length + 1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("version", "2.0");
            json.WriteString("routeKey", source.RouteKey);
            json.WriteString("rawPath", target.Path);
            json.WriteString("rawQueryString", target.Query);
            Cookies(json, request);
            Headers(json, http, traceId);
            Values(json, "queryStringParameters", target.Parameters());
            json.WriteStartObject("requestContext");
            json.WriteString("accountId", source.Account);
            json.WriteString("apiId", source.Id);
            if (source.Access is { } access)
                Authorizer(json, access);
            json.WriteString("domainName", request.Host.Value ?? "");
            json.WriteString("domainPrefix", source.Id);
            json.WriteStartObject("http");
            json.WriteString("method", request.Method);
            json.WriteString("path", target.Path);
            json.WriteString("protocol", request.Protocol);
            json.WriteString("sourceIp", Client(http));
            json.WriteString("userAgent", request.Headers.UserAgent.ToString());
            json.WriteEndObject();
            json.WriteString("requestId", requestId);
            json.WriteString("routeKey", source.RouteKey);
            json.WriteString("stage", "$default");
            json.WriteString("time", now.ToString("dd/MMM/yyyy:HH:mm:ss +0000", CultureInfo.InvariantCulture));
            json.WriteNumber("timeEpoch", now.ToUnixTimeMilliseconds());
            json.WriteEndObject();
            Values(json, "pathParameters", source.PathValues);
            Body(json, request.ContentType, body);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static void Cookies(Utf8JsonWriter json, Microsoft.AspNetCore.Http.HttpRequest request)
    {
        const StringSplitOptions Options = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;
        var cookies = request.Headers.Cookie.SelectMany(c => (c ?? "").Split(';', Options)).ToArray();
        if (cookies.Length == 0)
            return;
        json.WriteStartArray("cookies");
        foreach (var cookie in cookies)
            json.WriteStringValue(cookie);
        json.WriteEndArray();
    }

    private static void Headers(Utf8JsonWriter json, HttpContext http, string traceId)
    {
        var own = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["x-amzn-trace-id"] = traceId,
            ["x-forwarded-for"] = Client(http),
            ["x-forwarded-port"] = http.Connection.LocalPort.ToString(CultureInfo.InvariantCulture),
            ["x-forwarded-proto"] = http.Request.Scheme,
        };
        json.WriteStartObject("headers");
        foreach (var (name, values) in http.Request.Headers.OrderBy(h => h.Key, StringComparer.OrdinalIgnoreCase))
        {
            if (!own.ContainsKey(name) && name != "Cookie" && !HopByHop.Contains(name, http.Request.Headers.Connection.ToString()))
                json.WriteString(name.ToLowerInvariant(), string.Join(",", values.ToArray()));
        }
        foreach (var (name, value) in own)
            json.WriteString(name, value);
        json.WriteEndObject();
    }

    private static void Values(Utf8JsonWriter json, string member, IReadOnlyList<KeyValuePair<string, string>> values)
    {
        if (values.Count == 0)
            return;
        json.WriteStartObject(member);
        foreach (var (name, value) in values)
            json.WriteString(name, value);
        json.WriteEndObject();
    }

    private static void Authorizer(Utf8JsonWriter json, string access)
    {
        json.WriteStartObject("authorizer");
        json.WriteStartObject("iam");
        json.WriteString("accessKey", access);
        json.WriteString("accountId", FunctionName.Account);
        json.WriteString("callerId", access);
        json.WriteNull("cognitoIdentity");
        json.WriteNull("principalOrgId");
        json.WriteString("userArn", $"arn:aws:iam::{FunctionName.Account}:user/local");
        json.WriteString("userId", access);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Body(Utf8JsonWriter json, string? contentType, byte[] body)
    {
        var text = body.Length == 0 || (IsText(contentType) && Utf8.IsValid(body));
        if (body.Length > 0 && text)
            json.WriteString("body", body);
        else if (body.Length > 0)
            json.WriteBase64String("body", body);
        json.WriteBoolean("isBase64Encoded", !text);
    }

    /// <summary>For Lambda, all other content and content without a type is binary.</summary>
    private static bool IsText(string? contentType)
    {
        var type = (contentType ?? "").Split(';')[0].Trim().ToLowerInvariant();
        return type.StartsWith("text/", StringComparison.Ordinal) || type is "application/json" or "application/xml" or "application/javascript";
    }

    private static string Client(HttpContext http) => http.Connection.RemoteIpAddress?.ToString() ?? "";
}
