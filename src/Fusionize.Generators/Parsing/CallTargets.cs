using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Fusionize.Generators.Analyzers.Values;
using Fusionize.Generators.Model;
using Fusionize.Shared;
using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Parsing;

/// <summary>
/// The called tasks of one compilation, cached: each is called from many places, and writing its signature takes longer than finding a call.
/// </summary>
internal sealed class CallTargets
{
    // Lives as long as its compilation.
    private static readonly ConditionalWeakTable<Compilation, CallTargets> PerCompilation = new();

    private readonly ConcurrentDictionary<IMethodSymbol, CallTarget?> _targets = new(SymbolEqualityComparer.Default);
    private readonly IAssemblySymbol _own;
    private readonly SymbolNames _symbolNames;

    private CallTargets(Compilation compilation) => (_own, _symbolNames) = (compilation.Assembly, SymbolNames.Of(compilation));

    public static CallTargets For(Compilation compilation) => PerCompilation.GetValue(compilation, static c => new CallTargets(c));

    /// <summary>The task that the method declares; null if it declares none, or if no switch exists for its calls.</summary>
    public CallTarget? Of(IMethodSymbol method, string ownAssembly)
    {
        method = method.PartialDefinitionPart ?? method;
        return _targets.TryGetValue(method, out var target) ? target : _targets.GetOrAdd(method, Create(method, ownAssembly));
    }

    private CallTarget? Create(IMethodSymbol method, string ownAssembly)
    {
        if (TaskParser.IdOf(method) is not { } id || TaskShape.ProblemOf(method) is not TaskProblem.None)
            return null;
        var isOwn = SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, _own);
        if (!isOwn && !ReferencedTasks.HasManifest(method.ContainingAssembly) || _symbolNames.ProblemOf(method) is not null)
            return null;
        return new CallTarget(id, Names.TaskNamespace(isOwn ? ownAssembly : method.ContainingAssembly.Name), TaskParser.SignatureOf(method));
    }
}
