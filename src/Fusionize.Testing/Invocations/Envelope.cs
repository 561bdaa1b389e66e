using System.Buffers;
using System.Text.Json;
using Fusionize.Json;

namespace Fusionize.Testing.Invocations;

/// <summary>A request from outside in the envelope format of calls between functions, which can name any task.</summary>
internal static class Envelope
{
    public static byte[] Write(TaskExpression call, JsonSerializerOptions types) => Write(call.Task, json =>
        {
            json.WriteStartObject();
            foreach (var (name, type, value) in call.Arguments)
            {
                json.WritePropertyName(name);
                JsonSerializer.Serialize(json, value, types.GetTypeInfo(type));
            }
            json.WriteEndObject();
        });

    /// <param name="task">The task's id.</param>
    /// <param name="arguments">An object with a member per parameter; null for none.</param>
    /// <param name="types">How to write values.</param>
    public static byte[] Write(string task, object? arguments, JsonSerializerOptions types) => Write(task, json =>
        {
            if (arguments is null)
            {
                json.WriteStartObject();
                json.WriteEndObject();
            }
            else
            {
                JsonSerializer.Serialize(json, arguments, arguments.GetType(), types);
            }
        });

    private static byte[] Write(string task, Action<Utf8JsonWriter> writeArguments)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, JsonForm.Writer))
        {
            json.WriteStartObject();
            json.WriteNumber("fusionize"u8, 1);
            json.WriteString("task"u8, task);
            json.WritePropertyName("args"u8);
            writeArguments(json);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }
}
