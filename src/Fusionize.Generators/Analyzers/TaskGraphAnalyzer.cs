using System.Collections.Concurrent;
using System.Collections.Immutable;
using Fusionize.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Fusionize.Generators.Analyzers;

/// <summary>The rules that need all calls of the project: static state that tasks use, synchronous cycles, tasks that are never called.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class TaskGraphAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rules.StaticState, Rules.SynchronousCycle, Rules.Unreachable];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            var methods = new ConcurrentDictionary<ISymbol, MethodFacts>(SymbolEqualityComparer.Default);
            start.RegisterOperationBlockAction(block =>
                methods.GetOrAdd(Definition(block.OwningSymbol), static _ => new MethodFacts()).Add(block.OperationBlocks)
            );
            start.RegisterCompilationEndAction(end => Report(end, new TaskGraph(methods, TaskInterfaces.Of(end.Compilation))));
        });
    }

    internal static ISymbol Definition(ISymbol symbol) =>
        symbol is IMethodSymbol method
            ? (method.ReducedFrom ?? method).OriginalDefinition switch
            {
                { PartialDefinitionPart: { } definition } => definition,
                // A member of an extension block can be called in two ways.
                { AssociatedExtensionImplementation: { } implementation } => implementation,
                var other => other,
            }
            : symbol.OriginalDefinition;

    private static void Report(CompilationAnalysisContext context, TaskGraph graph)
    {
        foreach (var (state, location, task) in graph.StaticState())
            context.ReportDiagnostic(Diagnostic.Create(Rules.StaticState, location, state, task.Id));
        foreach (var cycle in graph.SynchronousCycles())
            context.ReportDiagnostic(
                Diagnostic.Create(
                    Rules.SynchronousCycle,
                    cycle[0].Symbol.Locations[0],
                    cycle[0].Id,
                    string.Join(" → ", cycle.Concat([cycle[0]]).Select(static t => t.Id))
                )
            );
        foreach (var task in graph.Unreached())
            context.ReportDiagnostic(Diagnostic.Create(Rules.Unreachable, task.Symbol.Locations[0], task.Id));
    }
}
