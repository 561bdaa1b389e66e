using Microsoft.CodeAnalysis;
using static Fusionize.Generators.Analyzers.Values.JsonAttributes;

namespace Fusionize.Generators.Analyzers.Values;

/// <summary>
/// How System.Text.Json's generated metadata, with the options of a function, writes and reads a class or struct as an object: for each piece of
/// state, whether it is carried over, or why not.
/// </summary>
internal sealed class ObjectModel
{
    private readonly INamedTypeSymbol _type;
    private readonly IMethodSymbol? _constructor;
    private readonly List<ISymbol> _carried = [];
    private readonly List<IPropertySymbol> _computed = [];
    private readonly List<ISymbol> _leftOut = [];
    private readonly List<ISymbol> _initDefaults = [];

    private ObjectModel(INamedTypeSymbol type)
    {
        _type = type;
        var members = Members.Of(type).ToList();
        string? none;
        (_constructor, none) = Construction.Of(type);
        Problem = none
            ?? ProblemOfCallbacks()
            ?? ProblemOfBase()
            ?? ProblemOfConstructor(members)
            ?? ProblemOfMembers(members)
            ?? ProblemOfNames()
            ?? ProblemOfOpacity();
    }

    /// <summary>Why values of the type change when they are written and read back; null if only the types of the members could be a reason.</summary>
    public string? Problem { get; }

    /// <summary>Properties and fields that are written and read.</summary>
    public IReadOnlyList<ISymbol> Carried => _carried;

    /// <summary>Properties that are only written. Their values follow from the others.</summary>
    public IReadOnlyList<IPropertySymbol> Computed => _computed;

    /// <summary>State that <c>[JsonIgnore]</c> leaves out on purpose, and events.</summary>
    public IReadOnlyList<ISymbol> LeftOut => _leftOut;

    /// <summary>Init-only members with a default value. If the JSON doesn't contain such a member, it doesn't get its default value.</summary>
    public IReadOnlyList<ISymbol> InitDefaults => _initDefaults;

    public static ObjectModel Of(INamedTypeSymbol type) => new(type);

    public static ITypeSymbol TypeOf(ISymbol member) => member is IPropertySymbol property ? property.Type : ((IFieldSymbol)member).Type;

