using System.Text;

namespace Fusionize;

/// <summary>A response to an HTTP request: status, headers, cookies and content. The result of a task with a route.</summary>
/// <example><code>
/// return HttpResult.Html("&lt;h1&gt;Cart&lt;/h1&gt;").WithCookie(new HttpCookie("cart", id) { HttpOnly = true });
/// </code></example>
public sealed class HttpResult
{
    private readonly IReadOnlyList<KeyValuePair<string, string>>? _headers;
    private readonly IReadOnlyList<HttpCookie>? _cookies;

    /// <summary>The status, 200 to 599.</summary>
    public int Status { get; init; } = 200;

    /// <summary>The content's type, such as <c>text/html; charset=utf-8</c>; null for none.</summary>
    public string? ContentType { get; init; }

    /// <summary>The content; empty for none.</summary>
    public ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>Further headers. A name may occur several times.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers
    {
        get => _headers ?? [];
        init => _headers = value;
    }

    /// <summary>The cookies that the response sets.</summary>
    public IReadOnlyList<HttpCookie> Cookies
    {
        get => _cookies ?? [];
        init => _cookies = value;
    }

    /// <summary>A status without content.</summary>
    public static HttpResult OfStatus(int status) => new() { Status = status };

    /// <summary>200 with a value as JSON.</summary>
    public static HttpResult<T> Ok<T>(T value) => OfValue(200, value);

    /// <summary>201 with a value as JSON.</summary>
    /// <param name="location">The URI of the new resource.</param>
    /// <param name="value">The value.</param>
    public static HttpResult<T> Created<T>(string location, T value) => OfValue(201, value).WithHeader("location", location);

    /// <summary>201 without content.</summary>
    /// <param name="location">The URI of the new resource.</param>
    public static HttpResult Created(string location) => OfStatus(201).WithHeader("location", location);

    /// <summary>202 with a value as JSON.</summary>
    public static HttpResult<T> Accepted<T>(T value) => OfValue(202, value);

    /// <summary>202 without content.</summary>
    public static HttpResult Accepted() => OfStatus(202);

    /// <summary>204.</summary>
    public static HttpResult NoContent() => OfStatus(204);

    /// <summary>A status with a value as JSON.</summary>
    public static HttpResult<T> OfValue<T>(int status, T value) =>
        new()
        {
            Response = OfStatus(status),
            Value = value,
            HasValue = true,
        };

    /// <summary>An error in the form of RFC 9457 (<c>application/problem+json</c>).</summary>
    /// <param name="status">The status, 400 to 599.</param>
    /// <param name="detail">What went wrong, for the client; null to send the status only.</param>
    /// <param name="title">The kind of error; null for the status's name.</param>
    public static HttpResult Problem(int status, string? detail = null, string? title = null) =>
        new()
        {
            Status = status,
            ContentType = ProblemDetails.ContentType,
            Content = ProblemDetails.Write(status, title, detail),
        };

    /// <summary>400 as a problem.</summary>
    public static HttpResult BadRequest(string? detail = null) => Problem(400, detail);

    /// <summary>401 as a problem.</summary>
    public static HttpResult Unauthorized(string? detail = null) => Problem(401, detail);

    /// <summary>403 as a problem.</summary>
    public static HttpResult Forbidden(string? detail = null) => Problem(403, detail);

    /// <summary>404 as a problem.</summary>
    public static HttpResult NotFound(string? detail = null) => Problem(404, detail);

    /// <summary>409 as a problem.</summary>
    public static HttpResult Conflict(string? detail = null) => Problem(409, detail);

    /// <summary>Text as HTML in UTF-8.</summary>
    public static HttpResult Html(string html) => OfText(html, "text/html; charset=utf-8");

    /// <summary>Text in UTF-8.</summary>
    /// <param name="text">The text.</param>
    /// <param name="contentType">Its type; null for <c>text/plain; charset=utf-8</c>.</param>
    public static HttpResult Text(string text, string? contentType = null) => OfText(text, contentType ?? "text/plain; charset=utf-8");

    /// <summary>Bytes as they are.</summary>
    public static HttpResult Bytes(ReadOnlyMemory<byte> content, string contentType = "application/octet-stream") =>
        new() { ContentType = contentType, Content = content };

    /// <summary>Bytes that a browser stores as a file.</summary>
    /// <param name="content">The bytes.</param>
    /// <param name="fileName">The file's name.</param>
    /// <param name="contentType">Its type.</param>
    public static HttpResult File(ReadOnlyMemory<byte> content, string fileName, string contentType = "application/octet-stream")
    {
        ArgumentNullException.ThrowIfNull(fileName);
        return Bytes(content, contentType).WithHeader("content-disposition", "attachment; filename*=UTF-8''" + Uri.EscapeDataString(fileName));
    }

    /// <summary>Redirects the client with 302, or another redirect status.</summary>
    /// <param name="location">The new URI.</param>
    /// <param name="isPermanent">Whether the client may remember it (301, or 308).</param>
    /// <param name="keepsMethod">Whether the client keeps the method and the body (307, or 308).</param>
    public static HttpResult Redirect(string location, bool isPermanent = false, bool keepsMethod = false) =>
        OfStatus(
                (isPermanent, keepsMethod) switch
                {
                    (false, false) => 302,
                    (true, false) => 301,
                    (false, true) => 307,
                    (true, true) => 308,
                }
            )
            .WithHeader("location", location);

    /// <summary>The same response with one more header.</summary>
    public HttpResult WithHeader(string name, string value) =>
        new()
        {
            Status = Status,
            ContentType = ContentType,
            Content = Content,
            Headers = [.. Headers, new(HeaderText.Name(name), HeaderText.Value(value))],
            Cookies = Cookies,
        };

    /// <summary>The same response with one more cookie.</summary>
    public HttpResult WithCookie(HttpCookie cookie)
    {
        ArgumentNullException.ThrowIfNull(cookie);
        return new()
        {
            Status = Status,
            ContentType = ContentType,
            Content = Content,
            Headers = Headers,
            Cookies = [.. Cookies, cookie],
        };
    }

    private static HttpResult OfText(string text, string contentType) => new() { ContentType = contentType, Content = Encoding.UTF8.GetBytes(text) };
}
