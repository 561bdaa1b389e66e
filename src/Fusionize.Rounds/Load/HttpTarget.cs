using System.Net.Http.Headers;

namespace Fusionize.Rounds.Load;

/// <summary>Posts JSON to an address: a function URL, an HTTP API, any other service.</summary>
public sealed class HttpTarget : ILoadTarget, IDisposable
{
    private readonly HttpClient _client;
    private readonly Uri _address;
    private readonly ReadOnlyMemory<byte> _payload;

    public HttpTarget(Uri address, ReadOnlyMemory<byte> payload)
    {
        (_address, _payload) = (address, payload);
        // Time-outs are the generator's; waiting for a free connection would close the loop.
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

    public async Task<string?> SendAsync(int index, CancellationToken cancellation)
    {
        using var content = new ReadOnlyMemoryContent(_payload);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await _client.PostAsync(_address, content, cancellation);
        return response.IsSuccessStatusCode ? null : $"HTTP {(int)response.StatusCode}";
    }

    public void Dispose() => _client.Dispose();
}
