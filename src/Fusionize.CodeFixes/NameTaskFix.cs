using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fusionize.CodeFixes;

/// <summary>FZ0011: names a task after its class, and an overload after the types of its parameters, too.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class NameTaskFix : FusionizeFix
{
    private protected override string RuleId => "FZ0011";

    private protected override IEnumerable<(string Title, Func<SyntaxNode, SyntaxNode> Change)> Fixes(
        SyntaxNode node,
        SemanticModel semantics,
        CancellationToken cancellation
    )
    {
        if (
            node.FirstAncestorOrSelf<MethodDeclarationSyntax>() is not { } method
            || semantics.GetDeclaredSymbol(method, cancellation) is not { } symbol
            || method.AttributeLists.SelectMany(l => l.Attributes).FirstOrDefault(a => IsTaskAttribute(a, semantics, cancellation))
                is not { } attribute
        )
            yield break;
        var name = NameFor(symbol);
        yield return ($"Name it \"{name}\"", root => root.ReplaceNode(attribute, WithName(attribute, name)));
    }

    private static bool IsTaskAttribute(AttributeSyntax attribute, SemanticModel semantics, CancellationToken cancellation) =>
        semantics.GetSymbolInfo(attribute, cancellation).Symbol?.ContainingType
            is { Name: "FusionTaskAttribute", ContainingNamespace.Name: "Fusionize" };

    private static string NameFor(IMethodSymbol method)
    {
        var name = $"{method.ContainingType.Name}.{method.Name}";
        var isOverload = method.ContainingType.GetMembers(method.Name).OfType<IMethodSymbol>().Count() > 1;
        var types = isOverload ? method.Parameters.Select(p => p.Type.Name).Where(n => n is not ("" or "CancellationToken")) : [];
        return string.Join(".", [name, .. types]);
    }

    private static AttributeSyntax WithName(AttributeSyntax attribute, string name)
    {
        var argument = SyntaxFactory
            .AttributeArgument(SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(name)))
            .WithNameEquals(
                SyntaxFactory
                    .NameEquals(SyntaxFactory.IdentifierName("Name").WithTrailingTrivia(SyntaxFactory.Space))
                    .WithEqualsToken(SyntaxFactory.Token(SyntaxKind.EqualsToken).WithTrailingTrivia(SyntaxFactory.Space))
            );
        var others = attribute.ArgumentList?.Arguments.Where(a => a.NameEquals?.Name.Identifier.ValueText != "Name").ToList() ?? [];
        var comma = SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space);
        return attribute.WithArgumentList(
            SyntaxFactory.AttributeArgumentList(SyntaxFactory.SeparatedList([.. others, argument], Enumerable.Repeat(comma, others.Count)))
        );
    }
}
