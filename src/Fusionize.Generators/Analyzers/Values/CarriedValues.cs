using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Analyzers.Values;

/// <summary>
/// Checks which types have the same value after writing to JSON and reading back. Other types are refused, with the reason and the members that lead
/// to it. One object per compilation, so that each type is checked once.
/// </summary>
internal sealed class CarriedValues(Compilation compilation)
{
    private readonly DerivedTypes _derived = new(compilation);
    private readonly SymbolNames _names = SymbolNames.Of(compilation);
    private readonly ConcurrentDictionary<ITypeSymbol, Findings> _known = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<ITypeSymbol, (string? Change, string? Collection)> _shared = new(SymbolEqualityComparer.Default);

    public Findings Of(ITypeSymbol type) => _known.GetOrAdd(type, t => new Walk(_derived, _names).Of(t));

    /// <summary>The member and the collection through which a value of the type can be changed (<see cref="SharedValues"/>).</summary>
    public (string? Change, string? Collection) ChangesOf(ITypeSymbol type) =>
        _shared.GetOrAdd(type, static t => (SharedValues.ChangeOf(t), SharedValues.CollectionIn(t)));

    /// <summary>The result of checking a type and its parts.</summary>
    /// <param name="Problem">The first problem; null if everything is carried over.</param>
    /// <param name="LeftOut">The first piece of state that is left out on purpose, as <c>Type.Member</c>.</param>
    /// <param name="InitDefault">
    /// The first init-only member whose default value is lost if the JSON doesn't contain the member, as <c>Type.Member</c>.
    /// </param>
    internal sealed record Findings(string? Problem, string? LeftOut, string? InitDefault);

    private sealed class Walk(DerivedTypes derived, SymbolNames names)
    {
        private readonly HashSet<ITypeSymbol> _seen = new(SymbolEqualityComparer.Default);
        private string? _leftOut;
        private string? _initDefault;

        public Findings Of(ITypeSymbol type) => new(ProblemOf(type, "", null), _leftOut, _initDefault);

        private string? ProblemOf(ITypeSymbol type, string path, TypePath? before)
        {
            if (type.TypeKind == TypeKind.Error || !_seen.Add(type))
                return null;
            if (!Visibility.IsVisible(type))
                return $"{path}'{type.ToDisplayString()}' isn't visible to the generated code of a function: it, and what it lies in and is made of, "
                    + $"has to be public or internal";
            if (names.ProblemOf(type, withAliases: false) is var (unnamed, clash))
                return $"{path}generated code can't name '{unnamed}': {clash}";
            if (ForbiddenUse.InAll(type) is { } forbidden)
                return $"{path}'{type.ToDisplayString()}' {forbidden}";
            if (JsonAttributes.ConverterProblemOf(type) is { } unusable)
                return path + unusable;
            if (type is IArrayTypeSymbol array)
                return array.Rank > 1 ? $"{path}'{type.ToDisplayString()}' has several dimensions" : ProblemOf(array.ElementType, path, before);
            if (KnownTypes.Of(type) is { } known)
                return ProblemOf(known, type, path, before);
            if (WhyNever(type) is { } never)
                return path + never;
            if (JsonAttributes.HasConverter(type))
                return null;
            if (type is not INamedTypeSymbol named)
                return $"{path}'{type.ToDisplayString()}' has no value outside its process";
            if (TypePath.Extend(before, named) is not { } through)
                return $"{path}'{type.ToDisplayString()}' contains itself with ever more type arguments, or lies deeper than JSON can";
            if (KnownTypes.IsFramework(named))
                return $"{path}'{type.ToDisplayString()}' isn't known to come out of JSON as it went in";
            if (named.AllInterfaces.Any(static i => i.SpecialType == SpecialType.System_Collections_IEnumerable))
                return ProblemOfCollection(named, path, through);
            if (JsonAttributes.Has(named, "JsonDerivedTypeAttribute") || JsonAttributes.Has(named, "JsonPolymorphicAttribute"))
                return ProblemOfFamily(named, path, through);
            if (named.TypeKind == TypeKind.Interface || named.IsAbstract)
                return $"{path}'{type.ToDisplayString()}' is {(named.TypeKind == TypeKind.Interface ? "an interface" : "abstract")} and names no "
                    + $"derived types ([JsonDerivedType])";
            if (derived.Of(named).FirstOrDefault() is { } more)
                return $"{path}'{type.ToDisplayString()}' has derived types, and a '{more.Name}' would arrive as a '{named.Name}'; "
                    + $"name them with [JsonDerivedType], or seal it";
            return ProblemOfObject(named, path, through);
        }

