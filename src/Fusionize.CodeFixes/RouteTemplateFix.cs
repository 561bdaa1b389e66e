using System.Composition;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fusionize.CodeFixes;

/// <summary>FZ0040: writes a template as it is written here where it is one of ASP.NET Core's, or lacks its first slash.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class RouteTemplateFix : FusionizeFix
{
    private static readonly Regex s_catchAll = new(@"\{\*{1,2}(\w+)\}$", RegexOptions.CultureInvariant);
    private static readonly Regex s_constraint = new(@"\{(\w+):[^{}]*\}", RegexOptions.CultureInvariant);

    private protected override string RuleId => "FZ0040";

    private protected override IEnumerable<(string Title, Func<SyntaxNode, SyntaxNode> Change)> Fixes(
        SyntaxNode node,
        SemanticModel semantics,
        CancellationToken cancellation
    )
    {
        if (
            node.FirstAncestorOrSelf<AttributeSyntax>()?.ArgumentList?.Arguments
            is not [{ Expression: LiteralExpressionSyntax { RawKind: (int)SyntaxKind.StringLiteralExpression } literal }]
        )
            yield break;
        var written = literal.Token.ValueText;
        var template = s_constraint.Replace(s_catchAll.Replace("/" + written.Trim('/'), "{$1+}"), "{$1}");
        if (template != written)
            yield return ($"Write '{template}'", root =>
                root.ReplaceNode(
                    literal,
                    SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(template)).WithTriviaFrom(literal)
                )
            );
    }
}
