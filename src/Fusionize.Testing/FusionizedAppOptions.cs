using System.Reflection;

namespace Fusionize.Testing;

/// <summary>Options for running an application in a test.</summary>
public sealed class FusionizedAppOptions
{
    private readonly HashSet<Assembly> _shared = [];
    private readonly Dictionary<Type, object> _provided = [];

    /// <summary>
    /// How long a function may take for one request; then its token is cancelled, as Lambda's time limit does. Default: no limit, for a test that is
    /// being debugged.
    /// </summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>How often a failed asynchronous request is tried again. Lambda does it twice; the default is 0, so that a test sees each failure
    /// once.</summary>
    public int AsyncRetries { get; set; }

    internal IReadOnlySet<string> SharedAssemblies => _shared.Select(a => a.GetName().Name!).ToHashSet(StringComparer.OrdinalIgnoreCase);

    internal IReadOnlyDictionary<Type, object> Provided => _provided;

    /// <summary>
    /// Lets all groups and the test use one copy of an assembly, static state included: for a substitute of something outside of all functions, such
    /// as an in-memory database. The assembly must not refer to one that has tasks.
    /// </summary>
    public FusionizedAppOptions Share(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        _shared.Add(assembly);
        return this;
    }

    /// <summary>
    /// Gives an object of the test to all constructors and providers that ask for a <typeparamref name="TService"/>, instead of what the application
    /// provides. The service's assembly becomes shared, so <typeparamref name="TService"/> must be declared in an assembly without tasks.
    /// </summary>
    public FusionizedAppOptions Provide<TService>(TService service)
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(service);
        _provided[typeof(TService)] = service;
        return Share(typeof(TService).Assembly);
    }
}
