using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Analyzers;

/// <summary>Why a type doesn't come out of JSON as it went in, as far as its declaration tells.</summary>
internal static class Serializability
{
    public static string? ProblemOf(ITypeSymbol type) => ProblemOf(type, "", new HashSet<ITypeSymbol>(SymbolEqualityComparer.Default));

    private static string? ProblemOf(ITypeSymbol type, string path, HashSet<ITypeSymbol> seen)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
            return ProblemOf(nullable.TypeArguments[0], path, seen);
        if (!seen.Add(type) || type.TypeKind == TypeKind.Error || JsonMembers.IsValue(type) || JsonMembers.HasOwnRules(type))
            return null;
        var name = type.ToDisplayString();
        if (WhyNever(type, name) is { } never)
            return path + never;
        if (type is IArrayTypeSymbol array)
            return array.Rank > 1 ? $"{path}'{name}' has several dimensions" : ProblemOf(array.ElementType, path, seen);
        if (JsonMembers.DictionaryOf(type) is { } dictionary)
            return JsonMembers.IsValue(dictionary.Key) ? ProblemOf(dictionary.Value, path, seen) : $"{path}'{name}' has keys that aren't text, numbers or the like";
        if (JsonMembers.ElementOf(type) is { } element)
            return ProblemOf(element, path, seen);
        if (!JsonMembers.IsPolymorphic(type))
        {
            if (type.TypeKind == TypeKind.Interface || type.IsAbstract)
                return $"{path}'{name}' is {(type.TypeKind == TypeKind.Interface ? "an interface" : "abstract")} and names no derived types ([JsonDerivedType])";
            if (!IsConstructible((INamedTypeSymbol)type))
                return $"{path}'{name}' has no constructor that could be chosen: a public one without parameters, a single public one, or one with [JsonConstructor]";
        }
        return ProblemOfMembers(type, path, seen);
    }

    private static string? ProblemOfMembers(ITypeSymbol type, string path, HashSet<ITypeSymbol> seen)
    {
        foreach (var field in JsonMembers.PublicFields(type))
            if (!JsonMembers.Has(field, "JsonIncludeAttribute"))
                return $"{path}field '{type.Name}.{field.Name}' would be lost; make it a property or mark it with [JsonInclude]";
        foreach (var property in JsonMembers.Properties(type))
            if (!JsonMembers.Has(property, "JsonConverterAttribute") && ProblemOf(property.Type, $"property '{type.Name}.{property.Name}': ", seen) is { } problem)
                return problem;
        return null;
    }

    private static string? WhyNever(ITypeSymbol type, string name) => type switch
    {
        { SpecialType: SpecialType.System_Object } or IDynamicTypeSymbol => "'object' comes back as a JsonElement",
        { TypeKind: TypeKind.Delegate } => $"'{name}' is a delegate",
        { TypeKind: TypeKind.Pointer or TypeKind.FunctionPointer } or { IsRefLikeType: true } => $"'{name}' has no value outside its process",
        { IsTupleType: true } => $"the elements of the tuple '{name}' are fields and would be lost; use a record",
        { SpecialType: SpecialType.System_IntPtr or SpecialType.System_UIntPtr } => $"'{name}' has no value outside its process",
        INamedTypeSymbol { Name: "IAsyncEnumerable", Arity: 1 } => $"'{name}' can't be streamed between functions; use IReadOnlyList<T>",
        _ when IsOrDerives(type, "System.IO.Stream") => $"'{name}' is a stream; use byte[]",
        _ when IsOrDerives(type, "System.Threading.Tasks.Task") || IsOrDerives(type, "System.Type") || IsOrDerives(type, "System.Linq.Expressions.Expression")
            || IsOrDerives(type, "System.Threading.CancellationToken") || IsOrDerives(type, "System.Exception") => $"'{name}' is code or state of its process",
        _ => null,
    };

    private static bool IsOrDerives(ITypeSymbol type, string name)
    {
        for (var t = type; t is not null; t = t.BaseType)
            if (t.ToDisplayString() == name)
                return true;
        return false;
    }

    private static bool IsConstructible(INamedTypeSymbol type)
    {
        if (type.IsValueType)
            return true;
        var constructors = type.InstanceConstructors.Where(static c => c.DeclaredAccessibility == Accessibility.Public).ToList();
        return constructors.Count == 1
            || constructors.Any(static c => c.Parameters.IsEmpty)
            || type.InstanceConstructors.Any(static c => JsonMembers.Has(c, "JsonConstructorAttribute"));
    }
}
