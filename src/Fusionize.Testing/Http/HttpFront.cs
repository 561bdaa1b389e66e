using System.Net;
using System.Text;
using Fusionize.Setups.Http;
using Fusionize.Setups.Manifests;

namespace Fusionize.Testing.Http;

/// <summary>Sends each HTTP request to the function of the entry whose route it matches, as the HTTP API in front of the functions does.</summary>
internal sealed class HttpFront : HttpMessageHandler
{
    private readonly RouteTable<string> _routes = new();
    private readonly Func<string, byte[], CancellationToken, Task<byte[]>> _send;

    /// <param name="app">The application.</param>
    /// <param name="send">Sends a payload to an entry's function.</param>
    public HttpFront(AppManifest app, Func<string, byte[], CancellationToken, Task<byte[]>> send)
    {
        _send = send;
        foreach (var route in ApiRoutes.Of(app.TaskRoutes))
            _routes.Add(route.Key, route.Task);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (_routes.Find(request.Method.Method.ToUpperInvariant(), request.RequestUri!.AbsolutePath) is not { } route)
            return NotFound(request);
        var payload = await HttpEventWriter.WriteAsync(request, route.Key, cancellationToken).ConfigureAwait(false);
        return HttpEventReader.Read(await _send(route.Target, payload, cancellationToken).ConfigureAwait(false), request);
    }

    private static HttpResponseMessage NotFound(HttpRequestMessage request) =>
        new(HttpStatusCode.NotFound)
        {
            RequestMessage = request,
            Content = new StringContent("""{"message":"Not Found"}""", Encoding.UTF8, "application/json"),
        };
}
