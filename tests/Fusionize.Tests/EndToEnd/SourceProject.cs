using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.EndToEnd;

/// <summary>
/// An application's project in a folder of its own, with this repository's assemblies and targets instead of the package. It refers to no project, so
/// that a build that is killed, or one from scratch, touches nothing that other tests use.
/// </summary>
internal static class SourceProject
{
    /// <param name="folder">The folder; it exists.</param>
    /// <param name="name">The name of the project and of its only source file. In small letters it is the application's name.</param>
    /// <param name="code">The source.</param>
    public static void Write(string folder, string name, string code)
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
            name + ".csproj",
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <ItemGroup>
                <Reference Include="{Repository.Output("Fusionize", "net10.0")}/Fusionize.dll" />
                <Analyzer Include="{Repository.Output("Fusionize.Generators", "netstandard2.0")}/Fusionize.Generators.dll" />
              </ItemGroup>
            </Project>
            """
        );
        Write(name + ".cs", code);

        void Write(string file, string content) => File.WriteAllText(Path.Combine(folder, file), content);
    }
}
