using Fusionize.Generators.Analyzers;
using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Parsing;

/// <summary>Whose local calls copy what they pass, and what of it needs no copy.</summary>
internal static class Isolation
{
    /// <summary>Types that are values to System.Text.Json and can be changed all the same.</summary>
    private static readonly HashSet<string> Changeable = new(StringComparer.Ordinal)
    {
        "System.Memory<byte>", "System.Text.Json.JsonDocument", "System.Text.Json.Nodes.JsonArray", "System.Text.Json.Nodes.JsonNode",
        "System.Text.Json.Nodes.JsonObject", "System.Text.Json.Nodes.JsonValue",
    };

    /// <summary>Whether the attribute stands on the task, its class or its assembly.</summary>
    public static bool IsWanted(IMethodSymbol method)
    {
        if (Has(method) || Has(method.ContainingAssembly))
            return true;
        for (var type = method.ContainingType; type is not null; type = type.ContainingType)
            if (Has(type))
                return true;
        return false;
    }

    /// <summary>Whether an object of the type, or a part of it, could be changed after the call. Where that can't be told, it could.</summary>
    public static bool CanChange(ITypeSymbol type) => !TaskShape.IsCancellationToken(type) && CanChange(type, new HashSet<ITypeSymbol>(SymbolEqualityComparer.Default));

    private static bool CanChange(ITypeSymbol type, HashSet<ITypeSymbol> seen)
    {
        if (!seen.Add(type))
            return false;
        if (JsonMembers.IsValue(type))
            return Changeable.Contains(type.ToDisplayString());
        if (type is not INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct } named || named.TypeArguments.Any(t => CanChange(t, seen)))
            return true;
        var space = named.ContainingNamespace.ToDisplayString();
        if (space == "System.Collections.Immutable" || named.IsTupleType || named.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T)
            return false;
        return space.StartsWith("System", StringComparison.Ordinal)
            || (named.IsReferenceType && !named.IsSealed)
            || Mutability.HasSetter(named)
            || JsonMembers.Properties(named).Any(p => CanChange(p.Type, seen));
    }

    private static bool Has(ISymbol symbol) => symbol.GetAttributes().Any(static a => a.AttributeClass is
    {
        Name: "IsolateByCopyingAttribute", ContainingNamespace: { Name: "Fusionize", ContainingNamespace.IsGlobalNamespace: true },
    });
}
