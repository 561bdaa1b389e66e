using Fusionize.Generators.Parsing;
using Fusionize.Shared;
using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Analyzers;

/// <summary>The constructor parameters of all task classes of the application, and their providers.</summary>
internal sealed class ObjectGraph
{
    private readonly Dictionary<string, ManifestClass> _classes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ManifestService> _services = new(StringComparer.Ordinal);
    private readonly List<ManifestService> _openServices = [];
    private readonly bool _hasRegistrations;

    public ObjectGraph(IEnumerable<ISymbol> members, IEnumerable<Manifest> referenced)
    {
        foreach (var member in members)
        {
            if (
                member is IMethodSymbol { IsStatic: false } task
                && TaskParser.AttributeOf(task) is not null
                && ServiceParser.ClassOf(task.ContainingType) is { } taskClass
            )
                _classes[taskClass.Type] = taskClass;
            if (ServiceParser.ServiceOf(member) is { } service)
                Add(service);
            _hasRegistrations |= ServiceParser.RegistrationOf(member) is not null;
        }
        foreach (var manifest in referenced)
        {
            foreach (var taskClass in manifest.Classes)
                _classes[taskClass.Type] = taskClass;
            foreach (var service in manifest.Services)
                Add(service);
            _hasRegistrations |= manifest.Registrations.Count > 0;
        }
    }

    /// <summary>The application's own providers come first, and take precedence.</summary>
    private void Add(ManifestService service)
    {
        if (OpenType.IsOpen(service.Type))
            _openServices.Add(service);
        else if (!_services.ContainsKey(service.Id))
            _services.Add(service.Id, service);
    }

    private ManifestService? ServiceOf(string type, string? key) =>
        _services.TryGetValue(ServiceId.Of(type, key), out var service)
            ? service
            : _openServices.Select(s => s.Closed(type, key)).FirstOrDefault(static s => s is not null);

    /// <summary>Why a function can't create an object of the class; null if it can.</summary>
    public string? ProblemOf(INamedTypeSymbol taskClass) =>
        ServiceParser.ConstructionProblemOf(taskClass) ?? ProblemOf(taskClass.ToPlainName(), null, isPerFunction: false, []);

    private string? ProblemOf(string type, string? key, bool isPerFunction, IReadOnlyList<string> path)
    {
        var id = ServiceId.Of(type, key);
        if (path.Contains(id))
            return $"its constructors ask for each other: {string.Join(" → ", path.Concat([id]).Select(Plain))}";
        var isClass = _classes.TryGetValue(id, out var taskClass);
        var service = isClass ? null : ServiceOf(type, key);
        if (!isClass && service is null)
            return null; // from a registration, or a default value
        if (isPerFunction && (isClass || service!.IsPerInvocation))
            return $"'{Plain(path[path.Count - 1])}' lives as long as the function and can't ask for '{Plain(id)}', which is made per invocation";
        foreach (var need in isClass ? taskClass!.Needs : service!.Needs)
        {
            if (!_hasRegistrations && need.Default is null && !_classes.ContainsKey(need.ServiceId) && ServiceOf(need.Type, need.Key) is null)
                return $"nothing provides '{Plain(need.ServiceId)}', which '{Plain(id)}' asks for{PackageOf(need.Type)}";
            if (ProblemOf(need.Type, need.Key, service is { IsPerInvocation: false }, [.. path, id]) is { } problem)
                return problem;
        }
        return null;
    }

    /// <summary>The package that provides the type, if it is one of ours.</summary>
    private static string PackageOf(string type) =>
        type.StartsWith("global::Microsoft.Extensions.Logging.ILogger", StringComparison.Ordinal) ? "; the package Fusionize.Logging does"
        : type == "global::Microsoft.Extensions.Configuration.IConfiguration" ? "; the package Fusionize.Configuration does"
        : "";

    private static string Plain(string type) => type.Replace("global::", "");
}
