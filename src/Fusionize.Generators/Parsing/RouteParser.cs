using Fusionize.Shared;
using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Parsing;

/// <summary>Method → its routes.</summary>
internal static class RouteParser
{
    /// <summary>A route attribute and its values.</summary>
    internal sealed record Route(AttributeData Attribute, string Method, string? Text, RouteTemplate Template);

    public static bool HasRoute(IMethodSymbol method) => method.GetAttributes().Any(static a => MethodOf(a) is not null);

    public static IReadOnlyList<Route> RoutesOf(IMethodSymbol method)
    {
        List<Route>? routes = null;
        foreach (var attribute in method.GetAttributes())
        {
            if (MethodOf(attribute) is not { } verb)
                continue;
            var text = attribute.ConstructorArguments is [{ Value: string template }] ? template : null;
            (routes ??= []).Add(new Route(attribute, verb, text, RouteTemplate.Parse(text)));
        }
        return routes ?? (IReadOnlyList<Route>)[];
    }

    private static string? MethodOf(AttributeData attribute) =>
        attribute.AttributeClass is { } type && IsOfFusionize(type)
            ? type.Name switch
            {
                "HttpGetAttribute" => "GET",
                "HttpPostAttribute" => "POST",
                "HttpPutAttribute" => "PUT",
                "HttpPatchAttribute" => "PATCH",
                "HttpDeleteAttribute" => "DELETE",
                _ => null,
            }
            : null;

    public static bool IsOfFusionize(ITypeSymbol type) =>
        type.ContainingNamespace is { Name: "Fusionize", ContainingNamespace.IsGlobalNamespace: true } && type.ContainingType is null;

    /// <summary>The nearest CORS attribute.</summary>
    public static string? CorsOf(IMethodSymbol method)
    {
        var places = new List<ISymbol> { method };
        for (var type = method.ContainingType; type is not null; type = type.ContainingType)
            places.Add(type);
        places.Add(method.ContainingAssembly);
        var attribute = places
            .SelectMany(static p => p.GetAttributes())
            .FirstOrDefault(static a => a.AttributeClass is { Name: "CorsAttribute" } type && IsOfFusionize(type));
        if (attribute is null)
            return null;
        var origins = attribute.ConstructorArguments is [{ Kind: TypedConstantKind.Array, IsNull: false } list]
            ? list.Values.Select(static v => v.Value as string ?? "")
            : [];
        object? Named(string name) => attribute.NamedArguments.FirstOrDefault(a => a.Key == name).Value.Value;
        return $"new string[] {{ {string.Join(", ", origins.Select(Literal))} }}, {Literal(Named("Headers"))}, {Literal(Named("ExposedHeaders"))}, "
            + $"{Literal(Named("AllowCredentials") ?? false)}, {Literal(Named("MaxAge") ?? 0)}";
    }

    private static string Literal(object? value) => ConstantText.Of(value);

    public static ManifestRoute ManifestOf(Route route) => new(route.Method, route.Text!);
}
