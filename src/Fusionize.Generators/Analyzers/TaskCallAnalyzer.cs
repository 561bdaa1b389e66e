using System.Collections.Immutable;
using Fusionize.Generators.Diagnostics;
using Fusionize.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fusionize.Generators.Analyzers;

/// <summary>How tasks are called: awaited or detached, and as calls at all.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class TaskCallAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rules.NotAwaited, Rules.DetachNotOnCall, Rules.NotACall, Rules.UnreachableCatch];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterOperationAction(static c => CheckInvocation(c, (IInvocationOperation)c.Operation), OperationKind.Invocation);
        context.RegisterOperationAction(static c => CheckReference(c, (IMethodReferenceOperation)c.Operation), OperationKind.MethodReference);
        context.RegisterOperationAction(static c => CheckTry(c, (ITryOperation)c.Operation), OperationKind.Try);
    }

    private static void CheckInvocation(OperationAnalysisContext context, IInvocationOperation call)
    {
        if (TaskCalls.IsDetach(call))
        {
            if (!TaskCalls.IsDetachOfCall(call))
                context.ReportDiagnostic(Diagnostic.Create(Rules.DetachNotOnCall, call.Syntax.GetLocation()));
            return;
        }
        if (TaskCalls.IdOf(call) is not { } id)
            return;
        if (IsDropped(call))
            context.ReportDiagnostic(Diagnostic.Create(Rules.NotAwaited, call.Syntax.GetLocation(), id));
        if (IsInExpressionTree(call))
            context.ReportDiagnostic(Diagnostic.Create(Rules.NotACall, call.Syntax.GetLocation(), id, "part of an expression tree"));
    }

    private static void CheckReference(OperationAnalysisContext context, IMethodReferenceOperation reference)
    {
        if (TaskCalls.IdOf(reference.Method) is { } id && reference.Parent is not INameOfOperation)
            context.ReportDiagnostic(Diagnostic.Create(Rules.NotACall, reference.Syntax.GetLocation(), id, "a delegate"));
    }

    private static bool IsDropped(IOperation call) => call.Parent switch
    {
        IExpressionStatementOperation => true,
        ISimpleAssignmentOperation { Target: IDiscardOperation } => true,
        IConversionOperation conversion => IsDropped(conversion),
        IConditionalAccessOperation access => IsDropped(access),
        _ => false,
    };

    private static bool IsInExpressionTree(IOperation operation)
    {
        for (var o = operation.Parent; o is not null; o = o.Parent)
            if (o is IConversionOperation { Operand: IAnonymousFunctionOperation, Type: { Name: "Expression" } type }
                && type.ContainingNamespace.ToDisplayString() == "System.Linq.Expressions")
                return !IsForTest(o);
        return false;
    }

    /// <summary>A test that says by the expression which task is to be invoked; nothing compiles and runs it.</summary>
    private static bool IsForTest(IOperation expression) =>
        expression.Parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.ContainingType: { Name: "FusionizedApp" } type } }
        && type.ContainingNamespace.ToDisplayString() == "Fusionize.Testing";

    /// <summary>A block that does nothing but call tasks can only fail with what task calls throw.</summary>
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
            if (!CanCatch(handler.ExceptionType, failure) && handler.Syntax is Microsoft.CodeAnalysis.CSharp.Syntax.CatchClauseSyntax { Declaration: { } declaration })
                context.ReportDiagnostic(Diagnostic.Create(
                    Rules.UnreachableCatch, declaration.Type.GetLocation(), handler.ExceptionType.ToMinimalDisplayString(context.Operation.SemanticModel!, declaration.SpanStart)));
    }

    /// <summary>A failure, a cancellation, or what is raised by the runtime around the call.</summary>
    private static bool CanCatch(ITypeSymbol handled, INamedTypeSymbol failure)
    {
        for (ITypeSymbol? type = failure; type is not null; type = type.BaseType)
            if (SymbolEqualityComparer.Default.Equals(type, handled))
                return true;
        for (var type = handled; type is not null; type = type.BaseType)
            if (type.ToDisplayString() == "System.OperationCanceledException" || SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, failure.ContainingAssembly))
                return true;
        return false;
    }
}
