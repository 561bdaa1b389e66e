using Fusionize.Generators.Analyzers.Values;
using Fusionize.Generators.Model;
using Fusionize.Shared;
using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Parsing;

/// <summary>Writes the methods that find nulls (<see cref="HostNulls"/>). Types that have no part to check get none.</summary>
internal sealed class NullMethods
{
    private static readonly SymbolDisplayFormat s_withAnnotations = SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(
        SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier
            | SymbolDisplayMiscellaneousOptions.IncludeNotNullableReferenceTypeModifier
    );

    private readonly Dictionary<ITypeSymbol, Node> _nodes = new(SymbolEqualityComparer.IncludeNullability);
    private readonly Queue<Node> _open = new();

    /// <summary>The methods that have been asked for, with those that they call.</summary>
    public IEnumerable<NullMethod> All =>
        _nodes.Values.Where(static n => n.IsNeeded).Select(Write).OrderBy(static m => m.Name, StringComparer.Ordinal);

    /// <summary>Name of the method for a type; null if a value can't contain such a null.</summary>
    public string? NameFor(ITypeSymbol type)
    {
        var node = NodeOf(type, null);
        Complete();
        return node is { IsNeeded: true } ? node.Name : null;
    }

    private Node? NodeOf(ITypeSymbol type, TypePath? before)
    {
        // The method has to check the value itself for null anyway.
        type = type.WithNullableAnnotation(NullableAnnotation.None);
        if (_nodes.TryGetValue(type, out var known))
            return known;
        if (type is IArrayTypeSymbol { Rank: > 1 } or not (IArrayTypeSymbol or INamedTypeSymbol) || IsPlain(type))
            return null;
        var path = before;
        if (type is INamedTypeSymbol named && (path = TypePath.Extend(before, named)) is null)
            return null;
        var node = new Node(type, path);
        _nodes.Add(type, node);
        _open.Enqueue(node);
        return node;
    }

    private static bool IsPlain(ITypeSymbol type) =>
        type.SpecialType != SpecialType.None || type.TypeKind == TypeKind.Enum || !Visibility.IsVisible(type);

    /// <summary>Finds the parts of all new types, and which of them need a method.</summary>
    private void Complete()
    {
        if (_open.Count == 0)
            return;
        var added = new List<Node>();
        while (_open.Count > 0)
        {
            var node = _open.Dequeue();
            added.Add(node);
            foreach (var part in NullableParts.Of(node.Type))
            {
                var inside = NodeOf(part.Type, node.Path);
                if (part.RefusesNull || inside is not null)
                    node.Parts.Add((part, inside));
            }
        }
        // A type needs a method if a part refuses null, or if a part's type needs one. Types may contain each other.
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var node in added)
                if (!node.IsNeeded && node.Parts.Any(static p => p.Part.RefusesNull || p.Inside is { IsNeeded: true }))
                    changed = node.IsNeeded = true;
        }
    }

    private static NullMethod Write(Node node)
    {
        var lines = new List<string>();
        if (!node.Type.IsValueType)
            lines.Add("if (value is null) return null;");
        if (node.Type is { Name: "ImmutableArray" } && KnownTypes.Of(node.Type) is not null)
            lines.Add("if (value.IsDefault) return null;");
        foreach (var (part, inside) in node.Parts)
        {
            var method = inside is { IsNeeded: true } ? inside.Name : null;
            if (part.RefusesNull || method is not null)
                lines.AddRange(Check(part, method));
        }
        lines.Add("return null;");
        return new NullMethod(node.Name, node.Type.ToPlainName(), new(lines));
    }

    private static IEnumerable<string> Check(NullablePart part, string? method)
    {
        switch (part.Kind)
        {
            case PartKind.Member:
                var place = Quoted(Place(part.Json));
                if (part.RefusesNull)
                    yield return $"if (value.{part.Access} is null) return {place};";
                if (method is not null)
                    yield return $"{{ if ({method}(value.{part.Access}) is {{ }} path) return {place} + path; }}";
                break;
            case PartKind.Underlying:
                yield return $"return value.HasValue ? {method}(value.GetValueOrDefault()) : null;";
                break;
            case PartKind.Derived:
                yield return $"if (value.GetType() == typeof({part.Type.ToPlainName()})) return {method}(({part.Type.ToPlainName()})value);";
                break;
            default:
                foreach (var line in CheckElements(part, method))
                    yield return line;
                break;
        }
    }

    private static IEnumerable<string> CheckElements(NullablePart part, string? method)
    {
        var (element, place) = part.Kind switch
        {
            PartKind.Value => ("item.Value", "global::Fusionize.CompilerServices.NullPath.Value(item.Key)"),
            PartKind.SetElement => ("item", "\"[*]\""),
            _ => ("item", "global::Fusionize.CompilerServices.NullPath.Element(index)"),
        };
        if (part.Kind == PartKind.Element)
            yield return "var index = 0;";
        yield return $"foreach (var item in {part.Access})";
        yield return "{";
        if (part.RefusesNull)
            yield return $"    if ({element} is null) return {place};";
        if (method is not null)
            yield return $"    if ({method}({element}) is {{ }} path) return {place} + path;";
        if (part.Kind == PartKind.Element)
            yield return "    index++;";
        yield return "}";
    }

    private static string Place(string name) => name.IndexOfAny(" .'/\"[]()\t\n\r\f\b\\".ToCharArray()) < 0 ? "." + name : $"['{name}']";

    private static string Quoted(string text) => ConstantText.Of(text);

    private sealed class Node(ITypeSymbol type, TypePath? path)
    {
        public ITypeSymbol Type => type;

        public TypePath? Path => path;

        public string Name { get; } = "In_" + HostParts.Identifier(type.ToDisplayString(s_withAnnotations));

        public List<(NullablePart Part, Node? Inside)> Parts { get; } = [];

        public bool IsNeeded { get; set; }
    }
}
