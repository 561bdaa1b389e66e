using System.Reflection;
using Fusionize.CompilerServices;
using Fusionize.Shared;

namespace Fusionize.Testing.Functions;

/// <summary>A task's method.</summary>
internal sealed class ReflectedTask
{
    private readonly Assembly _assembly;
    private readonly int _cancellationIndex;
    private readonly bool[] _refusesNull;

    public ReflectedTask(string id, bool isEntry, MethodInfo method, Assembly assembly)
    {
        (Id, IsEntry, Method, _assembly) = (id, isEntry, method, assembly);
        var parameters = method.GetParameters();
        _cancellationIndex = Array.FindIndex(parameters, static p => p.ParameterType == typeof(CancellationToken));
        Parameters = [.. parameters.Where((_, i) => i != _cancellationIndex)];
        Returned = Returned.Of(method.ReturnType);
        var nullability = new NullabilityInfoContext();
        _refusesNull =
        [
            .. Parameters.Select(p =>
                !p.ParameterType.IsValueType
                && p is not { HasDefaultValue: true, DefaultValue: null }
                && nullability.Create(p).WriteState == NullabilityState.NotNull
            ),
        ];
    }

    public string Id { get; }

    /// <summary>Whether it can be invoked from outside.</summary>
    public bool IsEntry { get; }

    public MethodInfo Method { get; }

    /// <summary>The parameters without the <see cref="CancellationToken"/>.</summary>
    public IReadOnlyList<ParameterInfo> Parameters { get; }

    public Returned Returned { get; }

    public bool IsStatic => Method.IsStatic;

    /// <summary>Whether its local calls copy mutable values.</summary>
    public bool IsIsolated
    {
        get
        {
            if (Method.IsDefined(typeof(IsolateByCopyingAttribute)) || _assembly.IsDefined(typeof(IsolateByCopyingAttribute)))
                return true;
            for (var type = Class; type is not null; type = type.DeclaringType)
                if (type.IsDefined(typeof(IsolateByCopyingAttribute), inherit: false))
                    return true;
            return false;
        }
    }

    public Type Class => Method.DeclaringType!;

    /// <summary>The slot that a group's start-up fills if it calls the task remotely.</summary>
    public PropertyInfo Slot =>
        _assembly
            .GetType(Names.TaskNamespace(_assembly.GetName().Name!) + ".TaskRemote", throwOnError: true)!
            .GetProperty(Names.SlotOf(Id), BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!;

    /// <summary>Calls the method; its exceptions aren't wrapped.</summary>
    public object Call(object? target, object?[] arguments, CancellationToken cancellation)
    {
        if (_cancellationIndex >= 0)
            arguments = [.. arguments[.._cancellationIndex], cancellation, .. arguments[_cancellationIndex..]];
        return Method.Invoke(target, BindingFlags.DoNotWrapExceptions, null, arguments, null)!;
    }

    /// <summary>The arguments of a request, or defaults.</summary>
    public object?[] ReadArguments(TaskRequest request, JsonTypes json)
    {
        var values = new object?[Parameters.Count];
        var seen = new bool[Parameters.Count];
        var readers = Parameters.Select(p => json.ReaderOf(p.ParameterType)).ToArray();
        var names = Parameters.Select(static p => System.Text.Encoding.UTF8.GetBytes(p.Name!)).ToArray();
        var arguments = request.Arguments(Parameters.Count == 1 ? Parameters[0].Name : null);
        while (arguments.Next())
        {
            for (var i = 0; i < names.Length; i++)
            {
                if (!arguments.Is(names[i]))
                    continue;
                values[i] = readers[i].Read(ref arguments, _refusesNull[i]);
                seen[i] = true;
                break;
            }
        }
        for (var i = 0; i < values.Length; i++)
        {
            if (seen[i])
                continue;
            if (!Parameters[i].HasDefaultValue)
                throw new InvalidRequestException($"Argument '{Parameters[i].Name}' of task '{Id}' is missing.");
            values[i] = DefaultOf(Parameters[i]);
        }
        return values;
    }

    /// <summary>Reflection returns the number of a nullable enum, and null for the default of a struct.</summary>
    private static object? DefaultOf(ParameterInfo parameter)
    {
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        return parameter.DefaultValue switch
        {
            null => null, // a call with null for a struct passes its default
            var value when type.IsEnum => Enum.ToObject(type, value),
            var value => value,
        };
    }
}
