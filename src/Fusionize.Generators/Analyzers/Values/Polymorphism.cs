using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Analyzers.Values;

/// <summary>Types that name their derived types with <c>[JsonDerivedType]</c>.</summary>
internal static class Polymorphism
{
    /// <summary>The derived types in these attributes.</summary>
    public static IEnumerable<INamedTypeSymbol> MembersOf(INamedTypeSymbol type) => Entries(type).Select(static e => e.Type);

    /// <summary>Why the attributes don't identify the type of each value; null if they do.</summary>
    public static string? ProblemOf(INamedTypeSymbol type, DerivedTypes derived)
    {
        var entries = Entries(type).ToList();
        var name = type.ToDisplayString();
        if (entries.Count == 0)
            return $"'{name}' names no derived types ([JsonDerivedType])";
        foreach (var (member, discriminator) in entries)
        {
            if (discriminator is null && !SymbolEqualityComparer.Default.Equals(member, type))
                return $"'{member.Name}' is named without a discriminator, so it would arrive as a '{type.Name}'; "
                    + $"write [JsonDerivedType(typeof({member.Name}), \"…\")]";
            if (!Visibility.IsVisible(member))
                return $"derived type '{member.ToDisplayString()}' isn't visible to the generated code of a function; make it public or internal";
            if (
                JsonAttributes.HasConverter(member)
                || member.AllInterfaces.Any(static i => i.SpecialType == SpecialType.System_Collections_IEnumerable)
            )
                return $"derived type '{member.Name}' isn't written as an object, so it can't say which type it is";
            if (!IsOrDerives(member, type))
                return $"'{member.Name}' is named as a derived type of '{type.Name}', and isn't one";
            if (member.IsAbstract && !SymbolEqualityComparer.Default.Equals(member, type))
                return $"derived type '{member.Name}' is abstract; name the types that derive from it";
        }
        if (entries.GroupBy(static e => e.Discriminator).FirstOrDefault(static g => g.Key is not null && g.Count() > 1) is { } same)
            return $"two derived types of '{name}' have the discriminator '{same.Key}'";
        if (
            derived
                .Of(type)
                .FirstOrDefault(d => !entries.Any(e => SymbolEqualityComparer.Default.Equals(e.Type.OriginalDefinition, d.OriginalDefinition))) is
            { } missing
        )
            return $"'{name}' doesn't name '{missing.Name}' among its derived types ([JsonDerivedType])";
        return ProblemOfDiscriminator(type, entries.Select(static e => e.Type));
    }

    private static string? ProblemOfDiscriminator(INamedTypeSymbol type, IEnumerable<INamedTypeSymbol> members)
    {
        var property =
            JsonAttributes
                .Get(type, "JsonPolymorphicAttribute")
                ?.NamedArguments.FirstOrDefault(static a => a.Key == "TypeDiscriminatorPropertyName")
                .Value.Value as string;
        if (property is null)
            return null;
        var clash = members
            .Append(type)
            .Distinct<INamedTypeSymbol>(SymbolEqualityComparer.Default)
            .SelectMany(Members.Of)
            .FirstOrDefault(m => JsonAttributes.NameOf(m).Equals(property, StringComparison.OrdinalIgnoreCase));
        return clash is null
            ? null
            : $"'{clash.ContainingType.Name}.{clash.Name}' has the JSON name of the discriminator of '{type.ToDisplayString()}'";
    }

    private static IEnumerable<(INamedTypeSymbol Type, object? Discriminator)> Entries(INamedTypeSymbol type)
    {
        foreach (var attribute in JsonAttributes.All(type, "JsonDerivedTypeAttribute"))
            if (attribute.ConstructorArguments is [{ Value: INamedTypeSymbol member }, ..] arguments)
                yield return (member, arguments.Length > 1 ? arguments[1].Value : null);
    }

    private static bool IsOrDerives(INamedTypeSymbol type, INamedTypeSymbol from)
    {
        for (var t = type; t is not null; t = t.BaseType)
            if (SymbolEqualityComparer.Default.Equals(t, from))
                return true;
        return type.AllInterfaces.Contains(from, SymbolEqualityComparer.Default);
    }
}
