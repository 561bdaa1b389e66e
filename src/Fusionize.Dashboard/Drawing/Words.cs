namespace Fusionize.Dashboard.Drawing;

/// <summary>The width of text. Names have a fixed-width font, so that their width is known without a browser.</summary>
public static class Words
{
    /// <summary>The font size of names in a map, in px.</summary>
    public const double Size = 12;

    /// <summary>The width of one character relative to the font size, for the widest common fixed-width fonts.</summary>
    private const double Advance = 0.61;

    private const int Longest = 26;

    public static double Width(string text, double size = Size) => text.EnumerateRunes().Sum(r => r.Value < 0x1100 ? 1 : 2) * size * Advance;

    /// <summary>Shortens a long name in the middle, because names of one application often begin in the same way.</summary>
    public static string Shorten(string name, int longest = Longest)
    {
        var runes = name.EnumerateRunes().ToList();
        var head = (longest - 1) / 2;
        return runes.Count <= longest ? name : string.Concat(runes.Take(head)) + "…" + string.Concat(runes.TakeLast(longest - 1 - head));
    }
}
