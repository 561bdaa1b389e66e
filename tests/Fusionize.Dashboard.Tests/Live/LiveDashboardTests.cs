using System.Net;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Fusionize.Dashboard.Tests.Live;

/// <summary>The live dashboard over a platform under load and a loop: what it serves to whom, and in a real browser.</summary>
[Collection(Chromium.Collection)]
public sealed class LiveDashboardTests(Chromium chromium, LiveShop shop) : IClassFixture<LiveShop>
{
    private static readonly string[] s_pages = ["loop", "map", "functions", "events", "logs", "traces", "invoke", "report"];

    /// <summary>A folder for pictures of all views, to look at; null: none are taken.</summary>
    private static readonly string? s_pictures = Environment.GetEnvironmentVariable("FUSIONIZE_SCREENSHOTS");

    // ---- who gets what

    [Fact]
    public async Task Without_the_token_nothing_is_served()
    {
        using var http = Http();
        foreach (var page in s_pages.Append("").Append("style.css").Append("updates?page=map").Append("?token=").Append("?token=0123"))
            Assert.Equal(HttpStatusCode.Forbidden, (await http.GetAsync(page)).StatusCode);
    }

    [Fact]
    public async Task The_link_sets_a_cookie_for_this_server_alone()
    {
        using var http = Http();

        var answer = await http.GetAsync(shop.Link);

        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("path=/_fusionize/", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(shop.Link.Query["?token=".Length..], cookie, StringComparison.Ordinal);
        Assert.Equal("127.0.0.1", shop.Link.Host);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Host", "evil.example")]
    public async Task Another_page_gets_nothing_even_with_the_cookie(string header, string value)
    {
        using var http = await AllowedAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "invoke")
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["target"] = "task:Order", ["body"] = "{}" }),
        };
        request.Headers.TryAddWithoutValidation(header, value);

        Assert.Equal(HttpStatusCode.Forbidden, (await http.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task No_page_holds_values_of_variables_or_the_content_of_events_that_nobody_opened()
    {
        using var http = await AllowedAsync();
        foreach (var page in s_pages)
        {
            var answer = await http.GetAsync(page);
            var html = await answer.Content.ReadAsStringAsync();

            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.DoesNotContain(LiveShop.Secret, html, StringComparison.Ordinal);
            Assert.DoesNotContain(LiveShop.Unsaid, html, StringComparison.Ordinal);
            Assert.Contains("default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        }
        Assert.Contains("<code>parcels</code>", await http.GetStringAsync("events"), StringComparison.Ordinal);
        Assert.Contains("API_KEY", await http.GetStringAsync("functions"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_content_of_an_event_that_was_given_up_is_shown_to_whoever_opens_it()
    {
        using var http = await AllowedAsync();
        while (shop.Platform.Failures.Count == 0)
            await Task.Delay(10);

        var html = await http.GetStringAsync($"events?event={shop.Platform.Failures[0].RequestId}");

        Assert.Contains(LiveShop.Unsaid, html, StringComparison.Ordinal);
        Assert.Contains("Probe.Failed", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_of_the_form_runs_and_stays_in_the_history()
    {
        using var http = await AllowedAsync();
        var content = new FormUrlEncodedContent(
            new Dictionary<string, string> { ["target"] = "function:worker", ["body"] = """{"do":"big","bytes":3}""" }
        );

        var answer = await http.PostAsync("invoke", content);
        var html = await http.GetStringAsync(answer.Headers.Location!);

        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Contains("<pre tabindex=\"0\" aria-label=\"Answer\">&quot;xxx&quot;</pre>", html, StringComparison.Ordinal);
        Assert.Contains("<td>200</td>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_of_a_route_goes_through_the_function_url()
    {
        using var http = await AllowedAsync();
        Assert.Contains("GET /orders/{id}", await http.GetStringAsync("invoke"), StringComparison.Ordinal);
        var content = new FormUrlEncodedContent(
            new Dictionary<string, string> { ["target"] = "route:GET /orders/{id}", ["path"] = "/orders/7?full=1", ["body"] = "" }
        );

        var html = await http.GetStringAsync((await http.PostAsync("invoke", content)).Headers.Location!);

        // What the probe answers to a request that asks it for nothing.
        Assert.Contains("Answer", html, StringComparison.Ordinal);
        Assert.Contains("value=\"/orders/7?full=1\"", html, StringComparison.Ordinal);
    }

    // ---- in a browser

    /// <summary>All four combinations for pictures; otherwise two.</summary>
    public static TheoryData<int, ColorScheme> Windows =>
        s_pictures is null
            ? new() { { 1440, ColorScheme.Light }, { 390, ColorScheme.Dark } }
            : new() { { 1440, ColorScheme.Light }, { 390, ColorScheme.Dark }, { 1440, ColorScheme.Dark }, { 390, ColorScheme.Light } };

    [TheoryIfChromium]
    [MemberData(nameof(Windows))]
    public async Task Every_view_opens_without_errors_violations_or_overlapping_texts(int width, ColorScheme scheme)
    {
        await using var context = await ContextAsync(width, scheme);
        var page = await context.NewPageAsync();
        var logged = new List<string>();
        page.Console += (_, message) => logged.Add(message.Text);
        page.PageError += (_, error) => logged.Add(error);
        page.Response += (_, response) => logged.AddRange(response.Status >= 400 ? [$"{response.Status} {response.Url}"] : (string[])[]);
        await page.GotoAsync(shop.Link.ToString());
        foreach (var name in s_pages)
        {
            await page.Locator($"nav[aria-label=Views] a[href={name}]").ClickAsync();
            await UpdatedAsync(page);
            if (name == "report")
                await page.WaitForSelectorAsync("#tradeoff svg");
            if (name == "traces")
                await page.Locator("#view td a").First.ClickAsync();
            if (name == "map")
                await page.WaitForSelectorAsync("path.flow", new() { State = WaitForSelectorState.Attached });
            await PictureAsync(page, $"{name}-{width}-{scheme}");
            Assert.Empty(await page.EvaluateAsync<string[]>(Chromium.OverlappingLabels));
            Assert.True(width >= await page.EvaluateAsync<int>("document.documentElement.scrollWidth"), $"{name} is wider than the window");
            // The combinations differ in width and colours, so two cover both. The report is checked by tests of its own.
            if (name != "report" && width > 1000 == (scheme == ColorScheme.Light))
                Assert.Empty((await page.RunAxe()).Violations.Select(v => $"{name}: {v.Id}: {v.Help} {v.Nodes[0].Html}"));
        }
        Assert.Empty(logged);
    }

    [FactIfChromium]
    public async Task Calls_flow_through_the_map_and_lines_appear_in_the_log_without_a_reload()
    {
        await using var context = await ContextAsync(1440, ColorScheme.Light);
        var page = await context.NewPageAsync();
        await page.GotoAsync(shop.Link.ToString());

        await page.Locator("nav[aria-label=Views] a[href=map]").ClickAsync();
        await page.WaitForFunctionAsync("[...document.querySelectorAll('svg.map text.label')].some(t => /^[1-9]/.test(t.textContent))");
        Assert.Equal(2, await page.Locator("svg.map path.flow").CountAsync());
        Assert.NotEqual(0, await page.Locator("svg.map rect.unit").CountAsync());

        await page.Locator("nav[aria-label=Views] a[href=logs]").ClickAsync();
        await page.FillAsync("input[name=text]", "SOCKS");
        await page.ClickAsync("main button");
        await page.WaitForSelectorAsync("ol.log li");
        var newest = await page.Locator("ol.log li").First.GetAttributeAsync("data-key");
        await page.WaitForFunctionAsync($"document.querySelector('ol.log li').dataset.key !== '{newest}'");
        Assert.All(await page.Locator("ol.log li code").AllInnerTextsAsync(), t => Assert.Equal(LiveShop.Spoken, t));
    }

    [FactIfChromium]
    public async Task A_trace_opens_as_a_waterfall_and_stays()
    {
        await using var context = await ContextAsync(1440, ColorScheme.Light);
        var page = await context.NewPageAsync();
        await page.GotoAsync(shop.Link.ToString());
        await page.Locator("nav[aria-label=Views] a[href=traces]").ClickAsync();

        await page.Locator("#view td a").First.ClickAsync();

        await page.WaitForSelectorAsync("svg.waterfall");
        await UpdatedAsync(page);
        Assert.Equal(["Order", "Price", "Pay"], await page.Locator("svg.waterfall .span-name").AllTextContentsAsync());
    }

    [FactIfChromium]
    public async Task No_view_violates_the_policy_for_scripts_and_styles()
    {
        await using var context = await chromium.Browser.NewContextAsync();
        var page = await context.NewPageAsync();
        var logged = new List<string>();
        page.Console += (_, message) => logged.Add(message.Text);
        page.PageError += (_, error) => logged.Add(error);
        await page.GotoAsync(shop.Link.ToString());
        foreach (var name in s_pages)
        {
            await page.Locator($"nav[aria-label=Views] a[href={name}]").ClickAsync();
            await UpdatedAsync(page);
        }
        Assert.Empty(logged);
    }

    private static Task UpdatedAsync(IPage page) => page.WaitForSelectorAsync("body[data-updates]");

    private Task<IBrowserContext> ContextAsync(int width, ColorScheme scheme) =>
        chromium.Browser.NewContextAsync(
            new()
            {
                ViewportSize = new() { Width = width, Height = 900 },
                ColorScheme = scheme,
                // What a test evaluates in a page is no script of the page.
                BypassCSP = true,
            }
        );

    private static async Task PictureAsync(IPage page, string name)
    {
        if (s_pictures is not null)
            await page.ScreenshotAsync(new() { Path = Path.Combine(s_pictures, name + ".png"), FullPage = true });
    }

    private HttpClient Http() => new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new(shop.Link, ".") };

    private async Task<HttpClient> AllowedAsync()
    {
        var http = Http();
        (await http.GetAsync(shop.Link)).Dispose();
        return http;
    }
}
