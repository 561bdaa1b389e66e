using System.Runtime.CompilerServices;
using Fusionize.Generators.Parsing;
using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Analyzers;

/// <summary>The interface members that tasks implement. Calling such a member calls a task without a switch.</summary>
internal sealed class TaskInterfaces
{
    // Lives as long as its compilation. Several analyzers use it.
    private static readonly ConditionalWeakTable<Compilation, TaskInterfaces> s_perCompilation = new();

    private readonly Lazy<Dictionary<ISymbol, List<IMethodSymbol>>> _tasks;

    private TaskInterfaces(Compilation compilation) => _tasks = new(() => Find(compilation));

    public static TaskInterfaces Of(Compilation compilation) => s_perCompilation.GetValue(compilation, static c => new TaskInterfaces(c));

    /// <summary>The tasks that a call of the method may run.</summary>
    public IReadOnlyList<IMethodSymbol> TasksOf(IMethodSymbol method) =>
        method.ContainingType is { TypeKind: TypeKind.Interface }
        && TaskShape.IsTaskLike(method.ReturnType)
        && _tasks.Value.TryGetValue(TaskCalls.Declared(method), out var tasks)
            ? tasks
            : [];

    private static Dictionary<ISymbol, List<IMethodSymbol>> Find(Compilation compilation)
    {
        var found = new Dictionary<ISymbol, List<IMethodSymbol>>(SymbolEqualityComparer.Default);
        var referenced = compilation.SourceModule.ReferencedAssemblySymbols.Where(static a => ReferencedTasks.ManifestOf(a) is { Tasks.Count: > 0 });
        foreach (var assembly in referenced.Prepend(compilation.Assembly))
            foreach (var type in TypesOf(assembly.GlobalNamespace))
                if (type.AllInterfaces.Length > 0 && HasTasks(type))
                    Add(found, type);
        return found;
    }

    private static void Add(Dictionary<ISymbol, List<IMethodSymbol>> found, INamedTypeSymbol type)
    {
        foreach (var member in type.AllInterfaces.SelectMany(static i => i.GetMembers()).OfType<IMethodSymbol>())
        {
            if (type.FindImplementationForInterfaceMember(member) is not IMethodSymbol task || TaskCalls.IdOf(task) is null)
                continue;
            if (!found.TryGetValue(TaskCalls.Declared(member), out var tasks))
                found.Add(TaskCalls.Declared(member), tasks = []);
            if (!tasks.Contains(TaskCalls.Declared(task), SymbolEqualityComparer.Default))
                tasks.Add(TaskCalls.Declared(task));
        }
    }

    /// <summary>Includes inherited methods: a class may implement an interface with a member of its base class.</summary>
    private static bool HasTasks(INamedTypeSymbol type)
    {
        for (var declaring = type; declaring is { SpecialType: SpecialType.None }; declaring = declaring.BaseType)
            if (
                declaring
                    .GetMembers()
                    .Any(static m => m is IMethodSymbol { MethodKind: MethodKind.Ordinary } method && TaskCalls.IdOf(method) is not null)
            )
                return true;
        return false;
    }

    private static IEnumerable<INamedTypeSymbol> TypesOf(INamespaceOrTypeSymbol container)
    {
        foreach (var member in container.GetMembers())
        {
            if (member is INamedTypeSymbol type)
                yield return type;
            if (member is INamespaceOrTypeSymbol inner)
                foreach (var nested in TypesOf(inner))
                    yield return nested;
        }
    }
}
