using Fusionize.Build.Tests.Infrastructure;
using Fusionize.Packaging;

namespace Fusionize.Build.Tests;

public sealed class Names_and_entries(Shop shop) : IClassFixture<Shop>
{
    /// <summary>Names that people give to folders; none of them is a namespace as it is.</summary>
    [Fact]
    public void Of_any_kind_give_projects_that_build()
    {
        string[] names = ["My-Shop", "2Fast", "web shop", "class", "Søren.new", "注文", "Orders"];
        var folder = shop.Packages.NewFolder("names");
        var parent = new AppProject(folder, "all.proj") { Environment = { ["DOTNET_CLI_HOME"] = Path.Combine(folder, "home") } };
        Must(parent.Execute("dotnet", "new", "install", Directory.GetFiles(shop.Packages.Feed, "Fusionize.Templates.*.nupkg").Single()));
        foreach (var name in names)
            Must(parent.Execute("dotnet", "new", "fusionize", "-o", name));
        // One build for all; what is in a zip doesn't depend on a project's name.
        parent.Write(
            "all.proj",
            $"""
                <Project>
                  <ItemGroup><P Include="{string.Join(';', names.Select(n => $"{n}/tests/{n}.Tests/{n}.Tests.csproj"))}" /></ItemGroup>
                  <Target Name="Restore"><MSBuild Projects="@(P)" Targets="Restore" /></Target>
                  <Target Name="Build"><MSBuild Projects="@(P)" Targets="Build" Properties="FusionizeZips=false" /></Target>
                </Project>
                """
        );
        parent.MustBuild();
        var spaced = new AppProject(Path.Combine(folder, "web shop"), "web shop.slnx")
        {
            Environment = { ["DOTNET_CLI_HOME"] = Path.Combine(folder, "home") },
        };
        spaced.Output = spaced.PathOf("src/web shop/bin/Release/fusion");
        spaced.MustBuild();
        Assert.Equal(["Order", "Price", "SendReceipt"], spaced.Zips);
        Assert.Matches("^web-shop-[0-9a-f]{6}$", FusionManifest.Read(Path.Combine(spaced.Output, FusionManifest.FileName)).App);

        var apps = ((string[])["My.Shop", "My_Shop", "My-Shop", "2Fast", "注文", "_", new('x', 41), "Straße.Eins"])
            .Select(name => NameOf(spaced, name))
            .ToArray();
        Assert.Equal("my-shop", apps[0]);
        Assert.Equal(apps.Length, apps.Distinct().Count());
        Assert.All(apps, app => Assert.Matches("^[a-z][a-z0-9-]{0,39}$", app));
    }

    [Fact]
    public void A_debug_build_makes_no_zips_unless_it_is_asked_and_a_project_without_an_entry_task_is_told()
    {
        var folder = shop.Packages.NewFolder("Inner");
        var app = new AppProject(folder, "Inner.csproj") { Configuration = "Debug", Output = Path.Combine(folder, "bin", "Debug", "fusion") }
            .Write(
                "Inner.csproj",
                $"""
                    <Project Sdk="Microsoft.NET.Sdk">
                      <PropertyGroup>
                        <TargetFramework>net10.0</TargetFramework>
                        <Nullable>enable</Nullable>
                        <ImplicitUsings>enable</ImplicitUsings>
                      </PropertyGroup>
                      <ItemGroup><PackageReference Include="Fusionize.Build" Version="{shop.Packages.Version}" /></ItemGroup>
                    </Project>
                    """
            )
            .Write(
                "Tasks.cs",
                """
                using Fusionize;

                public static class Tasks
                {
                    [FusionTask(Entry = true)] public static Task<int> Double(int number, CancellationToken ct) => Task.FromResult(2 * number);
                }
                """
            );
        Assert.DoesNotContain("FZ1024", app.MustBuild().Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(app.Output));
        app.MustBuild("-p:FusionizeZips=true");
        Assert.Equal(["Double"], app.Zips);

        // By the target's name, where nothing has been built yet.
        Directory.Delete(app.PathOf("bin"), recursive: true);
        Directory.Delete(app.PathOf("obj/Debug"), recursive: true);
        app.MustBuild("-t:FusionizeFuse");
        Assert.Equal(["Double"], app.Zips);

        app.Replace("Tasks.cs", "(Entry = true)", "");
        Assert.Contains("Inner.csproj : warning FZ1024: Inner declares tasks and no entry task", app.MustBuild().Output, StringComparison.Ordinal);
        Assert.DoesNotContain("FZ1024", app.MustBuild("-p:FusionizeLibrary=true").Output, StringComparison.Ordinal);
        var deployed = app.Build("-t:FusionizeDeploy", "-p:FusionizeDeploy=true", "-p:FusionizeEndpoint=http://127.0.0.1:9");
        Assert.False(deployed.Succeeded);
        Assert.Contains("error FZ1315: ", deployed.Output, StringComparison.Ordinal);
        // What was built before isn't there to be deployed.
        Assert.False(File.Exists(Path.Combine(app.Output, FusionManifest.FileName)));
    }

    private static string NameOf(AppProject project, string assembly)
    {
        var file = Directory.GetFiles(Path.Combine(project.Folder, "src", "web shop"), "*.csproj").Single();
        return Must(project.Execute("dotnet", "msbuild", file, "-getProperty:FusionizeApp", $"-p:AssemblyName={assembly}")).Output.Trim();
    }

    private static BuildResult Must(BuildResult result)
    {
        Assert.True(result.Succeeded, result.Output);
        return result;
    }
}
