namespace Fusionize;

/// <summary>A response to an HTTP request: a value that is sent as JSON, or any other <see cref="HttpResult"/>.</summary>
/// <typeparam name="T">The value's type.</typeparam>
/// <example><code>
/// return product is null ? HttpResult.NotFound() : product;
/// </code></example>
public sealed class HttpResult<T>
{
    private readonly HttpResult? _response;

    /// <summary>Status, headers and cookies, and the content if there is no value.</summary>
    public HttpResult Response
    {
        get => _response ?? new HttpResult();
        init => _response = value;
    }

    /// <summary>The value; null if there is none.</summary>
    public T? Value { get; init; }

    /// <summary>Whether there is a value, which may be null.</summary>
    public bool HasValue { get; init; }

    /// <summary>The value with status 200.</summary>
    public static implicit operator HttpResult<T>(T value) => HttpResult.Ok(value);

    /// <summary>A response without a value.</summary>
    public static implicit operator HttpResult<T>(HttpResult response) => new() { Response = response };

    /// <summary>The same response with one more header.</summary>
    public HttpResult<T> WithHeader(string name, string value) => With(Response.WithHeader(name, value));

    /// <summary>The same response with one more cookie.</summary>
    public HttpResult<T> WithCookie(HttpCookie cookie) => With(Response.WithCookie(cookie));

    private HttpResult<T> With(HttpResult response) =>
        new()
        {
            Response = response,
            Value = Value,
            HasValue = HasValue,
        };
}