        private string? ProblemOf(KnownType known, ITypeSymbol type, string path, TypePath? before)
        {
            if (known.Kind == KnownKind.Refused)
                return $"{path}'{type.ToDisplayString()}' {known.Why}";
            if (known.Kind == KnownKind.Value || type is not INamedTypeSymbol { TypeArguments: { IsEmpty: false } arguments })
                return null;
            if (known.Kind == KnownKind.Dictionary && !IsKey(arguments[0]))
                return $"{path}'{type.ToDisplayString()}' has keys that aren't text, numbers or the like";
            return arguments.Select(a => ProblemOf(a, path, before)).FirstOrDefault(static p => p is not null);
        }

        private static bool IsKey(ITypeSymbol type) =>
            KnownTypes.Of(type) is { Kind: KnownKind.Value, Sharing: Sharing.Fixed }
            && type is not { Name: "JsonElement" }
            && (!JsonAttributes.HasConverter(type) || type.TypeKind == TypeKind.Enum && JsonAttributes.IsWrittenByName(type));

        /// <summary>
        /// A class that derives from a collection without adding members is carried over like the collection. Any other one would be reduced to a
        /// list of its elements.
        /// </summary>
        private string? ProblemOfCollection(INamedTypeSymbol type, string path, TypePath through)
        {
            var name = type.ToDisplayString();
            if (
                Members.FrameworkBaseOf(type) is not { } parent
                || KnownTypes.Of(parent) is not { Kind: KnownKind.List or KnownKind.Dictionary } known
            )
                return $"{path}'{name}' is a collection of its own kind, which System.Text.Json takes apart into its elements; "
                    + $"use one of the framework's, or a [JsonConverter]";
            if (Members.Of(type).FirstOrDefault(static m => m is IFieldSymbol or IPropertySymbol { IsOverride: false }) is { } own)
                return $"{path}'{own.ContainingType.Name}.{own.Name}' would be lost: of a collection only the elements are written";
            if (
                type.IsAbstract
                || !type.InstanceConstructors.Any(static c => c is { Parameters.IsEmpty: true, DeclaredAccessibility: Accessibility.Public })
            )
                return $"{path}'{name}' has no public constructor without parameters to begin with";
            if (CodeOf(type) is { } code)
                return $"{path}{code} of '{name}' decides how it takes elements, and would do that again with those that arrive";
            return ProblemOf(known, parent, path, through);
        }

        /// <summary>A method or constructor by which a class changes how its framework base takes elements.</summary>
        private static string? CodeOf(INamedTypeSymbol type)
        {
            for (var t = type; t is not null && !KnownTypes.IsFramework(t); t = t.BaseType)
            {
                if (
                    t.GetMembers()
                        .FirstOrDefault(static m =>
                            m is IMethodSymbol { IsOverride: true } and not { Name: "ToString" or "Equals" or "GetHashCode" }
                        ) is
                    { } method
                )
                    return $"method '{method.Name}'";
                if (
                    t.InstanceConstructors.FirstOrDefault(static c => c.Parameters.IsEmpty) is { } constructor
                    && FieldOrigin.HasStatements(constructor)
                )
                    return "the constructor";
            }
            return null;
        }

        private string? ProblemOfFamily(INamedTypeSymbol type, string path, TypePath through)
        {
            if (Polymorphism.ProblemOf(type, derived) is { } problem)
                return path + problem;
            foreach (var member in Polymorphism.MembersOf(type))
                if (
                    !SymbolEqualityComparer.Default.Equals(member, type)
                    && (_seen.Add(member) ? ProblemOfObject(member, $"{path}derived type '{member.Name}': ", through) : null) is { } inner
                )
                    return inner;
            return type.IsAbstract || type.TypeKind == TypeKind.Interface ? null : ProblemOfObject(type, path, through);
        }

