using Fusionize.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fusionize.Generators.Analyzers;

/// <summary>
/// Recognizes task calls among operations. A task call is an invocation of a task's method, written as <c>name(…)</c> or <c>receiver.name(…)</c>
/// outside an expression tree. Only such an invocation can be made switchable. Every other use of a task's method is refused.
/// </summary>
internal static class TaskCalls
{
    /// <summary>The called task; null if the call isn't a task call.</summary>
    public static string? IdOf(IInvocationOperation call) => IdOf(call.TargetMethod);

    /// <summary>The task that the method declares; null if it declares none.</summary>
    public static string? IdOf(IMethodSymbol method) => TaskShape.IsTaskLike(method.ReturnType) ? TaskParser.IdOf(Declared(method)) : null;

    /// <summary>The method as it is declared: not reduced, and for a partial method the part with the attributes.</summary>
    public static IMethodSymbol Declared(IMethodSymbol method)
    {
        method = (method.ReducedFrom ?? method).OriginalDefinition;
        return method.PartialDefinitionPart ?? method;
    }

    /// <summary>Why an invocation of a task's method can't be made switchable, as a text that follows "is"; null if it can.</summary>
    public static string? ObstacleOf(IInvocationOperation call) =>
        call.Syntax is not InvocationExpressionSyntax syntax ? "called by a query expression or a collection initializer"
        : !HasName(syntax) ? "called in parentheses"
        : IsInExpressionTree(call) ? "called in an expression tree"
        : null;

    /// <summary>Whether the compiler allows an interceptor for the invocation.</summary>
    public static bool HasName(InvocationExpressionSyntax invocation) =>
        invocation.Expression is SimpleNameSyntax or MemberAccessExpressionSyntax or MemberBindingExpressionSyntax;

    public static bool IsDetach(IInvocationOperation call) => DetachSyntax.IsDetach(call.TargetMethod);

    /// <summary>The task call that <c>Detach</c> is applied to directly; null if it is applied to anything else.</summary>
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

    /// <summary>
    /// The operation whose value is the call's task, or a task that ends with it: a conversion, a branch of a conditional expression, an element of a
    /// tuple, or a method such as <c>ConfigureAwait</c>.
    /// </summary>
    public static IOperation ResultOf(IInvocationOperation call)
    {
        IOperation value = call;
        while (value.Parent is { } parent && PassesOn(parent, value))
            value = parent;
        return value;
    }

    private static bool PassesOn(IOperation parent, IOperation value) =>
        parent switch
        {
            IConversionOperation or IParenthesizedOperation or ICoalesceOperation or ITupleOperation => true,
            IConditionalAccessOperation access => access.WhenNotNull == value,
            IConditionalOperation conditional => conditional.Condition != value,
            ISwitchExpressionArmOperation arm => arm.Value == value,
            ISwitchExpressionOperation choice => choice.Value != value,
            IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "AsTask" or "Preserve" or "WaitAsync" } call => call.Instance == value,
            _ => false,
        };

    /// <summary>Removes parentheses and implicit conversions only. The generator doesn't look through casts.</summary>
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

    /// <summary>In an expression tree a call is data and isn't executed. Tests of the application use that.</summary>
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

    /// <summary>Whether a test names the task to invoke by an expression. The expression is never compiled and run.</summary>
    public static bool IsForTest(IOperation operation)
    {
        for (var o = operation.Parent; o is not null; o = o.Parent)
            if (o is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.ContainingType: { Name: "FusionizedApp" } type } })
                return type.ContainingNamespace.ToDisplayString() == "Fusionize.Testing";
        return false;
    }
}
