using System.Text;
using System.Text.Json;
using Fusionize.Json;

namespace Fusionize.Routing;

/// <summary>The form of an event that carries an HTTP request.</summary>
internal enum EventShape : byte
{
    /// <summary>HTTP API and function URL, payload format 2.0.</summary>
    Version2,

    /// <summary>REST API, and HTTP API with payload format 1.0.</summary>
    Version1,

    /// <summary>Application load balancer.</summary>
    LoadBalancer,
}

/// <summary>An HTTP request in an event of any form. One pass finds its parts; each is decoded when it is read.</summary>
internal sealed class HttpMessage
{
    private readonly ReadOnlyMemory<byte> _json;
    private HttpFields _headers;
    private HttpFields _headerLists;
    private HttpFields _queryValues;
    private HttpFields _queryLists;
    private HttpFields _cookieTexts;
    private Range _body;
    private bool _isBase64;
    private string? _rawQuery;
    private string? _rawPath;
    private string? _plainPath;
    private string? _stage;
    private string? _outerMethod;
    private bool _isVersion2;
    private bool _isLoadBalancer;
    private bool _isOther;
    private bool _hasContext;

    private List<KeyValuePair<string, string>>? _query;
    private List<KeyValuePair<string, string>>? _cookies;
    private ReadOnlyMemory<byte>? _content;

    private HttpMessage(ReadOnlyMemory<byte> json) => _json = json;

    public EventShape Shape { get; private set; }

    /// <summary>The method, in capitals.</summary>
    public string Method { get; private set; } = "";

    /// <summary>The path, percent-encoded, with the stage of an HTTP API.</summary>
    public string Path { get; private set; } = "";

    /// <summary>Whether an HTTP API selected the function by method and path. Requests with other methods may go to other functions.</summary>
    public bool IsRouted { get; private set; }

    /// <summary>Whether the event has multi-value headers. A load balancer then expects them in the response, too.</summary>
    public bool HasLists => _headerLists.Count > 0;

    /// <summary>The path without the stage; null if it doesn't begin with one.</summary>
    public string? PathWithoutStage =>
        _stage is { Length: > 0 } stage
        && stage != "$default"
        && Path.Length > stage.Length
        && Path.AsSpan(1).StartsWith(stage, StringComparison.Ordinal)
            ? Path.Length == stage.Length + 1
                ? "/"
                : Path[stage.Length + 1] == '/'
                    ? Path[(stage.Length + 1)..]
                    : null
            : null;

    /// <summary>Reads a payload; null if it isn't an event with an HTTP request, or isn't JSON.</summary>
    public static HttpMessage? TryRead(ReadOnlyMemory<byte> payload)
    {
        try
        {
            var message = new HttpMessage(payload);
            var json = new Utf8JsonReader(payload.Span, JsonForm.Reader);
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
                return null;
            message.ReadMembers(ref json);
            json.Read(); // throws if anything but white space follows
            return message.TryComplete() ? message : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null; // the parser for other payloads reports the error
        }
    }

    private bool TryComplete()
    {
        if (_isOther || !_hasContext)
            return false;
        if (_isVersion2)
            (Shape, Path) = (EventShape.Version2, _rawPath ?? "/");
        else if (_outerMethod is not null)
            (Shape, Path, Method) = (_isLoadBalancer ? EventShape.LoadBalancer : EventShape.Version1, _plainPath ?? "/", _outerMethod);
        else
            return false;
        if (Path is not ['/', ..])
            Path = "/" + Path;
        return Method.Length > 0;
    }

