using Fusionize.Live.Feeds;
using Fusionize.Live.Pages;
using Fusionize.Live.Views;
using Fusionize.Live.Web;

namespace Fusionize.Live;

/// <summary>
/// The dashboard of a platform, a loop or a store: a web server on this machine, for whoever has the link. While no page is open, it does nothing.
/// </summary>
public sealed class LiveDashboard : IAsyncDisposable
{
    private readonly LiveServer _server;
    private readonly Invoker? _invoker;

    private LiveDashboard(LiveServer server, Invoker? invoker) => (_server, _invoker) = (server, invoker);

    /// <summary>The link to open in a browser. It holds the token that gives access.</summary>
    public Uri Link => _server.Link;

    /// <exception cref="IOException">The port is in use.</exception>
    public static async Task<LiveDashboard> StartAsync(LiveDashboardOptions options, CancellationToken cancellation = default)
    {
        var manifest = new ManifestFile(options.Build ?? options.Loop?.Folder.Output);
        var feed = options.Platform is { } platform ? new PlatformFeed(platform, manifest.Read) : null;
        var invoker = feed is null ? null : new Invoker(feed.Platform.Endpoint);
        List<LivePage> pages =
        [
            .. options.Loop is { } loop ? [new LoopLivePage(loop)] : (LivePage[])[],
            .. feed is null
                ? []
                : (LivePage[])
                    [
                        new MapLivePage(feed),
                        new FunctionsLivePage(feed),
                        new EventsLivePage(feed),
                        new LogsLivePage(feed),
                        new TracesLivePage(feed),
                        new InvokeLivePage(feed, invoker!),
                    ],
            .. Report(options) is { } report ? [report] : (LivePage[])[],
        ];
        var server = new LiveServer(options.Subject, pages, () => Pulse(feed, options.Loop), options.Log);
        await server.StartAsync(options.Port, cancellation);
        return new(server, invoker);
    }

    private static ReportLivePage? Report(LiveDashboardOptions options) =>
        options.Loop is { } loop
            ? new(
                new(loop.Folder.Path, null, () => loop.ReportVersion),
                "The report follows when a round has finished; it isn't written while one is measured."
            )
        : options.Source is { } source ? new(new(source, options.Build, () => 1), "The report is being written.")
        : null;

    private static Content? Pulse(PlatformFeed? feed, LiveLoop? loop) =>
        feed is null && loop is null
            ? null
            : new(
                typeof(PulseLine),
                new() { [nameof(PulseLine.Pulse)] = feed?.Read().Pulse, [nameof(PulseLine.Loop)] = loop?.State }
            );

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _invoker?.Dispose();
    }
}
