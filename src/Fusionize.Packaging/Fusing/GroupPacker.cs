using System.Collections.Frozen;
using System.Security.Cryptography;
using Fusionize.Packaging.Reaching;
using Fusionize.Setups;
using Fusionize.Setups.Files;
using Fusionize.Setups.Manifests;

namespace Fusionize.Packaging.Fusing;

/// <summary>Creates a group's zip from the output of the compiler and the linker.</summary>
public static class GroupPacker
{
    public const string ResultFile = "group.json";

    /// <summary>The program in a zip that contains its own runtime.</summary>
    public const string Bootstrap = "bootstrap";

    /// <summary>The linker's warnings, one a line.</summary>
    public const string WarningsFile = "warnings.txt";

    /// <summary>The assembly that reads <c>appsettings.json</c>.</summary>
    private const string SettingsReader = "Microsoft.Extensions.Configuration.Json";

    public static string ZipFile(string directory, string group) => Path.Combine(directory, group + ".zip");

    /// <summary>Writes the zip and then <see cref="ResultFile"/> into the group's directory.</summary>
    public static PackedGroup Pack(PackRecipe recipe, string directory)
    {
        var files = Choose(recipe);
        var contents = recipe.Published is null ? Managed(recipe, files) : WithRuntime(recipe, files);
        if (contents.GroupBy(c => c.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new FusionizeException(
                PackagingCodes.BadContent,
                null,
                $"Two files have the name '{twice.Key}' in the zip of group {recipe.Group}."
            );
        var zip = DeterministicZip.Write(contents);
        WholeFile.WriteIfChanged(ZipFile(directory, recipe.Group), zip);
        var result = new PackedGroup
        {
            Key = recipe.Key,
            Sources = recipe.Sources,
            Reach = Reach(recipe, directory),
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(zip)),
            Bytes = zip.Length,
            Assemblies =
            [
                .. contents
                    .Where(c => c.Name is Bootstrap || Path.GetExtension(c.Name) == ".dll")
                    .Select(c => new PackedAssembly(c.Name, c.Bytes.Length))
                    .OrderBy(a => a.Name, StringComparer.Ordinal),
            ],
            Warnings =
                Path.Combine(directory, WarningsFile) is var warnings && recipe.Linked is not null && File.Exists(warnings)
                    ? [.. File.ReadAllLines(warnings)]
                    : [],
        };
        WholeFile.WriteIfChanged(Path.Combine(directory, ResultFile), result.ToJson());
        return result;
    }

    private static string? Reach(PackRecipe recipe, string directory)
    {
        if (recipe.Sources.IsEmpty)
            return null;
        AppAssemblies? app = null;
        try
        {
            return ReachFingerprint.TryCompute(() => app = new AppAssemblies(recipe.SourceFiles), recipe, directory);
        }
        finally
        {
            app?.Dispose();
        }
    }

    private static List<ZipContent> Managed(PackRecipe recipe, List<AppFile> files)
    {
        var contents = files.Select(Content).ToList();
        contents.Add(
            new ZipContent(
                recipe.Host + ".runtimeconfig.json",
                RuntimeFiles.RuntimeConfig(recipe.TargetFramework, recipe.Frameworks, recipe.RuntimeOptions)
            )
        );
        contents.Add(new ZipContent(recipe.Host + ".deps.json", RuntimeFiles.Deps(recipe.Host, recipe.FrameworkMoniker, files)));
        return contents;
    }

    /// <summary>The SDK's published files, with the program under the name that the platform starts, and all files that aren't assemblies.</summary>
    private static List<ZipContent> WithRuntime(PackRecipe recipe, List<AppFile> files)
    {
        var contents = files.Where(f => f.Kind != AppFileKind.Assembly).Select(Content).ToList();
        foreach (
            var file in Directory
                .GetFiles(recipe.Published!, "*", SearchOption.AllDirectories)
                .Where(f => Path.GetExtension(f) is not ".pdb" and not ".dbg")
        )
        {
            var target = Path.GetRelativePath(recipe.Published!, file).Replace('\\', '/');
            if (Path.GetExtension(file) == ".dll" && !ReadyToRun.IsCompiled(file))
                LinkedAssembly.Normalize(file);
            contents.Add(
                target == recipe.Host
                    ? new ZipContent(Bootstrap, File.ReadAllBytes(file), IsExecutable: true)
                    : new ZipContent(target, File.ReadAllBytes(file))
            );
        }
        return contents;
    }

    private static ZipContent Content(AppFile file) => new(file.Target, File.ReadAllBytes(file.Path), IsExecutable(file));

    /// <summary>The assemblies after linking, before compiling: target → path.</summary>
    public static IEnumerable<(string Linked, string Original)> Linked(PackRecipe recipe) =>
        recipe
            .Files.Where(f => f.Kind == AppFileKind.Assembly)
            .Select(f => f.Path)
            .Prepend(recipe.HostPath)
            .Select(original => (Path.Combine(recipe.Linked!, Path.GetFileName(original)), original))
            .Where(p => File.Exists(p.Item1));

    /// <summary>The input of the ahead-of-time compiler.</summary>
    public static IEnumerable<string> ToCompile(PackRecipe recipe) =>
        recipe.Linked is null
            ? recipe.Files.Where(f => f.Kind == AppFileKind.Assembly).Select(f => f.Path).Prepend(recipe.HostPath)
            : Linked(recipe).Select(p => p.Linked);

    /// <summary>The host, the assemblies that the linker kept, and the files that belong to them.</summary>
    private static List<AppFile> Choose(PackRecipe recipe)
    {
        var host = recipe.Host + ".dll";
        var files = new List<AppFile> { new(Final(recipe.HostPath), host, AppFileKind.Assembly, null, null) };
        foreach (var assembly in recipe.Files.Where(f => f.Kind == AppFileKind.Assembly))
        {
            var path = Final(assembly.Path);
            if (File.Exists(path))
                files.Add(new AppFile(path, assembly.Target, assembly.Kind, assembly.Package, assembly.PackageVersion));
        }

        if (recipe.Linked is not null)
            files.AddRange(NeededByWhole(recipe, files));

        var names = files.Select(f => Path.GetFileNameWithoutExtension(f.Target)).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        var kept = Packages(files.Select(f => f.Package));
        var withAssemblies = Packages(recipe.Files.Where(f => f.Kind == AppFileKind.Assembly).Select(f => f.Package));
        var isConfigured = recipe.Files.Any(f => f.Kind == AppFileKind.Assembly && f.Name == SettingsReader);
        var graph = new Lazy<PackageGraph>(() => PackageGraph.Read(recipe.AssetsFile, recipe.TargetFramework));
        foreach (var file in recipe.Files)
        {
            var goesAlong = file.Kind switch
            {
                AppFileKind.Satellite => names.Contains(Path.GetFileNameWithoutExtension(file.Name)),
                AppFileKind.PackageFile => recipe.Linked is null || graph.Value.IsNeeded(file.Package!, kept, withAssemblies),
                AppFileKind.Content => !IsSettings(file) || names.Contains(SettingsReader) || !isConfigured,
                _ => false,
            };
            if (goesAlong)
                files.Add(file);
        }
        return files;

        // The assembly after its last build step.
        string Final(string original) =>
            (recipe.Compiled ?? recipe.Linked) is { } directory ? Path.Combine(directory, Path.GetFileName(original)) : original;
    }

    /// <summary>Whether it is a file that <see cref="SettingsReader"/> reads by convention. An application without that reads it by itself.</summary>
    private static bool IsSettings(AppFile file) =>
        Path.GetExtension(file.Target) == ".json"
        && (file.Target == "appsettings.json" || file.Target.StartsWith("appsettings.", StringComparison.Ordinal));

    /// <summary>
    /// The assemblies that are referenced by assemblies that the linker left whole. The linker only follows the reachable part of those. The rest may
    /// be used by reflection, which is the reason why they are kept whole.
    /// </summary>
    private static List<AppFile> NeededByWhole(PackRecipe recipe, List<AppFile> files)
    {
        var all = recipe.Files.Where(f => f.Kind == AppFileKind.Assembly).ToDictionary(f => f.Name, StringComparer.OrdinalIgnoreCase);
        var there = files.Select(f => f.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var whole = new Queue<string>(
            Linked(recipe)
                .Where(p => p.Original != recipe.HostPath && File.ReadAllBytes(p.Linked).AsSpan().SequenceEqual(File.ReadAllBytes(p.Original)))
                .Select(p => p.Original)
        );
        var added = new List<AppFile>();
        while (whole.TryDequeue(out var assembly))
            foreach (var name in AssemblyManifest.References(assembly))
                if (all.TryGetValue(name, out var file) && there.Add(name))
                {
                    added.Add(file);
                    whole.Enqueue(file.Path);
                }
        return added;
    }

    private static FrozenSet<string> Packages(IEnumerable<string?> ids) => ids.OfType<string>().ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static bool IsExecutable(AppFile file) => file.Target == Bootstrap || (!OperatingSystem.IsWindows() && IsMarkedExecutable(file));

    private static bool IsMarkedExecutable(AppFile file) =>
        // NuGet unpacks all files as executable, but a library needn't be. Only the application's own files keep the permission.
        file.Kind == AppFileKind.Content
        && !OperatingSystem.IsWindows()
        && (File.GetUnixFileMode(file.Path) & UnixFileMode.UserExecute) != 0;
}
