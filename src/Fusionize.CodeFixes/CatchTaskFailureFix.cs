using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fusionize.CodeFixes;

/// <summary>FZ0018: catches the failure of a task call and checks its original type.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class CatchTaskFailureFix : FusionizeFix
{
    private protected override string RuleId => "FZ0018";

    private protected override IEnumerable<(string Title, Func<SyntaxNode, SyntaxNode> Change)> Fixes(
        SyntaxNode node,
        SemanticModel semantics,
        CancellationToken cancellation
    )
    {
        if (node.FirstAncestorOrSelf<CatchClauseSyntax>() is { Declaration: { } declaration } clause)
            yield return ("Catch TaskFailedException", root => root.ReplaceNode(clause, Caught(clause, declaration)));
    }

    private static CatchClauseSyntax Caught(CatchClauseSyntax clause, CatchDeclarationSyntax declaration)
    {
        var name = declaration.Identifier.ValueText is { Length: > 0 } given ? given : "e";
        var asked = $"{name}.Is<{declaration.Type.WithoutTrivia()}>()";
        var condition = clause.Filter is { } filter ? $"{asked} && ({filter.FilterExpression.WithoutTrivia()})" : asked;
        var end = clause.Filter?.GetTrailingTrivia() ?? declaration.GetTrailingTrivia();
        return clause
            .WithDeclaration(
                SyntaxFactory
                    .CatchDeclaration(
                        SyntaxFactory.IdentifierName("TaskFailedException").WithTrailingTrivia(SyntaxFactory.Space),
                        SyntaxFactory.Identifier(name)
                    )
                    .WithTrailingTrivia(SyntaxFactory.Space)
            )
            .WithFilter(
                SyntaxFactory.CatchFilterClause(
                    SyntaxFactory.Token(SyntaxKind.WhenKeyword).WithTrailingTrivia(SyntaxFactory.Space),
                    SyntaxFactory.Token(SyntaxKind.OpenParenToken),
                    SyntaxFactory.ParseExpression(condition),
                    SyntaxFactory.Token(SyntaxKind.CloseParenToken).WithTrailingTrivia(end)
                )
            );
    }
}
