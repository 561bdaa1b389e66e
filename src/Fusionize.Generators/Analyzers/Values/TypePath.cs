using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Analyzers.Values;

/// <summary>
/// The types that a walk has passed through. With them the walk stops if a generic type contains ever larger constructions of itself.
/// </summary>
internal sealed class TypePath
{
    private const int Longest = 100;

    private readonly INamedTypeSymbol _definition;
    private readonly int _depth;
    private readonly int _length;
    private readonly TypePath? _before;

    private TypePath(INamedTypeSymbol definition, int depth, TypePath? before)
    {
        _definition = definition;
        _depth = depth;
        _before = before;
        _length = (before?._length ?? 0) + 1;
    }

    /// <summary>The path with another type; null if it would be endless, or longer than in any real message.</summary>
    public static TypePath? Extend(TypePath? path, INamedTypeSymbol type)
    {
        var depth = type.IsGenericType ? DepthOf(type) : 0;
        var (growths, smallest) = (0, depth);
        for (var step = path; step is not null && depth > 0; step = step._before)
        {
            if (step._depth < smallest && SymbolEqualityComparer.Default.Equals(step._definition, type.OriginalDefinition))
                (growths, smallest) = (growths + 1, step._depth);
        }
        return growths >= 3 || path?._length >= Longest ? null : new TypePath(type.OriginalDefinition, depth, path);
    }

    private static int DepthOf(ITypeSymbol type) =>
        type switch
        {
            IArrayTypeSymbol array => 1 + DepthOf(array.ElementType),
            INamedTypeSymbol { TypeArguments: { IsEmpty: false } arguments } => 1 + arguments.Max(DepthOf),
            _ => 0,
        };
}
