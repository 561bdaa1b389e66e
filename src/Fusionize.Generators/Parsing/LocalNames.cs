using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fusionize.Generators.Parsing;

/// <summary>Names that have another meaning inside a method than outside it.</summary>
internal static class LocalNames
{
    /// <summary>The name that a node declares; null if it declares none. (Includes fields, which does no harm.)</summary>
    public static string? DeclaredBy(SyntaxNode node) =>
        node switch
        {
            VariableDeclaratorSyntax variable => variable.Identifier.ValueText,
            ParameterSyntax parameter => parameter.Identifier.ValueText,
            TypeParameterSyntax parameter => parameter.Identifier.ValueText,
            SingleVariableDesignationSyntax designation => designation.Identifier.ValueText,
            LocalFunctionStatementSyntax function => function.Identifier.ValueText,
            ForEachStatementSyntax loop => loop.Identifier.ValueText,
            CatchDeclarationSyntax handler => handler.Identifier.ValueText,
            FromClauseSyntax clause => clause.Identifier.ValueText,
            LetClauseSyntax clause => clause.Identifier.ValueText,
            JoinClauseSyntax clause => clause.Identifier.ValueText,
            JoinIntoClauseSyntax clause => clause.Identifier.ValueText,
            QueryContinuationSyntax continuation => continuation.Identifier.ValueText,
            _ => null,
        };
}
