using Fusionize.Build.Tests.Infrastructure;

namespace Fusionize.Build.Tests;

public sealed class The_same_sources(Shop shop) : IClassFixture<Shop>
{
    /// <summary>One build with everything at once that a real repository may have and that must not reach a zip's bytes.</summary>
    [Fact]
    public void Give_the_same_bytes_in_another_folder_and_another_kind_of_repository()
    {
        var app = shop.Create("Läden & Söhne (50% $off)", centralVersions: true)
            .Write(
                "Directory.Packages.props",
                $"""
                <Project>
                  <PropertyGroup><ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally></PropertyGroup>
                  <ItemGroup>
                    <PackageVersion Include="Fusionize.Build" Version="{shop.Packages.Version}" />
                    <PackageVersion Include="SQLitePCLRaw.bundle_e_sqlite3" Version="{Packages.VersionOf("SQLitePCLRaw.bundle_e_sqlite3")}" />
                  </ItemGroup>
                </Project>
                """
            )
            .Write(
                "Directory.Build.props",
                """
                <Project>
                  <PropertyGroup>
                    <UseArtifactsOutput>true</UseArtifactsOutput>
                    <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                    <AnalysisLevel>latest-recommended</AnalysisLevel>
                    <RestorePackagesWithLockFile>true</RestorePackagesWithLockFile>
                    <GenerateDocumentationFile>true</GenerateDocumentationFile>
                    <NoWarn>$(NoWarn);CS1591;NETSDK1206</NoWarn>
                  </PropertyGroup>
                </Project>
                """
            );
        app.Output = app.PathOf("artifacts/bin/Shop/Release/fusion");
        Assert.True(app.Run("restore").Succeeded);
        Assert.True(File.Exists(app.PathOf("packages.lock.json")));
        Assert.True(app.Run("restore", "--locked-mode").Succeeded);
        app.MustBuild("--no-restore", "-m:2");
        Assert.Equal(shop.Built.Hashes, app.Hashes);
        Assert.Equal(shop.Built.Manifest.Setup, app.Manifest.Setup);
    }

    /// <summary>
    /// Characters that MSBuild, the compiler's options and its path map give a meaning. Not ';': NuGet can't restore below it. And where each project
    /// is built by itself.
    /// </summary>
    [Fact]
    public void Give_the_same_bytes_on_a_path_that_tools_could_misread_with_generated_files_written_out()
    {
        var app = shop.Create("C# a,b=c (1) @d 注文");
        app.MustBuild("-graph", "-isolate", "-p:EmitCompilerGeneratedFiles=true");
        Assert.NotEmpty(Directory.GetFiles(app.PathOf("obj"), "*.g.cs", SearchOption.AllDirectories));
        Assert.Equal(shop.Built.Hashes, app.Hashes);
    }

    [Fact]
    public void Give_the_same_bytes_for_another_output_folder()
    {
        var app = shop.Create("Shop");
        app.Output = app.PathOf("out/fusion");
        app.MustBuild("-o", "out");
        Assert.Equal(shop.Built.Hashes, app.Hashes);
        Assert.False(Directory.Exists(app.PathOf("bin/Release/fusion")));
    }
}
