using Fusionize.Shared;
using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Parsing;

/// <summary>
/// Names of the tasks that referenced assemblies declare, read from their manifests. An assembly without a manifest has no switches, so its tasks are
/// plain methods. Equal only for the same references, because another reference can change the meaning of any file.
/// </summary>
internal sealed class ReferencedTasks(References references, EquatableArray<string> methodNames, bool giveDynamic) : IEquatable<ReferencedTasks>
{
    private readonly References _references = references;

    public EquatableArray<string> MethodNames { get; } = methodNames;

    /// <summary>Whether one of their members may return something <c>dynamic</c>.</summary>
    public bool GiveDynamic { get; } = giveDynamic;

    public static ReferencedTasks Of(References references, CancellationToken cancellation) =>
        new(references, new(references.Assemblies.SelectMany(Of).Select(static t => t.Method)), references.GiveDynamic());

    /// <summary>The tasks that an assembly declares.</summary>
    public static IEnumerable<ManifestTask> Of(IAssemblySymbol assembly) => ManifestOf(assembly) is { } manifest ? manifest.Tasks : [];

    /// <summary>An assembly's manifest; null if it has none.</summary>
    public static Manifest? ManifestOf(IAssemblySymbol assembly)
    {
        try
        {
            return MayHaveTasks(assembly) && ManifestText(assembly) is { } text ? Shared.ManifestText.Parse(text) : null;
        }
        catch (FormatException)
        {
            return null; // made by another version of the generator; the build reports that
        }
    }

    public static bool HasManifest(IAssemblySymbol assembly) => ManifestText(assembly) is not null;

    public bool Equals(ReferencedTasks? other) => other is not null && _references.Equals(other._references);

    public override bool Equals(object? obj) => Equals(obj as ReferencedTasks);

    public override int GetHashCode() => _references.GetHashCode();

    // There are many framework assemblies. The list of references is available at once, while attributes must be decoded.
    private static bool MayHaveTasks(IAssemblySymbol assembly) =>
        assembly.Modules.First().ReferencedAssemblies.Any(static r => r.Name == "Fusionize");

    private static string? ManifestText(IAssemblySymbol assembly) =>
        assembly
            .GetAttributes()
            .Where(static a => a.AttributeClass?.Name == "AssemblyMetadataAttribute" && a.ConstructorArguments is [{ Value: Names.ManifestKey }, _])
            .Select(static a => a.ConstructorArguments[1].Value as string)
            .FirstOrDefault();
}
