using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Analyzers.Values;

/// <summary>Whether two tasks that share an object can notice each other's changes.</summary>
internal enum Sharing
{
    /// <summary>Nobody can change it.</summary>
    Fixed,

    /// <summary>The receiver can't change it, but its creator may change the collection behind it.</summary>
    View,

    /// <summary>Everybody can change it.</summary>
    Changeable,
}

/// <summary>How System.Text.Json writes a type of the framework.</summary>
internal enum KnownKind
{
    Value,
    List,
    Dictionary,

    /// <summary>An object whose members have the types of its type arguments.</summary>
    Parts,
    Refused,
}

/// <summary>A type of the framework.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Kind">How it is written.</param>
/// <param name="Sharing">The effect of sharing it.</param>
/// <param name="Why">Why it is refused.</param>
internal sealed record KnownType(string Namespace, KnownKind Kind, Sharing Sharing, string? Why = null);

/// <summary>The framework types that have the same value after writing to JSON and reading back. Other framework types are refused.</summary>
internal static class KnownTypes
{
    private const string Generic = "System.Collections.Generic",
        Concurrent = "System.Collections.Concurrent",
        Immutable = "System.Collections.Immutable",
        ObjectModel = "System.Collections.ObjectModel",
        Json = "System.Text.Json",
        Nodes = "System.Text.Json.Nodes";

    private const string Reversed = "comes back in reverse order; use a list or a queue";

    private static readonly KnownType s_value = new("System", KnownKind.Value, Sharing.Fixed);

    /// <summary>By metadata name.</summary>
    private static readonly Dictionary<string, KnownType> s_types = Table();

    /// <summary>The entry of a framework type; null if there is none, or if it isn't a framework type.</summary>
    public static KnownType? Of(ITypeSymbol type)
    {
        if (
            type.TypeKind == TypeKind.Enum
            || type.SpecialType is (>= SpecialType.System_Boolean and <= SpecialType.System_String) or SpecialType.System_DateTime
        )
            return s_value;
        if (type is not INamedTypeSymbol { ContainingType: null } named || !s_types.TryGetValue(named.MetadataName, out var known))
            return null;
        return IsIn(named.ContainingNamespace, known.Namespace) && IsFramework(named) ? known : null;
    }

    /// <summary>Whether the type belongs to .NET, so that it is looked up by name instead of examining its members.</summary>
    public static bool IsFramework(ITypeSymbol type) =>
        type.ContainingAssembly is { Name: var name } && type.DeclaringSyntaxReferences.IsEmpty && IsFramework(name);

    /// <summary>Whether an assembly of this name belongs to .NET.</summary>
    public static bool IsFramework(string assembly) =>
        assembly.StartsWith("System", StringComparison.Ordinal) && (assembly.Length == 6 || assembly[6] == '.')
        || assembly.StartsWith("Microsoft.", StringComparison.Ordinal)
        || assembly is "mscorlib" or "netstandard";

    /// <summary>Whether the namespace has this full name.</summary>
    private static bool IsIn(INamespaceSymbol space, string name)
    {
        var end = name.Length;
        for (; !space.IsGlobalNamespace; space = space.ContainingNamespace)
        {
            var start = end - space.Name.Length;
            if (start < 0 || string.CompareOrdinal(name, start, space.Name, 0, space.Name.Length) != 0 || (start > 0 && name[start - 1] != '.'))
                return false;
            end = start - 1;
        }
        return end == -1;
    }

    private static Dictionary<string, KnownType> Table()
    {
        var table = new Dictionary<string, KnownType>(StringComparer.Ordinal);
        Add(
            "System",
            KnownKind.Value,
            Sharing.Fixed,
            "DateOnly",
            "DateTimeOffset",
            "Guid",
            "Half",
            "Int128",
            "TimeOnly",
            "TimeSpan",
            "UInt128",
            "Uri",
            "Version"
        );
        Add("System", KnownKind.List, Sharing.Changeable, "Memory`1");
        Add("System", KnownKind.List, Sharing.View, "ReadOnlyMemory`1");
        Add("System", KnownKind.Parts, Sharing.Fixed, "Nullable`1", "Tuple`1", "Tuple`2", "Tuple`3", "Tuple`4", "Tuple`5", "Tuple`6", "Tuple`7");
        Add(Json, KnownKind.Value, Sharing.Fixed, "JsonElement");
        Add(Json, KnownKind.Value, Sharing.Changeable, "JsonDocument");
        Add(Nodes, KnownKind.Value, Sharing.Changeable, "JsonArray", "JsonNode", "JsonObject", "JsonValue");
        Add(
            Generic,
            KnownKind.List,
            Sharing.Changeable,
            "HashSet`1",
            "ICollection`1",
            "IEnumerable`1",
            "IList`1",
            "ISet`1",
            "LinkedList`1",
            "List`1",
            "Queue`1",
            "SortedSet`1"
        );
        Add(Generic, KnownKind.List, Sharing.View, "IReadOnlyCollection`1", "IReadOnlyList`1");
        Add(
            Generic,
            KnownKind.Dictionary,
            Sharing.Changeable,
            "Dictionary`2",
            "IDictionary`2",
            "OrderedDictionary`2",
            "SortedDictionary`2",
            "SortedList`2"
        );
        Add(Generic, KnownKind.Dictionary, Sharing.View, "IReadOnlyDictionary`2");
        Add(Generic, KnownKind.Parts, Sharing.Fixed, "KeyValuePair`2");
        Add(ObjectModel, KnownKind.List, Sharing.Changeable, "Collection`1", "ObservableCollection`1");
        Add(Concurrent, KnownKind.List, Sharing.Changeable, "ConcurrentQueue`1");
        Add(Concurrent, KnownKind.Dictionary, Sharing.Changeable, "ConcurrentDictionary`2");
        Add(
            Immutable,
            KnownKind.List,
            Sharing.Fixed,
            "IImmutableList`1",
            "IImmutableQueue`1",
            "IImmutableSet`1",
            "ImmutableArray`1",
            "ImmutableHashSet`1",
            "ImmutableList`1",
            "ImmutableQueue`1",
            "ImmutableSortedSet`1"
        );
        Add(Immutable, KnownKind.Dictionary, Sharing.Fixed, "IImmutableDictionary`2", "ImmutableDictionary`2", "ImmutableSortedDictionary`2");

        Refuse(Generic, Reversed, "Stack`1");
        Refuse(Concurrent, Reversed, "ConcurrentStack`1");
        Refuse(Immutable, Reversed, "IImmutableStack`1", "ImmutableStack`1");
        Refuse(Concurrent, "has no order of its own and can't be read; use a list", "ConcurrentBag`1");
        Refuse(Generic, "can't be streamed between functions; use IReadOnlyList<T>", "IAsyncEnumerable`1");
        Refuse("System", "is a position in something else; use two numbers", "Index", "Range");
        Refuse("System.Text", "can be changed and doesn't come back as it was; use a string", "StringBuilder");
        return table;

        void Add(string space, KnownKind kind, Sharing sharing, params string[] names)
        {
            foreach (var name in names)
                table.Add(name, new KnownType(space, kind, sharing));
        }

        void Refuse(string space, string why, params string[] names)
        {
            foreach (var name in names)
                table.Add(name, new KnownType(space, KnownKind.Refused, Sharing.Changeable, why));
        }
    }
}
