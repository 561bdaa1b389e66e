using Fusionize.Generators.Analyzers.Values;
using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Parsing;

/// <summary>Whose local calls copy what they pass, and what of it needs no copy.</summary>
internal static class Isolation
{
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
    public static bool CanChange(ITypeSymbol type) => !TaskShape.IsCancellationToken(type) && SharedValues.NeedsCopy(type);

    private static bool Has(ISymbol symbol) =>
        symbol
            .GetAttributes()
            .Any(static a =>
                a.AttributeClass
                    is { Name: "IsolateByCopyingAttribute", ContainingNamespace: { Name: "Fusionize", ContainingNamespace.IsGlobalNamespace: true } }
            );
}
