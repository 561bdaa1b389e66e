using Fusionize.Generators.Analyzers.Values;
using Fusionize.Generators.Model;
using Fusionize.Shared;
using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Parsing;

/// <summary>
/// Creates the code that validates values by System.ComponentModel.DataAnnotations, for types that have such attributes or contain types that have
/// them.
/// </summary>
/// <param name="assembly">The assembly with the generated code.</param>
internal sealed class Validators(IAssemblySymbol assembly)
{
    private readonly Dictionary<ITypeSymbol, ValidatorModel?> _models = new(SymbolEqualityComparer.Default);

    public IEnumerable<ValidatorModel> Models => _models.Values.OfType<ValidatorModel>().OrderBy(static m => m.Name, StringComparer.Ordinal);

    /// <summary>The statements that check a parameter's value.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="value">The expression that gives the value.</param>
    /// <param name="isBody">Whether it is the body, whose members are named without the parameter.</param>
    public IEnumerable<string> ChecksOf(IParameterSymbol parameter, string value, bool isBody)
    {
        foreach (
            var line in Checks(AttributesOf(parameter), "\"\"", Quoted(parameter.Name), parameter.Name, parameter, $"(object){value} ?? \"\"", value)
        )
            yield return line;
        if (!isBody)
            yield break;
        foreach (var line in Inside(parameter.Type, value, "\"\"", isBody: true))
            yield return line;
    }

    /// <summary>The statements that check the members or elements of a value.</summary>
    private IEnumerable<string> Inside(ITypeSymbol type, string value, string path, bool isBody = false, int depth = 0)
    {
        type = SimpleType.UnderNullable(type) is { } inner ? inner : type;
        if (NeedsCheck(type, []))
        {
            var prefix = isBody ? path : $"{path} + \".\"";
            var item = Name("item", depth);
            yield return $"if ((object){value} is {type.ToPlainName()} {item}) {Add(type)}(errors, {prefix}, {item});";
            yield break;
        }
        if (SimpleType.ElementOf(type) is not { } element || !NeedsCheck(element, []))
            yield break;
        var (index, one) = (Name("index", depth), Name("element", depth));
        yield return $"if ((object){value} is not null)";
        yield return "{";
        yield return $"    var {index} = 0;";
        yield return $"    foreach (var {one} in {value})";
        yield return "    {";
        foreach (var line in Inside(element, one, $"{path} + \"[\" + {index} + \"]\"", depth: depth + 1))
            yield return "        " + line;
        yield return $"        {index}++;";
        yield return "    }";
        yield return "}";
    }

    private static string Name(string name, int depth) => FormattableString.Invariant($"{name}{depth}");

    /// <summary>The name of the method that validates the type.</summary>
    private string Add(ITypeSymbol type)
    {
        var name = "Validate_" + HostParts.Identifier(type.ToPlainName());
        if (_models.ContainsKey(type))
            return name;
        _models[type] = null; // a type may contain itself
        var lines = new List<string>();
        foreach (var (member, json) in MembersOf(type))
        {
            var value = $"value.{TypeNames.Escape(member.Name)}";
            lines.AddRange(Checks(AttributesOf(member), "path", Quoted(json), member.Name, member, "value", value));
            lines.AddRange(Inside(member.Type, value, $"path + {Quoted(json)}"));
        }
        foreach (var attribute in ValidationAttributesOf(type))
            lines.Add($"errors.Check(path, \"\", {Quoted(type.Name)}, {Quoted(type.Name)}, value, value, {ConstantText.New(attribute)});");
        if (ValidatesItself(type))
            lines.Add("errors.Check(path, (global::System.ComponentModel.DataAnnotations.IValidatableObject)value);");
        _models[type] = new ValidatorModel(name, type.ToPlainName(), new(lines));
        return name;
    }

