using System.Collections.Concurrent;
using System.Collections.Immutable;
using Fusionize.Generators.Diagnostics;
using Fusionize.Generators.Parsing;
using Fusionize.Shared;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fusionize.Generators.Analyzers;

/// <summary>
/// Checks that a function can create the objects of its instance tasks: providers, constructors, and the use of task classes that may be in another
/// function.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ServiceAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rules.BadProvider, Rules.CannotConstruct, Rules.PlaceholderMember];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSymbolAction(CheckProvider, SymbolKind.Method, SymbolKind.Property);
        context.RegisterOperationAction(CheckMember, OperationKind.Invocation, OperationKind.PropertyReference, OperationKind.FieldReference);
        context.RegisterCompilationStartAction(static start =>
        {
            var members = new ConcurrentBag<ISymbol>();
            start.RegisterSymbolAction(
                c =>
                {
                    if (
                        ServiceParser.AttributeOf(c.Symbol) is not null
                        || c.Symbol is IMethodSymbol method && TaskParser.AttributeOf(method) is not null
                    )
                        members.Add(c.Symbol);
                },
                SymbolKind.Method,
                SymbolKind.Property
            );
            start.RegisterCompilationEndAction(c => CheckConstruction(c, members));
        });
    }

    private static void CheckProvider(SymbolAnalysisContext context)
    {
        var member = context.Symbol;
        if (ServiceParser.AttributeOf(member) is not null && ServiceParser.ServiceOf(member) is null && ServiceParser.RegistrationOf(member) is null)
            context.ReportDiagnostic(Diagnostic.Create(Rules.BadProvider, member.Locations[0], member.Name, WhyNoProvider(member)));
    }

    private static string WhyNoProvider(ISymbol member) =>
        member switch
        {
            { IsStatic: false } => "isn't static",
            IMethodSymbol { IsGenericMethod: true } method when !ServiceParser.NamesItsParameters(method) =>
                "is generic, and its result doesn't name every type parameter",
            IMethodSymbol { ReturnsVoid: true } => "returns nothing and doesn't take an IServiceCollection",
            IMethodSymbol method when ServiceParser.HasReferences(method) => "has a parameter that is passed by reference",
            IMethodSymbol { ReturnType.IsReferenceType: false } or IPropertySymbol { Type.IsReferenceType: false } => "gives a value type",
            _ => "isn't visible to generated code: it and the types around it have to be public or internal, and not generic",
        };

    /// <summary>
    /// An object of a task class that is passed to a constructor may be a placeholder, so only its tasks may be used. An object that the code creates
    /// itself is real.
    /// </summary>
    private static void CheckMember(OperationAnalysisContext context)
    {
        var (instance, member) = context.Operation switch
        {
            IInvocationOperation call => (call.Instance, (ISymbol)call.TargetMethod),
            IMemberReferenceOperation reference => (reference.Instance, reference.Member),
            _ => default,
        };
        if (
            instance is IParameterReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation
            && instance.Type is INamedTypeSymbol { TypeKind: TypeKind.Class } type
            && !(member is IMethodSymbol method && TaskCalls.IdOf(method) is not null)
            && SymbolEqualityComparer.Default.Equals(member.ContainingType, type)
            && !SymbolEqualityComparer.Default.Equals(type, context.ContainingSymbol.ContainingType)
            && HasInstanceTasks(type)
        )
            context.ReportDiagnostic(Diagnostic.Create(Rules.PlaceholderMember, context.Operation.Syntax.GetLocation(), type.Name, member.Name));
    }

    private static bool HasInstanceTasks(INamedTypeSymbol type) =>
        type.GetMembers().OfType<IMethodSymbol>().Any(static m => !m.IsStatic && TaskCalls.IdOf(m) is not null);

    /// <summary>All providers are only known when the application itself is compiled.</summary>
    private static void CheckConstruction(CompilationAnalysisContext context, IEnumerable<ISymbol> members)
    {
        var tasks = members.OfType<IMethodSymbol>().Where(static m => TaskParser.AttributeOf(m) is { }).ToList();
        if (!tasks.Any(static t => TaskParser.IsEntry(t, TaskParser.AttributeOf(t)!)))
            return;
        var objects = new ObjectGraph(
            members,
            context.Compilation.SourceModule.ReferencedAssemblySymbols.Select(ReferencedTasks.ManifestOf).OfType<Manifest>()
        );
        var classes = tasks
            .Where(static t => !t.IsStatic && TaskShape.ProblemOf(t) is TaskProblem.None)
            .Select(static t => t.ContainingType)
            .Distinct<INamedTypeSymbol>(SymbolEqualityComparer.Default);
        foreach (var taskClass in classes)
            if (objects.ProblemOf(taskClass) is { } problem)
                context.ReportDiagnostic(Diagnostic.Create(Rules.CannotConstruct, taskClass.Locations[0], taskClass.Name, problem));
    }
}
