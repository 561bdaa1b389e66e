using Fusionize.Dashboard.Components;
using Fusionize.Dashboard.Model;
using Fusionize.Dashboard.Pictures;
using Fusionize.Setups;

namespace Fusionize.Dashboard;

/// <summary>The map and the trade-off of a report as PNG, without a browser.</summary>
public static class ReportPictures
{
    /// <summary>Draws what the report has: a map if a setup is known, a trade-off if something was measured or predicted.</summary>
    /// <returns>The pictures with their names: <c>map</c> and <c>tradeoff</c>.</returns>
    /// <exception cref="FusionizeException">This machine has no font, or the drawing library has no part for its system (FZ1520).</exception>
    public static async Task<IReadOnlyList<(string Name, byte[] Png)>> DrawAsync(Report report)
    {
        using var painter = Painter();
        var pictures = new List<(string, byte[])>();
        if (MapView.Chosen(report) is { } after)
        {
            var before = MapView.ComparedWith(report, after);
            var entries = report.Tasks.Where(t => t.IsEntry).Select(t => t.Id).ToHashSet(StringComparer.Ordinal);
            var html = await HtmlText.RenderAsync(
                typeof(MapPicture),
                new Dictionary<string, object?>
                {
                    [nameof(MapPicture.Setup)] = after,
                    [nameof(MapPicture.Before)] = before,
                    [nameof(MapPicture.Entries)] = entries,
                }
            );
            var compared = before is null ? "" : $", compared with {before.Name} ({Show.Short(before)})";
            pictures.Add(("map", painter.Paint(html, $"{report.App}: {after.Name}, {Show.Short(after)}{compared}")));
        }
        if (TradeOffView.Known(report) is { IsEmpty: false } setups)
        {
            var html = await HtmlText.RenderAsync(
                typeof(TradeOffPicture),
                new Dictionary<string, object?> { [nameof(TradeOffPicture.Setups)] = setups, [nameof(TradeOffPicture.Percentile)] = 50 }
            );
            var title = $"{report.App}: cost against latency; filled marks were measured, open ones are predicted";
            pictures.Add(("tradeoff", painter.Paint(html, title)));
        }
        return pictures;
    }

    private static PicturePainter Painter()
    {
        try
        {
            return PictureFont.Find() is var (names, figures)
                ? new(names, figures)
                : throw new FusionizeException(
                    ReportCodes.NoPictures,
                    null,
                    "this machine has no font for the text of pictures",
                    "install one, such as the package fonts-dejavu-core"
                );
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException { InnerException: DllNotFoundException })
        {
            throw new FusionizeException(
                ReportCodes.NoPictures,
                null,
                "pictures can't be drawn on this system",
                "use the report, or write the pictures on Linux (glibc), macOS or Windows",
                e
            );
        }
    }
}
