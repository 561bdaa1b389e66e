using Deque.AxeCore.Playwright;
using Fusionize.Dashboard.Model;
using Microsoft.Playwright;

namespace Fusionize.Dashboard.Tests;

/// <summary>Reports in a real browser.</summary>
public sealed class BrowserTests(BrowserTests.Chromium chromium) : IClassFixture<BrowserTests.Chromium>
{
    // Texts that can be seen, as boxes; a hair's breadth of overlap is rounding.
    private const string OverlappingLabels = """
        () => {
          const found = [];
          for (const svg of document.querySelectorAll('svg')) {
            const boxes = [...svg.querySelectorAll('text')].map(t => [t.textContent, t.getBoundingClientRect()]).filter(b => b[1].width > 0);
            for (let i = 0; i < boxes.length; i++)
              for (let j = i + 1; j < boxes.length; j++) {
                const [a, b] = [boxes[i][1], boxes[j][1]];
                const [x, y] = [Math.min(a.right, b.right) - Math.max(a.left, b.left), Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)];
                if (x > 1 && y > 2) found.push(`${svg.getAttribute('aria-label')}: '${boxes[i][0]}' and '${boxes[j][0]}'`);
              }
          }
          return found;
        }
        """;

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
            Assert.Empty(await page.EvaluateAsync<string[]>(OverlappingLabels));
        }
        await page.EvaluateAsync("document.querySelectorAll('details').forEach(d => d.open = true)");
        Assert.Empty(await page.EvaluateAsync<string[]>(OverlappingLabels));
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

        Assert.Single(await page.EvaluateAsync<string[]>(OverlappingLabels));
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

    /// <summary>One browser for all tests: Debian's, since the tests download none.</summary>
    public sealed class Chromium : IAsyncLifetime
    {
        private IPlaywright? _playwright;
        private IBrowser? _browser;

        public static string? Path { get; } =
            (Environment.GetEnvironmentVariable("PATH") ?? "")
                .Split(System.IO.Path.PathSeparator)
                .SelectMany(f => new[] { "chromium", "chromium-browser", "google-chrome" }.Select(n => System.IO.Path.Combine(f, n)))
                .FirstOrDefault(File.Exists);

        public IBrowser Browser => _browser!;

        public async Task InitializeAsync()
        {
            if (Path is null)
                return;
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Path, Args = ["--no-sandbox"], Timeout = 120_000 });
        }

        public async Task DisposeAsync()
        {
            if (_browser is not null)
                await _browser.DisposeAsync();
            _playwright?.Dispose();
        }
    }
}

[AttributeUsage(AttributeTargets.Method)]
public sealed class FactIfChromiumAttribute : FactAttribute
{
    public FactIfChromiumAttribute() => Skip = BrowserTests.Chromium.Path is null ? "'chromium' is not on the PATH." : null;
}

[AttributeUsage(AttributeTargets.Method)]
public sealed class TheoryIfChromiumAttribute : TheoryAttribute
{
    public TheoryIfChromiumAttribute() => Skip = BrowserTests.Chromium.Path is null ? "'chromium' is not on the PATH." : null;
}
