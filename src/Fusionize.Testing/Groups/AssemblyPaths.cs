using System.Runtime.InteropServices;

namespace Fusionize.Testing.Groups;

/// <summary>The paths of an application's assemblies: those of the process, then the folder of the application's own assembly.</summary>
internal sealed class AssemblyPaths
{
    private static readonly Dictionary<string, string> s_process = ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .GroupBy(static path => Path.GetFileNameWithoutExtension(path), StringComparer.OrdinalIgnoreCase)
        .ToDictionary(static g => g.Key, static g => g.First(), StringComparer.OrdinalIgnoreCase);

    // .../shared/Microsoft.NETCore.App/10.0.0/ → .../shared/, which also contains the other frameworks.
    private static readonly string s_frameworks = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", ".."));

    private readonly string _assembly;

    public AssemblyPaths(string assembly) => _assembly = assembly;

    /// <summary>Whether the test itself can load the assembly.</summary>
    public static bool IsInProcess(string name) => s_process.ContainsKey(name);

    /// <summary>The file of an assembly; null if it belongs to the framework or isn't found.</summary>
    public string? OwnOf(string name)
    {
        if (string.Equals(name, Path.GetFileNameWithoutExtension(_assembly), StringComparison.OrdinalIgnoreCase))
            return _assembly;
        if (s_process.TryGetValue(name, out var path))
            return path.StartsWith(s_frameworks, StringComparison.OrdinalIgnoreCase) ? null : path;
        var beside = Path.Combine(Path.GetDirectoryName(_assembly)!, name + ".dll");
        return File.Exists(beside) ? beside : null;
    }
}
