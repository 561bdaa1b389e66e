using SkiaSharp;

namespace Fusionize.Dashboard.Pictures;

/// <summary>The fonts of this machine. They are found by their files: the drawing library knows none where fontconfig is missing.</summary>
internal static class PictureFont
{
    private static readonly string[] s_folders =
    [
        "/usr/share/fonts",
        "/usr/local/share/fonts",
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".fonts"),
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "fonts"),
        "/System/Library/Fonts",
        "/Library/Fonts",
        Environment.GetFolderPath(Environment.SpecialFolder.Fonts),
    ];

    private static readonly string[] s_fixed =
    [
        "DejaVuSansMono",
        "LiberationMono-Regular",
        "NotoSansMono-Regular",
        "UbuntuMono-R",
        "Menlo",
        "consola",
        "cour",
    ];

    private static readonly string[] s_plain =
    [
        "DejaVuSans",
        "LiberationSans-Regular",
        "NotoSans-Regular",
        "Ubuntu-R",
        "Helvetica",
        "segoeui",
        "arial",
    ];

    private static readonly Lazy<Dictionary<string, string>> s_files = new(Files);

    /// <summary>A font for names and one for figures; null: this machine has none.</summary>
    public static (SKTypeface Fixed, SKTypeface Plain)? Find()
    {
        var any = s_files.Value.Values.FirstOrDefault();
        var plain = First(s_plain) ?? First(s_fixed) ?? any;
        return plain is null ? null : (SKTypeface.FromFile(First(s_fixed) ?? plain), SKTypeface.FromFile(plain));
    }

    private static string? First(string[] names) => names.Select(n => s_files.Value.GetValueOrDefault(n)).FirstOrDefault(f => f is not null);

    private static Dictionary<string, string> Files()
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true };
        return s_folders
            .Where(f => f.Length > 0 && Directory.Exists(f))
            .SelectMany(f => Directory.EnumerateFiles(f, "*", options))
            .Where(f => Path.GetExtension(f) is ".ttf" or ".ttc" or ".otf")
            .DistinctBy(Path.GetFileNameWithoutExtension)
            .ToDictionary(f => Path.GetFileNameWithoutExtension(f)!, StringComparer.OrdinalIgnoreCase);
    }
}
