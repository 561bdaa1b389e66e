using Fusionize.Generators.Model;
using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Parsing;

/// <summary>
/// How the parameters of a task with routes are bound to an HTTP request. The generator writes the code, and the analyzer reports parameters that
/// can't be bound.
/// </summary>
internal sealed class HttpBinding
{
    private const string Services = "global::Fusionize.CompilerServices.";

    private readonly List<BoundParameter> _bound = [];
    private readonly List<(IParameterSymbol Parameter, string Why)> _problems = [];
    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _checks = [];
    private readonly Validators _validators;
    private readonly SampleValues _sample = new();

    private HttpBinding(IMethodSymbol method)
    {
        Routes = RouteParser.RoutesOf(method);
        Method = method;
        _validators = new Validators(method.ContainingAssembly);
    }

    public IMethodSymbol Method { get; }

    public IReadOnlyList<RouteParser.Route> Routes { get; }

    /// <summary>Parameters that can't be bound, with the reasons.</summary>
    public IReadOnlyList<(IParameterSymbol Parameter, string Why)> Problems => _problems;

    /// <summary>The parameter that is bound to the body; null for none.</summary>
    public IParameterSymbol? Body { get; private set; }

    /// <summary>A parameter that is bound to a field of a form; null for none.</summary>
    public IParameterSymbol? Field { get; private set; }

    /// <summary>Whether a parameter is the whole request, with all variables of the route.</summary>
    public bool TakesRequest { get; private set; }

    /// <summary>The variables that parameters are bound to.</summary>
    public bool Takes(string variable) => TakesRequest || _taken.Contains(variable);

    /// <summary>The model; null if a route or a parameter is an error.</summary>
    public HttpModel? Model =>
        _problems.Count > 0 || Routes.Any(static r => r.Template.Problem is not null)
            ? null
            : new HttpModel(
                new(Routes.Select(RouteParser.ManifestOf)),
                new(_bound),
                RouteParser.CorsOf(Method),
                new(_checks),
                new(_validators.Models),
                _sample.RequestOf(Routes[0], Body is not null)
            );

    /// <summary>Position of the body among the parameters without the <c>CancellationToken</c>; -1 for none.</summary>
    public int BodyIndex => _bound.FindIndex(static p => p.BodyType is not null);

    public static HttpBinding? Of(IMethodSymbol method)
    {
        if (!RouteParser.HasRoute(method))
            return null;
        var binding = new HttpBinding(method);
        foreach (var parameter in method.Parameters)
            if (!TaskShape.IsCancellationToken(parameter.Type))
                binding.Add(parameter);
        return binding;
    }

    private void Add(IParameterSymbol parameter)
    {
        var index = _bound.Count;
        var value = ValueOf(parameter, out var bodyType);
        _bound.Add(new BoundParameter(parameter.Type.ToAnnotatedName(), value ?? "default!", bodyType));
        if (value is not null)
            _checks.AddRange(_validators.ChecksOf(parameter, $"arg{FormattableString.Invariant($"{index}")}", bodyType is not null));
    }

    private string? ValueOf(IParameterSymbol parameter, out string? bodyType)
    {
        bodyType = null;
        var (source, name) = SourceOf(parameter);
        if (source == "Route")
            _taken.Add(name);
        switch (source)
        {
            case "Request":
                TakesRequest = true;
                return "http.Request()";
            case "Body":
                return BodyOf(parameter, out bodyType);
            case "Route" when !Routes.All(r => r.Template.Problem is not null || r.Template.Variables.Contains(name)):
                if (Routes.Any(r => r.Template.Problem is null && r.Template.Variables.Contains(name)) && IsOptional(parameter))
                    break;
                return Problem(parameter, $"there is no '{{{name}}}' in a route's template");
            case "Form":
                Field ??= parameter;
                if (Body is not null)
                    return Problem(parameter, "the body is JSON already");
                break;
        }
        return TextOf(parameter, source, name);
    }

