using System.Collections.Immutable;
using Fusionize.Generators.Diagnostics;
using Fusionize.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fusionize.Generators.Analyzers;

/// <summary>
/// Checks that every use of a task's method is a call that the generator has made switchable. It also checks the code of other generators, because
/// this generator can't see their code.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class TaskReferenceAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rules.NotACall, Rules.NotSwitchable];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (Interception.Of(start.Compilation, start.Options) is not { } interception)
                return;
            var interfaces = TaskInterfaces.Of(start.Compilation);
            var names = new TaskNames(start.Compilation);
            start.RegisterOperationAction(
                c => CheckInvocation(c, (IInvocationOperation)c.Operation, interception, interfaces),
                OperationKind.Invocation
            );
            start.RegisterOperationAction(c => CheckReference(c, (IMethodReferenceOperation)c.Operation, interfaces), OperationKind.MethodReference);
            start.RegisterOperationAction(
                c => CheckCollection(c, (ICollectionExpressionOperation)c.Operation, names),
                OperationKind.CollectionExpression
            );
            start.RegisterOperationAction(c => CheckDynamic(c, (IDynamicInvocationOperation)c.Operation, names), OperationKind.DynamicInvocation);
        });
    }

    private static void CheckInvocation(
        OperationAnalysisContext context,
        IInvocationOperation call,
        Interception interception,
        TaskInterfaces interfaces
    )
    {
        if (TaskCalls.IdOf(call) is not { } id)
        {
            if (interfaces.TasksOf(call.TargetMethod) is [var task, ..])
                Report(context, TaskCalls.IdOf(task)!, $"called through '{call.TargetMethod.ContainingType.Name}.{call.TargetMethod.Name}'");
            return;
        }
        if (Interception.IsOurs(call.Syntax.SyntaxTree) || TaskShape.ProblemOf(TaskCalls.Declared(call.TargetMethod)) is not TaskProblem.None)
            return;
        if (TaskCalls.ObstacleOf(call) is { } obstacle)
            Report(context, id, obstacle);
        else if (interception.ProblemOf(call, context.CancellationToken) is { } problem)
            context.ReportDiagnostic(Diagnostic.Create(Rules.NotSwitchable, call.Syntax.GetLocation(), id, problem));
    }

    private static void CheckReference(OperationAnalysisContext context, IMethodReferenceOperation reference, TaskInterfaces interfaces)
    {
        if (reference.Parent is INameOfOperation || Interception.IsOurs(reference.Syntax.SyntaxTree))
            return;
        if (TaskCalls.IdOf(reference.Method) is { } id)
            Report(context, id, "used as a delegate");
        else if (interfaces.TasksOf(reference.Method) is [var task, ..])
            Report(context, TaskCalls.IdOf(task)!, $"used as a delegate of '{reference.Method.ContainingType.Name}.{reference.Method.Name}'");
    }

    /// <summary>The compiler calls the collection's method <c>Add</c> for each element. The operations don't show these calls.</summary>
    private static void CheckCollection(OperationAnalysisContext context, ICollectionExpressionOperation collection, TaskNames names)
    {
        if (!names.HasAdd || collection.Type is not INamedTypeSymbol type)
            return;
        var adding = collection.SemanticModel!.LookupSymbols(collection.Syntax.SpanStart, type, "Add", includeReducedExtensionMethods: true);
        if (adding.OfType<IMethodSymbol>().Select(TaskCalls.IdOf).FirstOrDefault(static id => id is not null) is { } id)
            Report(context, id, "called by a collection expression");
    }

    /// <summary>A dynamic call is bound at run time, and then the method itself runs without its switch.</summary>
    private static void CheckDynamic(OperationAnalysisContext context, IDynamicInvocationOperation call, TaskNames names)
    {
        var candidates = call.SemanticModel!.GetSymbolInfo(call.Syntax, context.CancellationToken).CandidateSymbols.OfType<IMethodSymbol>().ToList();
        if (
            candidates.Select(TaskCalls.IdOf).FirstOrDefault(static id => id is not null) is { } id
            || candidates.Count == 0
                && call.Operation is IDynamicMemberReferenceOperation { MemberName: var name }
                && (id = names.TaskNamed(name, context.CancellationToken)) is not null
        )
            Report(context, id, "called dynamically");
    }

    private static void Report(OperationAnalysisContext context, string id, string how)
    {
        if (!TaskCalls.IsForTest(context.Operation))
            context.ReportDiagnostic(Diagnostic.Create(Rules.NotACall, context.Operation.Syntax.GetLocation(), id, how));
    }

    /// <summary>The accessible tasks by the names of their methods, for calls with nothing but a name.</summary>
    private sealed class TaskNames(Compilation compilation)
    {
        private readonly Lazy<Dictionary<string, string>> _referenced = new(() =>
        {
            var ids = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var task in compilation.SourceModule.ReferencedAssemblySymbols.SelectMany(ReferencedTasks.Of))
                ids[task.Method] = task.Id;
            return ids;
        });

        private readonly Lazy<bool> _hasAdd = new(() =>
            compilation.GetSymbolsWithName("Add", SymbolFilter.Member).OfType<IMethodSymbol>().Any(static m => TaskCalls.IdOf(m) is not null)
        );

        /// <summary>Whether a method called <c>Add</c> is a task.</summary>
        public bool HasAdd => _hasAdd.Value || _referenced.Value.ContainsKey("Add");

        public string? TaskNamed(string name, CancellationToken cancellation) =>
            compilation
                .GetSymbolsWithName(name, SymbolFilter.Member, cancellation)
                .OfType<IMethodSymbol>()
                .Select(TaskCalls.IdOf)
                .FirstOrDefault(static id => id is not null)
            ?? (_referenced.Value.TryGetValue(name, out var referenced) ? referenced : null);
    }
}
