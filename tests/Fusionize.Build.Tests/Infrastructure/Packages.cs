using System.Reflection;

namespace Fusionize.Build.Tests.Infrastructure;

/// <summary>The packed package, and a NuGet world of its own: a cleared configuration and an empty package folder, shared by all tests of a run.</summary>
public sealed class Packages : IDisposable
{
    private static readonly string Machine =
        typeof(Packages).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "MachinePackages").Value!;

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

    /// <summary>The folder with the packages.</summary>
    public string Feed => Path.GetDirectoryName(Package)!;

    /// <summary>An empty folder below which nothing of this repository is seen.</summary>
    public string NewFolder(string name)
    {
        var folder = Path.Combine(_root, Guid.NewGuid().ToString("n")[..8], name);
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "NuGet.Config"), $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{Path.Combine(_root, "packages")}" /></config>
              <packageSources>
                <clear />
                <add key="packed" value="{Feed}" />
                <add key="machine" value="{Machine}" />
              </packageSources>
              <fallbackPackageFolders><clear /></fallbackPackageFolders>
            </configuration>
            """);
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
}
