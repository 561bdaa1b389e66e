using System.Globalization;
using Fusionize.Dashboard.Drawing;
using Fusionize.Dashboard.Model;

namespace Fusionize.Dashboard.Components;

/// <summary>Formats figures for people and coordinates for SVG, independent of the machine's culture.</summary>
internal static class Show
{
    public static string Ms(double? ms) =>
        ms switch
        {
            null => "–",
            0 => "0",
            < 10 and > -10 => Format(ms.Value, "0.0"),
            _ => Format(ms.Value, "#,0"),
        };

    public static string Usd(double? usd) =>
        usd switch
        {
            null => "–",
            > 0 and < 0.005 => "< 0.01",
            _ => Format(usd.Value, "#,0.00"),
        };

    /// <summary>A change, with its sign.</summary>
    public static string Change(double value, string format = "#,0.##") => Format(value, $"+{format};−{format};±0");

    public static string Percent(double from, double to) => from <= 0 ? "–" : Format((to / from - 1) * 100, "+0;−0;±0") + " %";

    public static string Bytes(long? bytes) =>
        bytes switch
        {
            null => "–",
            < 10_000 => Format(bytes.Value / 1000.0, "0.0") + " kB",
            < 1_000_000 => Format(bytes.Value / 1000.0, "0") + " kB",
            _ => Format(bytes.Value / 1_000_000.0, "0.0") + " MB",
        };

    public static string Count(int? count) => count is { } c ? Format(c, "#,0") : "–";

    public static string Number(double? value) => value is { } v ? Format(v, "#,0.##") : "–";

    /// <summary>A coordinate.</summary>
    public static string N(double value) => Format(value, "0.#");

    public static string Names(IEnumerable<string> names) => string.Join(", ", names);

    /// <summary>"3 functions, 128–448 MB".</summary>
    public static string Short(ReportSetup setup)
    {
        var (least, most) = (setup.Groups.Min(g => g.MemoryMB), setup.Groups.Max(g => g.MemoryMB));
        return Format(setup.Groups.Length, "0")
            + (setup.Groups.Length == 1 ? " function, " : " functions, ")
            + (least == most ? $"{Format(least, "0")} MB" : $"{Format(least, "0")}–{Format(most, "0")} MB");
    }

    /// <summary>A smooth line through points, horizontal at each point.</summary>
    public static string Curve(MapLayout.Edge edge)
    {
        var points = edge.Points;
        var path = $"M{N(points[0].X)},{N(points[0].Y)}";
        for (var i = 1; i < points.Length; i++)
        {
            var (a, b) = (points[i - 1], points[i]);
            // Back to an earlier layer: the line leaves to the right and arrives from the left, so that the arrow still points at the task.
            var bow = edge.IsBackward ? 34 : Math.Max(12, (b.X - a.X) * 0.45);
            path +=
                a.Y == b.Y && !edge.IsBackward
                    ? $"H{N(b.X)}"
                    : $"C{N(a.X + bow)},{N(a.Y)} {N(b.X - bow)},{N(b.Y)} {N(b.X)},{N(b.Y)}";
        }
        return path;
    }

    private static string Format(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
