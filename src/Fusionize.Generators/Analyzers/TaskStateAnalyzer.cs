using System.Collections.Concurrent;
using System.Collections.Immutable;
using Fusionize.Generators.Analyzers.Values;
using Fusionize.Generators.Diagnostics;
using Fusionize.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fusionize.Generators.Analyzers;

/// <summary>
/// Checks the object that an instance task runs on. It isn't sent with remote calls: another function creates its own object. So no code may change
/// the object, and it may only contain the services from its constructor.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class TaskStateAnalyzer : DiagnosticAnalyzer
{
    private static readonly ImmutableArray<OperationKind> s_changes =
    [
        OperationKind.SimpleAssignment,
        OperationKind.CompoundAssignment,
        OperationKind.CoalesceAssignment,
        OperationKind.DeconstructionAssignment,
        OperationKind.Increment,
        OperationKind.Decrement,
        OperationKind.Argument,
        OperationKind.Invocation,
    ];

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rules.StaticState, Rules.ForeignReceiver];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSymbolAction(CheckBase, SymbolKind.NamedType);
        context.RegisterCompilationStartAction(static start =>
        {
            var tasks = new ConcurrentDictionary<INamedTypeSymbol, IMethodSymbol?>(SymbolEqualityComparer.Default);
            var changes = new ConcurrentBag<Diagnostic>();
            start.RegisterOperationBlockStartAction(block =>
            {
                // Most methods belong to no task class and aren't analyzed at all.
                if (
                    block.OwningSymbol
                        is IMethodSymbol
                    {
                        MethodKind: not (MethodKind.Constructor or MethodKind.StaticConstructor),
                        ContainingType: { TypeKind: TypeKind.Class } type
                    }
                    && tasks.GetOrAdd(type, TaskOf) is { } task
                )
                    block.RegisterOperationAction(c => CheckChange(c, type, task, changes), s_changes);
            });
            start.RegisterOperationAction(c => CheckCreation(c, tasks), OperationKind.ObjectCreation);
            start.RegisterCompilationEndAction(c =>
            {
                foreach (var change in changes)
                    c.ReportDiagnostic(change);
            });
        });
    }

    private static void CheckBase(SymbolAnalysisContext context)
    {
        for (var parent = ((INamedTypeSymbol)context.Symbol).BaseType; parent is { SpecialType: SpecialType.None }; parent = parent.BaseType)
        {
            if (parent.IsAbstract || TaskOf(parent) is not { } task)
                continue;
            context.ReportDiagnostic(
                Diagnostic.Create(
                    Rules.ForeignReceiver,
                    context.Symbol.Locations[0],
                    context.Symbol.Name,
                    $"derives from '{parent.Name}', whose task '{task.Name}' doesn't know it"
                )
            );
            return;
        }
    }

    private static void CheckCreation(OperationAnalysisContext context, ConcurrentDictionary<INamedTypeSymbol, IMethodSymbol?> tasks)
    {
        var creation = (IObjectCreationOperation)context.Operation;
        if (
            creation.Type is not INamedTypeSymbol { TypeKind: TypeKind.Class } type
            || (creation.Arguments.IsEmpty && creation.Initializer is null)
            || !SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, context.Compilation.Assembly)
            || tasks.GetOrAdd(type, TaskOf) is not { } task
        )
            return;
        foreach (var argument in creation.Arguments)
            if (
                argument is { ArgumentKind: ArgumentKind.Explicit, Parameter: { } parameter }
                && (parameter.HasExplicitDefaultValue || KnownTypes.Of(parameter.Type) is not null)
            )
                Report($"gets '{parameter.Name}' here, which its task '{task.Name}' doesn't get elsewhere", argument);
        if (creation.Initializer is { } initializer)
            Report($"is given members here that its task '{task.Name}' doesn't see elsewhere", initializer);

        void Report(string what, IOperation at) =>
            context.ReportDiagnostic(Diagnostic.Create(Rules.ForeignReceiver, at.Syntax.GetLocation(), type.Name, what));
    }

    private static void CheckChange(OperationAnalysisContext context, INamedTypeSymbol type, IMethodSymbol task, ConcurrentBag<Diagnostic> changes)
    {
        var target = context.Operation switch
        {
            IAssignmentOperation assignment => assignment.Target,
            IIncrementOrDecrementOperation step => step.Target,
            IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument => argument.Value,
            IInvocationOperation { Instance: { } instance, TargetMethod.Name: var name }
                when ChangingMethods.IsChanging(name) && instance.Type is { } held && KnownTypes.Of(held) is { Sharing: Sharing.Changeable } =>
                instance,
            _ => null,
        };
        foreach (var state in StatesIn(target, type))
            changes.Add(
                Diagnostic.Create(
                    Rules.StaticState,
                    context.Operation.Syntax.GetLocation(),
                    $"{type.Name}.{state.Name}",
                    TaskParser.IdOf(task) ?? task.Name
                )
            );
    }

    /// <summary>
    /// Fields, properties and captured constructor parameters of the class's own object that an assignment changes, directly or in a part.
    /// </summary>
    private static IEnumerable<ISymbol> StatesIn(IOperation? target, INamedTypeSymbol type)
    {
        switch (target)
        {
            case ITupleOperation tuple:
                return tuple.Elements.SelectMany(e => StatesIn(e, type));
            case IArrayElementReferenceOperation element:
                return StatesIn(element.ArrayReference, type);
            case IParameterReferenceOperation { Parameter: { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } } captured }:
                return [captured];
            case IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } indexed }
                when indexed.Type is { } held && KnownTypes.Of(held) is { Sharing: Sharing.Changeable }:
                return StatesIn(indexed, type);
            case IMemberReferenceOperation
            {
                Member: IFieldSymbol or IPropertySymbol { IsIndexer: false },
                Instance: IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance }
            } own:
                return [own.Member];
            default:
                return [];
        }
    }

    /// <summary>The class's first instance task; null if it has none.</summary>
    private static IMethodSymbol? TaskOf(INamedTypeSymbol type) =>
        type.GetMembers().OfType<IMethodSymbol>().FirstOrDefault(static m => !m.IsStatic && TaskParser.AttributeOf(m) is not null);
}
