using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Analyzers;

/// <summary>How System.Text.Json sees a type.</summary>
internal static class JsonMembers
{
    /// <summary>Types that it reads and writes by themselves.</summary>
    private static readonly HashSet<string> Values = new(StringComparer.Ordinal)
    {
        "System.DateOnly", "System.DateTimeOffset", "System.Guid", "System.Half", "System.Int128", "System.Memory<byte>", "System.ReadOnlyMemory<byte>", "System.UInt128", "System.TimeOnly", "System.TimeSpan", "System.Uri",
        "System.Version", "System.Text.Json.JsonDocument", "System.Text.Json.JsonElement", "System.Text.Json.Nodes.JsonArray", "System.Text.Json.Nodes.JsonNode",
        "System.Text.Json.Nodes.JsonObject", "System.Text.Json.Nodes.JsonValue",
    };

    public static bool IsValue(ITypeSymbol type) => type.TypeKind == TypeKind.Enum
        || type.SpecialType is (>= SpecialType.System_Boolean and <= SpecialType.System_String) or SpecialType.System_DateTime
        || Values.Contains(type.ToDisplayString());

    /// <summary>Whether the type says itself how it is read and written.</summary>
    public static bool HasOwnRules(ITypeSymbol type) => type.GetAttributes().Any(static a => IsJson(a, "JsonConverterAttribute"));

    public static bool IsPolymorphic(ITypeSymbol type) => type.GetAttributes().Any(static a => IsJson(a, "JsonDerivedTypeAttribute"));

    public static bool Has(ISymbol symbol, string attribute) => symbol.GetAttributes().Any(a => IsJson(a, attribute));

    /// <summary>The public instance properties with a getter that aren't left out, base types' included.</summary>
    public static IEnumerable<IPropertySymbol> Properties(ITypeSymbol type) => Members(type).OfType<IPropertySymbol>()
        .Where(static p => p is { IsStatic: false, IsIndexer: false, DeclaredAccessibility: Accessibility.Public, GetMethod: not null } && !Has(p, "JsonIgnoreAttribute"));

    public static IEnumerable<IFieldSymbol> PublicFields(ITypeSymbol type) => Members(type).OfType<IFieldSymbol>()
        .Where(static f => f is { IsStatic: false, IsImplicitlyDeclared: false, DeclaredAccessibility: Accessibility.Public } && !Has(f, "JsonIgnoreAttribute"));

    /// <summary>The element type of what is enumerated; null for what isn't.</summary>
    public static ITypeSymbol? ElementOf(ITypeSymbol type) => Interface(type, SpecialType.System_Collections_Generic_IEnumerable_T)?.TypeArguments[0];

    public static (ITypeSymbol Key, ITypeSymbol Value)? DictionaryOf(ITypeSymbol type) => Self(type).Concat(type.AllInterfaces)
        .Where(static i => i is { Name: "IDictionary" or "IReadOnlyDictionary", Arity: 2 })
        .Select(static i => ((ITypeSymbol, ITypeSymbol)?)(i.TypeArguments[0], i.TypeArguments[1]))
        .FirstOrDefault();

    private static INamedTypeSymbol? Interface(ITypeSymbol type, SpecialType definition) =>
        Self(type).Concat(type.AllInterfaces).FirstOrDefault(i => i.OriginalDefinition.SpecialType == definition);

    private static IEnumerable<INamedTypeSymbol> Self(ITypeSymbol type) => type is INamedTypeSymbol named ? [named] : [];

    private static IEnumerable<ISymbol> Members(ITypeSymbol type)
    {
        for (var t = type; t is not null && t.SpecialType is not (SpecialType.System_Object or SpecialType.System_ValueType); t = t.BaseType)
            foreach (var member in t.GetMembers())
                yield return member;
    }

    private static bool IsJson(AttributeData attribute, string name) =>
        attribute.AttributeClass is { } type && (type.Name == name) && type.ContainingNamespace.ToDisplayString() == "System.Text.Json.Serialization";
}
