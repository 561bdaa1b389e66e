using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using Fusionize.Json;

namespace Fusionize.Routing;

/// <summary>A response. It is written in the format that belongs to the form of the event.</summary>
internal sealed class HttpAnswer
{
    public int Status = 200;
    public string? ContentType;
    public readonly List<KeyValuePair<string, string>> Headers = [];
    public readonly List<string> Cookies = [];

    /// <param name="output">Receives the payload.</param>
    /// <param name="request">The request.</param>
    /// <param name="body">The content.</param>
    public void Write(IBufferWriter<byte> output, HttpMessage request, ReadOnlySpan<byte> body)
    {
        if (request.Method == "HEAD" || Status is < 200 or 204 or 205 or 304)
            body = default;
        using var json = new Utf8JsonWriter(output, JsonForm.Writer);
        json.WriteStartObject();
        json.WriteNumber("statusCode"u8, Status);
        if (request.Shape == EventShape.LoadBalancer)
            json.WriteString("statusDescription"u8, $"{Status} {StatusText.Of(Status)}");
        switch (request.Shape)
        {
            case EventShape.Version2:
                WriteJoined(json, All(cookies: false));
                if (Cookies.Count > 0)
                    WriteCookies(json);
                break;
            case EventShape.Version1:
                WriteSingle(json, All(cookies: true));
                WriteLists(json, All(cookies: true), onlySeveral: true);
                break;
            case EventShape.LoadBalancer when request.HasLists:
                WriteLists(json, All(cookies: true), onlySeveral: false);
                break;
            default:
                WriteJoined(json, All(cookies: false).Concat(Cookies.Select(static (c, i) => new KeyValuePair<string, string>(SetCookie(i), c))));
                break;
        }
        WriteBody(json, body);
        json.WriteEndObject();
    }

    private IEnumerable<KeyValuePair<string, string>> All(bool cookies)
    {
        if (ContentType is not null && Status is not (204 or 205 or 304) && !Headers.Exists(static h => h.Key == "content-type"))
            yield return new("content-type", ContentType);
        foreach (var header in Headers)
            yield return header;
        if (!cookies)
            yield break;
        foreach (var cookie in Cookies)
            yield return new("set-cookie", cookie);
    }

    private static void WriteJoined(Utf8JsonWriter json, IEnumerable<KeyValuePair<string, string>> headers)
    {
        json.WriteStartObject("headers"u8);
        foreach (var header in headers.GroupBy(static h => h.Key, static h => h.Value))
            json.WriteString(header.Key, string.Join(", ", header));
        json.WriteEndObject();
    }

    private static void WriteSingle(Utf8JsonWriter json, IEnumerable<KeyValuePair<string, string>> headers)
    {
        json.WriteStartObject("headers"u8);
        foreach (var header in headers.GroupBy(static h => h.Key, static h => h.Value))
        {
            if (!header.Skip(1).Any())
                json.WriteString(header.Key, header.First());
        }
        json.WriteEndObject();
    }

    private static void WriteLists(Utf8JsonWriter json, IEnumerable<KeyValuePair<string, string>> headers, bool onlySeveral)
    {
        var lists = headers.GroupBy(static h => h.Key, static h => h.Value).Where(h => !onlySeveral || h.Skip(1).Any()).ToList();
        if (onlySeveral && lists.Count == 0)
            return;
        json.WriteStartObject("multiValueHeaders"u8);
        foreach (var header in lists)
        {
            json.WriteStartArray(header.Key);
            foreach (var value in header)
                json.WriteStringValue(value);
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    private void WriteCookies(Utf8JsonWriter json)
    {
        json.WriteStartArray("cookies"u8);
        foreach (var cookie in Cookies)
            json.WriteStringValue(cookie);
        json.WriteEndArray();
    }

    /// <summary>
    /// A name for each cookie of a response to a load balancer without multi-value headers. It accepts one header per name, but treats names in
    /// different case as different.
    /// </summary>
    private static string SetCookie(int index)
    {
        var name = "set-cookie".ToCharArray();
        for (var letter = 0; index > 0 && letter < name.Length; letter++)
        {
            if (name[letter] == '-')
                continue;
            if ((index & 1) == 1)
                name[letter] = char.ToUpperInvariant(name[letter]);
            index >>= 1;
        }
        return new string(name);
    }

    private void WriteBody(Utf8JsonWriter json, ReadOnlySpan<byte> body)
    {
        var type = Headers.Find(static h => h.Key == "content-type").Value ?? ContentType;
        var isText = body.IsEmpty || (MediaType.IsText(type) && Utf8.IsValid(body));
        if (isText)
            json.WriteString("body"u8, body);
        else
            json.WriteBase64String("body"u8, body);
        json.WriteBoolean("isBase64Encoded"u8, !isText);
    }
}
