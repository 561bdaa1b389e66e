using Fusionize.Generators.Parsing;
using Fusionize.Shared;
using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Analyzers;

/// <summary>The constructor parameters of all task classes of the application, and their providers.</summary>
internal sealed class ObjectGraph
{
    private readonly Dictionary<string, ManifestClass> _classes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ManifestService> _services = new(StringComparer.Ordinal);
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
                _services[service.Type] = service;
            _hasRegistrations |= ServiceParser.RegistrationOf(member) is not null;
        }
        foreach (var manifest in referenced)
        {
            foreach (var taskClass in manifest.Classes)
                _classes[taskClass.Type] = taskClass;
            foreach (var service in manifest.Services)
                _services[service.Type] = service;
            _hasRegistrations |= manifest.Registrations.Count > 0;
        }
    }

    /// <summary>Why a function can't create an object of the class; null if it can.</summary>
    public string? ProblemOf(INamedTypeSymbol taskClass) =>
        ServiceParser.ConstructionProblemOf(taskClass) ?? ProblemOf(taskClass.ToPlainName(), isPerFunction: false, []);

    private string? ProblemOf(string type, bool isPerFunction, IReadOnlyList<string> path)
    {
        if (path.Contains(type))
            return $"its constructors ask for each other: {string.Join(" → ", path.Concat([type]).Select(Plain))}";
        var isClass = _classes.TryGetValue(type, out var taskClass);
        if (!isClass && !_services.ContainsKey(type))
            return null; // from a registration, or a default value
        var service = isClass ? null : _services[type];
        if (isPerFunction && (isClass || service!.IsPerInvocation))
            return $"'{Plain(path[path.Count - 1])}' lives as long as the function and can't ask for '{Plain(type)}', which is made per invocation";
        foreach (var need in isClass ? taskClass!.Needs : service!.Needs)
        {
            if (!_hasRegistrations && need.Default is null && !_classes.ContainsKey(need.Type) && !_services.ContainsKey(need.Type))
                return $"nothing provides '{Plain(need.Type)}', which '{Plain(type)}' asks for";
            if (ProblemOf(need.Type, service is { IsPerInvocation: false }, [.. path, type]) is { } problem)
                return problem;
        }
        return null;
    }

    private static string Plain(string type) => type.Replace("global::", "");
}
