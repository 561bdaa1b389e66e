using System.Collections.Concurrent;
using System.Collections.Immutable;
using Fusionize.Generators.Diagnostics;
using Fusionize.Generators.Parsing;
using Fusionize.Shared;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Fusionize.Generators.Analyzers;

/// <summary>Checks the values of triggers, that parameters can take their events, and that no two compete for one source.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class TriggerAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics =>
        [Rules.BadTrigger, Rules.SharedSource, Rules.NotAnEvent, Rules.TriggerWithoutTask];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            var triggers = new ConcurrentBag<(ManifestTrigger Trigger, string Task, Location Place)>();
            start.RegisterSymbolAction(c => Check(c, (IMethodSymbol)c.Symbol, triggers), SymbolKind.Method);
            start.RegisterCompilationEndAction(c => CheckSources(c, triggers));
        });
    }

    private static void Check(
        SymbolAnalysisContext context,
        IMethodSymbol method,
        ConcurrentBag<(ManifestTrigger Trigger, string Task, Location Place)> triggers
    )
    {
        if (method.PartialDefinitionPart is not null || EventBinding.Of(method) is not { } binding)
            return;
        if (TaskParser.AttributeOf(method) is null)
        {
            context.ReportDiagnostic(Diagnostic.Create(Rules.TriggerWithoutTask, method.Locations[0], method.Name));
            return;
        }
        foreach (var trigger in binding.Triggers)
        {
            var place = LocationOf(trigger, method);
            if (trigger.Problem is { } problem)
                context.ReportDiagnostic(Diagnostic.Create(Rules.BadTrigger, place, method.Name, problem));
            else
                triggers.Add((trigger.Manifest, TaskParser.IdOf(method) ?? method.Name, place));
        }
        if (binding is { Problem: { } why, Parameter: { } parameter })
            context.ReportDiagnostic(Diagnostic.Create(Rules.NotAnEvent, parameter.Locations[0], method.Name, parameter.Name, why));
    }

    private static void CheckSources(
        CompilationAnalysisContext context,
        IEnumerable<(ManifestTrigger Trigger, string Task, Location Place)> triggers
    )
    {
        var own = triggers
            .OrderBy(static t => t.Place.SourceTree?.FilePath, StringComparer.Ordinal)
            .ThenBy(static t => t.Place.SourceSpan.Start)
            .ToList();
        if (own.Count == 0)
            return;
        var others = context
            .Compilation.SourceModule.ReferencedAssemblySymbols.SelectMany(static a =>
                ReferencedTasks
                    .Of(a)
                    .SelectMany(t => t.Events?.Triggers.Select(trigger => (Trigger: trigger, Task: $"{t.Id} in {a.Name}")) ?? [])
            )
            .ToList();
        foreach (var (trigger, task, place) in own)
        {
            if (
                others.FirstOrDefault(o => TriggerConflict.Between(trigger, task, o.Trigger, o.Task) is not null) is { Task: not null } other
                && TriggerConflict.Between(trigger, task, other.Trigger, other.Task) is { } why
            )
                context.ReportDiagnostic(
                    Diagnostic.Create(Rules.SharedSource, place, task, $"{trigger.Kind} '{trigger.Source}'", $"'{other.Task}'", why)
                );
            others.Add((trigger, task));
        }
    }

    private static Location LocationOf(TriggerParser.Trigger trigger, IMethodSymbol method) =>
        trigger.Attribute.ApplicationSyntaxReference is { } reference ? Location.Create(reference.SyntaxTree, reference.Span) : method.Locations[0];
}
