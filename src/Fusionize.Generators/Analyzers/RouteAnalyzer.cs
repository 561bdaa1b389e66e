using System.Collections.Concurrent;
using System.Collections.Immutable;
using Fusionize.Generators.Diagnostics;
using Fusionize.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Fusionize.Generators.Analyzers;

/// <summary>Checks the templates of routes, that routes differ, and that parameters can be bound to requests.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class RouteAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics =>
        [Rules.BadTemplate, Rules.SameRoute, Rules.VariableNotTaken, Rules.NotBindable, Rules.BodyWithoutOne, Rules.RouteWithoutTask];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            var routes = new ConcurrentBag<(RouteParser.Route Route, IMethodSymbol Method)>();
            start.RegisterSymbolAction(c => Check(c, (IMethodSymbol)c.Symbol, routes), SymbolKind.Method);
            start.RegisterCompilationEndAction(c => CheckDifferent(c, routes));
        });
    }

    private static void Check(
        SymbolAnalysisContext context,
        IMethodSymbol method,
        ConcurrentBag<(RouteParser.Route Route, IMethodSymbol Method)> routes
    )
    {
        if (method.PartialDefinitionPart is not null || HttpBinding.Of(method) is not { } binding)
            return;
        if (TaskParser.AttributeOf(method) is null)
        {
            context.ReportDiagnostic(Diagnostic.Create(Rules.RouteWithoutTask, method.Locations[0], method.Name));
            return;
        }
        foreach (var route in binding.Routes)
        {
            if (route.Template.Problem is { } problem)
            {
                context.ReportDiagnostic(Diagnostic.Create(Rules.BadTemplate, LocationOf(route, method), method.Name, route.Text, problem));
                continue;
            }
            routes.Add((route, method));
            foreach (var variable in route.Template.Variables.Where(v => !binding.Takes(v)))
                context.ReportDiagnostic(Diagnostic.Create(Rules.VariableNotTaken, LocationOf(route, method), method.Name, variable, route.Text));
        }
        foreach (var (parameter, why) in binding.Problems)
            context.ReportDiagnostic(Diagnostic.Create(Rules.NotBindable, parameter.Locations[0], method.Name, parameter.Name, why));
        if (
            (binding.Body ?? binding.Field) is { } body
            && binding.Problems.All(p => !SymbolEqualityComparer.Default.Equals(p.Parameter, body))
            && binding.Routes.FirstOrDefault(static r => r.Method is "GET" or "DELETE") is { } bare
        )
            context.ReportDiagnostic(Diagnostic.Create(Rules.BodyWithoutOne, body.Locations[0], method.Name, body.Name, bare.Method));
    }

    private static void CheckDifferent(CompilationAnalysisContext context, IEnumerable<(RouteParser.Route Route, IMethodSymbol Method)> routes)
    {
        var declared = routes
            .Select(static r => (r.Route, r.Method, Place: LocationOf(r.Route, r.Method)))
            .OrderBy(static r => r.Place.SourceTree?.FilePath, StringComparer.Ordinal)
            .ThenBy(static r => r.Place.SourceSpan.Start)
            .ToLookup(static r => KeyOf(r.Route.Method, r.Route.Template), StringComparer.Ordinal);
        if (declared.Count == 0)
            return;
        foreach (var same in declared.Where(static d => d.Count() > 1))
            foreach (var (route, method, place) in same.Skip(1))
                Report(route, method, place, same.First().Method.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat));
        foreach (var assembly in context.Compilation.SourceModule.ReferencedAssemblySymbols)
            foreach (var task in ReferencedTasks.Of(assembly).Where(static t => t.Http is not null))
                foreach (var other in task.Http!.Routes)
                    foreach (var (route, method, place) in declared[KeyOf(other.Method, RouteTemplate.Parse(other.Template))])
                        Report(route, method, place, $"{task.Id} in {assembly.Name}");

        void Report(RouteParser.Route route, IMethodSymbol method, Location place, string other) =>
            context.ReportDiagnostic(Diagnostic.Create(Rules.SameRoute, place, route.Method, route.Text, method.Name, other));
    }

    private static string KeyOf(string method, RouteTemplate template) => $"{method} {template.Shape}";

    private static Location LocationOf(RouteParser.Route route, IMethodSymbol method) =>
        route.Attribute.ApplicationSyntaxReference is { } reference ? Location.Create(reference.SyntaxTree, reference.Span) : method.Locations[0];
}
