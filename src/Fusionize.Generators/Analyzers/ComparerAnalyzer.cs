using System.Collections.Immutable;
using Fusionize.Generators.Analyzers.Values;
using Fusionize.Generators.Diagnostics;
using Fusionize.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fusionize.Generators.Analyzers;

/// <summary>
/// Finds sets and dictionaries with a comparer of their own that a task receives or returns. JSON contains their elements only, so the comparer is
/// lost.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ComparerAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rules.ComparerLost];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterOperationAction(Check, OperationKind.ObjectCreation, OperationKind.Invocation);
    }

    private static void Check(OperationAnalysisContext context)
    {
        var (parameters, arguments) = context.Operation switch
        {
            IObjectCreationOperation { Constructor: { } constructor } creation => (constructor.Parameters, creation.Arguments),
            IInvocationOperation invocation => (invocation.TargetMethod.Parameters, invocation.Arguments),
            _ => default,
        };
        if (
            parameters.IsDefaultOrEmpty
            || !parameters.Any(static p => IsComparer(p.Type))
            || context.Operation.Type is not { } type
            || !Compares(type)
        )
            return;
        if (
            arguments.FirstOrDefault(static a =>
                a is { ArgumentKind: ArgumentKind.Explicit, Parameter: { } p } && IsComparer(p.Type) && !IsDefault(a.Value)
            )
                is { } comparer
            && Crosses(context.Operation, context.ContainingSymbol)
        )
            context.ReportDiagnostic(Diagnostic.Create(Rules.ComparerLost, comparer.Syntax.GetLocation(), type.ToDisplayString()));
    }

    private static bool IsComparer(ITypeSymbol type) =>
        type is { Name: "IEqualityComparer" or "IComparer", ContainingNamespace: { Name: "Generic", ContainingNamespace.Name: "Collections" } };

    /// <summary>Whether a collection finds or orders its elements by a comparer.</summary>
    private static bool Compares(ITypeSymbol type) =>
        KnownTypes.Of(type) is { Kind: KnownKind.List or KnownKind.Dictionary }
        && (type.Name.Contains("Dictionary") || type.Name.Contains("Set") || type.Name == "SortedList");

    /// <summary>Whether the comparer is the default of the collection.</summary>
    private static bool IsDefault(IOperation comparer)
    {
        while (comparer is IConversionOperation conversion)
            comparer = conversion.Operand;
        return comparer
            is { ConstantValue: { HasValue: true, Value: null } }
                or IPropertyReferenceOperation
            {
                Property: { Name: "Default", ContainingType.Name: "EqualityComparer" or "Comparer" }
                        or { Name: "Ordinal", ContainingType.Name: "StringComparer" }
            };
    }

    /// <summary>
    /// Whether the result of an operation becomes an argument of a task call or the result of a task: directly, inside an object, or through a
    /// variable.
    /// </summary>
    private static bool Crosses(IOperation made, ISymbol member)
    {
        for (var (value, parent) = (made, made.Parent); parent is not null; (value, parent) = (parent, parent.Parent))
        {
            switch (parent)
            {
                case IArgumentOperation { Parent: IInvocationOperation call }:
                    if (TaskCalls.IdOf(call) is not null)
                        return true;
                    if (call.TargetMethod.Name != "FromResult")
                        return false;
                    break;
                case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } }:
                    return RootOf(made)
                        .DescendantsAndSelf()
                        .Any(o =>
                            o is ILocalReferenceOperation use && SymbolEqualityComparer.Default.Equals(use.Local, local) && Crosses(use, member)
                        );
                case IReturnOperation:
                    return member is IMethodSymbol method && TaskParser.AttributeOf(method) is not null && !IsInFunction(parent);
                case IInvocationOperation when value is IArgumentOperation:
                    break;
                case IConversionOperation
                or IParenthesizedOperation
                or IConditionalOperation
                or ICoalesceOperation
                or IArgumentOperation
                or IObjectCreationOperation
                or IObjectOrCollectionInitializerOperation
                or ICollectionExpressionOperation
                or IArrayInitializerOperation
                or IArrayCreationOperation:
                    break;
                case ISimpleAssignmentOperation { Parent: IObjectOrCollectionInitializerOperation } assignment when assignment.Value == value:
                    break;
                default:
                    return false;
            }
        }
        return false;
    }

    /// <summary>Whether the return statement belongs to a lambda or a local function, not to the method itself.</summary>
    private static bool IsInFunction(IOperation operation)
    {
        for (var outer = operation.Parent; outer is not null; outer = outer.Parent)
            if (outer is IAnonymousFunctionOperation or ILocalFunctionOperation)
                return true;
        return false;
    }

    private static IOperation RootOf(IOperation operation)
    {
        while (operation.Parent is { } parent)
            operation = parent;
        return operation;
    }
}
