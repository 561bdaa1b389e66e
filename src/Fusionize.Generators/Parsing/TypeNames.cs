using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Fusionize.Generators.Parsing;

/// <summary>How types and names are written in generated code.</summary>
internal static class TypeNames
{
    private static readonly SymbolDisplayFormat Annotated =
        SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    // No tuple names and no annotations: one type has one name, which typeof accepts.
    private static readonly SymbolDisplayFormat Plain =
        SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.ExpandValueTuple);

    public static string ToAnnotatedName(this ITypeSymbol type) => type.ToDisplayString(Annotated);

    public static string ToPlainName(this ITypeSymbol type) => type.ToDisplayString(Plain);

    public static string Escape(string identifier) =>
        SyntaxFacts.GetKeywordKind(identifier) != SyntaxKind.None || identifier == "await" ? "@" + identifier : identifier;
}
