using System.Text.RegularExpressions;
using Fusionize.Shared;
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

    // Without tuple names and annotations, so that each type has exactly one name, and typeof accepts it.
    private static readonly SymbolDisplayFormat Plain = SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(
        SymbolDisplayMiscellaneousOptions.ExpandValueTuple
    );

    // These shortcuts save most of the time that writing a signature takes.
    public static string ToAnnotatedName(this ITypeSymbol type) => Keyword(type) ?? EscapeAwait(type.ToDisplayString(Annotated));

    public static string ToPlainName(this ITypeSymbol type) => Keyword(type) ?? EscapeAwait(type.ToDisplayString(Plain));

    /// <summary>The plain name, with a place for each type parameter of a method (<see cref="OpenType"/>).</summary>
    public static string ToOpenName(this ITypeSymbol type) =>
        EscapeAwait(
            string.Concat(
                type.ToDisplayParts(Plain)
                    .Select(static part =>
                        part.Symbol is ITypeParameterSymbol { DeclaringMethod: not null } parameter
                            ? OpenType.Place(parameter.Ordinal)
                            : part.ToString()
                    )
            )
        );

    private static string? Keyword(ITypeSymbol type) =>
        type.SpecialType switch
        {
            SpecialType.System_Boolean => "bool",
            SpecialType.System_Int32 => "int",
            SpecialType.System_Int64 => "long",
            SpecialType.System_Double => "double",
            _ => TaskShape.IsCancellationToken(type) ? "global::System.Threading.CancellationToken" : null,
        };

    /// <summary>
    /// Each keyword gets an <c>@</c>. Contextual keywords get it, too, because new language versions can give them a meaning in more places.
    /// </summary>
    public static string Escape(string identifier) =>
        SyntaxFacts.GetKeywordKind(identifier) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(identifier) != SyntaxKind.None
            ? "@" + identifier
            : identifier;

    /// <summary>
    /// The only keyword that the compiler doesn't escape in a qualified name although it has a meaning there, inside an async method.
    /// </summary>
    private static string EscapeAwait(string name) =>
        name.IndexOf(Await, StringComparison.Ordinal) < 0 ? name : Regex.Replace(name, $@"(?<![\w@]){Await}(?!\w)", "@" + Await);
}
