using System.Buffers;
using System.Text.Json;
using Fusionize.Json;

namespace Fusionize.Testing.Functions;

/// <summary>The return value of a task's method: <c>Task</c>, <c>Task&lt;T&gt;</c>, <c>ValueTask</c> or <c>ValueTask&lt;T&gt;</c>.</summary>
internal abstract class Returned
{
    /// <summary>The result's type; null if there is none.</summary>
    public abstract Type? Result { get; }

    public static Returned Of(Type type) =>
        type.IsGenericType ? (Returned)Activator.CreateInstance(typeof(Value<>).MakeGenericType(type.GetGenericArguments()))! : new Nothing();

    /// <summary>Waits for it and writes the result.</summary>
    public abstract Task WriteAsync(object returned, IBufferWriter<byte> response, JsonTypes json);

    private sealed class Nothing : Returned
    {
        public override Type? Result => null;

        public override async Task WriteAsync(object returned, IBufferWriter<byte> response, JsonTypes json)
        {
            await (returned as Task ?? ((ValueTask)returned).AsTask()).ConfigureAwait(false);
            response.Write("null"u8);
        }
    }

    private sealed class Value<T> : Returned
    {
        public override Type Result => typeof(T);

        public override async Task WriteAsync(object returned, IBufferWriter<byte> response, JsonTypes json)
        {
            var value = await (returned as Task<T> ?? ((ValueTask<T>)returned).AsTask()).ConfigureAwait(false);
            using var writer = new Utf8JsonWriter(response, JsonForm.Writer);
            JsonSerializer.Serialize(writer, value, json.Of<T>());
        }
    }
}
