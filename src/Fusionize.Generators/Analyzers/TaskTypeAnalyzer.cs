using System.Collections.Immutable;
using Fusionize.Generators.Diagnostics;
using Fusionize.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Fusionize.Generators.Analyzers;

/// <summary>What a task takes and gives: that it can be serialized, and that a local call, which shares it, means what a remote one means, which copies it.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class TaskTypeAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rules.NotSerializable, Rules.MutableType, Rules.MutableCollection];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSymbolAction(static c => Check(c, (IMethodSymbol)c.Symbol), SymbolKind.Method);
    }

    private static void Check(SymbolAnalysisContext context, IMethodSymbol method)
    {
        if (method.PartialDefinitionPart is not null || TaskParser.AttributeOf(method) is null || TaskShape.ProblemOf(method) is not TaskProblem.None)
            return;
        foreach (var parameter in method.Parameters)
            if (!TaskShape.IsCancellationToken(parameter.Type))
                Check(context, method, parameter.Type, parameter.Locations[0], $"Parameter '{parameter.Name}'");
        if (TaskShape.ReturnOf(method.ReturnType).Result is { } result)
            Check(context, method, result, method.Locations[0], "The result");
    }

    private static void Check(SymbolAnalysisContext context, IMethodSymbol method, ITypeSymbol type, Location location, string subject)
    {
        if (Serializability.ProblemOf(type) is { } problem)
            context.ReportDiagnostic(Diagnostic.Create(Rules.NotSerializable, location, subject, method.Name, problem));
        else if (Isolation.IsWanted(method))
            return; // nothing is shared
        else if (Mutability.SetterOf(type) is { } setter)
            context.ReportDiagnostic(Diagnostic.Create(Rules.MutableType, location, subject, method.Name, $"'{setter}'"));
        else if (Mutability.CollectionIn(type) is { } collection)
            context.ReportDiagnostic(Diagnostic.Create(Rules.MutableCollection, location, subject, method.Name, collection));
    }
}
