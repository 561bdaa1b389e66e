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

        // In Debug, as tests usually run: the application's build makes no zips then. A published folder has all that a test needs.
        var publish = tests.Run("publish", "-o", "out");
        Assert.True(publish.Succeeded, publish.Output);
        Assert.True(File.Exists(tests.PathOf("bin/Debug/net10.0/fusion-hosts/Shop/Fusionize.Function.dll")), publish.Output);
        Directory.Delete(tests.PathOf("bin"), recursive: true);
        var run = tests.Execute("dotnet", tests.PathOf("out/Tests.dll"));

        Assert.True(run.Succeeded, run.Output);
        Assert.Contains("(Order)-(Price)-(Save): Receipt { Customer = Ann, Price = 5.0 } 2 remote, 0 failures", run.Output, StringComparison.Ordinal);
        Assert.Contains("(Order,Price,Save): Receipt { Customer = Ann, Price = 5.0 } 0 remote, 0 failures", run.Output, StringComparison.Ordinal);
    }

    /// <summary>
    /// In a library that the tests reference only through the application, and inside lists, whose names only the compiled host shows.
    /// </summary>
    [Fact]
    public void Tells_types_of_one_simple_name_apart()
    {
        var tests = new AppProject(Path.Combine(shop.Packages.NewFolder("names"), "Tests"), "Tests.csproj") { Configuration = "Debug" }
            .Write(
                "../Directory.Build.props",
                """
                <Project>
                  <PropertyGroup>
                    <TargetFramework>net10.0</TargetFramework>
                    <Nullable>enable</Nullable>
                    <ImplicitUsings>enable</ImplicitUsings>
                  </PropertyGroup>
                </Project>
                """
            )
            .Write(
                "../Lib/Lib.csproj",
                $"""
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup><FusionizeLibrary>true</FusionizeLibrary></PropertyGroup>
                  <ItemGroup><PackageReference Include="Fusionize.Build" Version="{shop.Packages.Version}" /></ItemGroup>
                </Project>
                """
            )
            .Write(
                "../Lib/Lib.cs",
                """
                using Fusionize;

                namespace Lib;

                public enum Kind { X, Y }
                public sealed record Item(string Name, Kind Kind, List<Kind> Others);

                public static class Work
                {
                    [FusionTask] public static Task<Item> Keep(Item item) => Task.FromResult(item);
                }
                """
            )
            .Write(
                "../App/App.csproj",
                $"""
                <Project Sdk="Microsoft.NET.Sdk">
                  <ItemGroup>
                    <PackageReference Include="Fusionize.Build" Version="{shop.Packages.Version}" />
                    <ProjectReference Include="../Lib/Lib.csproj" />
                  </ItemGroup>
                </Project>
                """
            )
            .Write(
                "../App/App.cs",
                """
                using Fusionize;

                namespace App;

                public enum Kind { A, B }
                public sealed record Item(string Name, Kind Kind, List<Kind> Others);

                public static class Work
                {
                    [FusionTask] public static Task<Item> Take(Item item) => Task.FromResult(item);

                    [FusionTask(Entry = true)]
                    public static async Task<string> Both(int count)
                    {
                        var own = await Take(new("own", Kind.B, [Kind.A, Kind.B]));
                        var other = await Lib.Work.Keep(new("other", Lib.Kind.Y, [Lib.Kind.Y]));
                        return $"{count} {own.Name} {string.Join('+', own.Others)} {other.Name} {string.Join('+', other.Others)}";
                    }
                }
                """
            )
            .Write(
                "Tests.csproj",
                $"""
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup><OutputType>Exe</OutputType></PropertyGroup>
                  <ItemGroup>
                    <PackageReference Include="Fusionize.Testing" Version="{shop.Packages.Version}" />
                    <ProjectReference Include="../App/App.csproj" />
                  </ItemGroup>
                </Project>
                """
            )
            .Write(
                "Program.cs",
                """
                using Fusionize.Testing;

                await using var app = await FusionizedApp.StartAsync<App.Item>("all separate");
                Console.WriteLine(await app.InvokeAsync(() => App.Work.Both(2)));
                """
            );

        var run = tests.Run("run");

        Assert.True(run.Succeeded, run.Output);
        Assert.Contains("2 own A+B other Y", run.Output, StringComparison.Ordinal);

        // A file that both projects have is two types of one full name.
        const string Same = "namespace Common; internal sealed record Money(decimal Amount);";
        tests
            .Write("../Lib/Money.cs", Same)
            .Write("../App/Money.cs", Same)
            .Write(
                "../Lib/More.cs",
                "static class More { [Fusionize.FusionTask] internal static Task Pay(Common.Money money) => Task.CompletedTask; }"
            );
        run = tests.Run("build");
        Assert.False(run.Succeeded, run.Output);
        Assert.Contains("error FZ1016: The functions' host doesn't compile: CS0433", run.Output, StringComparison.Ordinal);
        Assert.Contains("'Money' exists in both", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("error CS", run.Output, StringComparison.Ordinal);
    }

    private string Package => Directory.GetFiles(Path.GetDirectoryName(shop.Packages.Package)!, "Fusionize.Testing.*.nupkg").Single();
}
