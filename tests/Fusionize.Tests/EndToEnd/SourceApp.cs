using Fusionize.Rounds;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.EndToEnd;

/// <summary>
/// A small application in a folder of its own, with this repository's assemblies and targets instead of the package, as real zips under any setup.
/// </summary>
internal sealed class SourceApp : IDisposable
{
    private readonly TemporaryFolder _temporary;
    private readonly LoopFolder _loop;

    /// <param name="name">Its name, in small letters.</param>
    /// <param name="code">Its only source file.</param>
    public SourceApp(string name, string code)
    {
        _temporary = new($"fusionize-{name}-");
        var source = Directory.CreateDirectory(Path.Combine(_temporary.Path, "source")).FullName;
        Write(
            "Directory.Build.props",
            $"""
            <Project>
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <FusionizeApp>{name}</FusionizeApp>
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
            </Project>
            """
        );
        Write(
            "App.csproj",
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <ItemGroup>
                <Reference Include="{Repository.Output("Fusionize", "net10.0")}/Fusionize.dll" />
                <Analyzer Include="{Repository.Output("Fusionize.Generators", "netstandard2.0")}/Fusionize.Generators.dll" />
              </ItemGroup>
            </Project>
            """
        );
        Write("Code.cs", code);
        _loop = LoopFolder.Open(Path.Combine(_temporary.Path, "loop"));
        Builds = new SetupBuilds(AppProject.Locate(source), _loop);

        void Write(string file, string content) => File.WriteAllText(Path.Combine(source, file), content);
    }

    /// <summary>A folder for what its tests write.</summary>
    public string Folder => _temporary.Path;

    public string PlatformFolder => _loop.Platform;

    public SetupBuilds Builds { get; }

    public void Dispose()
    {
        _loop.Dispose();
        _temporary.Dispose();
    }
}
