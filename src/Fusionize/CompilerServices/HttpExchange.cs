using System.Buffers;
using System.ComponentModel;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Fusionize.Json;
using Fusionize.Routing;
using Fusionize.Tracing;

namespace Fusionize.CompilerServices;

/// <summary>An HTTP request to a task with a route, and the response. Used by generated code only.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class HttpExchange
{
    private readonly HttpMessage _message;
    private readonly string _task;
    private readonly CorsPolicy? _cors;
    private readonly string _path;
    private readonly HttpAnswer _answer = new();
    private RoutePattern? _pattern;
    private Range[]? _values;
    private List<KeyValuePair<string, string>>? _form;
    private ReadOnlyMemory<byte> _content;
    private Delegate? _nullIn;

    internal HttpExchange(HttpMessage message, string task, CorsPolicy? cors, string path) =>
        (_message, _task, _cors, _path) = (message, task, cors, path);

    /// <summary>Whether the response is known without running a task.</summary>
    internal bool IsAnswered { get; private set; }

    /// <summary>The client's span; none if it sent no traceparent.</summary>
    internal TraceContext Trace
    {
        get
        {
            try
            {
                return _message.Header("traceparent") is { Length: < 100 } text && TraceContext.TryParse(Encoding.UTF8.GetBytes(text), out var trace)
                    ? trace
                    : default;
            }
            catch (BadRequestException)
            {
                return default;
            }
        }
    }

    internal void Match(RoutePattern pattern, Range[]? values) => (_pattern, _values) = (pattern, values);

    internal void AnswerProblem(int status, string? allow = null)
    {
        IsAnswered = true;
        SetProblem(status, ProblemDetails.Write(status));
        if (allow is not null)
            _answer.Headers.Add(new("allow", allow));
    }

    internal void AnswerOptions(string methods)
    {
        IsAnswered = true;
        _answer.Status = 204;
        if (_cors is not null && _message.Header("access-control-request-method") is not null)
        {
            _cors.AddPreflightTo(_answer.Headers, _message.Header("origin"), methods, _message.Header("access-control-request-headers"));
            return;
        }
        _answer.Headers.Add(new("allow", methods));
    }

    /// <summary>A required value. If there are several, the last one: a load balancer without multi-value headers passes on no other.</summary>
    public T One<T>(HttpSource source, string name, HttpParser<T> parse)
    {
        ArgumentNullException.ThrowIfNull(parse);
        return Find(source, name) is not { } text ? throw new BadRequestException($"{Subject(source, name)} is missing.", name)
            : parse(text, out var value) ? value
            : throw Unreadable(source, name, text);
    }

    /// <summary>A value, or the fallback if it is missing.</summary>
    public T OneOr<T>(HttpSource source, string name, HttpParser<T> parse, T fallback)
    {
        ArgumentNullException.ThrowIfNull(parse);
        if (Find(source, name) is not { } text || IsUnfilled(source, text, typeof(T)))
            return fallback;
        return parse(text, out var value) ? value : throw Unreadable(source, name, text);
    }

    /// <summary>A value, or null if it is missing.</summary>
    public T? OneOrNull<T>(HttpSource source, string name, HttpParser<T> parse)
        where T : struct
    {
        ArgumentNullException.ThrowIfNull(parse);
        if (Find(source, name) is not { } text || IsUnfilled(source, text, typeof(T)))
            return null;
        return parse(text, out var value) ? value : throw Unreadable(source, name, text);
    }

    /// <summary>All values of a name; may be empty.</summary>
    public T[] All<T>(HttpSource source, string name, HttpParser<T> parse)
    {
        ArgumentNullException.ThrowIfNull(parse);
        var values = new List<T>();
        foreach (var text in FindAll(source, name))
            values.Add(parse(text, out var value) ? value : throw Unreadable(source, name, text));
        return [.. values];
    }

    /// <summary>Makes the body refuse nulls inside it that System.Text.Json doesn't refuse.</summary>
    /// <param name="nullIn">Finds a null where the type doesn't allow one: its path inside the value, or null if there is none.</param>
    public void RefuseNulls<T>(Func<T, string?> nullIn) => _nullIn = nullIn;

    /// <summary>The required body.</summary>
    public T Body<T>(JsonTypeInfo<T> info, string parameter, bool refusesNull) =>
        HasBody(parameter) ? ReadBody(info, parameter, refusesNull) : throw new BadRequestException("The body is missing.", parameter);

    /// <summary>The body, or the fallback if it is missing.</summary>
    public T BodyOr<T>(JsonTypeInfo<T> info, string parameter, bool refusesNull, T fallback) =>
        HasBody(parameter) ? ReadBody(info, parameter, refusesNull) : fallback;

    /// <summary>The whole request.</summary>
    public HttpRequest Request() =>
        new()
        {
            Method = _message.Method,
            Path = PathText,
            Query = Lists(_message.Query, StringComparer.Ordinal),
            Headers = Lists(
                _message.Headers.Where(static h => !h.Key.Equals("cookie", StringComparison.OrdinalIgnoreCase)),
                StringComparer.OrdinalIgnoreCase
            ),
            Cookies = Texts(_message.Cookies),
            RouteValues = Texts(_pattern!.Variables.Select(v => new KeyValuePair<string, string>(v.Name, RouteValue(v.Index)))),
            Body = _message.Body.ToArray(),
        };

    /// <summary>Writes a task's result as JSON.</summary>
    public void Write<T>(IBufferWriter<byte> response, T value, JsonTypeInfo<T> type)
    {
        _answer.ContentType = "application/json";
        using var writer = new Utf8JsonWriter(response, JsonForm.Writer);
        JsonSerializer.Serialize(writer, value, type);
    }

    /// <summary>Writes the response that a task returned.</summary>
    public void Write(IBufferWriter<byte> response, HttpResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        Take(result);
        response.Write(result.Content.Span);
    }

    /// <summary>Writes the response or the value that a task returned.</summary>
    public void Write<T>(IBufferWriter<byte> response, HttpResult<T> result, JsonTypeInfo<T> type)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (!result.HasValue)
        {
            Write(response, result.Response);
            return;
        }
        Write(response, result.Value!, type);
        Take(result.Response);
    }

    /// <summary>Responds with 204, for a task without a result.</summary>
    public void WriteNothing() => _answer.Status = 204;

    /// <summary>Writes the payload of the response.</summary>
    internal void WriteAnswer(IBufferWriter<byte> output, ReadOnlySpan<byte> body)
    {
        if (!(IsAnswered && _answer.Status == 204)) // the response to OPTIONS has its CORS headers already
            _cors?.AddTo(_answer.Headers, _message.Header("origin"));
        _answer.Write(output, _message, IsAnswered ? _content.Span : body);
    }

    /// <summary>
    /// Writes an error response without internal details: what is wrong with the request, or only that the task failed. The function's log has the
    /// failure.
    /// </summary>
    internal void WriteFailure(IBufferWriter<byte> output, Exception error)
    {
        IsAnswered = true;
        _answer.Headers.Clear();
        _answer.Cookies.Clear();
        switch (error)
        {
            case BadRequestException { Errors: { } errors }:
                SetProblem(400, ProblemDetails.Write(400, "One or more validation errors occurred.", errors: errors));
                break;
            case BadRequestException bad:
                SetProblem(bad.Status, ProblemDetails.Write(bad.Status, detail: bad.Message, parameter: bad.Parameter));
                break;
            case InvalidRequestException:
                SetProblem(400, ProblemDetails.Write(400, detail: error.Message));
                break;
            default:
                SetProblem(500, ProblemDetails.Write(500));
                break;
        }
        WriteAnswer(output, default);
    }

    /// <summary>Whether the client caused the failure. Such failures aren't logged.</summary>
    internal static bool IsClients(Exception error) => error is BadRequestException or InvalidRequestException;

    private void SetProblem(int status, ReadOnlyMemory<byte> content) =>
        (_answer.Status, _answer.ContentType, _content) = (status, ProblemDetails.ContentType, content);

    private void Take(HttpResult result)
    {
        if (result.Status is < 200 or > 599)
            throw new InvalidOperationException($"Task '{_task}' answers with status {result.Status}; an answer has one from 200 to 599.");
        (_answer.Status, _answer.ContentType) = (result.Status, result.ContentType ?? _answer.ContentType);
        foreach (var (name, value) in result.Headers)
            _answer.Headers.Add(new(HeaderText.Name(name), HeaderText.Value(value)));
        foreach (var cookie in result.Cookies)
            _answer.Cookies.Add(HeaderText.Of(cookie));
    }

    private string? Find(HttpSource source, string name)
    {
        switch (source)
        {
            case HttpSource.Route:
                return _pattern!.IndexOf(name) is var index and >= 0 ? RouteValue(index) : null;
            case HttpSource.Header:
                return _message.Header(name);
            case HttpSource.Cookie:
                return First(_message.Cookies, name);
            default:
                var pairs = Pairs(source, name);
                for (var i = pairs.Count - 1; i >= 0; i--)
                {
                    if (pairs[i].Key == name)
                        return pairs[i].Value;
                }
                return null;
        }
    }

    private IEnumerable<string> FindAll(HttpSource source, string name)
    {
        if (source is HttpSource.Query or HttpSource.Form)
            return Pairs(source, name).Where(p => p.Key == name).Select(static p => p.Value);
        if (Find(source, name) is not { } text)
            return [];
        return source == HttpSource.Header ? text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : [text];
    }

    private List<KeyValuePair<string, string>> Pairs(HttpSource source, string name) => source == HttpSource.Query ? _message.Query : Form(name);

    private static string? First(List<KeyValuePair<string, string>> pairs, string name)
    {
        foreach (var pair in pairs)
        {
            if (pair.Key == name)
                return pair.Value;
        }
        return null;
    }

    /// <summary>The decoded path, in which an encoded slash inside a segment stays <c>%2F</c>: the same for every form of event.</summary>
    private string PathText =>
        _path.Contains('%', StringComparison.Ordinal)
            ? Uri.UnescapeDataString(_path.Replace("%2F", "%252F", StringComparison.OrdinalIgnoreCase))
            : _path;

    private string RouteValue(int index)
    {
        var text = _path.AsSpan(_values![index]);
        return text.Contains('%') ? Uri.UnescapeDataString(text) : text.ToString();
    }

    private List<KeyValuePair<string, string>> Form(string name)
    {
        if (_form is { } form)
            return form;
        form = [];
        var body = _message.Body;
        if (!body.IsEmpty)
        {
            if (!MediaType.IsForm(_message.Header("content-type")))
                throw new BadRequestException("The body must be a form (application/x-www-form-urlencoded).", name, 415);
            UrlEncoding.Read(Encoding.UTF8.GetString(body.Span), form);
        }
        return _form = form;
    }

    private bool HasBody(string parameter)
    {
        foreach (var b in _message.Body.Span)
        {
            if (b is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
                continue;
            return _message.Header("content-type") is not { Length: > 0 } type || MediaType.IsJson(type)
                ? true
                : throw new BadRequestException("The body must be JSON (application/json).", parameter, 415);
        }
        return false;
    }

    private T ReadBody<T>(JsonTypeInfo<T> info, string parameter, bool refusesNull)
    {
        var body = _message.Body;
        ReadOnlySpan<byte> bom = [0xEF, 0xBB, 0xBF];
        if (body.Span.StartsWith(bom))
            body = body[bom.Length..];
        try
        {
            // Reads to the end, because reading the value alone ignores text after it.
            var json = new Utf8JsonReader(body.Span, JsonForm.Reader);
            while (json.Read()) { }
            var arguments = new TaskRequest(_task, RequestForm.Http, body).Arguments(parameter);
            arguments.Next();
            return _nullIn is Func<T, string?> nullIn ? arguments.Read(info, refusesNull, nullIn) : arguments.Read(info, refusesNull);
        }
        catch (JsonException e)
        {
            throw new BadRequestException("The body can't be read as JSON: " + e.Message, parameter, inner: e);
        }
        catch (InvalidRequestException e)
        {
            throw new BadRequestException(e.Message, parameter, inner: e);
        }
    }

    /// <summary>Whether a field of a form is empty. Browsers also send the fields that were not filled in.</summary>
    private static bool IsUnfilled(HttpSource source, string text, Type type) =>
        source == HttpSource.Form && text.Length == 0 && type != typeof(string);

    private static BadRequestException Unreadable(HttpSource source, string name, string text) =>
        new($"{Subject(source, name)} can't be read: '{(text.Length > 100 ? text[..100] + "…" : text)}' is no value of its type.", name);

    private static string Subject(HttpSource source, string name) =>
        source switch
        {
            HttpSource.Route => $"Path parameter '{name}'",
            HttpSource.Query => $"Query parameter '{name}'",
            HttpSource.Header => $"Header '{name}'",
            HttpSource.Cookie => $"Cookie '{name}'",
            _ => $"Form field '{name}'",
        };

    private static Dictionary<string, IReadOnlyList<string>> Lists(IEnumerable<KeyValuePair<string, string>> pairs, StringComparer comparer)
    {
        var lists = new Dictionary<string, IReadOnlyList<string>>(comparer);
        foreach (var (name, value) in pairs)
        {
            var key = comparer == StringComparer.Ordinal ? name : name.ToLowerInvariant();
            lists[key] = lists.TryGetValue(key, out var before) ? [.. before, value] : [value];
        }
        return lists;
    }

    private static Dictionary<string, string> Texts(IEnumerable<KeyValuePair<string, string>> pairs)
    {
        var texts = new Dictionary<string, string>();
        foreach (var (name, value) in pairs)
            texts.TryAdd(name, value);
        return texts;
    }
}
