namespace Fusionize.Generators.Parsing;

/// <summary>Paths relative to the project, so that generated text doesn't depend on the project's location.</summary>
internal static class RelativePath
{
    /// <param name="path">A file.</param>
    /// <param name="directory">A folder with a slash at the end.</param>
    public static string Of(string path, string directory)
    {
        path = path.Replace('\\', '/');
        if (directory.Length == 0)
            return Path.GetFileName(path);
        if (path.StartsWith(directory, StringComparison.Ordinal))
            return path.Substring(directory.Length);

        var common = 0;
        for (var i = 0; i < Math.Min(path.Length, directory.Length) && path[i] == directory[i]; i++)
            if (path[i] == '/')
                common = i + 1;
        if (common <= 1)
            return Path.GetFileName(path); // another root
        var up = directory.Substring(common).Count(static c => c == '/');
        return string.Concat(Enumerable.Repeat("../", up)) + path.Substring(common);
    }
}
