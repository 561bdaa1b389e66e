using Fusionize.Shared;
using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Parsing;

/// <summary>Tasks that referenced assemblies declare, as their manifests tell. An assembly without a manifest has no switches, so its tasks are plain methods.</summary>
internal static class ReferencedTasks
{
    public static IEnumerable<string> MethodNames(Compilation compilation, CancellationToken cancellation)
    {
        foreach (var assembly in compilation.SourceModule.ReferencedAssemblySymbols)
        {
            cancellation.ThrowIfCancellationRequested();
            // The framework's assemblies are many; the list of what an assembly references is at hand, its attributes have to be decoded.
            if (assembly.Modules.First().ReferencedAssemblies.Any(static r => r.Name == "Fusionize") && ManifestOf(assembly) is { } manifest)
                foreach (var task in manifest.Tasks)
                    yield return task.Method;
        }
    }

    public static bool HasManifest(IAssemblySymbol assembly) => ManifestText(assembly) is not null;

    private static Manifest? ManifestOf(IAssemblySymbol assembly)
    {
        try
        {
            return ManifestText(assembly) is { } text ? Shared.ManifestText.Parse(text) : null;
        }
        catch (FormatException)
        {
            return null; // made by another version of the generator; the build says so
        }
    }

    private static string? ManifestText(IAssemblySymbol assembly) => assembly.GetAttributes()
        .Where(a => a.AttributeClass?.Name == "AssemblyMetadataAttribute" && a.ConstructorArguments is [{ Value: Names.ManifestKey }, _])
        .Select(a => a.ConstructorArguments[1].Value as string)
        .FirstOrDefault();
}
