using Fusionize.Setups;

namespace Fusionize.Rounds;

/// <summary>An application's project.</summary>
public sealed record AppProject(string File)
{
    public string Folder => Path.GetDirectoryName(File)!;

    public string Name => Path.GetFileNameWithoutExtension(File);

    /// <param name="path">A .csproj, or a folder that contains exactly one.</param>
    public static AppProject Locate(string path)
    {
        var full = Path.GetFullPath(path);
        if (System.IO.File.Exists(full) && full.EndsWith(".csproj", StringComparison.OrdinalIgnoreCase))
            return new AppProject(full);
        if (!Directory.Exists(full))
            throw new FusionizeException(
                RoundCodes.NoProject,
                null,
                $"'{path}' is neither a project file nor a folder",
                "name the application's folder, such as samples/IoT"
            );
        return Directory.GetFiles(full, "*.csproj") switch
        {
            [var only] => new AppProject(only),
            [] => throw new FusionizeException(
                RoundCodes.NoProject,
                null,
                $"there is no .csproj in '{path}'",
                "name the application's folder, such as samples/IoT"
            ),
            var several => throw new FusionizeException(
                RoundCodes.NoProject,
                null,
                $"there are {several.Length} projects in '{path}'",
                $"name one of them: {string.Join(", ", several.Select(Path.GetFileName))}"
            ),
        };
    }
}
