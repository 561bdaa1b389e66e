using System.Text.RegularExpressions;

namespace Fusionize.Setups;

/// <summary>The grammar of names in a setup, except for task ids (<c>TaskId</c>). The names become parts of paths, MSBuild properties and cloud
/// resources, so other characters are refused.</summary>
internal static partial class SetupNames
{
    public static bool IsAppName(ReadOnlySpan<char> name)
    {
        if (name.Length is 0 or > 40 || !char.IsAsciiLetterLower(name[0]))
            return false;
        foreach (var c in name)
        {
            if (c != '-' && !char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c))
                return false;
        }
        return true;
    }

    public static bool IsSetupId(ReadOnlySpan<char> id)
    {
        if (id.Length != FusionSetup.IdLength)
            return false;
        foreach (var c in id)
        {
            if (!char.IsAsciiHexDigitLower(c))
                return false;
        }
        return true;
    }

    /// <summary>An application's name where nothing sets one, from the file of its own assembly.</summary>
    public static string OfAssembly(string file)
    {
        var name = Separators().Replace(Path.GetFileNameWithoutExtension(file).ToLowerInvariant(), "-").Trim('-');
        name = name.Length > 0 && char.IsAsciiLetter(name[0]) ? name : "app-" + name;
        return name.Length > 40 ? name[..40].TrimEnd('-') : name.TrimEnd('-');
    }

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex Separators();
}