        private string? ProblemOfObject(INamedTypeSymbol type, string path, TypePath through)
        {
            var model = ObjectModel.Of(type);
            _leftOut ??= NameOfFirst(model.LeftOut);
            _initDefault ??= NameOfFirst(model.InitDefaults);
            if (model.Problem is { } problem)
                return path + problem;
            foreach (var member in model.Carried)
                if (ProblemOfMember(member, path, through) is { } inner)
                    return inner;
            foreach (var property in model.Computed)
            {
                if (ProblemOfMember(property, path, through) is { } inner)
                    return $"{inner} (it is only computed: leave it out with [JsonIgnore])";
                if (Leads(property.Type, type, 0))
                    return $"{path}property '{type.Name}.{property.Name}' is computed and leads to '{type.Name}' again, "
                        + $"so that writing it need not end; leave it out with [JsonIgnore]";
            }
            return null;
        }

        private string? ProblemOfMember(ISymbol member, string path, TypePath through)
        {
            var label = $"{(member is IFieldSymbol ? "field" : "property")} '{member.ContainingType.Name}.{member.Name}'";
            if (ForbiddenUse.InAll(member) is { } forbidden)
                return $"{path}{label} {forbidden}";
            if (JsonAttributes.ConverterProblemOf(member) is { } unusable)
                return $"{path}{label}: {unusable}";
            return JsonAttributes.HasConverter(member) ? null : ProblemOf(ObjectModel.TypeOf(member), $"{path}{label}: ", through);
        }

        private static string? NameOfFirst(IReadOnlyList<ISymbol> members) =>
            members.Count == 0 ? null : $"{members[0].ContainingType.Name}.{members[0].Name}";

        /// <summary>Whether a type equals another type or contains it as a part.</summary>
        private static bool Leads(ITypeSymbol type, INamedTypeSymbol to, int depth) =>
            SymbolEqualityComparer.Default.Equals(type, to)
            || depth < 8
                && type switch
                {
                    IArrayTypeSymbol array => Leads(array.ElementType, to, depth + 1),
                    INamedTypeSymbol named => named.TypeArguments.Any(a => Leads(a, to, depth + 1)),
                    _ => false,
                };
    }

    private static string? WhyNever(ITypeSymbol type) =>
        type switch
        {
            { SpecialType: SpecialType.System_Object } or IDynamicTypeSymbol => "'object' comes back as a JsonElement",
            { TypeKind: TypeKind.Delegate } => $"'{type.ToDisplayString()}' is a delegate",
            { TypeKind: TypeKind.Pointer or TypeKind.FunctionPointer } or { IsRefLikeType: true } =>
                $"'{type.ToDisplayString()}' has no value outside its process",
            { IsTupleType: true } => $"the elements of the tuple '{type.ToDisplayString()}' are fields and would be lost; use a record",
            { SpecialType: SpecialType.System_IntPtr or SpecialType.System_UIntPtr } =>
                $"'{type.ToDisplayString()}' has no value outside its process",
            _ when IsOrDerives(type, "System.IO.Stream") => $"'{type.ToDisplayString()}' is a stream; use byte[]",
            _ when IsOrDerives(type, "System.Threading.Tasks.Task")
                    || IsOrDerives(type, "System.Type")
                    || IsOrDerives(type, "System.Linq.Expressions.Expression")
                    || IsOrDerives(type, "System.Threading.CancellationToken")
                    || IsOrDerives(type, "System.Exception") => $"'{type.ToDisplayString()}' is code or state of its process",
            _ => null,
        };

    private static bool IsOrDerives(ITypeSymbol type, string name)
    {
        for (var t = type; t is not null && t.SpecialType != SpecialType.System_Object; t = t.BaseType)
            if (KnownTypes.IsFramework(t) && t.ToDisplayString() == name)
                return true;
        return false;
    }
}
