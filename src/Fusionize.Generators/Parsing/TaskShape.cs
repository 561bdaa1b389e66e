using Fusionize.Generators.Analyzers.Values;
using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Parsing;

/// <summary>Why a method can't be a task.</summary>
internal enum TaskProblem
{
    None,
    IsNoOrdinaryMethod,
    ReturnsNoTask,
    IsGeneric,
    IsVirtual,
    HasReferenceParameter,
    HasParamsParameter,
    HasTwoCancellationTokens,
    HasRefLikeParameter,
    IsInaccessible,
    IsNotInClass,
    HasEqualParameterNames,
}

/// <summary>The rules for the shape of a task. The generator and the analyzers use the same rules.</summary>
internal static class TaskShape
{
    public static TaskProblem ProblemOf(IMethodSymbol method)
    {
        if (
            method.MethodKind is not (MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation)
            || method.ContainingType.IsExtension
            || IsCalledByLanguage(method)
        )
            return TaskProblem.IsNoOrdinaryMethod;
        if (!IsTaskLike(method.ReturnType))
            return TaskProblem.ReturnsNoTask;
        if (method.IsGenericMethod || IsInGenericType(method))
            return TaskProblem.IsGeneric;
        if (method.IsVirtual || method.IsAbstract || method.IsOverride || method.IsExtern)
            return TaskProblem.IsVirtual;
        if (method.ReturnsByRef || method.ReturnsByRefReadonly || method.Parameters.Any(static p => p.RefKind != RefKind.None))
            return TaskProblem.HasReferenceParameter;
        if (method.Parameters.Any(static p => p.IsParams))
            return TaskProblem.HasParamsParameter;
        if (method.Parameters.Count(static p => IsCancellationToken(p.Type)) > 1)
            return TaskProblem.HasTwoCancellationTokens;
        if (method.Parameters.Any(IsRefLike))
            return TaskProblem.HasRefLikeParameter;
        // The compiler puts the members of an extension block into a type without a name, so generated code can't call them.
        if (method.ContainingType.IsExtension || (!method.IsStatic && method.ContainingType.TypeKind != TypeKind.Class))
            return TaskProblem.IsNotInClass;
        if (!IsAccessible(method))
            return TaskProblem.IsInaccessible;
        return EqualNames(method) is null ? TaskProblem.None : TaskProblem.HasEqualParameterNames;
    }

    /// <summary>
    /// Whether <c>await using</c> or <c>await foreach</c> calls methods of this name. No interceptor can replace such a call.
    /// </summary>
    public static bool IsCalledByLanguage(IMethodSymbol method) =>
        method is { IsStatic: false, Name: "DisposeAsync" or "MoveNextAsync" } && method.Parameters.All(static p => p.IsOptional || p.IsParams);

    /// <summary>
    /// Two parameters whose names differ by case only, so that a request's arguments can't distinguish them; null if there are none.
    /// </summary>
    public static (IParameterSymbol First, IParameterSymbol Second)? EqualNames(IMethodSymbol method)
    {
        for (var i = 1; i < method.Parameters.Length; i++)
            for (var j = 0; j < i; j++)
                if (string.Equals(method.Parameters[i].Name, method.Parameters[j].Name, StringComparison.OrdinalIgnoreCase))
                    return (method.Parameters[j], method.Parameters[i]);
        return null;
    }

    public static (bool IsValueTask, ITypeSymbol? Result) ReturnOf(ITypeSymbol type) =>
        (type.Name == "ValueTask", type is INamedTypeSymbol { TypeArguments: [var result] } ? result : null);

    public static int CancellationIndex(IMethodSymbol method)
    {
        for (var i = 0; i < method.Parameters.Length; i++)
            if (IsCancellationToken(method.Parameters[i].Type))
                return i;
        return -1;
    }

    public static bool IsCancellationToken(ITypeSymbol type) => type is { Name: "CancellationToken" } && IsSystemThreading(type.ContainingNamespace);

    public static bool IsTaskLike(ITypeSymbol type) =>
        type is INamedTypeSymbol { Name: "Task" or "ValueTask", Arity: 0 or 1 }
        && type.ContainingNamespace is { Name: "Tasks" } space
        && IsSystemThreading(space.ContainingNamespace);

    private static bool IsSystemThreading(INamespaceSymbol space) =>
        space is { Name: "Threading", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } };

    public static bool IsRefLike(IParameterSymbol parameter) =>
        parameter.Type.IsRefLikeType || parameter.Type.TypeKind is TypeKind.Pointer or TypeKind.FunctionPointer;

    /// <summary>
    /// Whether generated code can use the symbol. It is in other files and, for a host, in another assembly that can access internal members, unless
    /// their assembly has a strong name.
    /// </summary>
    public static bool IsAccessible(ISymbol symbol) =>
        symbol is not INamedTypeSymbol { IsFileLocal: true }
        && !ForbiddenUse.IsObsolete(symbol)
        && symbol.DeclaredAccessibility switch
        {
            Accessibility.Public => true,
            Accessibility.Internal or Accessibility.ProtectedOrInternal => !symbol.ContainingAssembly.Identity.HasPublicKey,
            _ => false,
        };

    private static bool IsAccessible(IMethodSymbol method)
    {
        for (ISymbol symbol = method; symbol is not INamespaceSymbol; symbol = symbol.ContainingSymbol)
            if (!IsAccessible(symbol))
                return false;
        return true;
    }

    private static bool IsInGenericType(IMethodSymbol method)
    {
        for (var type = method.ContainingType; type is not null; type = type.ContainingType)
            if (type.IsGenericType)
                return true;
        return false;
    }
}
