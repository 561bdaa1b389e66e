using Fusionize.Build.Tests.Infrastructure;

namespace Fusionize.Build.Tests;

/// <summary>Projects that see tasks and don't reference the package themselves, or in which the compiler plug-in doesn't work.</summary>
public sealed class Projects_around_an_application(Shop shop) : IClassFixture<Shop>
{
    private const string Properties = """
        <TargetFramework>net10.0</TargetFramework><Nullable>enable</Nullable><ImplicitUsings>enable</ImplicitUsings>
        """;

    [Fact]
    public void A_project_between_has_tasks_and_task_calls_like_any_other()
    {
        var app = Create(extra: "");
        app.Write("../Mid/Mid.csproj", Project("""<ProjectReference Include="../Lib/Lib.csproj" />"""))
            .Write(
                "../Mid/Mid.cs",
                """
                using Fusionize;
                namespace Mid;
                public static class M
                {
                    public static Task<string> Helper(string s) => Lib.L.Deep(s);
                    [FusionTask] public static Task<string> Own(string s) => Task.FromResult(s);
                }
                """
            )
            .Write("App.csproj", AppProject("""<ProjectReference Include="../Lib/Lib.csproj" /><ProjectReference Include="../Mid/Mid.csproj" />"""))
            .Write(
                "App.cs",
                """
                using Fusionize;
                public static class A
                {
                    [FusionTask(Entry = true)] public static async Task<string> Run() =>
                        await Lib.L.Deep("1") + await Mid.M.Helper("2") + await Mid.M.Own("3");
                }
                """
            )
            // Tests call tasks as plain methods, and a project that only uses an application makes no zips.
            .Write("../Uses/Uses.csproj", Project("""<ProjectReference Include="../App/App.csproj" />"""))
            .Write(
                "../Uses/Uses.cs",
                """public static class U { public static Task<string> Go() => A.Run(); """
                    + """public static Func<string, Task<string>> Plain => s => Mid.M.Own(s); }"""
            )
            .Write("../Tests/Tests.csproj", Project("""<ProjectReference Include="../App/App.csproj" />""", "<IsTestProject>true</IsTestProject>"))
            .Write(
                "../Tests/Tests.cs",
                """public static class T { public static Task<string> Go() => A.Run(); """
                    + """public static Func<string, Task<string>> Plain => Mid.M.Own; }"""
            )
            .Write(
                "../All.slnx",
                """<Solution><Project Path="App/App.csproj" /><Project Path="Uses/Uses.csproj" /><Project Path="Tests/Tests.csproj" /></Solution>"""
            );

        var result = app.Execute("dotnet", "build", "../All.slnx", "-c", "Release", "-nodeReuse:false", "-m:1", "--nologo", "-tl:off");
        Assert.True(result.Succeeded, result.Output);
        Assert.Equal(["Deep", "Own", "Run"], app.Zips);
        Assert.False(Directory.Exists(app.PathOf("../Uses/bin/Release/fusion")));
        Assert.DoesNotContain("Calls", File.ReadAllText(app.PathOf("../Tests/obj/Release/net10.0/Tests.dll")), StringComparison.Ordinal);
        Assert.Contains("Calls", File.ReadAllText(app.PathOf("../Uses/obj/Release/net10.0/Uses.dll")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "fsproj",
        "Mid.Helper",
        "Mid.fs",
        """
            namespace Mid
            open System.Threading.Tasks
            type M =
                static member Helper (s: string) : Task<string> = task { return! Lib.L.Deep s }
            """
    )]
    [InlineData(
        "vbproj",
        "Mid.M.Helper",
        "Mid.vb",
        """
            Imports System.Threading.Tasks
            Namespace Global.Mid
            Public Class M
                Public Shared Async Function Helper(s As String) As Task(Of String)
                    Return Await Global.Lib.L.Deep(s)
                End Function
            End Class
            End Namespace
            """
    )]
    public void A_task_call_in_another_language_is_an_error(string project, string place, string file, string source)
    {
        var app = Create(extra: $"""<ProjectReference Include="../Mid/Mid.{project}" />""");
        app.Write($"../Mid/Mid.{project}", project == "fsproj" ? FSharpProject : Project("""<ProjectReference Include="../Lib/Lib.csproj" />"""))
            .Write("../Mid/" + file, source);
        var result = app.Build();
        Assert.False(result.Succeeded, result.Output);
        Assert.Contains($"error FZ1020: '{place}' in Mid uses the method of task 'Deep'", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_task_in_another_language_is_an_error()
    {
        var app = Create(extra: """<ProjectReference Include="../Mid/Mid.fsproj" />""");
        app.Write("../Mid/Mid.fsproj", FSharpProject)
            .Write(
                "../Mid/Mid.fs",
                """
                namespace Mid
                open System.Threading.Tasks
                type M =
                    [<Fusionize.FusionTask>]
                    static member Lost (s: string) : Task<string> = Task.FromResult s
                """
            );
        var result = app.Build();
        Assert.False(result.Succeeded, result.Output);
        Assert.Contains("error FZ1021: 'Mid.M.Lost' in Mid is marked [FusionTask] and is no task", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_project_without_the_packages_build_settings_is_an_error()
    {
        var app = Create(extra: """<ProjectReference Include="../Mid/Mid.csproj" />""");
        app.Write(
                "../Lib/Lib.csproj",
                Project($"""<PackageReference Include="Fusionize.Build" Version="{shop.Packages.Version}" PrivateAssets="build;buildTransitive" />""")
            )
            .Write("../Mid/Mid.csproj", Project("""<ProjectReference Include="../Lib/Lib.csproj" />"""))
            .Write(
                "../Mid/Mid.cs",
                """namespace Mid; public static class M { public static Task<string> Helper(string s) => Lib.L.Deep(s); """
                    + """[Fusionize.FusionTask] public static Task Own() => Task.CompletedTask; }"""
            );
        var result = app.Build();
        Assert.False(result.Succeeded, result.Output);
        Assert.Contains("error FZ0026: The call of task 'Deep'", result.Output, StringComparison.Ordinal);
        Assert.Contains("error FZ0027: Task 'Own'", result.Output, StringComparison.Ordinal);
    }

    /// <summary>Also where two linked files have one name, and the assembly a name that has to be escaped.</summary>
    [Fact]
    public void Interceptors_of_the_project_and_files_from_elsewhere_stand_beside_ours()
    {
        var app = Create(extra: "");
        var elsewhere = Directory.CreateTempSubdirectory("fusionize-elsewhere-").FullName;
        try
        {
            File.WriteAllText(
                Path.Combine(elsewhere, "Helpers.cs"),
                "public static class H2 { public static Task<string> Go() => Lib.L.Deep(\"2\"); }"
            );
            app.Write("Helpers.cs", "public static class H1 { public static Task<string> Go() => Lib.L.Deep(\"1\"); }")
                .Write(
                    "App.csproj",
                    AppProject(
                        $"""<ProjectReference Include="../Lib/Lib.csproj" /><Compile Include="{elsewhere}/Helpers.cs" Link="Shared/Helpers.cs" />""",
                        "<InterceptorsNamespaces>My.Generated</InterceptorsNamespaces><AssemblyName>Prüf_stand</AssemblyName><FusionizeApp>bench</FusionizeApp>"
                    )
                )
                .Write(
                    "App.cs",
                    """
                    using Fusionize;
                    public static class A { [FusionTask(Entry = true)] public static async Task<string> Run() => await H1.Go() + await H2.Go(); }
                    """
                )
                // As late as a project can say it.
                .Write(
                    "Directory.Build.targets",
                    "<Project><PropertyGroup><InterceptorsNamespaces>My.Other</InterceptorsNamespaces></PropertyGroup></Project>"
                );
            app.MustBuild();
            Assert.Equal(["Deep", "Run"], app.Zips);
        }
        finally
        {
            Directory.Delete(elsewhere, recursive: true);
        }
    }

    [Theory]
    [InlineData("Fusionize.Function", "error FZ1022: 'Fusionize.Function' is the name of an assembly that every function has")]
    public void A_name_that_does_not_do_is_an_error_that_says_so(string assembly, string error)
    {
        var app = Create(extra: "");
        app.Write("App.csproj", AppProject("""<ProjectReference Include="../Lib/Lib.csproj" />""", $"<AssemblyName>{assembly}</AssemblyName>"));
        var result = app.Build();
        Assert.False(result.Succeeded, result.Output);
        Assert.Contains(error, result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("MSB4018", result.Output, StringComparison.Ordinal);
    }

    private AppProject Create(string extra)
    {
        var root = shop.Packages.NewFolder("around");
        return new AppProject(Path.Combine(root, "App"), "App.csproj")
            .Write("App.csproj", AppProject("""<ProjectReference Include="../Lib/Lib.csproj" />""" + extra))
            .Write(
                "App.cs",
                """
                using Fusionize;
                public static class A { [FusionTask(Entry = true)] public static Task<string> Run() => Lib.L.Deep("1"); }
                """
            )
            .Write("../Lib/Lib.csproj", Project(Package))
            .Write(
                "../Lib/Lib.cs",
                """
                using Fusionize;
                namespace Lib;
                public static class L { [FusionTask] public static Task<string> Deep(string s) => Task.FromResult(s); }
                """
            );
    }

    /// <summary>With the version of F#'s library that this machine has.</summary>
    private static string FSharpProject =>
        Project(
            """<Compile Include="Mid.fs" /><PackageReference Include="FSharp.Core" Version="10.0.111" /><ProjectReference """
                + """Include="../Lib/Lib.csproj" />""",
            "<DisableImplicitFSharpCoreReference>true</DisableImplicitFSharpCoreReference>"
        );

    private string Package => $"""<PackageReference Include="Fusionize.Build" Version="{shop.Packages.Version}" />""";

    private string AppProject(string items, string properties = "") => Project(Package + items, properties);

    private static string Project(string items, string properties = "") =>
        $"""
            <Project Sdk="Microsoft.NET.Sdk"><PropertyGroup>{Properties}{properties}</PropertyGroup><ItemGroup>{items}</ItemGroup></Project>
            """;
}
