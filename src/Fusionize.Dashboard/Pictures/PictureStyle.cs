using SkiaSharp;

namespace Fusionize.Dashboard.Pictures;

/// <summary>How an element of a drawing looks on paper: the light colours of report.css.</summary>
internal sealed record PictureStyle
{
    public SKColor? Fill { get; init; }
    public SKColor? Stroke { get; init; }
    public float Width { get; init; } = 1;
    public float[]? Dash { get; init; }
    public float FontSize { get; init; } = 12;
    public bool IsFixedWidth { get; init; }

    /// <summary>Whether a text has a white rim, so that it can be read on lines.</summary>
    public bool HasRim { get; init; }

    private static readonly SKColor s_paper = SKColors.White;
    private static readonly SKColor s_ink = SKColor.Parse("#1a2230");
    private static readonly SKColor s_muted = SKColor.Parse("#55606f");
    private static readonly SKColor s_accent = SKColor.Parse("#0a6b6b");
    private static readonly SKColor s_line = SKColor.Parse("#b9c2cd");

    // By what callers wait.
    private static readonly Dictionary<string, SKColor> s_waiting = new(StringComparer.Ordinal)
    {
        ["w0"] = SKColor.Parse("#76818f"),
        ["w1"] = SKColor.Parse("#a87b0c"),
        ["w2"] = SKColor.Parse("#c65a11"),
        ["w3"] = SKColor.Parse("#b3261e"),
        ["fresh"] = s_accent,
    };

    /// <param name="classes">The classes of the element, the kind of element first.</param>
    public static PictureStyle Of(string[] classes)
    {
        var waiting = classes.Select(c => s_waiting.TryGetValue(c, out var color) ? color : (SKColor?)null).FirstOrDefault(c => c is not null);
        var style = classes.FirstOrDefault() switch
        {
            "hull" => new PictureStyle { Fill = SKColor.Parse("#eef1f5"), Stroke = s_line },
            "task" => new() { Fill = s_paper, Stroke = s_line },
            "edge" => new() { Stroke = waiting },
            "head" when classes.Contains("open") => new() { Stroke = waiting, Width = 1.4f },
            "head" => new() { Fill = waiting },
            "plus" => new() { Fill = s_accent },
            "plus-sign" => new() { Stroke = s_paper, Width = 1.6f },
            "grid" => new() { Stroke = SKColor.Parse("#d6dbe2") },
            "axis" => new() { Stroke = s_muted },
            "whisker" => new() { Stroke = s_muted.WithAlpha(140), Width = 1.2f },
            "front" => new()
            {
                Stroke = s_accent,
                Width = 1.4f,
                Dash = [4, 4],
            },
            "point" => new()
            {
                Fill = classes.Contains("measured") ? s_accent : s_paper,
                Stroke = s_accent,
                Width = 2,
            },
            "chosen-ring" => new() { Stroke = s_ink, Width = 2 },
            "task-name" => new() { Fill = s_ink, IsFixedWidth = true },
            "label" => new()
            {
                Fill = s_ink,
                IsFixedWidth = true,
                HasRim = true,
            },
            "hull-head" => new()
            {
                Fill = s_muted,
                IsFixedWidth = true,
                FontSize = 11,
            },
            "tick" or "axis-title" => new() { Fill = s_muted, FontSize = 11.5f },
            _ => new() { Fill = s_ink },
        };
        return classes switch
        {
            ["hull", "new", ..] => style with
            {
                Stroke = s_accent,
                Width = 2,
                Dash = [7, 3],
            },
            ["task", "entry", ..] => style with { Stroke = s_ink, Width = 2.2f },
            ["task", "copy", ..] => style with { Dash = [2, 3] },
            ["edge", ..] when classes.Contains("detached") => style with { Dash = [6, 5] },
            _ => style,
        };
    }
}
