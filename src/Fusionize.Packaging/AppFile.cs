using System.Collections.Immutable;
using System.Reflection.PortableExecutable;
using Fusionize.Setups;
using Fusionize.Setups.Manifests;

namespace Fusionize.Packaging;

public enum AppFileKind
{
    /// <summary>A managed assembly.</summary>
    Assembly,

    /// <summary>Resources of an assembly for one language; belongs to its assembly.</summary>
    Satellite,

    /// <summary>A native library or a content file of a package; belongs to the package.</summary>
    PackageFile,

    /// <summary>
    /// A content file of the application. Every zip has it, except for <c>appsettings.json</c>: this goes where the assembly that reads it goes.
    /// </summary>
    Content,
}

/// <summary>A file that the application needs when it runs.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Target">Its place in a zip, with <c>/</c>.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Package">Id of its package; null for a file of the solution.</param>
/// <param name="PackageVersion">The package's version.</param>
public sealed record AppFile(string Path, string Target, AppFileKind Kind, string? Package, string? PackageVersion)
{
    private const string RuntimesFolder = "runtimes/";

    public string Name => System.IO.Path.GetFileNameWithoutExtension(Target);

    /// <summary>
    /// Selects the files of a publish list for functions on <paramref name="runtimeIdentifier"/>. If a package has files for several systems
    /// (<c>runtimes/linux-x64/native/…</c>), the best match is put into the root, where the runtime finds it without a search.
    /// </summary>
    public static ImmutableArray<AppFile> Select(IEnumerable<PublishFile> files, string runtimeIdentifier)
    {
        var fallbacks = Fallbacks(runtimeIdentifier);
        var chosen = new Dictionary<string, (int Rank, AppFile File)>(StringComparer.OrdinalIgnoreCase);
        foreach (var file in files)
        {
            var target = file.RelativePath.Replace('\\', '/').TrimStart('/');
            var rank = fallbacks.Length;
            if (target.StartsWith(RuntimesFolder, StringComparison.OrdinalIgnoreCase) && file.Package is not null)
            {
                var parts = target.Split('/');
                rank = parts.Length > 3 ? fallbacks.IndexOf(parts[1]) : -1;
                if (rank < 0)
                    continue;
                // runtimes/<rid>/native/<file>, runtimes/<rid>/lib/<framework>/<file>
                target = string.Join('/', parts[(parts[2] == "lib" ? 4 : 3)..]);
            }
            if (KindOf(file, target) is not { } kind)
                continue;
            if (!chosen.TryGetValue(target, out var other) || rank < other.Rank)
                chosen[target] = (rank, new AppFile(file.Path, target, kind, file.Package, file.PackageVersion));
            else if (rank == other.Rank && other.File.Path != file.Path)
                throw new FusionizeException(
                    PackagingCodes.BadContent,
                    file.Path,
                    $"'{file.Path}' and '{other.File.Path}' both have the name '{target}' in the zip."
                );
        }
        return [.. chosen.Values.Select(c => c.File).Where(f => !IsDocumentation(f)).OrderBy(f => f.Target, StringComparer.Ordinal)];

        bool IsDocumentation(AppFile file) =>
            System.IO.Path.GetExtension(file.Target) == ".xml" && chosen.ContainsKey(System.IO.Path.ChangeExtension(file.Target, ".dll"));
    }

    private static AppFileKind? KindOf(PublishFile file, string target)
    {
        var extension = System.IO.Path.GetExtension(target);
        if (extension is ".pdb")
            return null;
        if (target.EndsWith(".resources.dll", StringComparison.OrdinalIgnoreCase) && target.Contains('/'))
            return AppFileKind.Satellite;
        if (extension is ".dll" or ".exe" && IsManaged(file.Path))
            return AppFileKind.Assembly;
        return file.Package is null ? AppFileKind.Content : AppFileKind.PackageFile;
    }

    private static bool IsManaged(string file)
    {
        using var stream = File.OpenRead(file);
        using var pe = new PEReader(stream);
        try
        {
            return pe.HasMetadata;
        }
        catch (BadImageFormatException)
        {
            return false;
        }
    }

    /// <summary>
    /// The best match first. Lambda's system is Amazon Linux, so musl is left out. Distributions are left out as well, as in the runtime since .NET
    /// 8.
    /// </summary>
    private static ImmutableArray<string> Fallbacks(string runtimeIdentifier)
    {
        var processor = runtimeIdentifier[(runtimeIdentifier.IndexOf('-', StringComparison.Ordinal) + 1)..];
        return [runtimeIdentifier, "linux", "unix-" + processor, "unix", "any"];
    }
}

/// <summary>An item of MSBuild's publish list.</summary>
public sealed record PublishFile(string Path, string RelativePath, string? Package, string? PackageVersion);