    /// <summary>
    /// The members that are written and read, whatever else is wrong with the type. The flag says whether JSON without the member is refused.
    /// </summary>
    public static IEnumerable<(ISymbol Member, bool IsAlwaysRead)> ReadBackOf(INamedTypeSymbol type)
    {
        var constructor = Construction.Of(type).Constructor;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in Members.Of(type))
        {
            if (member is IEventSymbol || !seen.Add(member.Name) || IgnoredOf(member) == Ignored.Always || !IsWritten(member))
                continue;
            var parameter = constructor?.Parameters.FirstOrDefault(p => Binds(member, p));
            if (parameter is not null || IsSet(member))
                yield return (
                    member,
                    parameter is { HasExplicitDefaultValue: false }
                        || member is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true }
                        || Has(member, "JsonRequiredAttribute")
                );
        }
    }

    private static string Name(ISymbol member) => $"{member.ContainingType.Name}.{member.Name}";

    /// <summary>They run only where JSON is read or written.</summary>
    private string? ProblemOfCallbacks() =>
        _type.AllInterfaces.FirstOrDefault(IsCallback) is { } callback
            ? $"'{_type.ToDisplayString()}' runs code of its own when JSON is read or written ({callback.Name}), and a local call doesn't run it"
            : null;

    private string? ProblemOfBase() =>
        Members.FrameworkBaseOf(_type) is { } parent
            ? $"'{_type.ToDisplayString()}' derives from '{parent.ToDisplayString()}', whose state isn't carried"
            : null;

    private string? ProblemOfConstructor(IReadOnlyList<ISymbol> members)
    {
        if (_constructor is not null && ForbiddenUse.Of(_constructor) is { } forbidden)
            return $"the constructor of '{_type.ToDisplayString()}' {forbidden}";
        foreach (var parameter in _constructor?.Parameters ?? [])
        {
            if (parameter.RefKind != RefKind.None)
                return $"parameter '{parameter.Name}' of the constructor of '{_type.ToDisplayString()}' is passed by reference";
            if (members.FirstOrDefault(m => m is IPropertySymbol or IFieldSymbol && Binds(m, parameter)) is not { } member)
                return $"parameter '{parameter.Name}' of the constructor of '{_type.ToDisplayString()}' has no property of the same name and type to "
                    + $"be read from";
            if (IgnoredOf(member) == Ignored.Always)
                return $"'{Name(member)}' is left out by [JsonIgnore], and the constructor asks for it";
        }
        return null;
    }

    private static bool Binds(ISymbol member, IParameterSymbol parameter) =>
        member.Name.Equals(parameter.Name, StringComparison.OrdinalIgnoreCase)
        && SymbolEqualityComparer.Default.Equals(TypeOf(member), parameter.Type)
        && (IsWritten(member) || IsSet(member));

    private IParameterSymbol? ParameterOf(ISymbol member) => _constructor?.Parameters.FirstOrDefault(p => Binds(member, p));

    private string? ProblemOfMembers(IReadOnlyList<ISymbol> members)
    {
        var seen = new Dictionary<string, ISymbol>(StringComparer.Ordinal);
        foreach (var member in members)
        {
            // Members of a base class follow after the members that hide them.
            var isHidden =
                member is not IEventSymbol
                && member.DeclaredAccessibility != Accessibility.Private
                && seen.TryGetValue(member.Name, out var hiding)
                && !SymbolEqualityComparer.Default.Equals(hiding.ContainingType, member.ContainingType);
            if (!isHidden && member is not IEventSymbol)
                seen[member.Name] = member;
            var problem = member switch
            {
                IPropertySymbol property when isHidden => Members.IsAutomatic(property)
                    ? Lost(property, $"'{Name(seen[member.Name])}' hides it")
                    : null,
                IPropertySymbol property => ProblemOf(property),
                IFieldSymbol { DeclaredAccessibility: Accessibility.Public } field => isHidden
                    ? Lost(field, "another member hides it")
                    : ProblemOfPublic(field),
                _ => null,
            };
            if (problem is not null)
                return problem;
            if (member is IEventSymbol declared && Members.IsAutomatic(declared))
                _leftOut.Add(declared);
        }
        foreach (var field in members.OfType<IFieldSymbol>())
            if (field.DeclaredAccessibility != Accessibility.Public && ProblemOfPrivate(field) is { } problem)
                return problem;
        return null;
    }

    private string? ProblemOf(IPropertySymbol property)
    {
        var isState = Members.IsAutomatic(property);
        var ignored = IgnoredOf(property);
        if (ignored == Ignored.Always)
        {
            if (property.IsRequired)
                return $"'{Name(property)}' is required and left out by [JsonIgnore]";
            if (isState && !FieldOrigin.IsAlwaysTheSame(property))
                _leftOut.Add(property);
            return null;
        }
        if (isState && property is { OverriddenProperty: { } parent } && (property.SetMethod is null && parent.SetMethod is not null))
            return Lost(property, "it overrides only a part of the base's property");
        var isWritten = IsWritten(property);
        if (isWritten && (IsSet(property) || ParameterOf(property) is not null))
            return ProblemOfCarried(property, ignored);
        if (isState && !FieldOrigin.IsAlwaysTheSame(property))
            return Lost(property, WhyLost(property, isWritten));
        if (isWritten)
            _computed.Add(property);
        return null;
    }

    private static string WhyLost(IPropertySymbol property, bool isWritten)
    {
        if (!isWritten)
            return property.DeclaredAccessibility == Accessibility.Public ? "its getter isn't public" : "it isn't public";
        if (property.SetMethod is not { } setter)
            return "it has no setter, and the constructor that is used doesn't take it";
        if (setter.DeclaredAccessibility == Accessibility.Public)
            return "it can't be written";
        return Visibility.IsVisible(setter)
            ? "its setter isn't public; make it public or init, or add [JsonInclude]"
            : "its setter isn't public; make it public or init, or take it in the constructor";
    }

    private string? ProblemOfPublic(IFieldSymbol field)
    {
        if (IgnoredOf(field) == Ignored.Always)
        {
            if (!FieldOrigin.IsAlwaysTheSame(field))
                _leftOut.Add(field);
            return null;
        }
        if (!Has(field, "JsonIncludeAttribute"))
            return $"field '{Name(field)}' would be lost; make it a property or mark it with [JsonInclude]";
        return field.IsReadOnly && ParameterOf(field) is null
            ? $"field '{Name(field)}' would be lost: it is readonly, and the constructor that is used doesn't take it"
            : ProblemOfCarried(field, IgnoredOf(field));
    }

    /// <summary>
    /// The state of a non-public field is carried over by a property, or is always the same, or is left out on purpose. Otherwise it is lost.
    /// </summary>
    private string? ProblemOfPrivate(IFieldSymbol field)
    {
        if (IgnoredOf(field) == Ignored.Always)
        {
            _leftOut.Add(field);
            return null;
        }
        if (Has(field, "JsonIncludeAttribute"))
            return $"field '{Name(field)}' would be lost: [JsonInclude] counts on public fields only";
        if (FieldOrigin.CapturedBy(field) is { } captured)
            return _carried.Any(m => ParameterOf(m)?.Name == captured && FieldOrigin.Takes(m, captured))
                ? null
                : $"parameter '{captured}' of '{_type.Name}' is kept for its methods and would be lost; show it by a property of its name";
        return FieldOrigin.IsAlwaysTheSame(field) || _carried.OfType<IPropertySymbol>().Any(p => FieldOrigin.IsBehind(field, p))
            ? null
            : $"field '{Name(field)}' would be lost; show it by a property with a getter and a setter, or leave it out with [JsonIgnore]";
    }

    private string? ProblemOfCarried(ISymbol member, Ignored ignored)
    {
        _carried.Add(member);
        if (Has(member, "JsonExtensionDataAttribute"))
            return $"'{Name(member)}' takes what has no other place ([JsonExtensionData]); an empty one comes back as null. Use a dictionary";
        if (NameOf(member).StartsWith("$", StringComparison.Ordinal))
            return $"the JSON name of '{Name(member)}' begins with '$', which System.Text.Json keeps for itself";
        var initial =
            FieldOrigin.HasInitialValue(member)
            || ParameterOf(member) is null && _constructor is not null && FieldOrigin.IsAssignedIn(_constructor, member);
        if (FieldOrigin.HasContents(member) && (IsPopulated(member) || IsPopulated(_type)))
            return $"'{Name(member)}' has initial contents, to which [JsonObjectCreationHandling] adds the contents that arrive";
        if (initial && member is IPropertySymbol { SetMethod.IsInitOnly: true, IsRequired: false } && ParameterOf(member) is null)
            _initDefaults.Add(member);
        return ignored == Ignored.Never ? null : ProblemOfCondition(member, ignored, initial);
    }

    /// <summary>A member that is left out under a condition must get the same value when it isn't read.</summary>
    private string? ProblemOfCondition(ISymbol member, Ignored ignored, bool hasInitialValue)
    {
        var type = TypeOf(member);
        if (ignored is Ignored.WhenReading or Ignored.WhenWriting)
            return Lost(member, "[JsonIgnore] leaves it out on one way");
        if (ignored == Ignored.WhenNull && type.IsValueType && type.OriginalDefinition.SpecialType != SpecialType.System_Nullable_T)
            return $"'{Name(member)}' can't be null, and [JsonIgnore] leaves it out when it is";
        if (member is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true } || Has(member, "JsonRequiredAttribute"))
            return $"'{Name(member)}' is required and left out by [JsonIgnore] at times";
        if (ParameterOf(member) is { HasExplicitDefaultValue: false })
            return $"'{Name(member)}' is left out by [JsonIgnore] at times, and the constructor needs it; give its parameter a default value";
        return hasInitialValue || ParameterOf(member) is { HasExplicitDefaultValue: true, ExplicitDefaultValue: not null }
            ? $"'{Name(member)}' has a default value, which it gets where [JsonIgnore] leaves another one out"
            : null;
    }

    private string? ProblemOfNames()
    {
        var names = new Dictionary<string, ISymbol>(StringComparer.OrdinalIgnoreCase);
        foreach (var member in _carried.Concat(_computed))
        {
            var name = NameOf(member);
            if (names.TryGetValue(name, out var other))
                return $"'{Name(other)}' and '{Name(member)}' have one name in JSON, where upper and lower case count as the same";
            names.Add(name, member);
        }
        // System.Text.Json sees the base's property as another one if it has another name.
        foreach (var property in _carried.Concat(_computed).OfType<IPropertySymbol>())
            for (var parent = property.OverriddenProperty; parent is not null; parent = parent.OverriddenProperty)
                if (
                    names.TryGetValue(NameOf(parent), out var other)
                    && !SymbolEqualityComparer.Default.Equals(other, property)
                    && IgnoredOf(parent) != Ignored.Always
                )
                    return $"'{Name(parent)}' and '{Name(other)}' have one name in JSON";
        return null;
    }

    /// <summary>
    /// Only the public members of a type in another assembly are known. If it shows state but none can be set, its state is in private members and is
    /// lost.
    /// </summary>
    private string? ProblemOfOpacity() =>
        _type.DeclaringSyntaxReferences.IsEmpty && _carried.Count == 0 && (_computed.Count > 0 || _type.IsValueType)
            ? $"nothing in '{_type.ToDisplayString()}' can be read back"
            : null;

    private static string Lost(ISymbol member, string why) =>
        $"{(member is IFieldSymbol ? "field" : "property")} '{Name(member)}' would be lost: {why}";

    private static bool IsWritten(ISymbol member) =>
        member is IPropertySymbol property
            ? IsUsable(property, property.GetMethod)
            : member.DeclaredAccessibility == Accessibility.Public && Has(member, "JsonIncludeAttribute");

    private static bool IsSet(ISymbol member) =>
        member is IPropertySymbol property
            ? IsUsable(property, property.SetMethod)
            : member is IFieldSymbol { IsReadOnly: false, DeclaredAccessibility: Accessibility.Public } && Has(member, "JsonIncludeAttribute");

    private static bool IsUsable(IPropertySymbol property, IMethodSymbol? accessor) =>
        accessor is not null
        && (accessor.DeclaredAccessibility == Accessibility.Public || (Has(property, "JsonIncludeAttribute") && Visibility.IsVisible(accessor)));
}
