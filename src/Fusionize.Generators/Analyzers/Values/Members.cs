using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Analyzers.Values;

/// <summary>The instance members of a class or struct that contain or show its state, the most derived ones first.</summary>
internal static class Members
{
    /// <summary>Properties (no indexers), declared fields and events. An overridden property is left out: the one that overrides it counts.</summary>
    public static IEnumerable<ISymbol> Of(INamedTypeSymbol type)
    {
        HashSet<ISymbol>? overridden = null;
        for (var t = type; t is not null && t.SpecialType is not (SpecialType.System_Object or SpecialType.System_ValueType); t = t.BaseType)
        {
            if (!SymbolEqualityComparer.Default.Equals(t, type) && KnownTypes.IsFramework(t))
                yield break;
            foreach (var member in t.GetMembers())
            {
                if (member.IsStatic || member is IPropertySymbol { IsIndexer: true } || member is IFieldSymbol { AssociatedSymbol: not null })
                    continue;
                if (member is IPropertySymbol { OverriddenProperty: { } parent })
                    (overridden ??= new(SymbolEqualityComparer.Default)).Add(parent);
                if (member is IPropertySymbol or IFieldSymbol { IsConst: false } or IEventSymbol && overridden?.Contains(member) != true)
                    yield return member;
            }
        }
    }

    /// <summary>The framework class that a type derives from; null if that is only object.</summary>
    public static INamedTypeSymbol? FrameworkBaseOf(INamedTypeSymbol type)
    {
        for (var t = type.BaseType; t is not null && t.SpecialType is not (SpecialType.System_Object or SpecialType.System_ValueType); t = t.BaseType)
            if (KnownTypes.IsFramework(t))
                return t;
        return null;
    }

    /// <summary>
    /// Whether the property has a compiler-generated field, so that it is state. In another assembly the attributes of its accessors show it.
    /// </summary>
    public static bool IsAutomatic(IPropertySymbol property)
    {
        var accessor = property.GetMethod ?? property.SetMethod;
        if (accessor is null || property.IsAbstract)
            return false;
        return property.DeclaringSyntaxReferences.IsEmpty
            ? IsCompilers(accessor)
            : property
                .ContainingType.GetMembers()
                .Any(m => m is IFieldSymbol field && SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property));
    }

    /// <summary>Whether the event has a compiler-generated field for its handlers.</summary>
    public static bool IsAutomatic(IEventSymbol declared) =>
        !declared.IsAbstract && declared.AddMethod is { } add && (add.IsImplicitlyDeclared || IsCompilers(add));

    private static bool IsCompilers(IMethodSymbol accessor) =>
        accessor.GetAttributes().Any(static a => a.AttributeClass?.Name == "CompilerGeneratedAttribute");
}
