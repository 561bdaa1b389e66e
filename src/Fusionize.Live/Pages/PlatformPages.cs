using System.Collections.Immutable;
using System.Globalization;
using Fusionize.Dashboard.Model;
using Fusionize.Live.Feeds;
using Fusionize.Live.Model;
using Fusionize.Live.Views;
using Fusionize.Local.Sqs;
using Microsoft.AspNetCore.Http;

namespace Fusionize.Live.Pages;

internal sealed class MapLivePage(PlatformFeed feed) : LivePage("map", "Map")
{
    public override IPageView Open(IQueryCollection query) =>
        new PlainView(() => new(typeof(MapPage), new() { [nameof(MapPage.State)] = feed.Read() }));
}

internal sealed class FunctionsLivePage(PlatformFeed feed) : LivePage("functions", "Functions")
{
    public override IPageView Open(IQueryCollection query) =>
        new PlainView(() => new(typeof(FunctionsPage), new() { [nameof(FunctionsPage.State)] = feed.Read() }));
}

internal sealed class EventsLivePage(PlatformFeed feed) : LivePage("events", "Events")
{
    private const int MaxShown = 50;
    private const int MaxText = 20_000;

    public override IPageView Open(IQueryCollection query)
    {
        // The content of an event leaves the platform only if somebody asks for it.
        var opened = query["event"].ToString();
        return new PlainView(() =>
            new(
                typeof(EventsPage),
                new()
                {
                    [nameof(EventsPage.State)] = feed.Read(),
                    [nameof(EventsPage.Failed)] = feed
                        .Platform.Failures.Reverse()
                        .DistinctBy(f => f.RequestId)
                        .Where((f, i) => i < MaxShown || f.RequestId == opened)
                        .Select(f => new FailedRow(
                            f.RequestId,
                            f.Function,
                            f.Attempts,
                            f.At,
                            f.RequestId == opened ? Cut(f.Payload) : null,
                            f.RequestId == opened ? Cut(f.Error) : null
                        ))
                        .ToImmutableArray(),
                    [nameof(EventsPage.Queues)] = feed.Platform.Queues.All.Where(q => !q.IsDeleted).Select(Row).ToImmutableArray(),
                }
            )
        );
    }

    private static QueueRow Row(MessageQueue queue)
    {
        var counts = queue.Count();
        return new(queue.Name, counts.Visible, counts.InFlight, counts.Delayed);
    }

    private static string Cut(string text) => text.Length <= MaxText ? text : text[..MaxText] + "…";
}

internal sealed class LogsLivePage(PlatformFeed feed) : LivePage("logs", "Logs")
{
    public override Content Controls(IQueryCollection query) =>
        new(
            typeof(LogForm),
            new()
            {
                [nameof(LogForm.Search)] = Search(query),
                [nameof(LogForm.Functions)] = feed.Read().Functions.Select(f => f.Name).ToList(),
            }
        );

    public override IPageView Open(IQueryCollection query)
    {
        var tail = new LogTail(feed.Platform.View.Logs, Search(query), feed.FunctionOf);
        return new PlainView(() => new(typeof(LogsPage), new() { [nameof(LogsPage.Rows)] = tail.Read() }));
    }

    private static LogSearch Search(IQueryCollection query) =>
        new(Text(query, "function"), Text(query, "text"), Text(query, "request"), query["traces"] == "1");

    private static string? Text(IQueryCollection query, string name) => query[name].ToString().Trim() is { Length: > 0 and < 500 } text ? text : null;
}

internal sealed class TracesLivePage(PlatformFeed feed) : LivePage("traces", "Traces")
{
    public override IPageView Open(IQueryCollection query) => new View(feed, query["id"].ToString());

    /// <summary>Keeps the opened request, also when it is no longer among the recent ones.</summary>
    private sealed class View(PlatformFeed feed, string id) : IPageView
    {
        private (TraceRow Row, ReportRequest Request)? _selected;

        public Content Next()
        {
            if (id.Length > 0)
                _selected = feed.FindTrace(id) ?? _selected;
            return new(
                typeof(TracesPage),
                new()
                {
                    [nameof(TracesPage.State)] = feed.Read(),
                    [nameof(TracesPage.Selected)] = _selected,
                    [nameof(TracesPage.IsGone)] = id.Length > 0 && _selected is null,
                }
            );
        }
    }
}

internal sealed class InvokeLivePage(PlatformFeed feed, Invoker invoker) : LivePage("invoke", "Invoke")
{
    public override Content Controls(IQueryCollection query)
    {
        var run = Find(query);
        var targets = Targets();
        return new(
            typeof(InvokeForm),
            new()
            {
                [nameof(InvokeForm.Targets)] = targets,
                [nameof(InvokeForm.Key)] = run?.Key ?? targets.FirstOrDefault()?.Key,
                [nameof(InvokeForm.Path)] = run?.Path,
                [nameof(InvokeForm.Body)] = run?.Body ?? "{}",
            }
        );
    }

    public override IPageView Open(IQueryCollection query) =>
        new PlainView(() =>
            new(typeof(InvokePage), new() { [nameof(InvokePage.Selected)] = Find(query), [nameof(InvokePage.Runs)] = invoker.Runs })
        );

    public override async Task<string?> PostAsync(IFormCollection form, CancellationToken cancellation)
    {
        if (Targets().FirstOrDefault(t => t.Key == form["target"]) is not { } target)
            return Name;
        var path = form["path"].ToString();
        var run = await invoker.RunAsync(target, path.Length > 0 ? path : null, form["body"].ToString(), cancellation);
        return string.Create(CultureInfo.InvariantCulture, $"{Name}?run={run.Number}");
    }

    private IReadOnlyList<InvokeTarget> Targets() => Invoker.Targets(feed.Read().Functions, feed.Manifest);

    private InvokeRun? Find(IQueryCollection query) =>
        int.TryParse(query["run"], out var number) ? invoker.Runs.FirstOrDefault(r => r.Number == number) : null;
}
