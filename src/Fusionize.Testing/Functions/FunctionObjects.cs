using System.Reflection;
using System.Runtime.CompilerServices;

namespace Fusionize.Testing.Functions;

/// <summary>
/// Creates the objects of a function's instance tasks, by the rules of the generated code: docs/programming-model.md, "Instance tasks and services".
/// </summary>
internal sealed class FunctionObjects
{
    private readonly Dictionary<Type, ReflectedService> _services;
    private readonly HashSet<Type> _classes;
    private readonly HashSet<Type> _classesWithLocalTasks;
    private readonly IReadOnlyList<MethodInfo> _registrations;
    private readonly IReadOnlyDictionary<Type, object> _provided;
    private readonly Dictionary<Type, object> _made = [];
    private readonly Lock _gate = new();
    private IServiceProvider? _provider;

    public FunctionObjects(Application application, IReadOnlyList<string> local, IReadOnlyDictionary<Type, object> provided)
    {
        _services = application.Services.GroupBy(static s => s.Type).ToDictionary(static g => g.Key, static g => g.First());
        _classes = [.. application.Tasks.Where(static t => !t.IsStatic).Select(static t => t.Class)];
        _classesWithLocalTasks = [.. local.Select(t => application[t]).Where(static t => !t.IsStatic).Select(static t => t.Class)];
        _registrations = application.Registrations;
        _provided = provided;
    }

    /// <summary>Creates the services that a task class or provider needs.</summary>
    /// <param name="objects">The invocation's objects; null for objects with the function's lifetime.</param>
    /// <param name="forType">The type that needs them.</param>
    /// <param name="parameters">Its parameters.</param>
    public object?[] Arguments(InvocationObjects? objects, Type forType, IEnumerable<ParameterInfo> parameters) =>
        [.. parameters.Select(p => Argument(objects, forType, p))];

    /// <summary>The factory of an object with the invocation's lifetime; null if the type isn't created per invocation.</summary>
    public Func<object>? MakerOf(InvocationObjects objects, Type type)
    {
        if (_classes.Contains(type))
            return _classesWithLocalTasks.Contains(type) ? () => Construct(objects, type) : () => Placeholder(type);
        return _services.TryGetValue(type, out var service) && service.IsPerInvocation ? () => Provided(objects, service) : null;
    }

    /// <summary>The provider of services that are registered with Microsoft.Extensions.DependencyInjection.</summary>
    public IServiceProvider Provider
    {
        get
        {
            lock (_gate)
                return _provider ??= Registered.Build(_registrations);
        }
    }

    private object? Argument(InvocationObjects? objects, Type forType, ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        if (_provided.TryGetValue(type, out var given))
            return given;
        if (_services.TryGetValue(type, out var service) && !service.IsPerInvocation)
            return PerFunction(service);
        if (service is not null || _classes.Contains(type))
            return objects?.Get(type)
                ?? throw new InvalidOperationException(
                    $"'{forType}' lives as long as the function and can't ask for '{type}', which is made per invocation."
                );
        if (parameter.HasDefaultValue)
            return parameter.DefaultValue;
        if (_registrations.Count == 0)
            throw new InvalidOperationException(
                $"Nothing provides '{type}', which '{forType}' asks for. Mark a static method that makes one with [FusionService]."
            );
        return (objects?.Registered ?? Provider).GetService(type)
            ?? throw new InvalidOperationException($"No service for type '{type}' has been registered, which '{forType}' asks for.");
    }

    private object PerFunction(ReflectedService service)
    {
        lock (_gate)
        {
            if (!_made.TryGetValue(service.Type, out var made))
                _made.Add(service.Type, made = Provided(null, service));
            return made;
        }
    }

    private object Provided(InvocationObjects? objects, ReflectedService service)
    {
        var given = service.Member is PropertyInfo property
            ? property.GetValue(null, BindingFlags.DoNotWrapExceptions, null, null, null)
            : ((MethodInfo)service.Member).Invoke(
                null,
                BindingFlags.DoNotWrapExceptions,
                null,
                Arguments(objects, service.Type, ((MethodInfo)service.Member).GetParameters()),
                null
            );
        return given ?? throw new InvalidOperationException($"'{service.Member.DeclaringType}.{service.Member.Name}' gave null.");
    }

    private object Construct(InvocationObjects objects, Type type)
    {
        var constructor = type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Single(static c => c.IsPublic || c.IsAssembly || c.IsFamilyOrAssembly);
        return constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, Arguments(objects, type, constructor.GetParameters()), null);
    }

    private static object Placeholder(Type type)
    {
        var placeholder = RuntimeHelpers.GetUninitializedObject(type);
        GC.SuppressFinalize(placeholder);
        return placeholder;
    }
}

/// <summary>One invocation's objects. Each is created when it is first needed. They are disposed in reverse order.</summary>
internal sealed class InvocationObjects(FunctionObjects function) : IAsyncDisposable
{
    private readonly Dictionary<Type, object> _objects = [];
    private readonly List<object> _made = [];
    private IServiceProvider? _registered;

    /// <summary>The scope of services that are registered with Microsoft.Extensions.DependencyInjection.</summary>
    public IServiceProvider Registered => _registered ??= Functions.Registered.BeginScope(function.Provider, _made);

    public object Get(Type type)
    {
        if (_objects.TryGetValue(type, out var made))
            return made;
        made = (function.MakerOf(this, type) ?? throw new InvalidOperationException($"'{type}' isn't made per invocation."))();
        _objects.Add(type, made);
        if (made is IAsyncDisposable or IDisposable)
            _made.Add(made);
        return made;
    }

    public async ValueTask DisposeAsync()
    {
        for (var i = _made.Count - 1; i >= 0; i--)
        {
            if (_made[i] is IAsyncDisposable disposable)
                await disposable.DisposeAsync().ConfigureAwait(false);
            else
                ((IDisposable)_made[i]).Dispose();
        }
    }
}
