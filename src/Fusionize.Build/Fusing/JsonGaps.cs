using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Fusionize.Build.Fusing;

/// <summary>
/// Types whose metadata a compiled JSON context needs but doesn't contain. Its generator supports only one of two types with the same simple name,
/// such as <c>List&lt;A.State&gt;</c> and <c>List&lt;B.State&gt;</c>. An attribute of the context can set another name for such a type.
/// </summary>
internal static class JsonGaps
{
    /// <returns>The types in C#.</returns>
    public static IReadOnlyList<string> Of(string host)
    {
        using var module = ModuleDefinition.ReadModule(host);
        // A host for tests isn't optimized, so its code has other forms than those that a JsonTable knows.
        if (JsonTable.MethodOf(module) is not { } method)
            return [];
        var context = method.DeclaringType;
        var there = method
            .Body.Instructions.Where(i => i.OpCode == OpCodes.Ldtoken)
            .Select(i => i.Operand)
            .OfType<TypeReference>()
            .Select(t => t.FullName)
            .ToHashSet(StringComparer.Ordinal);
        var names = context.Methods.Select(m => m.Name).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. context
                .Methods.Where(m => m.HasBody)
                .SelectMany(m => m.Body.Instructions)
                .Select(i => i.Operand)
                .OfType<GenericInstanceMethod>()
                .Where(m => m.DeclaringType.Name == "JsonMetadataServices")
                .SelectMany(m => m.GenericArguments)
                .Where(t => !t.ContainsGenericParameter && !there.Contains(t.FullName) && names.Contains("Create_" + SimpleName(t)))
                .Select(CSharp)
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>The name that the generator would use.</summary>
    private static string SimpleName(TypeReference type) =>
        type switch
        {
            ArrayType { Rank: 1 } array => SimpleName(array.ElementType) + "Array",
            GenericInstanceType generic => WithoutArity(generic.ElementType.Name) + string.Concat(generic.GenericArguments.Select(SimpleName)),
            _ => WithoutArity(type.Name),
        };

    private static string CSharp(TypeReference type) =>
        type switch
        {
            ArrayType { Rank: 1 } array => CSharp(array.ElementType) + "[]",
            GenericInstanceType generic => Qualified(generic.ElementType, new Queue<TypeReference>(generic.GenericArguments)),
            _ => Qualified(type, []),
        };

    private static string Qualified(TypeReference type, Queue<TypeReference> arguments)
    {
        var outer =
            type.DeclaringType is { } declaring ? Qualified(declaring, arguments) + "."
            : type.Namespace.Length == 0 ? "global::"
            : "global::@" + type.Namespace.Replace(".", ".@", StringComparison.Ordinal) + ".";
        var arity = type.Name.Contains('`', StringComparison.Ordinal)
            ? int.Parse(type.Name[(type.Name.IndexOf('`', StringComparison.Ordinal) + 1)..], null)
            : 0;
        var own = Enumerable.Range(0, arity).Select(_ => CSharp(arguments.Dequeue())).ToList();
        return $"{outer}@{WithoutArity(type.Name)}{(own.Count > 0 ? $"<{string.Join(", ", own)}>" : "")}";
    }

    private static string WithoutArity(string name) => name.Split('`')[0];
}
