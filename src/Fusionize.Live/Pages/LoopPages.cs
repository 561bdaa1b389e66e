using Fusionize.Live.Feeds;
using Fusionize.Live.Model;
using Fusionize.Live.Views;
using Microsoft.AspNetCore.Http;

namespace Fusionize.Live.Pages;

internal sealed class LoopLivePage(LiveLoop loop) : LivePage("loop", "Loop")
{
    public override IPageView Open(IQueryCollection query) => new View(loop);

    private sealed class View(LiveLoop loop) : IPageView
    {
        private LoopState? _shown;

        public Content? Next()
        {
            var state = loop.State;
            if (state == _shown)
                return null;
            _shown = state;
            return new(
                typeof(LoopPage),
                new() { [nameof(LoopPage.State)] = state, [nameof(LoopPage.Rounds)] = LoopRounds.Of(state) }
            );
        }
    }
}

internal sealed class ReportLivePage(ReportFeed feed, string waiting) : LivePage("report", "Report")
{
    public override Content Controls(IQueryCollection query) => new(typeof(ReportForm), []);

    public override IPageView Open(IQueryCollection query) => new View(feed, waiting);

    public override Task<string?> PostAsync(IFormCollection form, CancellationToken cancellation)
    {
        feed.Again();
        return Task.FromResult<string?>(Name);
    }

    /// <summary>A report is large, so it is only drawn when it has changed.</summary>
    private sealed class View(ReportFeed feed, string waiting) : IPageView
    {
        private (int Version, string? Note)? _shown;

        public Content? Next()
        {
            var (report, note, version) = feed.Read();
            note ??= report is null ? waiting : null;
            if (_shown == (version, note))
                return null;
            _shown = (version, note);
            return new(typeof(ReportView), new() { [nameof(ReportView.Report)] = report, [nameof(ReportView.Note)] = note });
        }
    }
}
