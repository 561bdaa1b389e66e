using System.Collections.Immutable;
using Fusionize.Generators.Analyzers.Values;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fusionize.Generators.Analyzers;

/// <summary>The facts about one method's bodies that the graph of tasks needs.</summary>
internal sealed class MethodFacts
{
    private static readonly HashSet<string> Changing = new(StringComparer.Ordinal)
    {
        "Add",
        "AddRange",
        "AddOrUpdate",
        "TryAdd",
        "GetOrAdd",
        "Insert",
        "Remove",
        "TryRemove",
        "RemoveAt",
        "RemoveAll",
        "Clear",
        "Enqueue",
        "TryDequeue",
        "Dequeue",
        "Push",
        "PushRange",
        "Pop",
        "TryPop",
        "TryPopRange",
        "Take",
        "TryTake",
        "TryUpdate",
        "TryEnqueue",
        "EnqueueDequeue",
        "UnionWith",
        "ExceptWith",
        "IntersectWith",
        "SymmetricExceptWith",
        "InsertRange",
        "RemoveRange",
        "RemoveWhere",
        "AddFirst",
        "AddLast",
        "AddBefore",
        "AddAfter",
        "RemoveFirst",
        "RemoveLast",
        "SetValue",
        "SetAll",
        "Reverse",
        "Sort",
        "EnsureCapacity",
        "TrimExcess",
    };

    private readonly List<(ISymbol Callee, bool IsDetached)> _calls = [];
    private readonly List<(ISymbol State, Location Location)> _state = [];

    public IReadOnlyList<(ISymbol Callee, bool IsDetached)> Calls => _calls;

    public IReadOnlyList<(ISymbol State, Location Location)> State => _state;

    public void Add(ImmutableArray<IOperation> blocks)
    {
        lock (_calls) // a method's blocks are analyzed one after the other, but perhaps not those of a partial property
        {
            foreach (var operation in blocks.SelectMany(static b => b.DescendantsAndSelf()))
                Add(operation);
        }
    }

    private void Add(IOperation operation)
    {
        switch (operation)
        {
            case IInvocationOperation call:
                AddCall(call.TargetMethod, TaskCalls.IsDetached(call));
                if (
                    (Changing.Contains(call.TargetMethod.Name) || IsChangeOfText(call.TargetMethod))
                    && HolderOf(call.Instance) is { } holder
                    && KnownTypes.Of(call.Instance!.Type!) is not { Sharing: Sharing.Fixed }
                )
                    AddState(holder, call);
                break;
            case IDynamicInvocationOperation call:
                foreach (var candidate in call.SemanticModel!.GetSymbolInfo(call.Syntax).CandidateSymbols.OfType<IMethodSymbol>())
                    AddCall(candidate, isDetached: false);
                break;
            case IMethodReferenceOperation reference:
                AddCall(reference.Method, isDetached: false);
                break;
            case IObjectCreationOperation { Constructor: { } constructor }:
                AddCall(constructor, isDetached: false);
                break;
            case IPropertyReferenceOperation { Property: { } property } reference:
                if (property.GetMethod is { } getter)
                    AddCall(getter, isDetached: false);
                if (property.SetMethod is { } setter)
                    AddCall(setter, isDetached: false);
                if (property is { IsStatic: true, SetMethod: { IsInitOnly: false } } && IsAutomatic(property))
                    AddState(property, reference);
                else if (IsWritten(reference) && HolderOf(reference.Instance) is { } changed)
                    AddState(changed, reference);
                break;
            case IEventAssignmentOperation { EventReference: IEventReferenceOperation { Event: { IsStatic: true } declared } } subscription
                when declared.DeclaringSyntaxReferences.Length > 0:
                AddState(declared, subscription);
                break;
            case IArrayElementReferenceOperation element when IsWritten(element) && HolderOf(element.ArrayReference) is { } array:
                AddState(array, element);
                break;
            case IFieldReferenceOperation { Field.IsStatic: false } part when IsWritten(part) && HolderOf(part.Instance) is { } whole:
                AddState(whole, part);
                break;
            case IFieldReferenceOperation { Field: { IsStatic: true, IsReadOnly: false, IsConst: false } variable } reference
                when variable.DeclaringSyntaxReferences.Length > 0 && variable.ContainingType.TypeKind != TypeKind.Enum:
                AddState(variable, reference);
                break;
        }
    }

    private static bool IsChangeOfText(IMethodSymbol method) =>
        method.ContainingType is { Name: "StringBuilder", ContainingNamespace.Name: "Text" }
        && SymbolEqualityComparer.Default.Equals(method.ReturnType, method.ContainingType);

    private static bool IsWritten(IOperation target) =>
        target.Parent switch
        {
            IAssignmentOperation assignment => assignment.Target == target,
            IIncrementOrDecrementOperation => true,
            IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } => true,
            _ => false,
        };

    /// <summary>
    /// The static read-only field (or a property for one) that an object is read from. The field doesn't change, but its object can.
    /// </summary>
    private static ISymbol? HolderOf(IOperation? instance) =>
        instance switch
        {
            IFieldReferenceOperation { Field: { IsStatic: true, IsReadOnly: true } field } => field,
            IPropertyReferenceOperation { Property: { IsStatic: true, SetMethod: null } property }
                when IsAutomatic(property) || GivesField(property) => property,
            // A static object that contains the object.
            IPropertyReferenceOperation { Property: { Name: "Value", ContainingType.Name: "Lazy" or "AsyncLocal" or "ThreadLocal" } } held =>
                HolderOf(held.Instance),
            IConversionOperation conversion => HolderOf(conversion.Operand),
            _ => null,
        };

    /// <summary>Whether a property only returns a static field.</summary>
    private static bool GivesField(IPropertySymbol property) =>
        property.DeclaringSyntaxReferences is [var reference, ..]
        && reference.GetSyntax() is PropertyDeclarationSyntax syntax
        && GivenBy(syntax) is IdentifierNameSyntax name
        && property.ContainingType.GetMembers(name.Identifier.ValueText).Any(static m => m is IFieldSymbol { IsStatic: true });

    private static ExpressionSyntax? GivenBy(PropertyDeclarationSyntax property) =>
        property.ExpressionBody?.Expression
        ?? property
            .AccessorList?.Accessors.Select(static a =>
                a.ExpressionBody?.Expression ?? (a.Body?.Statements is [ReturnStatementSyntax only] ? only.Expression : null)
            )
            .FirstOrDefault();

    private static bool IsAutomatic(IPropertySymbol property) =>
        property.DeclaringSyntaxReferences.Length > 0
        && property.ContainingType.GetMembers().OfType<IFieldSymbol>().Any(f => SymbolEqualityComparer.Default.Equals(f.AssociatedSymbol, property));

    private void AddCall(IMethodSymbol callee, bool isDetached) => _calls.Add((TaskGraphAnalyzer.Definition(callee), isDetached));

    private void AddState(ISymbol state, IOperation operation) => _state.Add((state, operation.Syntax.GetLocation()));
}
