using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Analyzers;

/// <summary>Through what an object that two tasks share could be changed. Structs count by what they hold: they themselves are copied.</summary>
internal static class Mutability
{
    private static readonly HashSet<string> Collections = new(StringComparer.Ordinal)
    {
        "List", "Dictionary", "HashSet", "SortedSet", "SortedDictionary", "SortedList", "LinkedList", "Queue", "Stack", "Collection", "ObservableCollection",
        "IList", "ICollection", "ISet", "IDictionary", "ConcurrentDictionary", "ConcurrentQueue", "ConcurrentBag", "ConcurrentStack",
    };

    /// <summary>A property or field that can be set after construction, as <c>Type.Member</c>; null where there is none.</summary>
    public static string? SetterOf(ITypeSymbol type) => Find(type, static t => t.IsReferenceType && IsOfInterest(t) ? FirstSetter(t) : null);

    /// <summary>A collection that can be changed; null where there is none.</summary>
    public static string? CollectionIn(ITypeSymbol type) => Find(type, static t => IsMutableCollection(t) ? $"'{t.ToDisplayString()}'" : null);

    /// <summary>Whether a reference type has a property or field that can be set after construction.</summary>
    public static bool HasSetter(INamedTypeSymbol type) => type.IsReferenceType && FirstSetter(type) is not null;

    private static string? Find(ITypeSymbol type, Func<ITypeSymbol, string?> problem) => Find(type, problem, new HashSet<ITypeSymbol>(SymbolEqualityComparer.Default));

    private static string? Find(ITypeSymbol type, Func<ITypeSymbol, string?> problem, HashSet<ITypeSymbol> seen)
    {
        if (!seen.Add(type) || JsonMembers.IsValue(type))
            return null;
        if (problem(type) is { } found)
            return found;
        IEnumerable<ITypeSymbol> parts = type switch
        {
            IArrayTypeSymbol array => [array.ElementType],
            INamedTypeSymbol named => IsOfInterest(named) ? [.. named.TypeArguments, .. JsonMembers.Properties(named).Select(static p => p.Type)] : named.TypeArguments,
            _ => [],
        };
        return parts.Select(part => Find(part, problem, seen)).FirstOrDefault(static p => p is not null);
    }

    /// <summary>The framework's own types are known by name; looking into them would only find their machinery.</summary>
    private static bool IsOfInterest(ITypeSymbol type) =>
        type.ContainingNamespace is { } space && !space.ToDisplayString().StartsWith("System", StringComparison.Ordinal);

    private static string? FirstSetter(ITypeSymbol type) => JsonMembers.Properties(type)
        .Where(static p => p.SetMethod is { IsInitOnly: false, DeclaredAccessibility: Accessibility.Public })
        .Cast<ISymbol>()
        .Concat(JsonMembers.PublicFields(type).Where(static f => !f.IsReadOnly))
        .Select(s => $"{type.Name}.{s.Name}")
        .FirstOrDefault();

    private static bool IsMutableCollection(ITypeSymbol type) =>
        type is IArrayTypeSymbol { ElementType.SpecialType: not SpecialType.System_Byte }
        || (type.ContainingNamespace?.ToDisplayString().StartsWith("System.Collections", StringComparison.Ordinal) == true && Collections.Contains(type.Name));
}
