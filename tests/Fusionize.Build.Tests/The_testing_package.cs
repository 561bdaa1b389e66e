using System.IO.Compression;
using Fusionize.Build.Tests.Infrastructure;

namespace Fusionize.Build.Tests;

public sealed class The_testing_package(Shop shop) : IClassFixture<Shop>
{
    [Fact]
    public void Holds_what_it_needs_and_asks_for_no_other_package()
    {
        using var zip = ZipFile.OpenRead(Package);
        Assert.Equal(
            [
                "lib/net10.0/Fusionize.Setups.dll",
                "lib/net10.0/Fusionize.Testing.dll",
                "lib/net10.0/Fusionize.Testing.xml",
                "ref/net10.0/Fusionize.Testing.dll",
                "ref/net10.0/Fusionize.Testing.xml",
            ],
            zip.Entries.Select(e => e.FullName)
                .Where(f => f.StartsWith("lib/", StringComparison.Ordinal) || f.StartsWith("ref/", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
        );
        using var nuspec = new StreamReader(zip.GetEntry("Fusionize.Testing.nuspec")!.Open());
        Assert.DoesNotContain("<dependency ", nuspec.ReadToEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_an_application_under_setups_in_a_project_beside_it()
    {
        var app = shop.Create("Shop");
        var tests = new AppProject(Path.Combine(Path.GetDirectoryName(app.Folder)!, "Tests"), "Tests.csproj") { Configuration = "Debug" }
            .Write(
                "Tests.csproj",
                $"""
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup>
                    <OutputType>Exe</OutputType>
                    <TargetFramework>net10.0</TargetFramework>
                    <ImplicitUsings>enable</ImplicitUsings>
                    <NoWarn>$(NoWarn);NETSDK1206</NoWarn>
                  </PropertyGroup>
                  <ItemGroup>
                    <PackageReference Include="Fusionize.Testing" Version="{shop.Packages.Version}" />
                    <ProjectReference Include="../Shop/Shop.csproj" />
                  </ItemGroup>
                </Project>
                """
            )
            .Write("NuGet.Config", File.ReadAllText(app.PathOf("NuGet.Config")))
            .Write(
                "Program.cs",
                """
                using Fusionize.Testing;
                using Shop;

                foreach (var setup in new[] { "all separate", "all in one" })
                {
                    await using var app = await FusionizedApp.StartAsync<Cart>(setup);
                    var receipt = await app.InvokeAsync(() => Orders.Order(new Cart("Ann", 2), default));
                    await app.DrainAsync();
                    Console.WriteLine(
                        $"{app.Setup}: {receipt} {app.Calls.Count(c => c.IsRemote)} remote, {app.Log.Count} failures {string.Join(" ", app.Log)}");
                }
                """
            );

        // In Debug, as tests usually run: the application's build makes no zips then.
        var run = tests.Run("run");

        Assert.True(run.Succeeded, run.Output);
        Assert.True(File.Exists(tests.PathOf("bin/Debug/net10.0/fusion-hosts/Shop/Fusionize.Function.dll")), run.Output);
        Assert.Contains("(Order)-(Price)-(Save): Receipt { Customer = Ann, Price = 5.0 } 2 remote, 0 failures", run.Output, StringComparison.Ordinal);
        Assert.Contains("(Order,Price,Save): Receipt { Customer = Ann, Price = 5.0 } 0 remote, 0 failures", run.Output, StringComparison.Ordinal);
    }

    private string Package => Directory.GetFiles(Path.GetDirectoryName(shop.Packages.Package)!, "Fusionize.Testing.*.nupkg").Single();
}
