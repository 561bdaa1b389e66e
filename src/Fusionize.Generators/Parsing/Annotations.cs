using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Parsing;

/// <summary>The nullable annotations inside a type: those of its type arguments and element types.</summary>
internal static class Annotations
{
    /// <summary>Whether a reference type inside the type allows null, or doesn't say.</summary>
    public static bool AllowNulls(ITypeSymbol type) =>
        Inside(type).Any(static t => t is { IsReferenceType: true, NullableAnnotation: not NullableAnnotation.NotAnnotated } || AllowNulls(t));

    /// <summary>The type with one annotation for all reference types inside it.</summary>
    public static ITypeSymbol All(ITypeSymbol type, NullableAnnotation annotation, Compilation compilation)
    {
        switch (type)
        {
            case IArrayTypeSymbol array:
                var element = Annotated(array.ElementType);
                return compilation.CreateArrayTypeSymbol(element, array.Rank, element.NullableAnnotation);
            case INamedTypeSymbol { TypeArguments: { IsEmpty: false } arguments } named when !named.IsTupleType:
                var inside = arguments.Select(Annotated).ToList();
                return named.ConstructedFrom.Construct([.. inside], [.. inside.Select(static t => t.NullableAnnotation)]);
            default:
                return type;
        }

        ITypeSymbol Annotated(ITypeSymbol inside)
        {
            var all = All(inside, annotation, compilation);
            return inside.IsReferenceType ? all.WithNullableAnnotation(annotation) : all;
        }
    }

    private static IEnumerable<ITypeSymbol> Inside(ITypeSymbol type) =>
        type switch
        {
            IArrayTypeSymbol array => [array.ElementType],
            INamedTypeSymbol named => named.TypeArguments,
            _ => [],
        };
}
