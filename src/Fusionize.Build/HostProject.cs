using System.Xml.Linq;
using Fusionize.Packaging;
using Fusionize.Setups.Files;

namespace Fusionize.Build;

/// <summary>
/// Writes the SDK project that builds a program with its own runtime (self-contained or native) from a group's linked assemblies. There is one
/// project for all groups, which is restored once. The group is a global property, and everything that differs by group is set before the SDK's own
/// props are read.
/// </summary>
internal static class HostProject
{
    /// <param name="directory">The project's folder, separate from the groups' folders.</param>
    /// <param name="inputs">The properties of the application.</param>
    /// <param name="host">Assembly name of the hosts.</param>
    public static string Write(string directory, FuseInputs inputs, string host)
    {
        var file = Path.Combine(directory, "Host.csproj");
        var project = new XElement(
            "Project",
            new XElement(
                "PropertyGroup",
                // The settings of the surrounding repository must not apply.
                Property("ImportDirectoryBuildProps", "false"),
                Property("ImportDirectoryBuildTargets", "false"),
                Property("ImportDirectoryPackagesProps", "false"),
                Property("BaseIntermediateOutputPath", Path.Combine(directory, "obj") + Path.DirectorySeparatorChar),
                Property("IntermediateOutputPath", "$(FusionizeGroupDirectory)/host/"),
                Property("OutputPath", "$(FusionizeGroupDirectory)/host/bin/"),
                Property("PublishDir", "$(FusionizeGroupDirectory)/publish/"),
                Property("AppendTargetFrameworkToOutputPath", "false"),
                Property("AppendRuntimeIdentifierToOutputPath", "false")
            ),
            Sdk("Sdk.props"),
            new XElement(
                "PropertyGroup",
                Property("TargetFramework", inputs.TargetFramework),
                Property("RuntimeIdentifier", inputs.RuntimeIdentifier!),
                Property("OutputType", "Exe"),
                Property("AssemblyName", host),
                Property("SelfContained", "true"),
                inputs.Mode == FunctionMode.Native ? Property("PublishAot", "true") : Property("PublishTrimmed", "true"),
                // These assemblies are already linked or must stay whole; only the framework is trimmed.
                Property("TrimMode", inputs.Mode == FunctionMode.Native ? "full" : "partial"),
                Property("EnableDefaultItems", "false"),
                Property("ProduceReferenceAssembly", "false"),
                Property("GenerateAssemblyInfo", "false"),
                Property("DebugType", "none"),
                Property("StripSymbols", "true"),
                Property("DisableTransitiveFrameworkReferenceDownloads", "true"),
                Property("NuGetAudit", "false"),
                Property("RestorePackagesWithLockFile", "false"),
                Property("RunAnalyzers", "false"),
                Property("NoWarn", "IL2104;IL3053;NETSDK1206"),
                // An application can't correct warnings about the framework's own code.
                Property("SuppressTrimAnalysisWarnings", "true")
            ),
            new XElement(
                "ItemGroup",
                new XElement(
                    "Reference",
                    new XAttribute("Include", "$(FusionizeGroupDirectory)/linked/*.dll"),
                    new XAttribute("Exclude", $"$(FusionizeGroupDirectory)/linked/{host}.dll")
                ),
                inputs
                    .RuntimeOptions.Where(o => o.Key.StartsWith("System.", StringComparison.Ordinal))
                    .Select(o => new XElement("RuntimeHostConfigurationOption", new XAttribute("Include", o.Key), new XAttribute("Value", o.Value)))
            ),
            Sdk("Sdk.targets"),
            // The program is already compiled and linked.
            new XElement(
                "Target",
                new XAttribute("Name", "CoreCompile"),
                new XElement(
                    "Copy",
                    new XAttribute("SourceFiles", $"$(FusionizeGroupDirectory)/linked/{host}.dll"),
                    new XAttribute("DestinationFiles", "@(IntermediateAssembly)")
                )
            )
        );
        WholeFile.WriteIfChanged(file, project + "\n");
        return file;
    }

    private static XElement Property(string name, string value) => new(name, value);

    private static XElement Sdk(string file) => new("Import", new XAttribute("Sdk", "Microsoft.NET.Sdk"), new XAttribute("Project", file));
}
