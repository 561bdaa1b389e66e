using System.Collections.Immutable;
using Fusionize.Generators.Diagnostics;
using Fusionize.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fusionize.Generators.Analyzers;

/// <summary>Checks that a task call passes on the available cancellation token. A detached call needs none, because nobody waits for it.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class CancellationAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rules.TokenNotPassedOn];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterOperationAction(static c => Check(c, (IInvocationOperation)c.Operation), OperationKind.Invocation);
    }

    private static void Check(OperationAnalysisContext context, IInvocationOperation call)
    {
        if (
            OmittedToken(call) is not { } parameter
            || TaskCalls.IdOf(call) is not { } id
            || TaskCalls.IsDetached(call)
            || TokenAt(call, context.ContainingSymbol) is not { } token
        )
            return;
        context.ReportDiagnostic(
            Diagnostic.Create(
                Rules.TokenNotPassedOn,
                call.Syntax.GetLocation(),
                ImmutableDictionary<string, string?>.Empty.Add("token", token.Name).Add("parameter", parameter.Name),
                id,
                token.Name
            )
        );
    }

    private static IParameterSymbol? OmittedToken(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
            if (argument is { ArgumentKind: ArgumentKind.DefaultValue, Parameter: { } parameter } && TaskShape.IsCancellationToken(parameter.Type))
                return parameter;
        return null;
    }

    /// <summary>The only token among the parameters around the call; null if there are several, because the right one is unknown.</summary>
    private static IParameterSymbol? TokenAt(IOperation call, ISymbol containing)
    {
        var found = new List<IParameterSymbol>();
        for (var o = call.Parent; o is not null; o = o.Parent)
        {
            var (function, isStatic) = o switch
            {
                IAnonymousFunctionOperation lambda => (lambda.Symbol, lambda.Symbol.IsStatic),
                ILocalFunctionOperation local => (local.Symbol, local.Symbol.IsStatic),
                _ => (null, false),
            };
            found.AddRange((function?.Parameters ?? []).Where(static p => TaskShape.IsCancellationToken(p.Type)));
            if (isStatic)
                return found is [var only] ? only : null;
        }
        found.AddRange((containing as IMethodSymbol)?.Parameters.Where(static p => TaskShape.IsCancellationToken(p.Type)) ?? []);
        return found is [var token] ? token : null;
    }
}
