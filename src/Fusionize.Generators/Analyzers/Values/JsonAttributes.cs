using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Analyzers.Values;

/// <summary>System.Text.Json's attributes on types and members.</summary>
internal static class JsonAttributes
{
    /// <summary>When a member isn't written, in the order of <c>JsonIgnoreCondition</c>.</summary>
    internal enum Ignored
    {
        Never,
        Always,
        WhenDefault,
        WhenNull,
        WhenWriting,
        WhenReading,
    }

    public static bool Has(ISymbol symbol, string attribute) => Get(symbol, attribute) is not null;

    public static AttributeData? Get(ISymbol symbol, string attribute)
    {
        foreach (var data in symbol.GetAttributes())
            if (Is(data, attribute))
                return data;
        return null;
    }

    public static IEnumerable<AttributeData> All(ISymbol symbol, string attribute) => symbol.GetAttributes().Where(a => Is(a, attribute));

    /// <summary>Whether the type or member says itself how it is read and written; also by an attribute that derives from
    /// <c>[JsonConverter]</c>.</summary>
    public static bool HasConverter(ISymbol symbol) => ConverterOf(symbol) is not null;

    /// <summary>Why generated metadata can't use the converter that a type or member names; null where it can, and where there is none.</summary>
    public static string? ConverterProblemOf(ISymbol symbol)
    {
        if (ConverterOf(symbol) is not { AttributeClass: { } attribute } data)
            return null;
        if (!IsJson(attribute, "JsonConverterAttribute"))
            return $"'[{attribute.Name}]' derives from [JsonConverter], which generated metadata doesn't understand; "
                + "name the converter by [JsonConverter(typeof(…))]";
        if (data.ConstructorArguments is not [{ Value: INamedTypeSymbol converter }])
            return "[JsonConverter] names no converter";
        var name = converter.ToDisplayString();
        if (converter.IsUnboundGenericType)
            return $"the converter '{name}' has open type parameters";
        if (!Visibility.IsVisible(converter))
            return $"the converter '{name}' isn't visible to the generated code of a function: it, and what it lies in, has to be public or internal";
        if (ForbiddenUse.InAll(converter) is { } forbidden)
            return $"the converter '{name}' {forbidden}";
        return
            !converter.IsAbstract
            && converter.InstanceConstructors.FirstOrDefault(static c => c.Parameters.IsEmpty) is { } constructor
            && Visibility.IsVisible(constructor)
            && ForbiddenUse.Of(constructor) is null
            ? WrongTypeOf(converter, symbol)
            : $"the converter '{name}' has no constructor without parameters that is public or internal";
    }

    /// <summary>A converter says by its base class which type it is for, unless it decides that itself.</summary>
    private static string? WrongTypeOf(INamedTypeSymbol converter, ISymbol symbol)
    {
        var type = symbol as ITypeSymbol ?? ObjectModel.TypeOf(symbol);
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [var value] })
            type = value;
        if (type.TypeKind == TypeKind.Enum && EnumProblemOf(type) is { } problem)
            return problem;
        for (var t = converter; t is not null; t = t.BaseType)
        {
            if (t.GetMembers("CanConvert").Any(static m => m.IsOverride) && !IsJson(t.OriginalDefinition, "JsonConverter"))
                return null;
            if (t is { TypeArguments: [var target] } && IsJson(t.OriginalDefinition, "JsonConverter"))
            {
                if (target is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [var underlying] })
                    target = underlying;
                return SymbolEqualityComparer.Default.Equals(target, type)
                    ? null
                    : $"the converter '{converter.ToDisplayString()}' is for '{target.ToDisplayString()}'";
            }
        }
        return null;
    }

    /// <summary>Whether an enumeration is written by the names of its values, as a dictionary's key, too.</summary>
    public static bool IsWrittenByName(ITypeSymbol type) =>
        ConverterOf(type) is { ConstructorArguments: [{ Value: INamedTypeSymbol converter }] }
        && IsJson(converter.OriginalDefinition, "JsonStringEnumConverter");

    private static AttributeData? ConverterOf(ISymbol symbol)
    {
        foreach (var attribute in symbol.GetAttributes())
            for (var type = attribute.AttributeClass; type is not null; type = type.BaseType)
                if (IsJson(type, "JsonConverterAttribute"))
                    return attribute;
        return null;
    }

    public static Ignored IgnoredOf(ISymbol member)
    {
        if (Get(member, "JsonIgnoreAttribute") is not { } attribute)
            return Ignored.Never;
        foreach (var argument in attribute.NamedArguments)
            if (argument is { Key: "Condition", Value.Value: int condition })
                return (Ignored)condition;
        return Ignored.Always;
    }

    /// <summary>The member's name in JSON.</summary>
    public static string NameOf(ISymbol member) =>
        Get(member, "JsonPropertyNameAttribute") is { ConstructorArguments: [{ Value: string name }] } ? name : member.Name;

    private static bool Is(AttributeData attribute, string name) => attribute.AttributeClass is { } type && IsJson(type, name);

    /// <summary>Whether a collection or object that a member already has gets the contents that arrive.</summary>
    public static bool IsPopulated(ISymbol symbol) =>
        Get(symbol, "JsonObjectCreationHandlingAttribute") is { ConstructorArguments: [{ Value: int and not 0 }] };

    /// <summary>Whether the interface makes System.Text.Json call the object.</summary>
    public static bool IsCallback(INamedTypeSymbol type) =>
        type.Name is "IJsonOnDeserialized" or "IJsonOnDeserializing" or "IJsonOnSerialized" or "IJsonOnSerializing" && IsJson(type, type.Name);

    /// <summary>Why an enum can't be written by its names; null if it can.</summary>
    public static string? EnumProblemOf(ITypeSymbol type)
    {
        var isFlags = type.GetAttributes().Any(static a => a.AttributeClass?.Name == "FlagsAttribute");
        foreach (var value in type.GetMembers())
            if (
                Get(value, "JsonStringEnumMemberNameAttribute") is { ConstructorArguments: [{ Value: string name }] }
                && (name.Trim() != name || name.Length == 0 || isFlags && name.Contains(','))
            )
                return $"'{name}' can't be the JSON name of '{type.Name}.{value.Name}'";
        return null;
    }

    private static bool IsJson(INamedTypeSymbol type, string name) =>
        type.Name == name
        && type.ContainingNamespace
            is
        {
            Name: "Serialization",
            ContainingNamespace:
            {
                Name: "Json",
                ContainingNamespace: { Name: "Text", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } }
            },
        };
}
