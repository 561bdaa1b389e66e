using System.Collections.Concurrent;
using Fusionize.Generators.Analyzers.Values;
using Fusionize.Generators.Parsing;
using Fusionize.Shared;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fusionize.Generators.Analyzers;

/// <summary>
/// Finds which task calls of a compilation the generator has made switchable. This information comes from the compiler, so calls that the generator
/// has missed are found.
/// </summary>
internal sealed class Interception
{
    private readonly ConcurrentDictionary<IAssemblySymbol, bool> _hasManifest = new(SymbolEqualityComparer.Default);
    private readonly Compilation _compilation;
    private readonly SymbolNames _names;
    private readonly bool _isDone;
    private readonly Lazy<HashSet<string>> _duplicates;

    private Interception(Compilation compilation)
    {
        _compilation = compilation;
        _names = SymbolNames.Of(compilation);
        _duplicates = new(() => DuplicatesIn(compilation));
        IsOn = IsOnIn(compilation);
        // An editor may omit the generator's output. Then only calls that no generator could make switchable are known.
        _isDone = IsOn && compilation.SyntaxTrees.Any(static t => IsOurs(t) && Path.GetFileName(t.FilePath) == Names.ManifestFile);
    }

    /// <summary>Null if calls stay plain: in a host, and in projects with that setting.</summary>
    public static Interception? Of(Compilation compilation, AnalyzerOptions options) =>
        IsTrue(options, Names.HostProperty) || IsTrue(options, Names.PlainCallsProperty) ? null : new(compilation);

    /// <summary>Whether the build enables the generator's interceptors.</summary>
    public static bool IsOnIn(Compilation compilation) =>
        compilation.SyntaxTrees.FirstOrDefault()?.Options is not { } options || Inputs.CanIntercept(options);

    private bool IsOn { get; }

    /// <summary>Whether the generator wrote a file.</summary>
    public static bool IsOurs(SyntaxTree tree) => tree.FilePath.IndexOf(Names.GeneratorFolder, StringComparison.Ordinal) >= 0;

    /// <summary>Why a task call isn't switchable; null if it is, or if that is unknown.</summary>
    public string? ProblemOf(IInvocationOperation call, CancellationToken cancellation)
    {
        if (!IsOn)
            return "the build of this project doesn't let the package take effect (InterceptorsNamespaces has no Fusionize.Generated). "
                + "Reference the package Fusionize.Build in it";
        var assembly = TaskCalls.Declared(call.TargetMethod).ContainingAssembly;
        if (!SymbolEqualityComparer.Default.Equals(assembly, _compilation.Assembly) && !_hasManifest.GetOrAdd(assembly, ReferencedTasks.HasManifest))
            return $"assembly '{assembly.Name}' was built without the package, so nothing switches its tasks. "
                + $"Reference the package Fusionize.Build in its project, which has to be a C# project";
        if (_names.ProblemOf(TaskCalls.Declared(call.TargetMethod)) is var (type, why))
            // In the own project the declaration of the task is refused.
            return assembly is ISourceAssemblySymbol ? null : $"generated code can't name '{type}': {why}";
        if (!_isDone || IsIntercepted(call, cancellation) || IsDuplicate(call))
            return null;
        return "it stands in code that Fusionize's generator doesn't see, such as another generator's. "
            + "Call a method of yours there that calls the task";
    }

    /// <summary>Whether another task has the id of the called one, which is reported where they are declared.</summary>
    private bool IsDuplicate(IInvocationOperation call) =>
        TaskCalls.IdOf(call) is { } id && _duplicates.Value.Contains(TaskId.DuplicateKey(id));

    private static HashSet<string> DuplicatesIn(Compilation compilation)
    {
        var (seen, twice) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        var open = new Stack<INamespaceOrTypeSymbol>([compilation.Assembly.GlobalNamespace]);
        while (open.Count > 0)
            foreach (var member in open.Pop().GetMembers())
                if (member is INamespaceOrTypeSymbol inside)
                    open.Push(inside);
                else if (
                    member is IMethodSymbol { PartialDefinitionPart: null } method
                    && TaskCalls.IdOf(method) is { } id
                    && !seen.Add(TaskId.DuplicateKey(id))
                )
                    twice.Add(TaskId.DuplicateKey(id));
        return twice;
    }

    private static bool IsIntercepted(IInvocationOperation call, CancellationToken cancellation) =>
        call.SemanticModel.GetInterceptorMethod((InvocationExpressionSyntax)call.Syntax, cancellation) is { } interceptor
        && IsOurs(interceptor.Locations[0].SourceTree!);

    private static bool IsTrue(AnalyzerOptions options, string property) =>
        options.AnalyzerConfigOptionsProvider.GlobalOptions.TryGetValue("build_property." + property, out var value)
        && string.Equals(value, "true", StringComparison.OrdinalIgnoreCase);
}