    private void ReadMembers(ref Utf8JsonReader json)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = MemberName(ref json);
            if (name.SequenceEqual("headers"u8))
                ReadFields(ref json, ref _headers);
            else if (name.SequenceEqual("multiValueHeaders"u8))
                ReadFields(ref json, ref _headerLists);
            else if (name.SequenceEqual("requestContext"u8))
                ReadContext(ref json);
            else if (name.SequenceEqual("routeKey"u8))
                IsRouted = ReadText(ref json) is { } key && key != "$default";
            else if (name.SequenceEqual("rawPath"u8))
                _rawPath = ReadText(ref json);
            else if (name.SequenceEqual("path"u8))
                _plainPath = ReadText(ref json);
            else if (name.SequenceEqual("rawQueryString"u8))
                _rawQuery = ReadText(ref json);
            else if (name.SequenceEqual("httpMethod"u8))
                _outerMethod = ReadText(ref json);
            else if (name.SequenceEqual("queryStringParameters"u8))
                ReadFields(ref json, ref _queryValues);
            else if (name.SequenceEqual("multiValueQueryStringParameters"u8))
                ReadFields(ref json, ref _queryLists);
            else if (name.SequenceEqual("cookies"u8))
                ReadValues(ref json, 0, 0, ref _cookieTexts);
            else if (name.SequenceEqual("body"u8))
            {
                json.Read();
                if (json.TokenType == JsonTokenType.String)
                    _body = (int)json.TokenStartIndex..(int)json.BytesConsumed;
            }
            else if (name.SequenceEqual("isBase64Encoded"u8))
            {
                json.Read();
                _isBase64 = json.TokenType == JsonTokenType.True;
            }
            // A call between functions, or a question to a Lambda authorizer.
            else if (name.SequenceEqual("fusionize"u8) || name.SequenceEqual("methodArn"u8) || name.SequenceEqual("routeArn"u8))
                _isOther = true;
            json.Skip();
        }
    }

    private void ReadContext(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
            return;
        _hasContext = true;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = MemberName(ref json);
            if (name.SequenceEqual("http"u8))
            {
                json.Read();
                _isVersion2 = json.TokenType == JsonTokenType.StartObject;
                while (_isVersion2 && json.Read() && json.TokenType == JsonTokenType.PropertyName)
                {
                    if (MemberName(ref json).SequenceEqual("method"u8))
                        Method = ReadText(ref json) ?? "";
                    json.Skip();
                }
            }
            else if (name.SequenceEqual("elb"u8))
                _isLoadBalancer = true;
            else if (name.SequenceEqual("connectionId"u8))
                _isOther = true; // a WebSocket API
            else if (name.SequenceEqual("stage"u8))
                _stage = ReadText(ref json);
            json.Skip();
        }
    }

    /// <summary>A member's name in UTF-8. It is compared with many names, so they are compared as bytes.</summary>
    private static ReadOnlySpan<byte> MemberName(ref Utf8JsonReader json) =>
        json.ValueIsEscaped ? Encoding.UTF8.GetBytes(json.GetString()!) : json.ValueSpan;

    private static void ReadFields(ref Utf8JsonReader json, ref HttpFields fields)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
            return;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var start = (int)json.TokenStartIndex;
            // BytesConsumed may lie after the colon, so the end of the name is computed.
            ReadValues(ref json, start, start + json.ValueSpan.Length + 2, ref fields);
        }
    }

    /// <summary>Reads a string or an array of strings.</summary>
    private static void ReadValues(ref Utf8JsonReader json, int nameStart, int nameEnd, ref HttpFields fields)
    {
        json.Read();
        var isList = json.TokenType == JsonTokenType.StartArray;
        while (!isList || (json.Read() && json.TokenType != JsonTokenType.EndArray))
        {
            if (json.TokenType == JsonTokenType.String)
                fields.Add(new(nameStart, nameEnd, (int)json.TokenStartIndex, (int)json.BytesConsumed));
            else
                json.Skip();
            if (!isList)
                return;
        }
    }

    private static string? ReadText(ref Utf8JsonReader json)
    {
        json.Read();
        return json.TokenType == JsonTokenType.String ? json.GetString() : null;
    }

    /// <summary>The value of a header, or several values joined by commas; null if there is none.</summary>
    public string? Header(ReadOnlySpan<char> name)
    {
        ref var fields = ref _headerLists.Count > 0 ? ref _headerLists : ref _headers;
        string? text = null;
        for (var i = 0; i < fields.Count; i++)
        {
            ref readonly var field = ref fields[i];
            if (IsName(field, name))
                text = text is null ? Value(field) : $"{text},{Value(field)}";
        }
        return text;
    }

    /// <summary>The headers and their values as they were sent.</summary>
    public IEnumerable<KeyValuePair<string, string>> Headers
    {
        get
        {
            var fields = _headerLists.Count > 0 ? _headerLists : _headers;
            for (var i = 0; i < fields.Count; i++)
                yield return new(Name(fields[i]), Value(fields[i]));
        }
    }

    /// <summary>The decoded values of the query string.</summary>
    public List<KeyValuePair<string, string>> Query => _query ??= ReadQuery();

    private List<KeyValuePair<string, string>> ReadQuery()
    {
        var pairs = new List<KeyValuePair<string, string>>();
        if (_rawQuery is not null)
        {
            UrlEncoding.Read(_rawQuery, pairs);
            return pairs;
        }
        var fields = _queryLists.Count > 0 ? _queryLists : _queryValues;
        // Only a load balancer passes them on percent-encoded.
        var isEncoded = Shape == EventShape.LoadBalancer;
        for (var i = 0; i < fields.Count; i++)
        {
            var (name, value) = (Name(fields[i]), Value(fields[i]));
            pairs.Add(isEncoded ? new(UrlEncoding.Decode(name), UrlEncoding.Decode(value)) : new(name, value));
        }
        return pairs;
    }

    /// <summary>The decoded cookies.</summary>
    public List<KeyValuePair<string, string>> Cookies => _cookies ??= ReadCookies();

    private List<KeyValuePair<string, string>> ReadCookies()
    {
        var cookies = new List<KeyValuePair<string, string>>();
        for (var i = 0; i < _cookieTexts.Count; i++)
            Add(Value(_cookieTexts[i]), cookies);
        if (cookies.Count > 0)
            return cookies;
        ref var fields = ref _headerLists.Count > 0 ? ref _headerLists : ref _headers;
        for (var i = 0; i < fields.Count; i++)
        {
            if (IsName(fields[i], "cookie"))
                Add(Value(fields[i]), cookies);
        }
        return cookies;

        static void Add(string text, List<KeyValuePair<string, string>> cookies)
        {
            foreach (var part in text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                var equals = part.IndexOf('=', StringComparison.Ordinal);
                if (equals > 0)
                    cookies.Add(new(part[..equals].TrimEnd(), Uri.UnescapeDataString(part[(equals + 1)..].TrimStart())));
            }
        }
    }

    /// <summary>The body's bytes.</summary>
    public ReadOnlyMemory<byte> Body => _content ??= ReadBody();

    private ReadOnlyMemory<byte> ReadBody()
    {
        if (_body.Equals(default))
            return default;
        var reader = new Utf8JsonReader(_json.Span[_body]);
        reader.Read();
        if (_isBase64)
            return reader.TryGetBytesFromBase64(out var bytes) ? bytes : throw new BadRequestException("The body is not valid base64.");
        // Without escapes, the bytes of the event are the body.
        if (!reader.ValueIsEscaped)
            return _json[_body][1..^1];
        var text = new byte[reader.ValueSpan.Length];
        return text.AsMemory(0, reader.CopyString(text));
    }

    private bool IsName(in HttpFields.Field field, ReadOnlySpan<char> name)
    {
        var bytes = _json.Span[(field.NameStart + 1)..(field.NameEnd - 1)];
        return bytes.Length == name.Length
            ? Ascii.EqualsIgnoreCase(bytes, name)
            : bytes.IndexOf((byte)'\\') >= 0 && name.Equals(Name(field), StringComparison.OrdinalIgnoreCase);
    }

    private string Name(in HttpFields.Field field) => Text(field.NameStart, field.NameEnd);

    private string Value(in HttpFields.Field field) => Text(field.ValueStart, field.ValueEnd);

    private string Text(int start, int end)
    {
        var quoted = _json.Span[start..end];
        var inner = quoted[1..^1];
        if (inner.IndexOf((byte)'\\') < 0)
            return Encoding.UTF8.GetString(inner);
        var reader = new Utf8JsonReader(quoted);
        reader.Read();
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw new BadRequestException("The request has text that isn't Unicode.", inner: e);
        }
    }
}
