using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Analyzers.Values;

/// <summary>The constructor that generated JSON metadata uses to read a type.</summary>
internal static class Construction
{
    /// <summary>The constructor, or the reason why there is none. The constructor is null for a struct that starts from its default value.</summary>
    public static (IMethodSymbol? Constructor, string? Problem) Of(INamedTypeSymbol type)
    {
        var declared = type.InstanceConstructors.Where(c => !(type.IsValueType && c.IsImplicitlyDeclared && c.Parameters.IsEmpty)).ToList();
        var marked = declared.Where(static c => JsonAttributes.Has(c, "JsonConstructorAttribute")).ToList();
        if (marked.Count > 1)
            return (null, $"'{type.ToDisplayString()}' has several constructors with [JsonConstructor]");
        if (marked.Count == 1)
            return marked[0].DeclaredAccessibility == Accessibility.Public
                ? (marked[0], null)
                : (
                    null,
                    $"the constructor of '{type.ToDisplayString()}' with [JsonConstructor] isn't public, "
                        + $"and generated code in a function can't call it"
                );
        if (type.IsValueType)
            return (null, null);
        var open = declared.Where(static c => c.DeclaredAccessibility == Accessibility.Public).ToList();
        return (open.FirstOrDefault(static c => c.Parameters.IsEmpty) ?? (open.Count == 1 ? open[0] : null)) is { } constructor
            ? (constructor, null)
            : (
                null,
                $"'{type.ToDisplayString()}' has no constructor that could be chosen: a public one without parameters, a single public one, "
                    + $"or a public one with [JsonConstructor]"
            );
    }
}
