namespace Fusionize.Local.Packages;

/// <summary>
/// Makes folders read-only: nothing in them can be created, replaced or deleted, because all instances and later runs share a function's package.
/// (Files are always read-only. Root can still write; see <c>ProcessLauncher</c>.)
/// </summary>
internal static class ReadOnlyTree
{
    private const UnixFileMode Readable =
        UnixFileMode.UserRead
        | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherExecute;

    private static readonly EnumerationOptions s_noLinks = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };

    public static void Lock(string folder)
    {
        foreach (var inner in Directory.EnumerateDirectories(folder, "*", s_noLinks).ToList())
            File.SetUnixFileMode(inner, Readable);
        File.SetUnixFileMode(folder, Readable);
    }

    /// <summary>Makes it deletable for its owner again.</summary>
    public static void Unlock(string folder)
    {
        if (!Directory.Exists(folder))
            return;
        foreach (var inner in Directory.EnumerateDirectories(folder, "*", s_noLinks).Prepend(folder).ToList())
            File.SetUnixFileMode(inner, Readable | UnixFileMode.UserWrite);
    }

    public static void Delete(string folder)
    {
        if (!Directory.Exists(folder))
            return;
        Unlock(folder);
        Directory.Delete(folder, recursive: true);
    }
}
