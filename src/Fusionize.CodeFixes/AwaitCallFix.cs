using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fusionize.CodeFixes;

/// <summary>
/// FZ0015: awaits a dropped task call, or detaches it. There is no fix if the method isn't async, because the right change isn't mechanical.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class AwaitCallFix : FusionizeFix
{
    private protected override string RuleId => "FZ0015";

    private protected override IEnumerable<(string Title, Func<SyntaxNode, SyntaxNode> Change)> Fixes(
        SyntaxNode node,
        SemanticModel semantics,
        CancellationToken cancellation
    )
    {
        if (
            node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } call
            || call.FirstAncestorOrSelf<ExpressionStatementSyntax>() is not { } statement
            || !(statement.Expression == call || IsDiscardOf(statement.Expression, call))
            || !IsInAsync(call)
        )
            yield break;
        yield return ("Await the call", root => root.ReplaceNode(statement, Await(statement, call)));
        if (call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Detach" })
            yield break;
        yield return ("Detach the call", root => root.ReplaceNode(statement, Await(statement, Detach(call))));
    }

    private static bool IsDiscardOf(ExpressionSyntax expression, InvocationExpressionSyntax call) =>
        expression is AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: "_" } } assignment && assignment.Right == call;

    private static ExpressionStatementSyntax Await(ExpressionStatementSyntax statement, ExpressionSyntax call) =>
        statement.WithExpression(
            SyntaxFactory
                .AwaitExpression(SyntaxFactory.Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(SyntaxFactory.Space), call.WithoutLeadingTrivia())
                .WithLeadingTrivia(statement.Expression.GetLeadingTrivia())
        );

    private static InvocationExpressionSyntax Detach(InvocationExpressionSyntax call) =>
        SyntaxFactory.InvocationExpression(
            SyntaxFactory.MemberAccessExpression(
                SyntaxKind.SimpleMemberAccessExpression,
                call.WithoutTrivia(),
                SyntaxFactory.IdentifierName("Detach")
            )
        );

    private static bool IsInAsync(SyntaxNode node) =>
        node.Ancestors()
            .Select(static a =>
                a switch
                {
                    AnonymousFunctionExpressionSyntax function => function.AsyncKeyword.IsKind(SyntaxKind.AsyncKeyword),
                    LocalFunctionStatementSyntax function => function.Modifiers.Any(SyntaxKind.AsyncKeyword),
                    MethodDeclarationSyntax method => method.Modifiers.Any(SyntaxKind.AsyncKeyword),
                    GlobalStatementSyntax => true,
                    MemberDeclarationSyntax => false,
                    _ => (bool?)null,
                }
            )
            .FirstOrDefault(static isAsync => isAsync is not null)
        ?? false;
}
