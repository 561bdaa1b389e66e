using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Parsing;

/// <summary>A project's references. Equal while they stay the same, so that they are looked into once and not after every edit.</summary>
internal sealed class References(Compilation compilation) : IEquatable<References>
{
    private readonly ImmutableArray<MetadataReference> _references = compilation.ExternalReferences;

    // Weak for the same reason as a source file's.
    private readonly WeakReference<Compilation> _compilation = new(compilation);

    public static References Of(Compilation compilation, CancellationToken cancellation) => new(compilation);

    public IEnumerable<IAssemblySymbol> Assemblies =>
        _compilation.TryGetTarget(out var compilation)
            ? compilation.SourceModule.ReferencedAssemblySymbols : throw new InvalidOperationException("The compilation is gone.");

    public bool Equals(References? other) => other is not null && (_references == other._references || _references.SequenceEqual(other._references));

    public override bool Equals(object? obj) => Equals(obj as References);

    public override int GetHashCode() => _references.Length;
}
