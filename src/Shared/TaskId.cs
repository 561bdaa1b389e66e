namespace Fusionize.Shared;

/// <summary>
/// The grammar of task ids: identifiers joined by single dots, at most 100 characters, ASCII only, because ids become part of file, function and
/// switch names.
/// </summary>
internal static class TaskId
{
    public const int MaxLength = 100;

    public static bool IsValid(string? id)
    {
        if (string.IsNullOrEmpty(id) || id!.Length > MaxLength)
            return false;
        var atStart = true;
        foreach (var c in id)
        {
            if (c == '.')
            {
                if (atStart)
                    return false;
                atStart = true;
                continue;
            }
            if (!(IsLetter(c) || c == '_' || (!atStart && c is >= '0' and <= '9')))
                return false;
            atStart = false;
        }
        return !atStart;
    }

    /// <summary>The id as a C# identifier. The names of the task's switch and remote slot begin with it.</summary>
    public static string ToIdentifier(string id) => id.Replace('.', '_');

    /// <summary>Ids with equal keys are duplicates: they would be the same identifier, or the same file on a case-insensitive disk.</summary>
    public static string DuplicateKey(string id) => ToIdentifier(id).ToUpperInvariant();

    private static bool IsLetter(char c) => c is >= 'a' and <= 'z' or >= 'A' and <= 'Z';
}
