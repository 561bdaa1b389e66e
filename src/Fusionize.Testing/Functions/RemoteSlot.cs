using System.Linq.Expressions;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Fusionize.CompilerServices;
using Fusionize.Remote;

namespace Fusionize.Testing.Functions;

/// <summary>Fills a task's remote slot with a delegate of the slot's own type that sends the arguments to another function.</summary>
internal sealed class RemoteSlot
{
    private readonly ReflectedTask _task;
    private readonly (JsonEncodedText Name, JsonTypeInfo Type)[] _parameters;
    private readonly JsonTypeInfo? _result;

    private RemoteSlot(ReflectedTask task, JsonTypes json)
    {
        _task = task;
        _parameters = [.. task.Parameters.Select(p => (JsonEncodedText.Encode(p.Name!), json[p.ParameterType]))];
        _result = task.Returned.Result is { } result ? json[result] : null;
    }

    public static void Fill(ReflectedTask task, JsonTypes json)
    {
        var property = task.Slot;
        // (call, a, b, cancellation) => slot.InvokeAsync<T>(call, new object[] { a, b }, cancellation)
        var parameters = property
            .PropertyType.GetMethod("Invoke")!
            .GetParameters()
            .Select(static p => Expression.Parameter(p.ParameterType))
            .ToArray();
        var arguments = Expression.NewArrayInit(typeof(object), parameters[1..^1].Select(static p => Expression.Convert(p, typeof(object))));
        const BindingFlags Own = BindingFlags.Instance | BindingFlags.NonPublic;
        var invoke = task.Returned.Result is { } result
            ? typeof(RemoteSlot).GetMethod(nameof(InvokeWithResultAsync), Own)!.MakeGenericMethod(result)
            : typeof(RemoteSlot).GetMethod(nameof(InvokeAsync), Own)!;
        var call = Expression.Call(Expression.Constant(new RemoteSlot(task, json)), invoke, parameters[0], arguments, parameters[^1]);
        property.SetValue(null, Expression.Lambda(property.PropertyType, call, parameters).Compile());
    }

    private Task InvokeAsync(RemoteCall call, object?[] arguments, CancellationToken cancellation) =>
        RemoteInvoker.InvokeAsync(call, _task.Id, arguments, Write, cancellation);

    private Task<T> InvokeWithResultAsync<T>(RemoteCall call, object?[] arguments, CancellationToken cancellation) =>
        RemoteInvoker.InvokeAsync(call, _task.Id, arguments, Write, (JsonTypeInfo<T>)_result!, cancellation);

    private void Write(Utf8JsonWriter writer, object?[] arguments)
    {
        for (var i = 0; i < arguments.Length; i++)
        {
            writer.WritePropertyName(_parameters[i].Name);
            JsonSerializer.Serialize(writer, arguments[i], _parameters[i].Type);
        }
    }
}
