using System.Net;
using System.Text;
using Fusionize.Routing;
using Fusionize.Setups.Manifests;

namespace Fusionize.Testing.Http;

/// <summary>Sends each HTTP request to the function of the entry whose route it matches, as an HTTP API in front of the functions does.</summary>
/// <param name="app">The application.</param>
/// <param name="send">Sends a payload to an entry's function.</param>
internal sealed class HttpFront(AppManifest app, Func<string, byte[], CancellationToken, Task<byte[]>> send) : HttpMessageHandler
{
    private readonly (string Task, RoutePattern Pattern)[] _routes =
    [
        .. from task in app.Tasks
        where task.Http is not null
        from route in task.Http!.Routes
        select (task.Id, new RoutePattern(route.Method, route.Template)),
    ];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath;
        var fitting = _routes.Where(r => r.Pattern.TryMatch(path, out _)).ToList();
        if (fitting.Count == 0)
            return Problem(request, HttpStatusCode.NotFound);
        var method = Wanted(request);
        var routes = fitting.Where(r => r.Pattern.Method == method).ToList();
        if (routes.Count == 0)
        {
            // A function would respond, too, but it only knows the methods of its own entry.
            if (request.Method == HttpMethod.Options)
                routes = fitting;
            else
                return Problem(request, HttpStatusCode.MethodNotAllowed, fitting.Select(r => r.Pattern.Method));
        }
        var best = routes.Aggregate((a, b) => b.Pattern.ComesBefore(a.Pattern) ? b : a);
        var payload = await HttpEventWriter.WriteAsync(request, cancellationToken).ConfigureAwait(false);
        return HttpEventReader.Read(await send(best.Task, payload, cancellationToken).ConfigureAwait(false), request);
    }

    /// <summary>The method whose route is searched.</summary>
    private static string Wanted(HttpRequestMessage request) =>
        request.Method == HttpMethod.Head ? "GET"
        : request.Method == HttpMethod.Options && request.Headers.TryGetValues("Access-Control-Request-Method", out var methods) ? methods.First()
        : request.Method.Method;

    private static HttpResponseMessage Problem(HttpRequestMessage request, HttpStatusCode status, IEnumerable<string>? methods = null)
    {
        var body = ProblemDetails.Write((int)status);
        var response = new HttpResponseMessage(status)
        {
            RequestMessage = request,
            Content = new StringContent(Encoding.UTF8.GetString(body.Span), Encoding.UTF8, ProblemDetails.ContentType),
        };
        foreach (var method in (methods ?? []).Distinct())
            response.Content.Headers.Allow.Add(method);
        return response;
    }
}
