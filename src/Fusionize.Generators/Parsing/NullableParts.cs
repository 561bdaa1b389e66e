using Fusionize.Generators.Analyzers.Values;
using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Parsing;

/// <summary>How a part of a value is reached in generated code.</summary>
internal enum PartKind
{
    /// <summary>A member; <c>Access</c> is its name.</summary>
    Member,

    /// <summary>The elements of a list, in the order of the JSON.</summary>
    Element,

    /// <summary>The elements of a set, whose order isn't that of the JSON.</summary>
    SetElement,

    /// <summary>The values of a dictionary.</summary>
    Value,

    /// <summary>The value of a <c>Nullable</c>.</summary>
    Underlying,

    /// <summary>The value itself if it is of a derived type.</summary>
    Derived,
}

/// <summary>A part of a value.</summary>
/// <param name="Kind">How it is reached.</param>
/// <param name="Type">Its type with annotations.</param>
/// <param name="RefusesNull">Whether it must not be null and System.Text.Json doesn't check that.</param>
/// <param name="Access">For a member, its name; for elements, the expression to enumerate.</param>
/// <param name="Json">For a member, its name in JSON.</param>
internal sealed record NullablePart(PartKind Kind, ITypeSymbol Type, bool RefusesNull, string Access = "", string Json = "");

/// <summary>
/// The parts of a type's values that can be null, or contain nulls, although the type doesn't allow them. System.Text.Json refuses null for members
/// by their declaration. It doesn't know the annotations of elements, of a dictionary's values, and of members whose type is a type parameter.
/// </summary>
internal static class NullableParts
{
    public static IEnumerable<NullablePart> Of(ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol { Rank: 1 } array)
            return [Element(array.ElementType, "value")];
        if (type is not INamedTypeSymbol named || named.TypeKind == TypeKind.Enum || JsonAttributes.HasConverter(named))
            return [];
        if (SimpleType.UnderNullable(named) is { } underlying)
            return [new(PartKind.Underlying, underlying, RefusesNull: false)];
        if (KnownTypes.Of(named) is { } known)
            return OfKnown(known, named, "value");
        if (KnownTypes.IsFramework(named) || RouteParser.IsOfFusionize(named))
            return [];
        if (named.AllInterfaces.Any(static i => i.SpecialType == SpecialType.System_Collections_IEnumerable))
            return Members.FrameworkBaseOf(named) is { } parent && KnownTypes.Of(parent) is { } kind
                ? OfKnown(kind, parent, $"(({parent.ToPlainName()})value)")
                : [];
        return Derived(named).Concat(MembersOf(named));
    }

    private static IEnumerable<NullablePart> OfKnown(KnownType known, INamedTypeSymbol type, string value)
    {
        if (type.TypeArguments.IsEmpty)
            return [];
        return known.Kind switch
        {
            KnownKind.List when type.Name is "Memory" or "ReadOnlyMemory" => [Element(type.TypeArguments[0], value + ".Span")],
            KnownKind.List when type.Name.EndsWith("Set", StringComparison.Ordinal) =>
            [
                Element(type.TypeArguments[0], value) with { Kind = PartKind.SetElement },
            ],
            KnownKind.List => [Element(type.TypeArguments[0], value)],
            KnownKind.Dictionary => [Element(type.TypeArguments[1], value) with { Kind = PartKind.Value }],
            KnownKind.Parts => type
                .GetMembers()
                .OfType<IPropertySymbol>()
                .Where(static p =>
                    p is { IsStatic: false, IsIndexer: false, DeclaredAccessibility: Accessibility.Public }
                    && IsOfParameter(p.OriginalDefinition.Type)
                )
                .Select(static p => new NullablePart(PartKind.Member, p.Type, RefusesNull(p.Type), p.Name, JsonNames.CamelCase(p.Name))),
            _ => [],
        };
    }

    private static NullablePart Element(ITypeSymbol type, string sequence) => new(PartKind.Element, type, RefusesNull(type), sequence);

    private static IEnumerable<NullablePart> Derived(INamedTypeSymbol type) =>
        Polymorphism
            .MembersOf(type)
            .Where(d => !SymbolEqualityComparer.Default.Equals(d, type))
            .Select(static d => new NullablePart(PartKind.Derived, d, RefusesNull: false));

    private static IEnumerable<NullablePart> MembersOf(INamedTypeSymbol type) =>
        ObjectModel
            .ReadBackOf(type)
            .Where(static m => !JsonAttributes.HasConverter(m.Member))
            .Select(static m => new NullablePart(
                PartKind.Member,
                ObjectModel.TypeOf(m.Member),
                m.IsAlwaysRead && IsOfParameter(ObjectModel.TypeOf(m.Member.OriginalDefinition)) && RefusesNull(ObjectModel.TypeOf(m.Member)),
                TypeNames.Escape(m.Member.Name),
                JsonNames.Of(m.Member)
            ));

    private static bool IsOfParameter(ITypeSymbol type) => type.TypeKind == TypeKind.TypeParameter;

    private static bool RefusesNull(ITypeSymbol type) => type is { IsReferenceType: true, NullableAnnotation: NullableAnnotation.NotAnnotated };
}
