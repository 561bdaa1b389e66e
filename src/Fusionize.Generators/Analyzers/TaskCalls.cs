using Fusionize.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fusionize.Generators.Analyzers;

/// <summary>
/// What a task call is, among operations: an invocation of a task's method, written as <c>name(…)</c> or <c>receiver.name(…)</c> outside of an
/// expression tree. Only such an invocation can be made switchable; every other way to get at a task's method is refused.
/// </summary>
internal static class TaskCalls
{
    /// <summary>The called task; null where the call is of no task.</summary>
    public static string? IdOf(IInvocationOperation call) => IdOf(call.TargetMethod);

    /// <summary>The task that a method is; null where it is none.</summary>
    public static string? IdOf(IMethodSymbol method) => TaskShape.IsTaskLike(method.ReturnType) ? TaskParser.IdOf(Declared(method)) : null;

    /// <summary>The method as it is declared: not reduced, and of a partial one the part with the attributes.</summary>
    public static IMethodSymbol Declared(IMethodSymbol method)
    {
        method = (method.ReducedFrom ?? method).OriginalDefinition;
        return method.PartialDefinitionPart ?? method;
    }

    /// <summary>Why an invocation of a task's method can't be made switchable, to follow "is"; null where it can.</summary>
    public static string? ObstacleOf(IInvocationOperation call) =>
        call.Syntax is not InvocationExpressionSyntax syntax ? "called by a query expression or a collection initializer"
        : !HasName(syntax) ? "called in parentheses"
        : IsInExpressionTree(call) ? "called in an expression tree"
        : null;

    /// <summary>Whether the compiler lets another method take the invocation's place.</summary>
    public static bool HasName(InvocationExpressionSyntax invocation) =>
        invocation.Expression is SimpleNameSyntax or MemberAccessExpressionSyntax or MemberBindingExpressionSyntax;

    public static bool IsDetach(IInvocationOperation call) => DetachSyntax.IsDetach(call.TargetMethod);

    /// <summary>The task call whose task <c>Detach</c> takes directly; null where it takes anything else.</summary>
    public static IInvocationOperation? DetachedCall(IInvocationOperation detach) =>
        detach.Arguments.FirstOrDefault()?.Value is { } argument && Within(argument) is IInvocationOperation call && IdOf(call) is not null
            ? call
            : null;

    public static bool IsDetached(IInvocationOperation call)
    {
        var parent = call.Parent;
        while (parent is IParenthesizedOperation or IConversionOperation { IsImplicit: true } or IArgumentOperation)
            parent = parent.Parent;
        return parent is IInvocationOperation detach && IsDetach(detach);
    }

    /// <summary>A cast is more than a pair of parentheses: the generator doesn't look through it.</summary>
    private static IOperation Within(IOperation operation)
    {
        while (true)
            switch (operation)
            {
                case IParenthesizedOperation parenthesized:
                    operation = parenthesized.Operand;
                    break;
                case IConversionOperation { IsImplicit: true } conversion:
                    operation = conversion.Operand;
                    break;
                default:
                    return operation;
            }
    }

    /// <summary>There it is data, which says what is written; for a test of the application that is what it is for.</summary>
    private static bool IsInExpressionTree(IOperation operation)
    {
        for (var o = operation.Parent; o is not null; o = o.Parent)
            if (
                o is IConversionOperation { Operand: IAnonymousFunctionOperation, Type: { Name: "Expression" } type }
                && type.ContainingNamespace.ToDisplayString() == "System.Linq.Expressions"
            )
                return true;
        return false;
    }

    /// <summary>A test that says by an expression which task is to be invoked; nothing compiles and runs it.</summary>
    public static bool IsForTest(IOperation operation)
    {
        for (var o = operation.Parent; o is not null; o = o.Parent)
            if (o is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.ContainingType: { Name: "FusionizedApp" } type } })
                return type.ContainingNamespace.ToDisplayString() == "Fusionize.Testing";
        return false;
    }
}
