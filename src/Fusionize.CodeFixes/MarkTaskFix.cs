using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fusionize.CodeFixes;

/// <summary>FZ0045: makes a method with a route a task.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class MarkTaskFix : FusionizeFix
{
    private protected override string RuleId => "FZ0045";

    private protected override IEnumerable<(string Title, Func<SyntaxNode, SyntaxNode> Change)> Fixes(
        SyntaxNode node,
        SemanticModel semantics,
        CancellationToken cancellation
    )
    {
        if (node.FirstAncestorOrSelf<MethodDeclarationSyntax>() is not { AttributeLists: [var list, ..] } || list.Target is not null)
            yield break;
        var mark = SyntaxFactory.Attribute(SyntaxFactory.IdentifierName("FusionTask"));
        var comma = SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space);
        var marked = list.WithAttributes(SyntaxFactory.SeparatedList([mark, .. list.Attributes], [comma, .. list.Attributes.GetSeparators()]));
        yield return ("Make it a task", root => root.ReplaceNode(list, marked));
    }
}
