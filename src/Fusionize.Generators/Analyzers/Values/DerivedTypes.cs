using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Analyzers.Values;

/// <summary>The accessible types that derive from a class or implement an interface. Each assembly is indexed when it is first needed.</summary>
internal sealed class DerivedTypes(Compilation compilation)
{
    private readonly ConcurrentDictionary<IAssemblySymbol, Lazy<ILookup<ISymbol, INamedTypeSymbol>>> _byBase = new(SymbolEqualityComparer.Default);

    /// <summary>
    /// The concrete types, except the type itself, whose values can be assigned to the type. Derived types are also found through abstract types and
    /// interfaces.
    /// </summary>
    public IEnumerable<INamedTypeSymbol> Of(INamedTypeSymbol type)
    {
        if (type.IsSealed || type.IsValueType || KnownTypes.IsFramework(type))
            yield break;
        var assemblies = AssembliesThatSee(type).ToList();
        var seen = new HashSet<ISymbol>(SymbolEqualityComparer.Default) { type.OriginalDefinition };
        var queue = new Queue<ISymbol>(seen);
        while (queue.Count > 0)
        {
            var next = queue.Dequeue();
            foreach (var derived in assemblies.SelectMany(a => _byBase.GetOrAdd(a, static a => new(() => Index(a))).Value[next]))
            {
                if (!seen.Add(derived))
                    continue;
                queue.Enqueue(derived);
                if (!derived.IsAbstract && derived.TypeKind != TypeKind.Interface && CanBe(derived, type))
                    yield return derived;
            }
        }
    }

    private IEnumerable<IAssemblySymbol> AssembliesThatSee(INamedTypeSymbol type)
    {
        var home = type.ContainingAssembly;
        yield return home;
        if (!SymbolEqualityComparer.Default.Equals(home, compilation.Assembly))
            yield return compilation.Assembly;
        foreach (var reference in compilation.SourceModule.ReferencedAssemblySymbols)
            if (
                !SymbolEqualityComparer.Default.Equals(home, reference)
                && reference.Modules.Any(m => m.ReferencedAssemblies.Any(a => a.Name == home.Name))
            )
                yield return reference;
    }

    /// <summary>A type that derives from a generic type may derive from another construction of it.</summary>
    private static bool CanBe(INamedTypeSymbol derived, INamedTypeSymbol type)
    {
        if (!type.IsGenericType || derived.IsGenericType)
            return true;
        for (var t = derived.BaseType; t is not null; t = t.BaseType)
            if (SymbolEqualityComparer.Default.Equals(t, type))
                return true;
        return derived.AllInterfaces.Contains(type, SymbolEqualityComparer.Default);
    }

    private static ILookup<ISymbol, INamedTypeSymbol> Index(IAssemblySymbol assembly) =>
        TypesIn(assembly.GlobalNamespace)
            .SelectMany(static t => BasesOf(t).Select(b => (Base: (ISymbol)b.OriginalDefinition, Type: t)))
            .ToLookup(static p => p.Base, static p => p.Type, SymbolEqualityComparer.Default);

    private static IEnumerable<INamedTypeSymbol> BasesOf(INamedTypeSymbol type) =>
        type.BaseType is { SpecialType: SpecialType.None } parent ? type.Interfaces.Add(parent) : type.Interfaces;

    private static IEnumerable<INamedTypeSymbol> TypesIn(INamespaceOrTypeSymbol container)
    {
        foreach (var member in container.GetMembers())
        {
            if (member is INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct or TypeKind.Interface } type)
                yield return type;
            if (member is INamespaceOrTypeSymbol inner)
                foreach (var nested in TypesIn(inner))
                    yield return nested;
        }
    }
}
