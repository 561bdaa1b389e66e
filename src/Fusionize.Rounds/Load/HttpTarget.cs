using System.Net.Http.Headers;

namespace Fusionize.Rounds.Load;

/// <summary>Sends requests to an address: a function URL, an HTTP API or any other service.</summary>
public sealed class HttpTarget : ILoadTarget, IDisposable
{
    private readonly HttpClient _client;
    private readonly Uri _address;
    private readonly MixRequest[] _requests;
    private readonly NumberedText[] _bodies;

    /// <summary>Always the same request: POST with JSON.</summary>
    public HttpTarget(Uri address, ReadOnlyMemory<byte> payload)
        : this(address, RequestMix.Of(null, payload)) { }

    public HttpTarget(Uri address, RequestMix mix)
    {
        (_address, _requests) = (address, [.. mix.Requests]);
        _bodies = [.. mix.Requests.Select(r => new NumberedText(r.Body.Span))];
        // The generator has its own time-outs. A limit of connections would delay requests, so that the load would no longer be an open loop.
        _client = new HttpClient(
            new SocketsHttpHandler
            {
                MaxConnectionsPerServer = int.MaxValue,
                AllowAutoRedirect = false,
                UseProxy = false,
            }
        )
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    public async Task<string?> SendAsync(LoadRequest request, CancellationToken cancellation)
    {
        using var message = Message(_requests[request.Kind], _bodies[request.Kind].Of(request.Number), request.Number);
        using var response = await _client.SendAsync(message, cancellation);
        // A redirect counts as a success. The load doesn't follow it.
        return (int)response.StatusCode < 400 && (int)response.StatusCode >= 200 ? null : $"HTTP {(int)response.StatusCode}";
    }

    private HttpRequestMessage Message(MixRequest request, byte[] body, int number)
    {
        var address = request.Path is { } path ? new Uri(_address.AbsoluteUri.TrimEnd('/') + NumberedText.Of(path, number)) : _address;
        var message = new HttpRequestMessage(new HttpMethod(request.Method ?? "POST"), address);
        if (body.Length > 0)
        {
            message.Content = new ByteArrayContent(body);
            message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }
        foreach (var (name, value) in request.Headers)
        {
            var text = NumberedText.Of(value, number);
            if (message.Headers.TryAddWithoutValidation(name, text) || message.Content is null)
                continue;
            message.Content.Headers.Remove(name);
            message.Content.Headers.TryAddWithoutValidation(name, text);
        }
        return message;
    }

    public void Dispose() => _client.Dispose();
}
