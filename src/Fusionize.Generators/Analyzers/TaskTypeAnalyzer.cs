using System.Collections.Immutable;
using Fusionize.Generators.Analyzers.Values;
using Fusionize.Generators.Diagnostics;
using Fusionize.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Fusionize.Generators.Analyzers;

/// <summary>
/// Checks the types of a task's parameters and result: they must be serializable, and a local call, which shares the objects, must have the same
/// effect as a remote call, which copies them.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class TaskTypeAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics =>
        [Rules.NotSerializable, Rules.MutableType, Rules.MutableCollection, Rules.StateLeftOut, Rules.DefaultLost];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            var values = new CarriedValues(start.Compilation);
            start.RegisterSymbolAction(c => Check(c, (IMethodSymbol)c.Symbol, values), SymbolKind.Method);
        });
    }

    private static void Check(SymbolAnalysisContext context, IMethodSymbol method, CarriedValues values)
    {
        if (
            method.PartialDefinitionPart is not null
            || TaskParser.AttributeOf(method) is not { } attribute
            || TaskShape.ProblemOf(method) is not TaskProblem.None
            || SymbolNames.Of(context.Compilation).ProblemOf(method) is not null
        )
            return;
        foreach (var parameter in method.Parameters)
        {
            if (TaskShape.IsCancellationToken(parameter.Type))
                continue;
            var found = Check(context, method, parameter.Type, values, parameter.Locations[0], $"Parameter '{parameter.Name}'");
            if (found is { Problem: null, InitDefault: { } member } && TaskParser.IsEntry(method, attribute))
                context.ReportDiagnostic(Diagnostic.Create(Rules.DefaultLost, parameter.Locations[0], parameter.Name, method.Name, member));
        }
        if (TaskShape.ReturnOf(method.ReturnType).Result is { } result)
            Check(context, method, result, values, method.Locations[0], "The result");
    }

    private static CarriedValues.Findings Check(
        SymbolAnalysisContext context,
        IMethodSymbol method,
        ITypeSymbol type,
        CarriedValues values,
        Location location,
        string subject
    )
    {
        var found = values.Of(type);
        if (found.Problem is { } problem)
            context.ReportDiagnostic(Diagnostic.Create(Rules.NotSerializable, location, subject, method.Name, problem));
        else if (!Isolation.IsWanted(method))
            CheckSharing(context, method, type, values, location, subject);
        return found;
    }

    private static void CheckSharing(
        SymbolAnalysisContext context,
        IMethodSymbol method,
        ITypeSymbol type,
        CarriedValues values,
        Location location,
        string subject
    )
    {
        if (values.Of(type).LeftOut is { } member)
            context.ReportDiagnostic(Diagnostic.Create(Rules.StateLeftOut, location, subject, method.Name, member));
        var changes = values.ChangesOf(type);
        if (changes.Change is { } change)
            context.ReportDiagnostic(Diagnostic.Create(Rules.MutableType, location, subject, method.Name, $"'{change}'"));
        else if (changes.Collection is { } collection)
            context.ReportDiagnostic(Diagnostic.Create(Rules.MutableCollection, location, subject, method.Name, collection));
    }
}
