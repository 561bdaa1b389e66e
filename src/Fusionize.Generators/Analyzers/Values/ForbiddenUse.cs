using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Analyzers.Values;

/// <summary>Types and members whose use is a compiler error, also in generated code.</summary>
internal static class ForbiddenUse
{
    /// <summary>Why generated code can't use the symbol; null if it can.</summary>
    public static string? Of(ISymbol symbol)
    {
        if (IsObsolete(symbol))
            return "is obsolete, and the compiler refuses its use";
        return symbol.GetAttributes().Any(static a => a.AttributeClass is { Name: "ExperimentalAttribute", ContainingNamespace.Name: "CodeAnalysis" })
            ? "is experimental, and the compiler refuses its use in generated code"
            : null;
    }

    /// <summary>Whether every use is an error: <c>[Obsolete(…, error: true)]</c>.</summary>
    public static bool IsObsolete(ISymbol symbol) =>
        symbol.GetAttributes().Any(static a => a is { AttributeClass.Name: "ObsoleteAttribute", ConstructorArguments: [_, { Value: true }] });

    /// <summary>The same of a member and its accessors, or of a type and what it lies in.</summary>
    public static string? InAll(ISymbol symbol)
    {
        if (symbol is IPropertySymbol property)
            return Of(property) ?? OfAccessor(property.GetMethod) ?? OfAccessor(property.SetMethod);
        if (symbol is not ITypeSymbol)
            return Of(symbol);
        for (ISymbol? type = symbol; type is not null; type = type.ContainingType)
            if (Of(type) is { } forbidden)
                return forbidden;
        return null;
    }

    private static string? OfAccessor(IMethodSymbol? accessor) => accessor is null ? null : Of(accessor);
}
