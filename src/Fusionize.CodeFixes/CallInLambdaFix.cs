using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fusionize.CodeFixes;

/// <summary>FZ0017: replaces a task that is used as a delegate by a lambda with a call.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class CallInLambdaFix : FusionizeFix
{
    private protected override string RuleId => "FZ0017";

    private protected override IEnumerable<(string Title, Func<SyntaxNode, SyntaxNode> Change)> Fixes(
        SyntaxNode node,
        SemanticModel semantics,
        CancellationToken cancellation
    )
    {
        if (node is not ExpressionSyntax expression)
            yield break;
        while (expression.Parent is MemberAccessExpressionSyntax access && access.Name == expression)
            expression = access;
        if (
            expression.Parent is InvocationExpressionSyntax invocation && invocation.Expression == expression
            || semantics.GetSymbolInfo(expression, cancellation).Symbol is not IMethodSymbol method
        )
            yield break;
        yield return ("Call it in a lambda", root => root.ReplaceNode(expression, Lambda(expression, method)));
    }

    private static ExpressionSyntax Lambda(ExpressionSyntax task, IMethodSymbol method)
    {
        var names = method.Parameters.Select(static p => SyntaxFacts.GetKeywordKind(p.Name) == SyntaxKind.None ? p.Name : "@" + p.Name).ToList();
        var parameters = names.Count == 1 ? names[0] : $"({string.Join(", ", names)})";
        var lambda = $"{parameters} => {task.WithoutTrivia()}({string.Join(", ", names)})";
        return SyntaxFactory.ParseExpression(task.Parent is CastExpressionSyntax ? $"({lambda})" : lambda).WithTriviaFrom(task);
    }
}
