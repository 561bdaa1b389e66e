using System.Text.Json;
using Fusionize.Json;

namespace Fusionize.Events;

/// <summary>Converts DynamoDB's attribute values to plain JSON: <c>{"id":{"S":"7"}}</c> to <c>{"id":"7"}</c>.</summary>
internal static class DynamoDbJson
{
    /// <summary>Converts an item.</summary>
    public static ReadOnlyMemory<byte> Plain(JsonElement item)
    {
        var buffer = new ByteBuffer(512);
        using (var json = new Utf8JsonWriter(buffer, JsonForm.Writer))
            WriteMap(json, item);
        return buffer.Written;
    }

    /// <summary>The plain values of an item's attributes.</summary>
    public static Dictionary<string, JsonElement> Values(JsonElement item)
    {
        var values = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        using var plain = JsonDocument.Parse(Plain(item), new JsonDocumentOptions { MaxDepth = JsonForm.Reader.MaxDepth });
        foreach (var attribute in plain.RootElement.EnumerateObject())
            values[attribute.Name] = attribute.Value.Clone();
        return values;
    }

    private static void WriteMap(Utf8JsonWriter json, JsonElement map)
    {
        json.WriteStartObject();
        foreach (var attribute in map.EnumerateObject())
        {
            json.WritePropertyName(attribute.Name);
            WriteValue(json, attribute.Value);
        }
        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, JsonElement value)
    {
        foreach (var typed in value.EnumerateObject())
        {
            switch (typed.Name)
            {
                case "N":
                    json.WriteRawValue(typed.Value.GetString()!);
                    return;
                case "NULL":
                    json.WriteNullValue();
                    return;
                case "M":
                    WriteMap(json, typed.Value);
                    return;
                case "L":
                    json.WriteStartArray();
                    foreach (var element in typed.Value.EnumerateArray())
                        WriteValue(json, element);
                    json.WriteEndArray();
                    return;
                case "NS":
                    json.WriteStartArray();
                    foreach (var element in typed.Value.EnumerateArray())
                        json.WriteRawValue(element.GetString()!);
                    json.WriteEndArray();
                    return;
                default: // S, B, BOOL, SS, BS
                    typed.Value.WriteTo(json);
                    return;
            }
        }
        json.WriteNullValue();
    }
}
