using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Analyzers.Values;

/// <summary>
/// Whether generated code can name a type. It writes <c>global::</c> and the full name, which must mean this type in the project itself and in the
/// functions' host, where the project is one of several references.
/// </summary>
internal sealed class SymbolNames
{
    // Lives as long as its compilation.
    private static readonly ConditionalWeakTable<Compilation, SymbolNames> s_perCompilation = new();

    private readonly ConcurrentDictionary<INamedTypeSymbol, string?> _problems = new(SymbolEqualityComparer.Default);
    private readonly Compilation _compilation;
    private readonly IReadOnlyList<IAssemblySymbol> _assemblies;

    private SymbolNames(Compilation compilation)
    {
        _compilation = compilation;
        _assemblies =
        [
            compilation.Assembly,
            .. compilation.SourceModule.ReferencedAssemblySymbols.Where(static a => !KnownTypes.IsFramework(a.Name)),
        ];
    }

    public static SymbolNames Of(Compilation compilation) => s_perCompilation.GetValue(compilation, static c => new SymbolNames(c));

    /// <summary>The first type in a task's signature that can't be named, as text with the reason; null if all can.</summary>
    public (string Type, string Why)? ProblemOf(IMethodSymbol method)
    {
        IEnumerable<ITypeSymbol> types =
        [
            method.ContainingType,
            .. method.Parameters.Select(static p => p.Type),
            method.ReturnType,
        ];
        foreach (var type in types)
            if (ProblemOf(type, withAliases: true) is { } problem)
                return problem;
        return null;
    }

    /// <param name="type">A type.</param>
    /// <param name="withAliases">Whether code in this project has to name it, and not only code in the host, where no reference has an alias.</param>
    public (string Type, string Why)? ProblemOf(ITypeSymbol type, bool withAliases)
    {
        switch (type)
        {
            case IArrayTypeSymbol array:
                return ProblemOf(array.ElementType, withAliases);
            case INamedTypeSymbol named:
                if (((withAliases ? AliasProblemOf(named) : null) ?? ClashOf(named)) is { } why)
                    return (named.ToDisplayString(), why);
                foreach (var argument in named.TypeArguments)
                    if (ProblemOf(argument, withAliases) is { } inside)
                        return inside;
                return named.ContainingType is { } container ? ProblemOf(container, withAliases) : null;
            default:
                return null;
        }
    }

    private string? AliasProblemOf(INamedTypeSymbol type) =>
        type.ContainingAssembly is { } assembly
        && !KnownTypes.IsFramework(assembly.Name)
        && _compilation.GetMetadataReference(assembly)?.Properties.Aliases is { IsEmpty: false } aliases
        && !aliases.Contains("global")
            ? $"the project references '{assembly.Name}' by an alias only; add 'global' to the reference's Aliases"
            : null;

    private string? ClashOf(INamedTypeSymbol type) =>
        type.ContainingType is not null || type.SpecialType != SpecialType.None || type.ContainingAssembly is null || KnownTypes.IsFramework(type)
            ? null
            : _problems.GetOrAdd(type.OriginalDefinition, Find);

    private string? Find(INamedTypeSymbol type)
    {
        var name = NameOf(type);
        foreach (var assembly in _assemblies)
            if (
                !SymbolEqualityComparer.Default.Equals(assembly, type.ContainingAssembly)
                && assembly.GetTypeByMetadataName(name) is { } other
                && Visibility.IsVisible((ISymbol)other)
            )
                return $"assembly '{assembly.Name}' has a type of that name, too, and '{type.ContainingAssembly.Name}' has this one; "
                    + "rename one of them, or let one assembly declare it for both";
        return null;
    }

    private static string NameOf(INamedTypeSymbol type) =>
        type.ContainingNamespace.IsGlobalNamespace ? type.MetadataName : $"{type.ContainingNamespace.ToDisplayString()}.{type.MetadataName}";
}
