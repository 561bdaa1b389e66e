using Fusionize.Build.Tests.Infrastructure;

namespace Fusionize.Build.Tests;

public sealed class Tasks_in_a_referenced_library(Shop shop) : IClassFixture<Shop>
{
    /// <summary>Together with what sources lie on a read-only disk for: everything that is built goes elsewhere. And another version of a package,
    /// and back.</summary>
    [Fact]
    public async Task Go_into_the_zips_of_the_application_and_nothing_is_written_beside_the_sources()
    {
        var sources = shop.Packages.NewFolder("sources");
        var app = new AppProject(Path.Combine(sources, "App"), "App.csproj") { Configuration = "Debug" };
        var artifacts = Path.Combine(Path.GetDirectoryName(sources)!, "built");
        app.Output = Path.Combine(artifacts, "bin", "App", "Debug", "fusion");
        Write(app, artifacts);
        var before = Listing(sources);
        foreach (var file in Directory.GetFiles(sources, "*", SearchOption.AllDirectories))
            File.SetAttributes(file, FileAttributes.ReadOnly);

        app.MustBuild("-p:FusionizeZips=true", "-p:FusionizeSmokeStart=true");
        Assert.Equal(before, Listing(sources));
        Assert.Equal(["Order", "Price"], app.Zips);
        // Of the library Order keeps the slot for the remote call only.
        Assert.DoesNotContain("Microsoft.Extensions.DependencyInjection.Abstractions.dll", app.Entries("Order"));
        Assert.Contains("Microsoft.Extensions.DependencyInjection.Abstractions.dll", app.Entries("Price"));
        Assert.Equal("7.5", await Answers.OfAsync(app, "Price", """{"items":3}"""));

        var first = app.Hashes;
        Assert.Equal(1, Rebuild("10.0.14").Changed);
        Assert.Equal(first["Order"], app.Hashes["Order"]);
        Assert.NotEqual(first["Price"], app.Hashes["Price"]);
        Assert.Equal(1, Rebuild("6.0.0").Changed);
        Assert.Equal(first, app.Hashes);

        BuildResult Rebuild(string version)
        {
            var result = app.Run("build", "-p:FusionizeZips=true", $"-p:PackageVersionToUse={version}");
            Assert.True(result.Succeeded, result.Output);
            return result;
        }
    }

    private void Write(AppProject app, string artifacts) =>
        app.Write(
                "../Directory.Build.props",
                $"""
                <Project>
                  <PropertyGroup>
                    <UseArtifactsOutput>true</UseArtifactsOutput>
                    <ArtifactsPath>{artifacts}</ArtifactsPath>
                    <TargetFramework>net10.0</TargetFramework>
                    <Nullable>enable</Nullable>
                    <ImplicitUsings>enable</ImplicitUsings>
                    <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                    <PackageVersionToUse Condition="'$(PackageVersionToUse)' == ''">6.0.0</PackageVersionToUse>
                  </PropertyGroup>
                  <ItemGroup>
                    <PackageReference Include="Fusionize.Build" Version="{shop.Packages.Version}" />
                  </ItemGroup>
                </Project>
                """
            )
            .Write(
                "App.csproj",
                """
                <Project Sdk="Microsoft.NET.Sdk">
                  <ItemGroup><ProjectReference Include="../Rates/Rates.csproj" /></ItemGroup>
                </Project>
                """
            )
            .Write(
                "Orders.cs",
                """
                using Fusionize;

                namespace App;

                public static class Orders
                {
                    [FusionTask(Entry = true)]
                    public static async Task<decimal> Order(int items, CancellationToken ct) => await Rates.Pricing.Price(items, ct);
                }
                """
            )
            .Write(
                "../Rates/Rates.csproj",
                """
                <Project Sdk="Microsoft.NET.Sdk">
                  <ItemGroup>
                    <PackageReference Include="Microsoft.Extensions.DependencyInjection.Abstractions" Version="$(PackageVersionToUse)" />
                  </ItemGroup>
                </Project>
                """
            )
            .Write(
                "../Rates/Pricing.cs",
                """
                using Fusionize;
                using Microsoft.Extensions.DependencyInjection;

                namespace Rates;

                public static class Pricing
                {
                    [FusionTask]
                    public static Task<decimal> Price(int items, CancellationToken ct) =>
                        Task.FromResult(items * (ServiceLifetime.Transient > 0 ? new ServiceCollection().Count + 2.5m : 0));
                }
                """
            );

    private static string[] Listing(string folder) =>
        [.. Directory.GetFileSystemEntries(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
}
