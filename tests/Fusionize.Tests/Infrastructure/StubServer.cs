using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Fusionize.Tests.Infrastructure;

/// <summary>A real HTTP server whose answers a test writes itself; keeps what it was asked.</summary>
public sealed class StubServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private StubServer(WebApplication app) => _app = app;

    public Uri Endpoint { get; private set; } = null!;

    public ConcurrentQueue<Request> Requests { get; } = new();

    /// <summary>A request as it came over the wire.</summary>
    public sealed record Request(string Method, string Target, Dictionary<string, string> Headers, byte[] Body)
    {
        public string Text => System.Text.Encoding.UTF8.GetString(Body);
    }

    /// <param name="keepRequests">False where there are too many.</param>
    public static async Task<StubServer> StartAsync(Func<HttpContext, Request, Task> answer, bool keepRequests = true)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        // Clients keep connections open; nobody waits for them to leave.
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromMilliseconds(50));
        builder.WebHost.ConfigureKestrel(o =>
        {
            o.Limits.MaxRequestBodySize = null;
            o.Listen(System.Net.IPAddress.Loopback, 0);
        });
        var app = builder.Build();
        var server = new StubServer(app);
        app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            var feature = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!;
            var request = new Request(
                context.Request.Method,
                feature.RawTarget,
                context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
                body.ToArray()
            );
            if (keepRequests)
                server.Requests.Enqueue(request);
            await answer(context, request);
        });
        await app.StartAsync();
        server.Endpoint = new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return server;
    }

    /// <summary>Answers every request alike.</summary>
    public static Task<StubServer> StartAsync(int status, string body, params (string Name, string Value)[] headers) =>
        StartAsync(
            async (context, _) =>
            {
                context.Response.StatusCode = status;
                foreach (var (name, value) in headers)
                    context.Response.Headers[name] = value;
                if (body.Length > 0)
                    await context.Response.WriteAsync(body);
            }
        );

    private static readonly HttpClient s_http = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    /// <summary>Passes a request on to another server and its answer back.</summary>
    public static async Task ForwardAsync(HttpContext context, Request request, Uri target)
    {
        using var message = new HttpRequestMessage(new(request.Method), new Uri(target, request.Target));
        if (request.Body.Length > 0)
            message.Content = new ByteArrayContent(request.Body);
        foreach (var (name, value) in request.Headers)
        {
            if (name is "Host" or "Content-Length" or "Transfer-Encoding" or "Connection" or "Expect")
                continue;
            if (!message.Headers.TryAddWithoutValidation(name, value))
                message.Content?.Headers.TryAddWithoutValidation(name, value);
        }
        using var answer = await s_http.SendAsync(message);
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers))
        {
            if (name is not ("Transfer-Encoding" or "Connection"))
                context.Response.Headers[name] = values.ToArray();
        }
        await answer.Content.CopyToAsync(context.Response.Body);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
