using Microsoft.Playwright;

namespace Fusionize.Dashboard.Tests;

/// <summary>One browser for all tests: Debian's, since the tests download none.</summary>
[CollectionDefinition(Collection)]
public sealed class Chromium : IAsyncLifetime, ICollectionFixture<Chromium>
{
    public const string Collection = "browser";

    // Texts that can be seen, as boxes; a hair's breadth of overlap is rounding.
    public const string OverlappingLabels = """
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

[AttributeUsage(AttributeTargets.Method)]
public sealed class FactIfChromiumAttribute : FactAttribute
{
    public FactIfChromiumAttribute() => Skip = Chromium.Path is null ? "'chromium' is not on the PATH." : null;
}

[AttributeUsage(AttributeTargets.Method)]
public sealed class TheoryIfChromiumAttribute : TheoryAttribute
{
    public TheoryIfChromiumAttribute() => Skip = Chromium.Path is null ? "'chromium' is not on the PATH." : null;
}
