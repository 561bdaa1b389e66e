using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Fusionize.Generators.Parsing;

/// <summary>How types and names are written in generated code.</summary>
internal static class TypeNames
{
    private const string Await = "await";

    private static readonly SymbolDisplayFormat Annotated = SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(
        SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier
    );

    // No tuple names and no annotations: one type has one name, which typeof accepts.
    private static readonly SymbolDisplayFormat Plain = SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(
        SymbolDisplayMiscellaneousOptions.ExpandValueTuple
    );

    // The shortcuts spare most of what writing a signature costs.
    public static string ToAnnotatedName(this ITypeSymbol type) => Keyword(type) ?? EscapeAwait(type.ToDisplayString(Annotated));

    public static string ToPlainName(this ITypeSymbol type) => Keyword(type) ?? EscapeAwait(type.ToDisplayString(Plain));

    private static string? Keyword(ITypeSymbol type) =>
        type.SpecialType switch
        {
            SpecialType.System_Boolean => "bool",
            SpecialType.System_Int32 => "int",
            SpecialType.System_Int64 => "long",
            SpecialType.System_Double => "double",
            _ => TaskShape.IsCancellationToken(type) ? "global::System.Threading.CancellationToken" : null,
        };

    /// <summary>A keyword of any kind gets an <c>@</c>: where a contextual one means something changes with the language.</summary>
    public static string Escape(string identifier) =>
        SyntaxFacts.GetKeywordKind(identifier) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(identifier) != SyntaxKind.None
            ? "@" + identifier
            : identifier;

    /// <summary>The one keyword that the compiler doesn't escape in a qualified name and that means something in one, inside an async
    /// method.</summary>
    private static string EscapeAwait(string name) =>
        name.IndexOf(Await, StringComparison.Ordinal) < 0 ? name : Regex.Replace(name, $@"(?<![\w@]){Await}(?!\w)", "@" + Await);
}
