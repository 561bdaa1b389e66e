using Fusionize.Generators.Model;
using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Parsing;

/// <summary>Collects values for a sample request that contains all parameters of a task.</summary>
internal sealed class SampleValues
{
    private readonly Dictionary<string, string> _path = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _query = [];
    private readonly List<string> _headers = [];
    private readonly List<string> _cookies = [];
    private readonly List<string> _form = [];

    public void Add(string source, string name, ITypeSymbol type)
    {
        var value = ValueOf(SimpleType.UnderNullable(type) ?? (SimpleType.Of(type) is null ? SimpleType.ElementOf(type) : null) ?? type);
        switch (source)
        {
            case "Route":
                _path[name] = value;
                break;
            case "Query":
                _query.Add($"{Uri.EscapeDataString(name)}={value}");
                break;
            case "Header":
                _headers.Add(name);
                _headers.Add(value);
                break;
            case "Cookie":
                _cookies.Add($"{name}={value}");
                break;
            case "Form":
                _form.Add($"{Uri.EscapeDataString(name)}={value}");
                break;
        }
    }

    public SampleRequest RequestOf(RouteParser.Route route, bool hasJson)
    {
        var segments = (route.Text ?? "/").Split('/').Select(s => s.Length > 0 && s[0] == '{' ? Variable(s.Trim('{', '}', '+')) : s);
        var headers = new List<string>(_headers);
        if (_cookies.Count > 0)
            headers.AddRange(["cookie", string.Join("; ", _cookies)]);
        if (_form.Count > 0 || hasJson)
            headers.AddRange(["content-type", _form.Count > 0 ? "application/x-www-form-urlencoded" : "application/json"]);
        return new SampleRequest(
            route.Method,
            string.Join("/", segments) + (_query.Count == 0 ? "" : "?" + string.Join("&", _query)),
            new(headers),
            _form.Count == 0 ? null : string.Join("&", _form)
        );
    }

    private string Variable(string name) => _path.TryGetValue(name, out var value) ? value : "0";

    private static string ValueOf(ITypeSymbol type) =>
        type switch
        {
            { TypeKind: TypeKind.Enum } => type.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(static f => f.HasConstantValue)?.Name ?? "0",
            { SpecialType: SpecialType.System_Boolean } => "true",
            { SpecialType: SpecialType.System_DateTime } or { Name: "DateTimeOffset" or "DateOnly" } => "2000-01-01",
            { Name: "TimeOnly" or "TimeSpan" } => "00:00",
            { Name: "Guid" } => "00000000-0000-0000-0000-000000000000",
            _ => "0",
        };
}
