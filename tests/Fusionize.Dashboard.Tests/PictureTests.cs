using Fusionize.Dashboard.Drawing;
using Fusionize.Dashboard.Model;
using SkiaSharp;

namespace Fusionize.Dashboard.Tests;

/// <summary>Pictures of reports as PNG.</summary>
public sealed class PictureTests
{
    /// <summary>With the variable FUSIONIZE_SCREENSHOTS, a folder, the pictures are kept to look at.</summary>
    [Fact]
    public async Task The_map_and_the_trade_off_are_drawn_in_twice_their_size()
    {
        var pictures = await ReportPictures.DrawAsync(SimulatedLoop.IoT);

        if (Environment.GetEnvironmentVariable("FUSIONIZE_SCREENSHOTS") is { } folder)
        {
            foreach (var (name, png) in pictures)
                File.WriteAllBytes(Path.Combine(folder, $"report-{name}.png"), png);
        }
        Assert.Equal("map tradeoff", string.Join(' ', pictures.Select(p => p.Name)));
        using var map = SKBitmap.Decode(pictures[0].Png);
        using var tradeOff = SKBitmap.Decode(pictures[1].Png);
        var layout = MapLayout.Of(SimulatedLoop.IoT.Setups.First(s => s.IsChosen), g => $"{g.MemoryMB} MB");
        Assert.True(map.Width >= 2 * layout.Width && map.Height >= 2 * layout.Height);
        Assert.True(tradeOff is { Width: >= 1520, Height: >= 840 });
        // Tasks, functions, calls that became local; measured points.
        var colors = new HashSet<SKColor> { SKColors.White, SKColor.Parse("#eef1f5"), SKColor.Parse("#1a2230"), SKColor.Parse("#0a6b6b") };
        Assert.Subset(Colors(map), colors);
        Assert.Subset(Colors(tradeOff), new HashSet<SKColor> { SKColors.White, SKColor.Parse("#55606f"), SKColor.Parse("#0a6b6b") });
    }

    [Fact]
    public async Task Names_that_XML_must_escape_are_drawn_too()
    {
        var odd = SimulatedLoop.IoT with { App = "a<b>&\"c" };

        Assert.Equal(2, (await ReportPictures.DrawAsync(odd)).Count);
    }

    [Fact]
    public async Task Without_measurements_there_is_a_map_alone()
    {
        var setup = SimulatedLoop.IoT.Setups[0] with { Measured = null, Predicted = null };

        var picture = Assert.Single(await ReportPictures.DrawAsync(new Report { App = "iot", Source = "", Setups = [setup] }));

        Assert.Equal("map", picture.Name);
    }

    private static HashSet<SKColor> Colors(SKBitmap bitmap) => [.. bitmap.Pixels];
}
