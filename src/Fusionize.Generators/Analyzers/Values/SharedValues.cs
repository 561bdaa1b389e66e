using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Analyzers.Values;

/// <summary>
/// Whether two tasks that share a value can notice each other's changes. For structs only their contents matter, because structs themselves are
/// copied.
/// </summary>
internal static class SharedValues
{
    /// <summary>
    /// Whether code could distinguish a copy from the value itself. Uses declarations only, not method bodies, because the generator parses a file
    /// again only if declarations change. True if it is unknown.
    /// </summary>
    public static bool NeedsCopy(ITypeSymbol type) => NeedsCopy(type, new HashSet<ITypeSymbol>(SymbolEqualityComparer.Default), null);

    /// <summary>
    /// The first member through which a value of the type, or a part of it, can be changed, as <c>Type.Member</c>; null if there is none.
    /// </summary>
    public static string? ChangeOf(ITypeSymbol type) =>
        Find(type, static t => t is INamedTypeSymbol { TypeKind: TypeKind.Class } named && !IsKnown(t) ? ChangeOf(named) : null);

    /// <summary>The first mutable collection or framework value; null if there is none.</summary>
    public static string? CollectionIn(ITypeSymbol type) =>
        Find(type, static t => t is IArrayTypeSymbol || KnownTypes.Of(t) is { Sharing: Sharing.Changeable } ? $"'{t.ToDisplayString()}'" : null);

    private static bool NeedsCopy(ITypeSymbol type, HashSet<ITypeSymbol> seen, TypePath? before)
    {
        if (!seen.Add(type))
            return false;
        if (type is not INamedTypeSymbol named)
            return true;
        if (KnownTypes.Of(type) is { } known)
            return known.Sharing != Sharing.Fixed || named.TypeArguments.Any(t => NeedsCopy(t, seen, before));
        if (named.IsTupleType)
            return named.TypeArguments.Any(t => NeedsCopy(t, seen, before));
        if (
            named.TypeKind is not (TypeKind.Class or TypeKind.Struct)
            || KnownTypes.IsFramework(named)
            || TypePath.Extend(before, named) is not { } through
        )
            return true;
        if (named.IsReferenceType && (!named.IsSealed || Members.FrameworkBaseOf(named) is not null || Members.Of(named).Any(IsVariable)))
            return true;
        return Members.Of(named).Any(m => m is IFieldSymbol or IPropertySymbol && HoldsState(m) && NeedsCopy(ObjectModel.TypeOf(m), seen, through));
    }

    /// <summary>Whether the compiler lets something other than a constructor or an initializer change the member.</summary>
    private static bool IsVariable(ISymbol member) =>
        member switch
        {
            IPropertySymbol property => property.SetMethod is { IsInitOnly: false },
            IFieldSymbol field => !field.IsReadOnly,
            IEventSymbol declared => Members.IsAutomatic(declared),
            _ => false,
        };

    private static bool HoldsState(ISymbol member) => member is IFieldSymbol || Members.IsAutomatic((IPropertySymbol)member);

    private static string? ChangeOf(INamedTypeSymbol type)
    {
        foreach (var member in Members.Of(type))
            if (
                member
                is IPropertySymbol { SetMethod: { IsInitOnly: false, DeclaredAccessibility: Accessibility.Public or Accessibility.Internal } }
                    or IFieldSymbol { IsReadOnly: false, DeclaredAccessibility: Accessibility.Public or Accessibility.Internal }
            )
                return $"{type.Name}.{member.Name}";
        return ChangingMethods.In(type) is { } method ? $"{type.Name}.{method}" : null;
    }

    private static string? Find(ITypeSymbol type, Func<ITypeSymbol, string?> problem) =>
        Find(type, problem, new HashSet<ITypeSymbol>(SymbolEqualityComparer.Default), null);

    private static string? Find(ITypeSymbol type, Func<ITypeSymbol, string?> problem, HashSet<ITypeSymbol> seen, TypePath? before)
    {
        if (!seen.Add(type))
            return null;
        if (problem(type) is { } found)
            return found;
        if (type is IArrayTypeSymbol array)
            return Find(array.ElementType, problem, seen, before);
        if (type is not INamedTypeSymbol named || TypePath.Extend(before, named) is not { } through)
            return null;
        return PartsOf(named).Select(part => Find(part, problem, seen, through)).FirstOrDefault(static p => p is not null);
    }

    private static IEnumerable<ITypeSymbol> PartsOf(INamedTypeSymbol type)
    {
        if (IsKnown(type))
            return type.TypeArguments;
        var members = Members
            .Of(type)
            .Where(static m =>
                m
                    is IPropertySymbol { DeclaredAccessibility: Accessibility.Public, GetMethod: not null }
                        or IFieldSymbol { DeclaredAccessibility: Accessibility.Public }
            )
            .Where(static m => JsonAttributes.IgnoredOf(m) != JsonAttributes.Ignored.Always)
            .Select(ObjectModel.TypeOf);
        IEnumerable<ITypeSymbol> parents = Members.FrameworkBaseOf(type) is { } parent ? [parent] : [];
        return [.. parents, .. members, .. Polymorphism.MembersOf(type)];
    }

    /// <summary>Framework types are known by name. Examining them would only find their internals.</summary>
    private static bool IsKnown(ITypeSymbol type) => KnownTypes.Of(type) is not null || KnownTypes.IsFramework(type);
}
