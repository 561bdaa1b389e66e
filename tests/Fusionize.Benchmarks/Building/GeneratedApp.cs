using System.Globalization;

namespace Fusionize.Benchmarks.Building;

/// <summary>
/// An application of a given number of tasks, each a file and a fusion group of its own, each calling two others. Twice: with the package, and the
/// same sources without it, where a few lines stand for what the package declares.
/// </summary>
internal sealed class GeneratedApp
{
    /// <summary>Source of what the package declares, for the same application without it.</summary>
    public const string StandIn = """
        namespace Fusionize;

        [AttributeUsage(AttributeTargets.Method)]
        public sealed class FusionTaskAttribute : Attribute
        {
            public bool Entry { get; set; }
            public string? Init { get; set; }
        }

        public static class DetachExtensions
        {
            public static Task Detach(this Task task) => task;
        }
        """;

    private const string SetupFile = "setup.json";

    private GeneratedApp(string folder, int tasks) => (Folder, Tasks) = (folder, tasks);

    public string Folder { get; }

    public int Tasks { get; }

    public static GeneratedApp WithPackage(string folder, int tasks, PackedPackage package)
    {
        var app = new GeneratedApp(folder, tasks);
        app.Write(
            "App.csproj",
            Project(
                $"""
                <PropertyGroup><FusionizeSetup>{SetupFile}</FusionizeSetup></PropertyGroup>
                  <ItemGroup><PackageReference Include="Fusionize.Build" Version="{package.Version}" /></ItemGroup>
                """
            )
        );
        app.Write("NuGet.Config", package.Configuration);
        app.WriteSources();
        app.SetMemory(128);
        return app;
    }

    public static GeneratedApp Plain(string folder, int tasks, PackedPackage package)
    {
        var app = new GeneratedApp(folder, tasks);
        app.Write("App.csproj", Project(""));
        app.Write("NuGet.Config", package.Configuration);
        app.Write("Fusionize.cs", StandIn);
        app.WriteSources();
        return app;
    }

    /// <summary>A change of one task's body, another one each time.</summary>
    public void ChangeTask(int task, int version) => Write($"Task{task}.cs", Source(task, version));

    /// <summary>A setup that differs from the last one in the memory of all functions only.</summary>
    public void SetMemory(int memoryMB)
    {
        var groups = Enumerable
            .Range(0, Tasks)
            .Select(t => string.Create(CultureInfo.InvariantCulture, $$"""{"name":"Task{{t}}","tasks":["Task{{t}}"],"memoryMB":{{memoryMB}}}"""));
        Write(SetupFile, $$"""{"fusionize":1,"app":"app","groups":[{{string.Join(',', groups)}}]}""");
    }

    /// <summary>As after a fresh checkout.</summary>
    public void Clean()
    {
        foreach (var folder in new[] { "obj", "bin" }.Select(f => Path.Combine(Folder, f)).Where(Directory.Exists))
            Directory.Delete(folder, recursive: true);
    }

    private void WriteSources()
    {
        for (var task = 0; task < Tasks; task++)
            Write($"Task{task}.cs", Source(task, version: 0));
    }

    private string Source(int task, int version) =>
        $$"""
            using Fusionize;

            namespace App;

            public sealed record Order{{task}}(string Id, int Count, decimal Price);

            public static class Tasks{{task}}
            {
                [FusionTask(Entry = {{(task == 0 ? "true" : "false")}})]
                public static async Task<int> Task{{task}}(Order{{task}} order, CancellationToken ct)
                {
                    var total = order.Count * {{version + 2}};
                    {{Call(task + 1, "total += await {0};")}}
                    {{Call(task + 2, "await {0}.Detach();")}}
                    return total;
                }
            }

            """;

    private string Call(int task, string form) =>
        task >= Tasks
            ? "await Task.Yield();"
            : string.Format(CultureInfo.InvariantCulture, form, $"Tasks{task}.Task{task}(new Order{task}(order.Id, order.Count, order.Price), ct)");

    private static string Project(string more) =>
        $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
              </PropertyGroup>
              {more}
            </Project>
            """;

    private void Write(string file, string content)
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(Folder, file), content);
    }
}
