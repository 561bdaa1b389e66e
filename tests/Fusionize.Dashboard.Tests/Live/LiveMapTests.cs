using Fusionize.Dashboard.Model;
using Fusionize.Live.Model;
using Fusionize.Live.Views;

namespace Fusionize.Dashboard.Tests.Live;

/// <summary>The live map of applications of all sizes, with every call and every function busy.</summary>
[Collection(Chromium.Collection)]
public sealed class LiveMapTests(Chromium chromium)
{
    [TheoryIfChromium]
    [InlineData("iot")]
    [InlineData("tree")]
    [InlineData("large")]
    [InlineData("huge")]
    public async Task No_figure_lies_on_another_text(string app)
    {
        var report = app switch
        {
            "iot" => SimulatedLoop.IoT,
            "tree" => SimulatedLoop.Tree,
            "large" => SimulatedLoop.Large,
            _ => SimulatedLoop.Huge,
        };
        await using var context = await chromium.Browser.NewContextAsync();
        var page = await context.NewPageAsync();
        foreach (var setup in new[] { report.Setups[0], report.Setups[^1] })
        {
            var map = await HtmlText.RenderAsync(typeof(LiveMap), new Dictionary<string, object?> { [nameof(LiveMap.State)] = Busy(setup) });
            await page.SetContentAsync($"<style>{HtmlText.Css}</style>{map}");

            Assert.Empty(await page.EvaluateAsync<string[]>(Chromium.OverlappingLabels));
            // Where a drawing is too dense, a figure is left out; the table has it.
            Assert.True(await page.Locator("svg.map text.label").CountAsync() >= setup.Calls.Length * 0.8);
        }
    }

    private static LiveMapState Busy(ReportSetup setup) =>
        new(
            setup,
            new HashSet<string>(),
            setup.Calls.Select(CallKey.Of).Distinct().ToDictionary(c => c, _ => new LiveRate(12_345, 1, 1)),
            setup.Groups.ToDictionary(g => g.Name, _ => new LiveGroup(2, 30, 30, 5, 12_345))
        );
}
