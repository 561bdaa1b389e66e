using Fusionize.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fusionize.Generators.Analyzers;

/// <summary>Task calls among operations.</summary>
internal static class TaskCalls
{
    /// <summary>The called task; null where the call is of no task.</summary>
    public static string? IdOf(IInvocationOperation call) => IdOf(call.TargetMethod);

    /// <summary>The task that a method is; null where it is none.</summary>
    public static string? IdOf(IMethodSymbol method)
    {
        method = method.ReducedFrom ?? method;
        return TaskShape.IsTaskLike(method.ReturnType) ? TaskParser.IdOf(method.PartialDefinitionPart ?? method) : null;
    }

    public static bool IsDetach(IInvocationOperation call) => DetachSyntax.IsDetach(call.TargetMethod);

    /// <summary>Whether <c>Detach</c> takes a task call's task directly.</summary>
    public static bool IsDetachOfCall(IInvocationOperation detach)
    {
        var argument = detach.Arguments.FirstOrDefault()?.Value;
        while (argument is IConversionOperation or IParenthesizedOperation)
            argument = argument is IConversionOperation conversion ? conversion.Operand : ((IParenthesizedOperation)argument).Operand;
        return argument is IInvocationOperation call && IdOf(call) is not null;
    }

    public static bool IsDetached(IInvocationOperation call)
    {
        IOperation? parent = call.Parent;
        while (parent is IConversionOperation or IParenthesizedOperation or IArgumentOperation)
            parent = parent.Parent;
        return parent is IInvocationOperation detach && IsDetach(detach);
    }
}
