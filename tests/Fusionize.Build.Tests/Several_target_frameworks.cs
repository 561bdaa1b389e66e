using Fusionize.Build.Tests.Infrastructure;
using Fusionize.Packaging;

namespace Fusionize.Build.Tests;

public sealed class Several_target_frameworks(Shop shop) : IClassFixture<Shop>
{
    [Fact]
    public void Have_a_folder_of_zips_each_in_one_build()
    {
        var app = shop.Create("Shop")
            .Replace("Shop.csproj", "<TargetFramework>net10.0</TargetFramework>", "<TargetFrameworks>net9.0;net10.0</TargetFrameworks>");
        app.MustBuild("-m:2");
        foreach (var (framework, runtime) in new[] { ("net9.0", "dotnet9"), ("net10.0", "dotnet10") })
        {
            var manifest = FusionManifest.Read(app.PathOf($"bin/Release/fusion/{framework}/{FusionManifest.FileName}"));
            Assert.Equal(["Order", "Price", "Save"], manifest.Groups.Select(g => g.Name));
            Assert.All(manifest.Groups, g => Assert.Equal(runtime, g.Runtime));
            Assert.All(manifest.Groups, g => Assert.True(File.Exists(app.PathOf($"bin/Release/fusion/{framework}/{g.Zip}"))));
        }
    }
}
