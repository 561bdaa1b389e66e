using System.IO.Compression;
using System.Text.RegularExpressions;
using Fusionize.Build.Tests.Infrastructure;
using Fusionize.Setups.Manifests;

namespace Fusionize.Build.Tests;

public sealed class The_packages_with_services(Packages packages) : IClassFixture<Packages>
{
    [Theory]
    [InlineData("Fusionize.Logging", "Microsoft.Extensions.Logging.Abstractions")]
    [InlineData(
        "Fusionize.Configuration",
        "Microsoft.Extensions.Configuration.EnvironmentVariables",
        "Microsoft.Extensions.Configuration.Json"
    )]
    public void Ask_for_interfaces_only_and_tell_builds_what_they_provide(string package, params string[] needs)
    {
        using var zip = ZipFile.OpenRead(Path.Combine(packages.Feed, $"{package}.{packages.Version}.nupkg"));
        foreach (var framework in (string[])["net9.0", "net10.0"])
        {
            var file = Path.Combine(packages.NewFolder(package), package + ".dll");
            zip.GetEntry($"lib/{framework}/{package}.dll")!.ExtractToFile(file);
            var manifest = AssemblyManifest.Read(file);
            Assert.True(manifest is { IsProvider: true });
        }
        using var nuspec = new StreamReader(zip.GetEntry(package + ".nuspec")!.Open());
        Assert.Equal(
            needs,
            Regex.Matches(nuspec.ReadToEnd(), "<dependency id=\"([^\"]*)\"").Select(m => m.Groups[1].Value).Distinct().Order(StringComparer.Ordinal)
        );
    }
}
