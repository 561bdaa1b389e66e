using System.Collections.Immutable;
using Fusionize.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fusionize.Generators.Analyzers;

/// <summary>Suppresses the compiler's warning about a call that isn't awaited if FZ0015 reports the same call with a more specific message.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class NotAwaitedSuppressor : DiagnosticSuppressor
{
    private static readonly SuppressionDescriptor s_saidByUs = new("FZS0015", "CS4014", "FZ0015 reports the same call.");

    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions => [s_saidByUs];

    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        foreach (var diagnostic in context.ReportedDiagnostics)
        {
            if (diagnostic.Location.SourceTree is not { } tree || IsOff(context.Compilation.Options, tree, context.CancellationToken))
                continue;
            var node = tree.GetRoot(context.CancellationToken).FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
            var operation = context.GetSemanticModel(tree).GetOperation(node, context.CancellationToken);
            if (operation?.DescendantsAndSelf().Any(o => IsReported(o, node)) == true)
                context.ReportSuppression(Suppression.Create(s_saidByUs, diagnostic));
        }
    }

    private static bool IsReported(IOperation operation, SyntaxNode statement) =>
        operation is IInvocationOperation call
        && (TaskCalls.IdOf(call) is not null && !TaskCalls.IsDetached(call) || TaskCalls.IsDetach(call) && TaskCalls.DetachedCall(call) is not null)
        && TaskCalls.ResultOf(call).Syntax == statement;

    private static bool IsOff(CompilationOptions options, SyntaxTree tree, CancellationToken cancellation) =>
        options.SpecificDiagnosticOptions.TryGetValue(Rules.NotAwaited.Id, out var severity) && severity == ReportDiagnostic.Suppress
        || options.SyntaxTreeOptionsProvider?.TryGetDiagnosticValue(tree, Rules.NotAwaited.Id, cancellation, out severity) == true
            && severity == ReportDiagnostic.Suppress;
}
