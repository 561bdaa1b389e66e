using System.Reflection;

namespace Fusionize.Build.Tests.Infrastructure;

/// <summary>
/// The packed packages, and where applications restore: from the package sources that the machine is configured with and the folder of packed
/// packages, into a package folder that all tests share. The machine's own package folder is never read: what lies there by chance must not decide
/// whether an application builds.
/// </summary>
public sealed class Packages : IDisposable
{
    private static readonly string s_installed = EmptyOfOurs(Path.Combine(AppContext.BaseDirectory, "installed-packages"));

    private readonly string _root = Directory.CreateTempSubdirectory("fusionize-build-tests-").FullName;

    public Packages()
    {
        Package = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "packages"), "Fusionize.Build.*.nupkg").Single();
        var name = Path.GetFileNameWithoutExtension(Package);
        Version = name["Fusionize.Build.".Length..];
    }

    /// <summary>The nupkg.</summary>
    public string Package { get; }

    public string Version { get; }

    /// <summary>The version of a package that this repository takes itself.</summary>
    public static string VersionOf(string package) =>
        typeof(Packages).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == package).Value!;

    /// <summary>The folder with the packages.</summary>
    public string Feed => Path.GetDirectoryName(Package)!;

    /// <summary>An empty folder below which nothing of this repository is seen.</summary>
    public string NewFolder(string name)
    {
        var folder = Path.Combine(_root, Guid.NewGuid().ToString("n")[..8], name);
        Directory.CreateDirectory(folder);
        File.WriteAllText(
            Path.Combine(folder, "NuGet.Config"),
            $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{s_installed}" /></config>
              <packageSources><add key="packed" value="{Feed}" /></packageSources>
              <fallbackPackageFolders><clear /></fallbackPackageFolders>
            </configuration>
            """
        );
        return folder;
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(_root, recursive: true);
        }
        catch (IOException)
        {
            // A file still open in a process that is about to end; the system's temporary folder is cleaned anyway.
        }
    }

    // A package's version says nothing about when it was packed, so those of an earlier run go.
    private static string EmptyOfOurs(string folder)
    {
        foreach (var installed in Directory.CreateDirectory(folder).GetDirectories("fusionize.*"))
            installed.Delete(recursive: true);
        return folder;
    }
}
