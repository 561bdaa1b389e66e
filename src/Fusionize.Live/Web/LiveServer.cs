using System.Net;
using Fusionize.Dashboard;
using Fusionize.Live.Pages;
using Fusionize.Live.Views;
using Fusionize.Local.Protocol;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Fusionize.Live.Web;

/// <summary>
/// Serves the pages: whole ones, and their updates as server-sent events. Kestrel without host, so that it starts in a few milliseconds.
/// </summary>
/// <param name="subject">The title of every page.</param>
/// <param name="pages">The pages; the first one is where the link leads.</param>
/// <param name="pulse">The line in the head of every page.</param>
/// <param name="log">Receives errors.</param>
internal sealed class LiveServer(string subject, IReadOnlyList<LivePage> pages, Func<Content?> pulse, Action<string>? log)
    : IHttpApplication<HttpContext>,
        IAsyncDisposable
{
    public const string Root = "/_fusionize/";

    // Six megabytes, the largest payload, and its encoding in a form.
    private const int MaxForm = 20 * 1024 * 1024;

    private static readonly string s_css = HtmlText.Css + HtmlText.Resource("live.css", typeof(LiveServer));
    private static readonly string s_script = HtmlText.Resource("live.js", typeof(LiveServer));

    private readonly Access _access = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly UpdateStreams _updates = new(pulse);
    private KestrelServer? _server;

    public Uri Link { get; private set; } = null!;

    /// <summary>Throws an <see cref="IOException"/> if the port is in use.</summary>
    public async Task StartAsync(int port, CancellationToken cancellation)
    {
        var kestrel = new KestrelServerOptions
        {
            AddServerHeader = false,
            ApplicationServices = new ServiceCollection().AddLogging().BuildServiceProvider(),
        };
        kestrel.Limits.MaxRequestBodySize = MaxForm;
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Listen(IPAddress.Loopback, port, o => o.Protocols = HttpProtocols.Http1);
        var sockets = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);
        _server = new KestrelServer(Options.Create(kestrel), sockets, NullLoggerFactory.Instance);
        await _server.StartAsync(this, cancellation);
        Link = _access.Link(new Uri(_server.Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port);
    }

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public void DisposeContext(HttpContext context, Exception? exception) { }

    public async Task ProcessRequestAsync(HttpContext http)
    {
        try
        {
            await RouteAsync(http);
        }
        catch (Exception e) when (e is OperationCanceledException or ConnectionResetException || http.RequestAborted.IsCancellationRequested)
        {
            http.Abort(); // the page was closed, or the dashboard stops
        }
        catch (Exception e)
        {
            log?.Invoke($"dashboard: {http.Request.Method} {http.Request.Path}: {e.Message}");
            if (http.Response.HasStarted)
                http.Abort();
            else
                await TextAsync(http, e is Microsoft.AspNetCore.Http.BadHttpRequestException bad ? bad.StatusCode : 500, "text/plain", e.Message);
        }
    }

    private async Task RouteAsync(HttpContext http)
    {
        SetHeaders(http.Response.Headers);
        var path = http.Request.Path.Value ?? "";
        var name = path.StartsWith(Root, StringComparison.Ordinal) ? path[Root.Length..] : null;
        if (BrowserGuard.Refuses(http))
            await TextAsync(http, 403, "text/plain", "Other web pages may not use the dashboard.");
        else if (name is "" && _access.IsLink(http))
        {
            _access.Grant(http);
            Redirect(http, pages[0].Name);
        }
        else if (!_access.Allows(http))
            await TextAsync(http, 403, "text/plain", "Open the link that fusionize has printed: it holds the token that gives access.");
        else if (name is "" or null)
            Redirect(http, pages[0].Name);
        else if (HttpMethods.IsPost(http.Request.Method) && Find(name) is { } posted)
            await PostAsync(http, posted);
        else if (!HttpMethods.IsGet(http.Request.Method))
            await TextAsync(http, 405, "text/plain", "Not allowed.");
        else if (name == "style.css")
            await TextAsync(http, 200, "text/css", s_css);
        else if (name == "live.js")
            await TextAsync(http, 200, "text/javascript", s_script);
        else if (name == "updates" && Find(http.Request.Query["page"].ToString()) is { } streamed)
            await _updates.RunAsync(http, streamed, _stopping.Token);
        else if (Find(name) is { } page)
            await PageAsync(http, page);
        else
            await TextAsync(http, 404, "text/plain", "There is no such page.");
    }

    private LivePage? Find(string name) => pages.FirstOrDefault(p => p.Name == name);

    private async Task PageAsync(HttpContext http, LivePage page)
    {
        var query = http.Request.Query;
        var parameters = new Dictionary<string, object?>
        {
            [nameof(Shell.Name)] = page.Name,
            [nameof(Shell.Title)] = page.Title,
            [nameof(Shell.Subject)] = subject,
            [nameof(Shell.Links)] = pages.Select(p => (p.Name, p.Title)).ToList(),
            [nameof(Shell.Stream)] = $"updates{QueryString.Create(query.Where(q => q.Key != "page")).Add("page", page.Name)}",
            [nameof(Shell.Pulse)] = await RenderAsync(pulse()),
            [nameof(Shell.Controls)] = await RenderAsync(page.Controls(query)),
            [nameof(Shell.View)] = await RenderAsync(page.Open(query).Next()),
        };
        await TextAsync(http, 200, "text/html", await HtmlText.RenderAsync(typeof(Shell), parameters));
    }

    private static async Task<MarkupString> RenderAsync(Content? content) =>
        content is null ? default : new(await HtmlText.RenderAsync(content.Component, content.Parameters));

    private static async Task PostAsync(HttpContext http, LivePage page)
    {
        var options = new FormOptions { ValueLengthLimit = MaxForm, BufferBodyLengthLimit = MaxForm };
        http.Features.Set<IFormFeature>(new FormFeature(http.Request, options));
        var next = await page.PostAsync(await http.Request.ReadFormAsync(http.RequestAborted), http.RequestAborted);
        Redirect(http, next ?? page.Name);
    }

    private static void Redirect(HttpContext http, string page)
    {
        http.Response.StatusCode = 303;
        http.Response.Headers.Location = Root + page;
    }

    private static void SetHeaders(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; form-action 'self'; "
            + "base-uri 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        // Not "no-referrer": forms would then state no origin.
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }

    private static async Task TextAsync(HttpContext http, int status, string type, string text)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = $"{type}; charset=utf-8";
        await http.Response.WriteAsync(text);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        if (_server is not null)
        {
            using var now = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            await _server.StopAsync(now.Token);
            _server.Dispose();
        }
        _stopping.Dispose();
    }
}
