using Fusionize.Shared;
using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Analyzers.Values;

/// <summary>Decides what the generated code of a function, which is in another assembly, can name.</summary>
internal static class Visibility
{
    /// <summary>Whether a type, its containing types and its type arguments can be named.</summary>
    public static bool IsVisible(ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol array)
            return IsVisible(array.ElementType);
        for (var named = type as INamedTypeSymbol; named is not null; named = named.ContainingType)
            if (named.IsFileLocal || !IsVisible((ISymbol)named) || !named.TypeArguments.All(static t => IsVisible(t)))
                return false;
        return true;
    }

    /// <summary>Whether the symbol itself can be named: it is public, or internal in an assembly that gives the host access.</summary>
    public static bool IsVisible(ISymbol symbol) =>
        symbol.DeclaredAccessibility switch
        {
            Accessibility.Public => true,
            Accessibility.Internal or Accessibility.ProtectedOrInternal => OpensItself(symbol.ContainingAssembly),
            _ => false,
        };

    private static bool OpensItself(IAssemblySymbol assembly) =>
        !assembly.Identity.HasPublicKey
        && (
            assembly is ISourceAssemblySymbol
            || assembly
                .GetAttributes()
                .Any(static a =>
                    a is { AttributeClass.Name: "InternalsVisibleToAttribute", ConstructorArguments: [{ Value: string name }] }
                    && name == Names.HostAssembly
                )
        );
}
