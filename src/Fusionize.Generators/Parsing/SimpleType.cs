using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Parsing;

/// <summary>A type whose values can be written as text: in a path, a query, a header, a cookie or a form.</summary>
/// <param name="Type">The type, without <c>Nullable</c>.</param>
/// <param name="Parser">The member of <c>HttpValue</c> that reads it.</param>
internal sealed record SimpleType(string Type, string Parser)
{
    private const string Parsers = "global::Fusionize.CompilerServices.HttpValue.";

    /// <summary>Null for any other type.</summary>
    public static SimpleType? Of(ITypeSymbol type)
    {
        var name = type.ToPlainName();
        if (type.SpecialType == SpecialType.System_String)
            return new(name, Parsers + "Text");
        if (type.TypeKind == TypeKind.Enum)
            return new(name, $"{Parsers}Enumeration<{name}>");
        if (type is { Name: "Uri", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } })
            return new(name, Parsers + "Address");
        return
            type is INamedTypeSymbol { IsRefLikeType: false, TypeKind: TypeKind.Struct or TypeKind.Class }
            && type.AllInterfaces.Any(i => IsParsable(i, type))
            ? new(name, $"{Parsers}Parsable<{name}>")
            : null;
    }

    private static bool IsParsable(INamedTypeSymbol type, ITypeSymbol of) =>
        type is { Name: "IParsable", Arity: 1, ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } }
        && SymbolEqualityComparer.Default.Equals(type.TypeArguments[0], of);

    /// <summary>The type in <c>Nullable</c>; null for any other type.</summary>
    public static ITypeSymbol? UnderNullable(ITypeSymbol type) =>
        type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : null;

    /// <summary>The element type of an array, a list, or an interface that arrays implement; null for any other type.</summary>
    public static ITypeSymbol? ElementOf(ITypeSymbol type) =>
        type switch
        {
            IArrayTypeSymbol { Rank: 1 } array => array.ElementType,
            INamedTypeSymbol { Arity: 1, ContainingNamespace: { Name: "Generic", ContainingNamespace: { Name: "Collections" } space } } named
                when space.ContainingNamespace is { Name: "System", ContainingNamespace.IsGlobalNamespace: true }
                    && named.Name is "List" or "IList" or "ICollection" or "IEnumerable" or "IReadOnlyList" or "IReadOnlyCollection" => (
                (INamedTypeSymbol)type
            ).TypeArguments[0],
            _ => null,
        };
}
