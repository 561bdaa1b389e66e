using System.Collections.Immutable;
using Fusionize.Generators.Diagnostics;
using Fusionize.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fusionize.Generators.Analyzers;

/// <summary>Checks how tasks are called: awaited or detached, and with handlers for the exceptions that a task call throws.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class TaskCallAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rules.NotAwaited, Rules.DetachNotOnCall, Rules.UnreachableCatch];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterOperationAction(static c => CheckInvocation(c, (IInvocationOperation)c.Operation), OperationKind.Invocation);
        context.RegisterOperationAction(static c => CheckReference(c, (IMethodReferenceOperation)c.Operation), OperationKind.MethodReference);
        context.RegisterOperationAction(static c => CheckDynamic(c, (IDynamicInvocationOperation)c.Operation), OperationKind.DynamicInvocation);
        context.RegisterOperationAction(static c => CheckTry(c, (ITryOperation)c.Operation), OperationKind.Try);
    }

    private static void CheckInvocation(OperationAnalysisContext context, IInvocationOperation call)
    {
        if (TaskCalls.IsDetach(call))
        {
            if (TaskCalls.DetachedCall(call) is not { } detached)
                context.ReportDiagnostic(Diagnostic.Create(Rules.DetachNotOnCall, call.Syntax.GetLocation()));
            else if (IsDropped(call) || IsForgotten(call))
                ReportNotAwaited(context, call, TaskCalls.IdOf(detached)!, "detached, but nothing awaits that it is handed over");
            return;
        }
        if (TaskCalls.IdOf(call) is not { } id)
            return;
        if (IsDropped(call) || IsForgotten(call))
            ReportNotAwaited(context, call, id, "neither awaited nor detached");
    }

    private static void ReportNotAwaited(OperationAnalysisContext context, IInvocationOperation call, string id, string how) =>
        context.ReportDiagnostic(Diagnostic.Create(Rules.NotAwaited, call.Syntax.GetLocation(), id, how));

    private static void CheckReference(OperationAnalysisContext context, IMethodReferenceOperation reference)
    {
        if (DetachSyntax.IsDetach(reference.Method) && reference.Parent is not INameOfOperation)
            context.ReportDiagnostic(Diagnostic.Create(Rules.DetachNotOnCall, reference.Syntax.GetLocation()));
    }

    private static void CheckDynamic(OperationAnalysisContext context, IDynamicInvocationOperation call)
    {
        if (
            call.SemanticModel!.GetSymbolInfo(call.Syntax, context.CancellationToken)
                .CandidateSymbols.Any(static c => c is IMethodSymbol method && DetachSyntax.IsDetach(method))
        )
            context.ReportDiagnostic(Diagnostic.Create(Rules.DetachNotOnCall, call.Syntax.GetLocation()));
    }

    private static bool IsDropped(IInvocationOperation call) =>
        TaskCalls.ResultOf(call).Parent is IExpressionStatementOperation or ISimpleAssignmentOperation { Target: IDiscardOperation };

    /// <summary>Whether the task is stored in a variable that nothing awaits: it is never read, or only its state is read.</summary>
    private static bool IsForgotten(IInvocationOperation call)
    {
        var value = TaskCalls.ResultOf(call);
        var variable = value.Parent switch
        {
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => declarator.Symbol,
            ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var local }, Parent: IExpressionStatementOperation } => local,
            _ => null,
        };
        if (variable is null)
            return false;
        var root = value;
        while (root.Parent is not null)
            root = root.Parent;
        return !root.Descendants()
            .OfType<ILocalReferenceOperation>()
            .Any(r => SymbolEqualityComparer.Default.Equals(r.Local, variable) && !IsWrittenOrAsked(r));
    }

    private static bool IsWrittenOrAsked(ILocalReferenceOperation reference) =>
        reference.Parent switch
        {
            ISimpleAssignmentOperation { Target: var target } => target == reference,
            IPropertyReferenceOperation
            {
                Property.Name: "Status" or "IsCompleted" or "IsCompletedSuccessfully" or "IsFaulted" or "IsCanceled" or "Id"
            } => true,
            _ => false,
        };

    /// <summary>A block that only calls tasks can only throw the exceptions of task calls.</summary>
    private static void CheckTry(OperationAnalysisContext context, ITryOperation block)
    {
        var hasTaskCall = false;
        foreach (var operation in block.Body.Descendants())
        {
            switch (operation)
            {
                case IInvocationOperation call when TaskCalls.IdOf(call) is not null:
                    hasTaskCall = true;
                    break;
                case IInvocationOperation call when TaskCalls.IsDetach(call) || call.TargetMethod.Name == "ConfigureAwait":
                    break;
                case IInvocationOperation or IThrowOperation or IDynamicInvocationOperation or IUsingOperation or IForEachLoopOperation:
                    return;
            }
        }
        if (!hasTaskCall || context.Compilation.GetTypeByMetadataName(Shared.Names.TaskFailedException) is not { } failure)
            return;
        foreach (var handler in block.Catches)
            if (
                !CanCatch(handler.ExceptionType, failure)
                && handler.Syntax is Microsoft.CodeAnalysis.CSharp.Syntax.CatchClauseSyntax { Declaration: { } declaration }
            )
                context.ReportDiagnostic(
                    Diagnostic.Create(
                        Rules.UnreachableCatch,
                        declaration.Type.GetLocation(),
                        handler.ExceptionType.ToMinimalDisplayString(context.Operation.SemanticModel!, declaration.SpanStart)
                    )
                );
    }

    /// <summary>Whether a handler can catch a failed task, a cancellation, or an exception that the runtime throws around the call.</summary>
    private static bool CanCatch(ITypeSymbol handled, INamedTypeSymbol failure)
    {
        for (ITypeSymbol? type = failure; type is not null; type = type.BaseType)
            if (SymbolEqualityComparer.Default.Equals(type, handled))
                return true;
        for (var type = handled; type is not null; type = type.BaseType)
            if (
                type.ToDisplayString() == "System.OperationCanceledException"
                || SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, failure.ContainingAssembly)
            )
                return true;
        return false;
    }
}
