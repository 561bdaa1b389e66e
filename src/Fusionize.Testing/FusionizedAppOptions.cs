using System.Reflection;

namespace Fusionize.Testing;

/// <summary>Options for running an application in a test.</summary>
public sealed class FusionizedAppOptions
{
    private readonly HashSet<Assembly> _shared = [];
    private readonly Dictionary<Type, object> _provided = [];

    /// <summary>
    /// The time limit of a function for one request. After it the cancellation token is cancelled, as on Lambda. Default: no limit, so that a test
    /// can be debugged.
    /// </summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>
    /// How often a failed asynchronous request is retried. Lambda does it twice; the default is 0, so that a test sees each failure once.
    /// </summary>
    public int AsyncRetries { get; set; }

    internal IReadOnlySet<string> SharedAssemblies => _shared.Select(a => a.GetName().Name!).ToHashSet(StringComparer.OrdinalIgnoreCase);

    internal IReadOnlyDictionary<Type, object> Provided => _provided;

    /// <summary>
    /// Makes all groups and the test share one copy of an assembly, including its static state. Use it for a substitute of an external resource, such
    /// as an in-memory database. The assembly must not reference an assembly with tasks.
    /// </summary>
    public FusionizedAppOptions Share(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        _shared.Add(assembly);
        return this;
    }

    /// <summary>
    /// Passes an object of the test to all constructors and providers with a parameter of type <typeparamref name="TService"/>, instead of the
    /// application's object. The service's assembly becomes shared, so <typeparamref name="TService"/> must be declared in an assembly without tasks.
    /// </summary>
    public FusionizedAppOptions Provide<TService>(TService service)
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(service);
        _provided[typeof(TService)] = service;
        return Share(typeof(TService).Assembly);
    }
}
