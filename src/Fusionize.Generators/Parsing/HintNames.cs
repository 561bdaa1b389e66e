namespace Fusionize.Generators.Parsing;

/// <summary>
/// Names of generated files, one per source file: the path, with characters that the compiler refuses escaped, plus a number if another file already
/// has this name. Two files can get the same name if they are outside the project, or if their names differ by case only, which the compiler ignores.
/// </summary>
internal sealed class HintNames(IEnumerable<string> paths)
{
    private const string Ending = ".Calls.g.cs";

    private readonly object _lock = new();
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private string? _directory;

    public string Of(string path, string projectDirectory)
    {
        lock (_lock)
        {
            if (_directory != projectDirectory)
            {
                _directory = projectDirectory;
                NameAll();
            }
            return _names.TryGetValue(path, out var name) ? name : Plain(path) + Ending;
        }
    }

    private void NameAll()
    {
        _names.Clear();
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var path in paths.Distinct(StringComparer.Ordinal).OrderBy(IsOutside).ThenBy(static p => p, StringComparer.Ordinal))
        {
            var plain = Plain(path);
            var name = plain;
            for (var i = 2; !taken.Add(name); i++)
                name = FormattableString.Invariant($"{plain}.{i}");
            _names.Add(path, name + Ending);
        }
    }

    private bool IsOutside(string path) => !path.Replace('\\', '/').StartsWith(_directory!, StringComparison.Ordinal);

    private string Plain(string path)
    {
        var relative = RelativePath.Of(path, _directory!);
        if (relative.EndsWith(".cs", StringComparison.OrdinalIgnoreCase))
            relative = relative.Substring(0, relative.Length - 3);
        return string.Concat(
            relative
                .Replace("../", "__/")
                .Select(static c =>
                    char.IsLetterOrDigit(c) || c is '.' or '_' or '-' or '/' or '+' or ' ' or '(' or ')' ? c.ToString() : $"_{(int)c:x}_"
                )
        );
    }
}
