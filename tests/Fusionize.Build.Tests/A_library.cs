using Fusionize.Build.Tests.Infrastructure;

namespace Fusionize.Build.Tests;

public sealed class A_library(Shop shop) : IClassFixture<Shop>
{
    [Fact]
    public void May_have_an_entry_and_internal_tasks_and_is_an_application_by_itself_too()
    {
        var folder = shop.Packages.NewFolder("Site");
        string Project(string references) =>
            $"""
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup><TargetFramework>net10.0</TargetFramework><Nullable>enable</Nullable><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
                  <ItemGroup><PackageReference Include="Fusionize.Build" Version="{shop.Packages.Version}" />{references}</ItemGroup>
                </Project>
                """;
        var site = new AppProject(Path.Combine(folder, "Site"), "Site.csproj")
            .Write("Site.csproj", Project("""<ProjectReference Include="../Counting/Counting.csproj" />"""))
            .Write(
                "Home.cs",
                """
                using Fusionize;

                public static class Home
                {
                    [FusionTask(Entry = true)] public static async Task<string> Visit(string page, CancellationToken ct) =>
                        page + await Counting.Visits.Report(page, ct);
                }
                """
            );
        var library = new AppProject(Path.Combine(folder, "Counting"), "Counting.csproj")
            .Write("Counting.csproj", Project(""))
            .Write(
                "Visits.cs",
                """
                using Fusionize;

                namespace Counting;

                internal sealed record Page(string Name);

                public static class Visits
                {
                    [FusionTask(Entry = true)] public static Task<int> Report(string page, CancellationToken ct) => Counted(page, ct);

                    private static Task<int> Counted(string page, CancellationToken ct) => Counter.Count(new Page(page), ct);
                }

                internal static class Counter
                {
                    [FusionTask] internal static Task<int> Count(Page page, CancellationToken ct) => Task.FromResult(page.Name.Length);
                }
                """
            );

        Assert.Contains("Counting.csproj : error FZ1013: ", site.Build("-p:CompilerApiVersion=roslyn4.14").Output, StringComparison.Ordinal);
        site.MustBuild("-p:EmitCompilerGeneratedFiles=true");

        Assert.Equal(["Count", "Report", "Visit"], site.Zips);
        Assert.Equal(["Count", "Report"], library.Zips);
        Assert.True(
            File.Exists(site.PathOf("obj/Release/net10.0/generated/Fusionize.Generators/Fusionize.Generators.FusionizeGenerator/Home.Calls.g.cs"))
        );

        // A helper of the library calls a task, so every local call says who is running.
        site.Write("fused.json", """{"fusionize":1,"app":"site","groups":[{"name":"Visit","tasks":["Visit","Report","Count"]}]}""");
        // In the project: on the command line it would be the library's setup, too.
        site.Replace("Site.csproj", "<Nullable>", "<FusionizeSetup>fused.json</FusionizeSetup><Nullable>").MustBuild("-p:FusionizeSmokeStart=true");
        Assert.DoesNotContain("Fusionize.AmbientTask", site.Text("Visit", "Fusionize.Function.runtimeconfig.json"));
        Assert.Contains("Enter", site.Methods("Visit", "Fusionize.dll", "Frame"));
    }
}
