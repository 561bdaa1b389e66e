using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fusionize.CodeFixes;

/// <summary>FZ0030: passes the cancellation token on.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class PassTokenFix : FusionizeFix
{
    private protected override string RuleId => "FZ0030";

    private protected override IEnumerable<(string Title, Func<SyntaxNode, SyntaxNode> Change)> Fixes(
        SyntaxNode node,
        SemanticModel semantics,
        CancellationToken cancellation
    )
    {
        if (
            node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } call
            || semantics.GetSymbolInfo(call, cancellation).Symbol is not IMethodSymbol method
            || TokenAt(call, semantics, cancellation) is not { } token
        )
            yield break;
        var index = method.Parameters.ToList().FindIndex(static p => p.Type.Name == nameof(CancellationToken));
        var arguments = call.ArgumentList.Arguments;
        var argument = SyntaxFactory.Argument(SyntaxFactory.IdentifierName(token));
        if (arguments.Count != index || arguments.Any(static a => a.NameColon is not null))
            argument = argument.WithNameColon(
                SyntaxFactory.NameColon(SyntaxFactory.IdentifierName(Escaped(method.Parameters[index].Name))).WithTrailingTrivia(SyntaxFactory.Space)
            );
        if (arguments.Count > 0)
            argument = argument.WithLeadingTrivia(SyntaxFactory.Space);
        yield return ($"Pass '{token}' on", root => root.ReplaceNode(call, call.AddArgumentListArguments(argument)));
    }

    private static string? TokenAt(InvocationExpressionSyntax call, SemanticModel semantics, CancellationToken cancellation)
    {
        foreach (var symbol in semantics.LookupSymbols(call.SpanStart).OfType<IParameterSymbol>())
            if (symbol.Type.ToDisplayString() == "System.Threading.CancellationToken")
                return Escaped(symbol.Name);
        return null;
    }

    private static string Escaped(string name) => SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;
}
