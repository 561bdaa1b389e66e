using Fusionize.Generators.Analyzers.Values;
using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Parsing;

/// <summary>Decides which tasks' local calls copy their values, and which values need no copy.</summary>
internal static class Isolation
{
    /// <summary>Whether the task, its class or its assembly has the attribute.</summary>
    public static bool IsWanted(IMethodSymbol method)
    {
        if (Has(method) || Has(method.ContainingAssembly))
            return true;
        for (var type = method.ContainingType; type is not null; type = type.ContainingType)
            if (Has(type))
                return true;
        return false;
    }

    /// <summary>Whether an object of the type, or a part of it, could be changed after the call. True if that is unknown.</summary>
    public static bool CanChange(ITypeSymbol type) => !TaskShape.IsCancellationToken(type) && SharedValues.NeedsCopy(type);

    private static bool Has(ISymbol symbol) =>
        symbol
            .GetAttributes()
            .Any(static a =>
                a.AttributeClass
                    is { Name: "IsolateByCopyingAttribute", ContainingNamespace: { Name: "Fusionize", ContainingNamespace.IsGlobalNamespace: true } }
            );
}
