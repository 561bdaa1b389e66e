namespace Fusionize.Engine.Setups;

/// <summary>The grammar of names in a setup. Names reach paths, MSBuild and generated code, so nothing else gets through.</summary>
internal static class SetupNames
{
    public const int MaxTaskLength = 100;

    public static bool IsTaskId(ReadOnlySpan<char> name)
    {
        if (name.Length is 0 or > MaxTaskLength)
            return false;
        var atStart = true;
        foreach (var c in name)
        {
            if (c == '.' && !atStart)
                atStart = true;
            else if (c == '_' || char.IsAsciiLetter(c) || (!atStart && char.IsAsciiDigit(c)))
                atStart = false;
            else
                return false;
        }
        return !atStart;
    }

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

    /// <summary>What two ids must not share: they'd meet in a file name or a generated member.</summary>
    public static string Folded(string task) => task.Replace('.', '_').ToLowerInvariant();
}
