using System.Diagnostics;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.EndToEnd;

/// <summary>
/// A small application in a folder of its own, with this repository's assemblies and targets instead of the package. It refers to no project, so
/// that a build that is killed, or one from scratch, touches nothing that other tests use. Each errand runs on for a while after the answer, and
/// writes much.
/// </summary>
public sealed class ErrandsApp : IDisposable
{
    public ErrandsApp()
    {
        Write(
            "Directory.Build.props",
            $"""
            <Project>
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
              </PropertyGroup>
              <Import Project="{Repository.Root}/src/Fusionize.Build/build/Fusionize.Build.props" />
            </Project>
            """
        );
        Write(
            "Directory.Build.targets",
            $"""
            <Project>
              <PropertyGroup>
                <FusionizeTasksPath>{Repository.Output("Fusionize.Build", "net10.0")}/</FusionizeTasksPath>
              </PropertyGroup>
              <Import Project="{Repository.Root}/src/Fusionize.Build/build/Fusionize.Build.targets" />
              <Import Project="deploy.targets" Condition="Exists('deploy.targets')" />
            </Project>
            """
        );
        Write(
            "Errands.csproj",
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <ItemGroup>
                <Reference Include="{Repository.Output("Fusionize", "net10.0")}/Fusionize.dll" />
                <Analyzer Include="{Repository.Output("Fusionize.Generators", "netstandard2.0")}/Fusionize.Generators.dll" />
              </ItemGroup>
            </Project>
            """
        );
        Write(
            "Errands.cs",
            """
            using Fusionize;

            namespace Errands;

            public sealed record Errand(int Lines = 20_000, string Note = "sent");

            public static class Office
            {
                [FusionTask(Entry = true)]
                public static async Task<string> Ask(Errand errand, CancellationToken ct)
                {
                    await Run(errand, ct).Detach();
                    return errand.Note;
                }

                [FusionTask]
                public static async Task Run(Errand errand, CancellationToken ct)
                {
                    await Task.Delay(1000, ct);
                    for (var i = 0; i < errand.Lines; i++)
                        Console.WriteLine($"step {i} of an errand that leaves a long log behind");
                }
            }
            """
        );
    }

    /// <summary>Runs <c>dotnet</c> in the application's folder; gives its exit code and what it wrote.</summary>
    public async Task<(int ExitCode, string Output)> DotnetAsync(params string[] arguments)
    {
        using var process = new Process
        {
            StartInfo = new("dotnet", [.. arguments, "-nodeReuse:false"])
            {
                WorkingDirectory = Folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        process.Start();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await error);
    }

    /// <summary>The application's folder.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("fusionize-errands-").FullName;

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    public void Write(string name, string content) => File.WriteAllText(Path.Combine(Folder, name), content);
}
