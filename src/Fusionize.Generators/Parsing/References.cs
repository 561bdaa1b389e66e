using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Parsing;

/// <summary>A project's references. Equal as long as they stay the same, so that they are read once and not after each edit.</summary>
internal sealed class References(Compilation compilation) : IEquatable<References>
{
    private readonly ImmutableArray<MetadataReference> _references = compilation.ExternalReferences;

    // Weak for the same reason as in SourceFile.
    private readonly WeakReference<Compilation> _compilation = new(compilation);

    public static References Of(Compilation compilation, CancellationToken cancellation) => new(compilation);

    public IEnumerable<IAssemblySymbol> Assemblies =>
        _compilation.TryGetTarget(out var compilation)
            ? compilation.SourceModule.ReferencedAssemblySymbols
            : throw new InvalidOperationException("The compilation is gone.");

    /// <summary>Whether an assembly outside the framework marks something as <c>dynamic</c>.</summary>
    public bool GiveDynamic() => _references.Any(static r => !IsFramework(r) && GivesDynamic(r));

    private static bool IsFramework(MetadataReference reference) =>
        Path.GetFileName(reference.Display) is { } name
        && (name.StartsWith("System.", StringComparison.Ordinal) || name is "mscorlib.dll" or "netstandard.dll" or "Microsoft.CSharp.dll");

    private static bool GivesDynamic(MetadataReference reference)
    {
        try
        {
            if (reference is not PortableExecutableReference portable || portable.GetMetadata() is not AssemblyMetadata assembly)
                return true; // a project in an editor
            var metadata = assembly.GetModules()[0].GetMetadataReader();
            return metadata.TypeReferences.Any(t => metadata.StringComparer.Equals(metadata.GetTypeReference(t).Name, "DynamicAttribute"));
        }
        catch (Exception e) when (e is BadImageFormatException or IOException)
        {
            return true; // the compiler reports the error
        }
    }

    public bool Equals(References? other) => other is not null && (_references == other._references || _references.SequenceEqual(other._references));

    public override bool Equals(object? obj) => Equals(obj as References);

    public override int GetHashCode() => _references.Length;
}
