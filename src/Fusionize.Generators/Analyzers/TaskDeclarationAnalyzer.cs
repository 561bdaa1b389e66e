using System.Collections.Concurrent;
using System.Collections.Immutable;
using Fusionize.Generators.Analyzers.Values;
using Fusionize.Generators.Diagnostics;
using Fusionize.Generators.Parsing;
using Fusionize.Shared;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fusionize.Generators.Analyzers;

/// <summary>Checks the declaration of <c>[FusionTask]</c> methods: signature, visibility, name, and that names are unique.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class TaskDeclarationAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics =>
        [
            Rules.BadReturnType,
            Rules.Generic,
            Rules.Virtual,
            Rules.BadParameter,
            Rules.Params,
            Rules.TwoCancellationTokens,
            Rules.Inaccessible,
            Rules.NotInClass,
            Rules.BadName,
            Rules.DuplicateName,
            Rules.BadInit,
            Rules.NotInEffect,
            Rules.NotAMethod,
            Rules.SameParameterNames,
            Rules.NotNameable,
        ];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            var tasks = new ConcurrentBag<(string Id, IMethodSymbol Method)>();
            var isOn = Interception.IsOnIn(start.Compilation);
            start.RegisterSymbolAction(c => Check(c, (IMethodSymbol)c.Symbol, tasks, isOn), SymbolKind.Method);
            start.RegisterOperationAction(CheckLocalFunction, OperationKind.LocalFunction);
            start.RegisterOperationAction(CheckLambda, OperationKind.AnonymousFunction);
            start.RegisterCompilationEndAction(c => CheckNames(c, tasks));
        });
    }

    private static void Check(SymbolAnalysisContext context, IMethodSymbol method, ConcurrentBag<(string Id, IMethodSymbol Method)> tasks, bool isOn)
    {
        if (method.PartialDefinitionPart is not null || TaskParser.AttributeOf(method) is not { } attribute)
            return;
        if (ShapeProblem(method) is { } problem)
            context.ReportDiagnostic(problem);
        else if (TaskParser.IdOf(method) is { } id)
        {
            tasks.Add((id, method));
            if (SymbolNames.Of(context.Compilation).ProblemOf(method) is var (type, why))
                context.ReportDiagnostic(Diagnostic.Create(Rules.NotNameable, LocationOf(method), type, id, why));
            if (!isOn)
                context.ReportDiagnostic(Diagnostic.Create(Rules.NotInEffect, LocationOf(method), id));
        }
        else
            context.ReportDiagnostic(Diagnostic.Create(Rules.BadName, LocationOf(method), TaskParser.WantedIdOf(method)));
        if (TaskParser.InitNameOf(attribute) is { } init && TaskParser.InitOf(method.ContainingType, init) is null)
            context.ReportDiagnostic(Diagnostic.Create(Rules.BadInit, LocationOf(method), method.Name, init, method.ContainingType.Name));
    }

    private static Diagnostic? ShapeProblem(IMethodSymbol method)
    {
        var name = method.Name;
        var location = LocationOf(method);
        return TaskShape.ProblemOf(method) switch
        {
            TaskProblem.None => null,
            TaskProblem.IsNoOrdinaryMethod => Diagnostic.Create(Rules.NotAMethod, location, KindText(method)),
            TaskProblem.ReturnsNoTask => Diagnostic.Create(Rules.BadReturnType, location, name, method.ReturnType.ToDisplayString()),
            TaskProblem.IsGeneric => Diagnostic.Create(Rules.Generic, location, name),
            TaskProblem.IsVirtual => Diagnostic.Create(Rules.Virtual, location, name),
            TaskProblem.HasReferenceParameter => OnParameter(
                method,
                Rules.BadParameter,
                static p => p.RefKind != RefKind.None,
                static p => RefKindText(p.RefKind)
            ),
            TaskProblem.HasParamsParameter => OnParameter(method, Rules.Params, static p => p.IsParams, static _ => ""),
            TaskProblem.HasTwoCancellationTokens => Diagnostic.Create(Rules.TwoCancellationTokens, location, name),
            TaskProblem.HasRefLikeParameter => OnParameter(method, Rules.BadParameter, TaskShape.IsRefLike, static p =>
                p.Type.IsRefLikeType ? "a ref struct" : "a pointer"
            ),
            TaskProblem.IsInaccessible => Diagnostic.Create(Rules.Inaccessible, location, name, AccessText(method)),
            TaskProblem.IsNotInClass => Diagnostic.Create(
                Rules.NotInClass,
                location,
                name,
                $"an instance method of a {method.ContainingType.TypeKind.ToString().ToLowerInvariant()}"
            ),
            TaskProblem.HasEqualParameterNames when TaskShape.EqualNames(method) is var (first, second) => Diagnostic.Create(
                Rules.SameParameterNames,
                LocationOf(second),
                name,
                first.Name,
                second.Name
            ),
            var other => throw new InvalidOperationException(other.ToString()),
        };
    }

    private static string KindText(IMethodSymbol method) =>
        method.MethodKind switch
        {
            MethodKind.PropertyGet or MethodKind.PropertySet or MethodKind.EventAdd or MethodKind.EventRemove => "An accessor",
            MethodKind.UserDefinedOperator or MethodKind.Conversion => "An operator",
            MethodKind.AnonymousFunction => "A lambda",
            MethodKind.Destructor => "A finalizer",
            MethodKind.Ordinary when TaskShape.IsCalledByLanguage(method) =>
                $"'{method.Name}', which 'await using' and 'await foreach' call by itself,",
            _ => "A member of an extension block",
        };

    private static Diagnostic OnParameter(
        IMethodSymbol method,
        DiagnosticDescriptor rule,
        Func<IParameterSymbol, bool> isBad,
        Func<IParameterSymbol, string> what
    )
    {
        var parameter = method.Parameters.FirstOrDefault(isBad);
        return parameter is null
            ? Diagnostic.Create(rule, LocationOf(method), method.Name, "return", "a reference")
            : Diagnostic.Create(rule, LocationOf(parameter), method.Name, parameter.Name, what(parameter));
    }

    private static void CheckLocalFunction(OperationAnalysisContext context)
    {
        var function = ((ILocalFunctionOperation)context.Operation).Symbol;
        if (TaskParser.AttributeOf(function) is not null)
            context.ReportDiagnostic(Diagnostic.Create(Rules.Inaccessible, LocationOf(function), function.Name, "a local function"));
    }

    private static void CheckLambda(OperationAnalysisContext context)
    {
        var lambda = ((IAnonymousFunctionOperation)context.Operation).Symbol;
        if (TaskParser.AttributeOf(lambda) is not null)
            context.ReportDiagnostic(Diagnostic.Create(Rules.NotAMethod, LocationOf(lambda), KindText(lambda)));
    }

    private static void CheckNames(CompilationAnalysisContext context, IEnumerable<(string Id, IMethodSymbol Method)> tasks)
    {
        var declared = tasks
            .OrderBy(static t => LocationOf(t.Method).SourceTree?.FilePath, StringComparer.Ordinal)
            .ThenBy(static t => LocationOf(t.Method).SourceSpan.Start)
            .ToLookup(static t => TaskId.DuplicateKey(t.Id), StringComparer.Ordinal);
        if (declared.Count == 0)
            return;
        foreach (var duplicates in declared.Where(static d => d.Count() > 1))
            foreach (var (id, method) in duplicates.Skip(1))
                Report(context, id, method, $"'{duplicates.First().Method.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat)}'");
        foreach (var assembly in context.Compilation.SourceModule.ReferencedAssemblySymbols)
            foreach (var task in ReferencedTasks.Of(assembly))
                foreach (var (id, method) in declared[TaskId.DuplicateKey(task.Id)])
                    Report(context, id, method, $"assembly '{assembly.Name}'");
    }

    private static void Report(CompilationAnalysisContext context, string id, IMethodSymbol method, string other) =>
        context.ReportDiagnostic(Diagnostic.Create(Rules.DuplicateName, LocationOf(method), id, other));

    private static Location LocationOf(ISymbol symbol) => symbol.Locations[0];

    private static string RefKindText(RefKind kind) =>
        kind switch
        {
            RefKind.Ref => "passed by ref",
            RefKind.Out => "an out parameter",
            _ => "passed by reference",
        };

    private static string AccessText(IMethodSymbol method)
    {
        for (ISymbol symbol = method; symbol is not INamespaceSymbol; symbol = symbol.ContainingSymbol)
        {
            var subject = symbol is IMethodSymbol ? "" : $"in type '{symbol.Name}', which is ";
            if (symbol is INamedTypeSymbol { IsFileLocal: true })
                return subject + "local to its file";
            if (ForbiddenUse.IsObsolete(symbol))
                return subject + "obsolete, and the compiler refuses its use";
            if (!TaskShape.IsAccessible(symbol))
                return subject
                    + SyntaxFacts.GetText(symbol.DeclaredAccessibility)
                    + (symbol.ContainingAssembly.Identity.HasPublicKey ? " in a signed assembly" : "");
        }
        return "not accessible";
    }
}
