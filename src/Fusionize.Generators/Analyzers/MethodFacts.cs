using System.Collections.Immutable;
using Fusionize.Generators.Analyzers.Values;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fusionize.Generators.Analyzers;

/// <summary>What the bodies of one method do that matters for the graph of tasks.</summary>
internal sealed class MethodFacts
{
    private static readonly HashSet<string> Changing = new(StringComparer.Ordinal)
    {
        "Add", "AddRange", "AddOrUpdate", "TryAdd", "GetOrAdd", "Insert", "Remove", "TryRemove", "RemoveAt", "RemoveAll", "Clear", "Enqueue", "TryDequeue", "Dequeue",
        "Push", "Pop", "TryPop", "TryTake", "TryUpdate", "UnionWith", "ExceptWith", "Sort",
    };

    private readonly List<(ISymbol Callee, bool IsDetached)> _calls = [];
    private readonly List<(ISymbol State, Location Location)> _state = [];

    public IReadOnlyList<(ISymbol Callee, bool IsDetached)> Calls => _calls;

    public IReadOnlyList<(ISymbol State, Location Location)> State => _state;

    public void Add(ImmutableArray<IOperation> blocks)
    {
        lock (_calls) // a method's blocks come one after the other, a partial property's perhaps not
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
                if (call.Instance is IFieldReferenceOperation { Field: { IsStatic: true, IsReadOnly: true } holder } && Changing.Contains(call.TargetMethod.Name)
                    && KnownTypes.Of(holder.Type) is not { Sharing: Sharing.Fixed })
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
                else if (property.IsIndexer && reference.Instance is IFieldReferenceOperation { Field: { IsStatic: true } indexed }
                    && reference.Parent is IAssignmentOperation assignment && assignment.Target == reference)
                    AddState(indexed, reference);
                break;
            case IFieldReferenceOperation { Field: { IsStatic: true, IsReadOnly: false, IsConst: false } variable } reference
                when variable.DeclaringSyntaxReferences.Length > 0 && variable.ContainingType.TypeKind != TypeKind.Enum:
                AddState(variable, reference);
                break;
        }
    }

    private static bool IsAutomatic(IPropertySymbol property) => property.DeclaringSyntaxReferences.Length > 0
        && property.ContainingType.GetMembers().OfType<IFieldSymbol>().Any(f => SymbolEqualityComparer.Default.Equals(f.AssociatedSymbol, property));

    private void AddCall(IMethodSymbol callee, bool isDetached) => _calls.Add((TaskGraphAnalyzer.Definition(callee), isDetached));

    private void AddState(ISymbol state, IOperation operation) => _state.Add((state, operation.Syntax.GetLocation()));
}
