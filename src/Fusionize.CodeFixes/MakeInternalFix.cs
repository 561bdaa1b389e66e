using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fusionize.CodeFixes;

/// <summary>FZ0008: makes a task, and the types around it, visible to generated code.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class MakeInternalFix : FusionizeFix
{
    private protected override string RuleId => "FZ0008";

    private protected override IEnumerable<(string Title, Func<SyntaxNode, SyntaxNode> Change)> Fixes(
        SyntaxNode node,
        SemanticModel semantics,
        CancellationToken cancellation
    )
    {
        if (
            node.FirstAncestorOrSelf<SyntaxNode>(n => n is MethodDeclarationSyntax or LocalFunctionStatementSyntax)
            is not MethodDeclarationSyntax method
        )
            yield break;
        var hidden = method
            .AncestorsAndSelf()
            .OfType<MemberDeclarationSyntax>()
            .Where(m => m is MethodDeclarationSyntax or BaseTypeDeclarationSyntax && IsHidden(m, semantics, cancellation))
            .ToList();
        if (hidden.Count > 0 && !hidden.Any(m => m.Modifiers.Any(SyntaxKind.FileKeyword)))
            yield return ("Make it internal", root => root.ReplaceNodes(hidden, (_, member) => MakeInternal(member)));
    }

    private static bool IsHidden(MemberDeclarationSyntax member, SemanticModel semantics, CancellationToken cancellation) =>
        semantics.GetDeclaredSymbol(member, cancellation) is { } symbol
        && (
            symbol is INamedTypeSymbol { IsFileLocal: true }
            || symbol.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal)
        );

    private static MemberDeclarationSyntax MakeInternal(MemberDeclarationSyntax member)
    {
        var first = member.Modifiers.Count > 0 ? member.Modifiers[0] : FirstTokenAfterAttributes(member);
        var keyword = SyntaxFactory.Token(first.LeadingTrivia, SyntaxKind.InternalKeyword, SyntaxFactory.TriviaList(SyntaxFactory.Space));
        var bare = member.ReplaceToken(first, first.WithLeadingTrivia());
        var others = bare.Modifiers.Where(m => !m.IsKind(SyntaxKind.PrivateKeyword) && !m.IsKind(SyntaxKind.ProtectedKeyword));
        return bare.WithModifiers(SyntaxFactory.TokenList([keyword, .. others]));
    }

    private static SyntaxToken FirstTokenAfterAttributes(MemberDeclarationSyntax member) =>
        member.AttributeLists.Count > 0 ? member.AttributeLists.Last().GetLastToken().GetNextToken() : member.GetFirstToken();
}
