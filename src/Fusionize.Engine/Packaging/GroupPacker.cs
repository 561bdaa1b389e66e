using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Security.Cryptography;

namespace Fusionize.Engine.Packaging;

/// <summary>Makes a group's zip from what the compiler and the linker left.</summary>
public static class GroupPacker
{
    public const string ResultFile = "group.json";

    public static string ZipFile(string directory, string group) => Path.Combine(directory, group + ".zip");

    /// <summary>Writes the zip and then <see cref="ResultFile"/> into the group's directory.</summary>
    public static PackedGroup Pack(PackRecipe recipe, string directory)
    {
        var files = Choose(recipe);
        var options = recipe.RuntimeOptions;
        var originals = recipe.Files.Where(f => f.Kind == AppFileKind.Assembly).ToDictionary(f => f.Target, f => f.Path, StringComparer.OrdinalIgnoreCase);
        var contents = files.Select(f => new ZipContent(f.Target, Read(f), IsExecutable(f))).ToList();
        contents.Add(new ZipContent(
            recipe.Host + ".runtimeconfig.json", RuntimeFiles.RuntimeConfig(recipe.TargetFramework, recipe.Frameworks, options)));
        contents.Add(new ZipContent(recipe.Host + ".deps.json", RuntimeFiles.Deps(recipe.Host, recipe.FrameworkMoniker, files)));

        var zip = DeterministicZip.Write(contents);
        WholeFile.WriteIfChanged(ZipFile(directory, recipe.Group), zip);
        var result = new PackedGroup
        {
            Key = recipe.Key,
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(zip)),
            Bytes = zip.Length,
            Assemblies = [.. files.Zip(contents)
                .Where(p => p.First.Kind == AppFileKind.Assembly)
                .Select(p => new PackedAssembly(p.First.Target, p.Second.Bytes.Length))
                .OrderBy(a => a.Name, StringComparer.Ordinal)],
        };
        WholeFile.WriteIfChanged(Path.Combine(directory, ResultFile), result.ToJson());
        return result;

        byte[] Read(AppFile file) => file.Kind == AppFileKind.Assembly && recipe.Linked is not null
            ? LinkedAssembly.Read(file.Path, originals.GetValueOrDefault(file.Target, recipe.HostPath))
            : File.ReadAllBytes(file.Path);
    }

    /// <summary>The host, the assemblies that the linker kept, and the files that go with them.</summary>
    private static List<AppFile> Choose(PackRecipe recipe)
    {
        var host = recipe.Host + ".dll";
        var files = new List<AppFile>
        {
            new(recipe.Linked is null ? recipe.HostPath : Path.Combine(recipe.Linked, host), host, AppFileKind.Assembly, null, null),
        };
        foreach (var assembly in recipe.Files.Where(f => f.Kind == AppFileKind.Assembly))
        {
            var path = recipe.Linked is null ? assembly.Path : Path.Combine(recipe.Linked, Path.GetFileName(assembly.Target));
            if (File.Exists(path))
                files.Add(new AppFile(path, assembly.Target, assembly.Kind, assembly.Package, assembly.PackageVersion));
        }

        var names = files.Select(f => Path.GetFileNameWithoutExtension(f.Target)).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        var kept = Packages(files.Select(f => f.Package));
        var withAssemblies = Packages(recipe.Files.Where(f => f.Kind == AppFileKind.Assembly).Select(f => f.Package));
        var graph = new Lazy<PackageGraph>(() => PackageGraph.Read(recipe.AssetsFile, recipe.TargetFramework));
        foreach (var file in recipe.Files)
        {
            var goesAlong = file.Kind switch
            {
                AppFileKind.Satellite => names.Contains(Path.GetFileNameWithoutExtension(file.Name)),
                AppFileKind.PackageFile => recipe.Linked is null || graph.Value.IsNeeded(file.Package!, kept, withAssemblies),
                AppFileKind.Content => true,
                _ => false,
            };
            if (goesAlong)
                files.Add(new AppFile(file.Path, file.Target, file.Kind, file.Package, file.PackageVersion));
        }
        return files;
    }

    private static FrozenSet<string> Packages(IEnumerable<string?> ids) => ids.OfType<string>().ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static bool IsExecutable(AppFile file) => file.Target == "bootstrap" || (!OperatingSystem.IsWindows() && IsMarkedExecutable(file));

    private static bool IsMarkedExecutable(AppFile file) =>
        // NuGet unpacks everything as executable, and a library needn't be: only the application's own files keep their mark.
        file.Kind == AppFileKind.Content && !OperatingSystem.IsWindows() && (File.GetUnixFileMode(file.Path) & UnixFileMode.UserExecute) != 0;
}
