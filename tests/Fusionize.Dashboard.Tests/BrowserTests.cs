using Deque.AxeCore.Playwright;
using Fusionize.Dashboard.Model;
using Microsoft.Playwright;

namespace Fusionize.Dashboard.Tests;

/// <summary>Reports in a real browser.</summary>
[Collection(Chromium.Collection)]
public sealed class BrowserTests(Chromium chromium)
{
    public static TheoryData<string> Apps => ["iot", "tree", "large", "huge"];

    [TheoryIfChromium]
    [MemberData(nameof(Apps))]
    public async Task No_label_lies_on_another_nothing_is_logged_and_the_page_is_as_wide_as_the_window(string app)
    {
        await using var context = await chromium.Browser.NewContextAsync(new() { ViewportSize = new() { Width = 390, Height = 800 } });
        var page = await context.NewPageAsync();
        var logged = new List<string>();
        page.Console += (_, message) => logged.Add(message.Text);
        page.PageError += (_, error) => logged.Add(error);
        await OpenAsync(page, ReportOf(app));

        // Every view of every part, one after the other.
        foreach (var label in await page.Locator(".tabs > label").AllAsync())
        {
            await label.ClickAsync();
            Assert.Empty(await page.EvaluateAsync<string[]>(Chromium.OverlappingLabels));
        }
        await page.EvaluateAsync("document.querySelectorAll('details').forEach(d => d.open = true)");
        Assert.Empty(await page.EvaluateAsync<string[]>(Chromium.OverlappingLabels));
        Assert.Empty(logged);
        Assert.Equal(390, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
    }

    [TheoryIfChromium]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task Axe_finds_no_violation(int width, ColorScheme scheme)
    {
        await using var context = await chromium.Browser.NewContextAsync(
            new() { ViewportSize = new() { Width = width, Height = 900 }, ColorScheme = scheme, BypassCSP = true }
        );
        var page = await context.NewPageAsync();
        await OpenAsync(page, SimulatedLoop.IoT);

        var result = await page.RunAxe();

        Assert.Empty(result.Violations.Select(v => $"{v.Id}: {v.Help} {string.Join(" | ", v.Nodes.Take(3).Select(n => n.Html))}"));
    }

    [FactIfChromium]
    public async Task Overlapping_labels_are_noticed()
    {
        var page = await chromium.Browser.NewPageAsync();
        await page.SetContentAsync("""<svg width="200" height="50"><text x="5" y="20">one label</text><text x="20" y="24">another</text></svg>""");

        Assert.Single(await page.EvaluateAsync<string[]>(Chromium.OverlappingLabels));
    }

    private static Report ReportOf(string app) =>
        app switch
        {
            "iot" => SimulatedLoop.IoT,
            "tree" => SimulatedLoop.Tree,
            "large" => SimulatedLoop.Large,
            _ => SimulatedLoop.Huge,
        };

    private static async Task OpenAsync(IPage page, Report report)
    {
        var file = Path.Combine(Path.GetTempPath(), $"report-{Guid.NewGuid():N}.html");
        try
        {
            await ReportFile.WriteAsync(report, file);
            await page.GotoAsync(new Uri(file).AbsoluteUri);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
