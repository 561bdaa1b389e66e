namespace Fusionize.Dashboard.Drawing;

/// <summary>How much room text takes. Names are set in a fixed-width font, so that it is known without a browser.</summary>
public static class Words
{
    /// <summary>Of the names in a map, in px.</summary>
    public const double Size = 12;

    /// <summary>Of one character, as a part of the font's size: that of the widest common fixed-width fonts.</summary>
    private const double Advance = 0.61;

    private const int Longest = 26;

    public static double Width(string text, double size = Size) => text.EnumerateRunes().Sum(r => r.Value < 0x1100 ? 1 : 2) * size * Advance;

    /// <summary>Both ends of a long name: names of one application often begin alike.</summary>
    public static string Shorten(string name, int longest = Longest)
    {
        var runes = name.EnumerateRunes().ToList();
        var head = (longest - 1) / 2;
        return runes.Count <= longest ? name : string.Concat(runes.Take(head)) + "…" + string.Concat(runes.TakeLast(longest - 1 - head));
    }
}
