using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Analyzers.Values;

/// <summary>Types and members whose use is a compiler error, also in generated code.</summary>
internal static class ForbiddenUse
{
    /// <summary>Why generated code can't use the symbol; null if it can.</summary>
    public static string? Of(ISymbol symbol)
    {
        foreach (var attribute in symbol.GetAttributes())
        {
            switch (attribute)
            {
                case { AttributeClass.Name: "ObsoleteAttribute", ConstructorArguments: [_, { Value: true }] }:
                    return "is obsolete, and the compiler refuses its use";
                case { AttributeClass: { Name: "ExperimentalAttribute", ContainingNamespace.Name: "CodeAnalysis" } }:
                    return "is experimental, and the compiler refuses its use in generated code";
            }
        }
        return null;
    }
}