    private static IEnumerable<string> Checks(
        IReadOnlyList<AttributeData> attributes,
        string path,
        string json,
        string member,
        ISymbol symbol,
        string instance,
        string value
    )
    {
        // Like DataAnnotations' own Validator: a missing required value isn't checked further.
        var calls = attributes
            .OrderBy(static a => a.AttributeClass!.Name == "RequiredAttribute" ? 0 : 1)
            .Select(a => $"errors.Check({path}, {json}, {Quoted(member)}, {Quoted(DisplayOf(symbol))}, {instance}, {value}, {ConstantText.New(a)})")
            .ToList();
        if (calls.Count == 0)
            yield break;
        if (attributes.Any(static a => a.AttributeClass!.Name == "RequiredAttribute") && calls.Count > 1)
        {
            yield return $"if ({calls[0]})";
            yield return "{";
            foreach (var call in calls.Skip(1))
                yield return $"    {call};";
            yield return "}";
            yield break;
        }
        foreach (var call in calls)
            yield return call + ";";
    }

    private bool NeedsCheck(ITypeSymbol type, HashSet<ITypeSymbol> open)
    {
        type = SimpleType.UnderNullable(type) is { } inner ? inner : type;
        if (
            type is not INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct }
            || KnownTypes.Of(type) is not null
            || KnownTypes.IsFramework(type)
            || RouteParser.IsOfFusionize(type)
            || open.Contains(type)
        )
            return false;
        var members = MembersOf(type).ToList();
        if (ValidatesItself(type) || ValidationAttributesOf(type).Any() || members.Any(static m => AttributesOf(m.Property).Count > 0))
            return true;
        open.Add(type);
        var holds = members.Any(m => NeedsCheck(SimpleType.ElementOf(m.Property.Type) ?? m.Property.Type, open));
        open.Remove(type);
        return holds;
    }

    private IEnumerable<(IPropertySymbol Property, string Json)> MembersOf(ITypeSymbol type)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var t = type; t is not null && !KnownTypes.IsFramework(t); t = t.BaseType)
            foreach (var property in t.GetMembers().OfType<IPropertySymbol>())
                if (property is { IsStatic: false, IsIndexer: false, GetMethod: not null } && IsVisible(property) && seen.Add(property.Name))
                    yield return (property, JsonNames.Of(property));
    }

    private bool IsVisible(IPropertySymbol property) =>
        property.DeclaredAccessibility == Accessibility.Public
        || (
            property.DeclaredAccessibility is Accessibility.Internal or Accessibility.ProtectedOrInternal
            && SymbolEqualityComparer.Default.Equals(property.ContainingAssembly, assembly)
        );

    /// <summary>The attributes of a property, and of the constructor parameter of a record that the property is created from.</summary>
    private static IReadOnlyList<AttributeData> AttributesOf(ISymbol member)
    {
        var own = ValidationAttributesOf(member);
        if (member is IPropertySymbol { ContainingType: { IsRecord: true } type })
            own = own.Concat(
                type.InstanceConstructors.SelectMany(static c => c.Parameters)
                    .Where(p => p.Name == member.Name && SymbolEqualityComparer.Default.Equals(p.Type, ((IPropertySymbol)member).Type))
                    .Take(1)
                    .SelectMany(ValidationAttributesOf)
            );
        return [.. own];
    }

    private static IEnumerable<AttributeData> ValidationAttributesOf(ISymbol symbol) =>
        symbol
            .GetAttributes()
            .Where(static a =>
                a.AttributeClass is { } type && IsValidation(type) && Visibility.IsVisible(type) && a.AttributeConstructor is not null
            );

    private static bool IsValidation(INamedTypeSymbol type)
    {
        for (var t = type.BaseType; t is not null; t = t.BaseType)
            if (t.Name == "ValidationAttribute" && IsDataAnnotations(t))
                return true;
        return false;
    }

    private static bool ValidatesItself(ITypeSymbol type) =>
        type.AllInterfaces.Any(static i => i.Name == "IValidatableObject" && IsDataAnnotations(i));

    private static bool IsDataAnnotations(ITypeSymbol type) => type.ContainingNamespace.ToDisplayString() == "System.ComponentModel.DataAnnotations";

    private static string DisplayOf(ISymbol member) =>
        member
            .GetAttributes()
            .Where(static a => a.AttributeClass is { Name: "DisplayAttribute" } type && IsDataAnnotations(type))
            .SelectMany(static a => a.NamedArguments)
            .FirstOrDefault(static a => a.Key == "Name")
            .Value.Value as string
        ?? member.Name;

    private static string Quoted(string text) => ConstantText.Of(text);
}
