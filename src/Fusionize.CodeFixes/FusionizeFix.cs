using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Fusionize.CodeFixes;

/// <summary>A fix that replaces nodes of one document.</summary>
public abstract class FusionizeFix : CodeFixProvider
{
    private protected abstract string RuleId { get; }

    public sealed override ImmutableArray<string> FixableDiagnosticIds => [RuleId];

    public sealed override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (
            await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } root
            || await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false) is not { } semantics
        )
            return;
        foreach (var diagnostic in context.Diagnostics)
            foreach (
                var (title, change) in Fixes(
                    root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true),
                    semantics,
                    context.CancellationToken
                )
            )
                context.RegisterCodeFix(
                    CodeAction.Create(title, _ => Task.FromResult(context.Document.WithSyntaxRoot(change(root))), equivalenceKey: title),
                    diagnostic
                );
    }

    /// <summary>The fixes for the diagnostic on a node: for each a title and the change of the document's root.</summary>
    private protected abstract IEnumerable<(string Title, Func<SyntaxNode, SyntaxNode> Change)> Fixes(
        SyntaxNode node,
        SemanticModel semantics,
        CancellationToken cancellation
    );
}
