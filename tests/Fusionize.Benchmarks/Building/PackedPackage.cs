using Fusionize.Benchmarks.Infrastructure;

namespace Fusionize.Benchmarks.Building;

/// <summary>The package Fusionize.Build as users get it, packed from this repository, installed into a folder of its own; other packages come from
/// the machine's package sources.</summary>
internal sealed class PackedPackage
{
    private PackedPackage(string version, string configuration) => (Version, Configuration) = (version, configuration);

    public string Version { get; }

    /// <summary>Content of NuGet.Config.</summary>
    public string Configuration { get; }

    public static PackedPackage Create(Dotnet dotnet, string folder)
    {
        const string Id = "Fusionize.Build.";
        var repository = Path.GetFullPath(Samples.File(".."));
        dotnet.Run(repository, "pack", "src/Fusionize.Build", "-c", "Release", "-o", folder, "-v", "q");
        var package = Directory.GetFiles(folder, Id + "*.nupkg").Single();
        return new PackedPackage(
            Path.GetFileNameWithoutExtension(package)[Id.Length..],
            $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{folder}/installed" /></config>
              <packageSources><add key="packed" value="{folder}" /></packageSources>
              <fallbackPackageFolders><clear /></fallbackPackageFolders>
            </configuration>
            """
        );
    }
}
