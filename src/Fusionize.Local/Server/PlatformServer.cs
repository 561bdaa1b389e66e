using System.Net;
using System.Text;
using Fusionize.Local.CloudWatch;
using Fusionize.Local.EventBridge;
using Fusionize.Local.Execution;
using Fusionize.Local.HttpApis;
using Fusionize.Local.Lambda;
using Fusionize.Local.Mappings;
using Fusionize.Local.Ports;
using Fusionize.Local.Protocol;
using Fusionize.Local.Sqs;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using BadHttpRequestException = Microsoft.AspNetCore.Http.BadHttpRequestException;

namespace Fusionize.Local.Server;

/// <summary>
/// The platform's HTTP server: Kestrel without host, routing or middleware. It serves the control plane's port and all instances' ports.
/// </summary>
internal sealed class PlatformServer(
    LambdaApi lambda,
    MappingApi mappings,
    LogsApi logs,
    SqsApi sqs,
    EventsApi events,
    FunctionUrls urls,
    HttpApiControl httpApis,
    HttpApiFront front,
    Func<byte[]> status,
    Func<byte[]> failures,
    Action<string>? log
) : IHttpApplication<HttpContext>, IAsyncDisposable
{
    private KestrelServer? _server;

    public Uri Endpoint { get; private set; } = null!;

    /// <summary>Throws an <see cref="IOException"/> if the address is in use.</summary>
    public async Task StartAsync(IPEndPoint address, LoopbackPorts ports, CancellationToken cancellation)
    {
        var kestrel = new KestrelServerOptions
        {
            AddServerHeader = false,
            // Functions may return any text in a header.
            ResponseHeaderEncodingSelector = _ => Encoding.UTF8,
            ApplicationServices = new ServiceCollection().AddLogging().BuildServiceProvider(),
        };
        // Bodies have their own limits (see Bodies). A function with a small CPU share may be slow, and a connection may wait long.
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromDays(1);
        kestrel.Listen(address, o => o.Protocols = HttpProtocols.Http1);
        kestrel.Listen(ports.EndPoint, o => o.Protocols = HttpProtocols.Http1);
        _server = new KestrelServer(Options.Create(kestrel), ports, NullLoggerFactory.Instance);
        await _server.StartAsync(this, cancellation);
        Endpoint = _server
            .Features.Get<IServerAddressesFeature>()!
            .Addresses.Select(a => Uri.TryCreate(a, UriKind.Absolute, out var uri) ? uri : null)
            .First(u => u is { Scheme: "http", Port: > 0 })!;
    }

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public void DisposeContext(HttpContext context, Exception? exception) { }

    public async Task ProcessRequestAsync(HttpContext http)
    {
        try
        {
            await RouteAsync(http);
        }
        catch (LambdaError e) when (!http.Response.HasStarted)
        {
            await Answers.ErrorAsync(http, e);
        }
        catch (Exception e) when (IsGone(e, http))
        {
            http.Abort(); // the client has disconnected
        }
        catch (BadHttpRequestException e) when (!http.Response.HasStarted)
        {
            http.Response.Headers.Connection = "close"; // the start of the next request is unknown
            await Answers.ErrorAsync(http, new(e.StatusCode, "InvalidRequestContentException", e.Message));
        }
        catch (Exception e)
        {
            log?.Invoke($"{http.Request.Method} {http.Request.Path}: {e}");
            if (!http.Response.HasStarted)
                await Answers.ErrorAsync(http, new(500, "ServiceException", e.Message));
            else
                http.Abort();
        }
    }

    private static bool IsGone(Exception e, HttpContext http) =>
        e is OperationCanceledException or ConnectionResetException or ConnectionAbortedException || http.RequestAborted.IsCancellationRequested;

    private async ValueTask RouteAsync(HttpContext http)
    {
        var path = http.Request.Path.Value ?? "";
        if (!path.StartsWith('/'))
            throw new LambdaError(405, "MethodNotAllowedException", $"The local platform is no proxy: no {http.Request.Method} without a path.");
        if (path.StartsWith(FunctionUrls.Prefix, StringComparison.Ordinal))
        {
            await urls.HandleAsync(http);
            return;
        }
        if (await front.TryHandleAsync(http))
            return;
        if (BrowserGuard.Refuses(http))
            throw new LambdaError(403, "AccessDeniedException", "Web pages may call function URLs and HTTP APIs only.");
        var caller = http.Features.Get<IPortFeature>()?.Owner as Instance;
        if (caller is not null && path.StartsWith(RuntimeApi.Prefix, StringComparison.Ordinal))
        {
            await RuntimeApi.HandleAsync(http, caller);
            return;
        }
        if (await mappings.TryHandleAsync(http) || await lambda.TryHandleAsync(http, caller) || await httpApis.TryHandleAsync(http))
            return;
        var target = http.Request.Headers["X-Amz-Target"].ToString();
        if (target.StartsWith(LogsApi.TargetPrefix, StringComparison.Ordinal))
            await logs.HandleAsync(http, target);
        else if (target.StartsWith(SqsApi.TargetPrefix, StringComparison.Ordinal))
            await sqs.HandleAsync(http, target);
        else if (target.StartsWith(EventsApi.TargetPrefix, StringComparison.Ordinal))
            await events.HandleAsync(http, target);
        else if (path == "/_fusionize/status")
            await Answers.BytesAsync(http, 200, status());
        else if (path == "/_fusionize/failures")
            await Answers.BytesAsync(http, 200, failures());
        else
            throw new LambdaError(
                404,
                "UnknownOperationException",
                "The local platform serves Lambda, API Gateway (HTTP APIs), CloudWatch Logs (reads), SQS, EventBridge rules and function URLs, not "
                    + $"{http.Request.Method} {path} {target}".TrimEnd()
            );
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is null)
            return;
        using var now = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _server.StopAsync(now.Token);
        _server.Dispose();
    }
}
