using System.Text.Encodings.Web;
using System.Text.Json;
using Fusionize.Dashboard;
using Fusionize.Live.Pages;
using Microsoft.AspNetCore.Http;

namespace Fusionize.Live.Web;

/// <summary>
/// The updates of open pages as server-sent events. Each open page has one stream; it looks twice a second and sends what has changed. A page that is
/// slow gets fewer updates, and nothing is queued for it.
/// </summary>
/// <param name="pulse">The line in the head of every page.</param>
internal sealed class UpdateStreams(Func<Content?> pulse)
{
    private const int MaxStreams = 16;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(15);

    // Not for a page but for JSON.parse.
    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private int _streams;

    /// <summary>The number of open pages.</summary>
    public int Count => Volatile.Read(ref _streams);

    public async Task RunAsync(HttpContext http, LivePage page, CancellationToken stopping)
    {
        if (Interlocked.Increment(ref _streams) > MaxStreams)
        {
            Interlocked.Decrement(ref _streams);
            http.Response.StatusCode = 503;
            return;
        }
        try
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(stopping, http.RequestAborted);
            http.Response.ContentType = "text/event-stream";
            await SendAsync(http, page.Open(http.Request.Query), end.Token);
        }
        finally
        {
            Interlocked.Decrement(ref _streams);
        }
    }

    private async Task SendAsync(HttpContext http, IPageView view, CancellationToken end)
    {
        var sent = new Dictionary<string, string>(StringComparer.Ordinal);
        var last = DateTimeOffset.UtcNow;
        while (true)
        {
            var parts = new Dictionary<string, string>(StringComparer.Ordinal);
            await AddAsync("view", view.Next());
            await AddAsync("pulse", pulse());
            if (parts.Count > 0 || DateTimeOffset.UtcNow - last > s_silence)
            {
                // The comment finds out whether the page is still there.
                await http.Response.WriteAsync(parts.Count > 0 ? $"data: {JsonSerializer.Serialize(parts, s_json)}\n\n" : ":\n\n", end);
                await http.Response.Body.FlushAsync(end);
                last = DateTimeOffset.UtcNow;
            }
            await Task.Delay(s_pause, end);

            async Task AddAsync(string part, Content? content)
            {
                if (content is null)
                    return;
                var html = await HtmlText.RenderAsync(content.Component, content.Parameters);
                if (sent.GetValueOrDefault(part) != html)
                    parts[part] = sent[part] = html;
            }
        }
    }
}