    private string? TextOf(IParameterSymbol parameter, string source, string name)
    {
        var arguments = $"{Services}HttpSource.{source}, {ConstantText.Of(name)}, ";
        var type = parameter.Type;
        _sample.Add(source, name, type);
        if (SimpleType.ElementOf(type) is { } element && SimpleType.Of(type) is null)
        {
            if (source is "Route" or "Cookie" || SimpleType.Of(element) is not { } item)
                return Problem(parameter, $"a '{type.ToDisplayString()}' can't be read from {Named(source)}");
            var all = $"http.All<{item.Type}>({arguments}{item.Parser})";
            return type.Name == "List" ? $"new {type.ToPlainName()}({all})" : all;
        }
        var inner = SimpleType.UnderNullable(type);
        if (SimpleType.Of(inner ?? type) is not { } simple)
            return Problem(parameter, $"a '{type.ToDisplayString()}' can't be read from {Named(source)}");
        var fallback = DefaultValues.Of(parameter);
        if (inner is not null)
            return $"http.OneOrNull<{simple.Type}>({arguments}{simple.Parser})" + (fallback is null or "default" ? "" : $" ?? {fallback}");
        return IsOptional(parameter)
            ? $"http.OneOr<{type.ToPlainName()}>({arguments}{simple.Parser}, {fallback ?? "default"})"
            : $"http.One<{simple.Type}>({arguments}{simple.Parser})";
    }

    private string? BodyOf(IParameterSymbol parameter, out string? bodyType)
    {
        bodyType = null;
        if (Body is not null)
            return Problem(parameter, $"the body goes to '{Body.Name}' already");
        if (Field is not null)
            return Problem(parameter, "the body is a form already");
        Body = parameter;
        bodyType = parameter.Type.ToPlainName();
        var arguments = $"json, {ConstantText.Of(parameter.Name)}, {(TaskParser.RefusesNull(parameter) ? "true" : "false")}";
        return IsOptional(parameter)
            ? $"http.BodyOr<{bodyType}>({arguments}, {DefaultValues.Of(parameter) ?? "default"})"
            : $"http.Body<{bodyType}>({arguments})";
    }

    private (string Source, string Name) SourceOf(IParameterSymbol parameter)
    {
        foreach (var attribute in parameter.GetAttributes())
        {
            if (attribute.AttributeClass is not { } type || !RouteParser.IsOfFusionize(type))
                continue;
            var source = type.Name switch
            {
                "FromRouteAttribute" => "Route",
                "FromQueryAttribute" => "Query",
                "FromHeaderAttribute" => "Header",
                "FromCookieAttribute" => "Cookie",
                "FromFormAttribute" => "Form",
                "FromBodyAttribute" => "Body",
                _ => null,
            };
            if (source is not null)
            {
                var name = attribute.ConstructorArguments is [{ Value: string { Length: > 0 } given }] ? given : parameter.Name;
                return (source, source == "Route" ? Variable(name) ?? name : name);
            }
        }
        if (parameter.Type is { Name: "HttpRequest" } && RouteParser.IsOfFusionize(parameter.Type))
            return ("Request", parameter.Name);
        if (Variable(parameter.Name) is { } variable)
            return ("Route", variable);
        return IsText(parameter.Type) ? ("Query", parameter.Name) : ("Body", parameter.Name);
    }

    /// <summary>The variable of that name as the template writes it.</summary>
    private string? Variable(string name) =>
        Routes.SelectMany(static r => r.Template.Variables).FirstOrDefault(v => v.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static bool IsText(ITypeSymbol type) =>
        SimpleType.Of(SimpleType.UnderNullable(type) ?? type) is not null
        || (SimpleType.ElementOf(type) is { } element && SimpleType.Of(element) is not null);

    /// <summary>Whether a request may leave it out.</summary>
    private static bool IsOptional(IParameterSymbol parameter) =>
        parameter.HasExplicitDefaultValue
        || SimpleType.UnderNullable(parameter.Type) is not null
        || (parameter.Type.IsReferenceType && parameter.Type.NullableAnnotation != NullableAnnotation.NotAnnotated);

    private string? Problem(IParameterSymbol parameter, string why)
    {
        _problems.Add((parameter, why));
        return null;
    }

    private static string Named(string source) =>
        source switch
        {
            "Route" => "a path",
            "Query" => "a query string",
            "Header" => "a header",
            "Cookie" => "a cookie",
            _ => "a form",
        };
}
