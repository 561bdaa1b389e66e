using System.IO.Compression;
using System.Reflection;
using Fusionize.Benchmarks.Building;
using Fusionize.Benchmarks.Infrastructure;
using Fusionize.Packaging;

namespace Fusionize.Benchmarks.ColdStart;

/// <summary>Makes the zips: the samples through the packed package, and what is compared with them by plain <c>dotnet publish</c>.</summary>
internal sealed class Builder(Dotnet dotnet, PackedPackage package, string root)
{
    private static readonly string Packages = string.Concat(
        new[] { "AWSSDK.DynamoDBv2", "SQLitePCLRaw.bundle_e_sqlite3" }.Select(id =>
            $"""<PackageReference Include="{id}" """
                + $"""Version="{typeof(Builder).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == id).Value}" />"""
        )
    );

    /// <param name="sample">Folder and project name of a sample.</param>
    /// <param name="mode">How it is packaged.</param>
    /// <param name="setup">Content of a setup file; null for one group per task.</param>
    public Dictionary<string, FunctionZip> Sample(string sample, Mode mode, string? setup)
    {
        var folder = Folder($"{sample}-{mode}");
        Copy(Samples.File(sample), folder);
        if (setup is not null)
            File.WriteAllText(Path.Combine(folder, "setup.json"), setup);
        File.WriteAllText(
            Path.Combine(folder, sample + ".csproj"),
            Project(
                mode.Framework,
                mode.Properties + (setup is null ? "" : "<FusionizeSetup>setup.json</FusionizeSetup>"),
                $"""<PackageReference Include="Fusionize.Build" Version="{package.Version}" />{(sample == "IoT" ? Packages : "")}"""
            )
        );
        dotnet.Run(folder, "build", sample + ".csproj", "-c", "Release", "-v", "q", "-nologo");
        var output = Path.Combine(folder, "bin", "Release", "fusion");
        return FusionManifest
            .Read(Path.Combine(output, FusionManifest.FileName))
            .Groups.ToDictionary(g => g.Name, g => new FunctionZip(g.Name, File.ReadAllBytes(Path.Combine(output, g.Zip)), g.Runtime, g.Handler));
    }

    /// <summary>(a): one task and its messages, nothing else.</summary>
    public FunctionZip Minimal(Mode mode)
    {
        var folder = Folder($"minimal-{mode}");
        WriteFunction(folder, "Minimal.cs");
        File.WriteAllText(Path.Combine(folder, "Minimal.csproj"), Project(mode.Framework, "<OutputType>Exe</OutputType>" + mode.HandWritten, ""));
        return Publish("Minimal", folder, mode);
    }

    /// <summary>(b): the whole application, unlinked.</summary>
    public FunctionZip Whole()
    {
        var folder = Folder("whole");
        Copy(Samples.File("IoT"), folder);
        File.Delete(Path.Combine(folder, "IoT.csproj"));
        WriteFunction(folder, "Whole.cs");
        File.WriteAllText(Path.Combine(folder, "Fusionize.cs"), GeneratedApp.StandIn);
        File.WriteAllText(Path.Combine(folder, "Whole.csproj"), Project(Mode.Linked.Framework, "<OutputType>Exe</OutputType>", Packages));
        return Publish("Whole", folder, Mode.Linked);
    }

    private FunctionZip Publish(string name, string folder, Mode mode)
    {
        var output = Path.Combine(folder, "out");
        dotnet.Run(
            folder,
            "publish",
            name + ".csproj",
            "-c",
            "Release",
            "-o",
            output,
            "-v",
            "q",
            "-nologo",
            $"-p:UseAppHost={(mode.BringsRuntime ? "true" : "false")}"
        );
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create))
            foreach (var file in Directory.GetFiles(output, "*", SearchOption.AllDirectories).Where(IsNeeded).Order(StringComparer.Ordinal))
            {
                var entry = zip.CreateEntry(
                    file == Path.Combine(output, name) ? "bootstrap" : Place(Path.GetRelativePath(output, file)),
                    CompressionLevel.Optimal
                );
                entry.ExternalAttributes = 0x81ED << 16;
                using var target = entry.Open();
                target.Write(File.ReadAllBytes(file));
            }
        return new FunctionZip(name, stream.ToArray(), mode.BringsRuntime ? "provided.al2023" : "dotnet10", name);

        static bool IsNeeded(string file) => Path.GetExtension(file) is not ".pdb" and not ".dbg" and not ".xml";

        static string Place(string path) => path.Replace('\\', '/');
    }

    private string Folder(string name)
    {
        var folder = Path.Combine(root, name);
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "NuGet.Config"), package.Configuration);
        return folder;
    }

    private static void WriteFunction(string folder, string file)
    {
        var functions = Samples.File("../tests/Fusionize.Benchmarks/ColdStart/Functions");
        foreach (var name in new[] { "Loop.cs", file })
            File.Copy(Path.Combine(functions, name), Path.Combine(folder, name), overwrite: true);
    }

    private static void Copy(string source, string target)
    {
        foreach (var file in Directory.GetFiles(source, "*.cs", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(source, f)))
        {
            if (file.StartsWith("obj", StringComparison.Ordinal) || file.StartsWith("bin", StringComparison.Ordinal))
                continue;
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(target, file))!);
            File.Copy(Path.Combine(source, file), Path.Combine(target, file), overwrite: true);
        }
    }

    // What holds for the samples in this repository holds here.
    private static string Project(string framework, string properties, string references) =>
        $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>{framework}</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <InvariantGlobalization>true</InvariantGlobalization>
                <NuGetAudit>false</NuGetAudit>
                <NoWarn>$(NoWarn);NETSDK1206</NoWarn>
                {properties}
              </PropertyGroup>
              <ItemGroup>
                {references}
              </ItemGroup>
            </Project>
            """;
}
