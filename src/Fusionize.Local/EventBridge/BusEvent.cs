using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Fusionize.Local.Functions;

namespace Fusionize.Local.EventBridge;

/// <summary>An event in EventBridge's format.</summary>
internal sealed class BusEvent
{
    private BusEvent(string id, byte[] bytes)
    {
        (Id, Bytes) = (id, bytes);
        using var document = JsonDocument.Parse(bytes);
        Content = document.RootElement.Clone();
    }

    public string Id { get; }
    public byte[] Bytes { get; }
    public JsonElement Content { get; }

    /// <summary>The event of a schedule.</summary>
    public static BusEvent Scheduled(string rule, string region, DateTimeOffset at) => Of("Scheduled Event", "aws.events", region, at, [rule], "{}");

    /// <param name="detail">A JSON object.</param>
    public static BusEvent Of(string type, string source, string region, DateTimeOffset at, IEnumerable<string> resources, string detail)
    {
        var id = Guid.NewGuid().ToString();
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("version", "0");
            json.WriteString("id", id);
            json.WriteString("detail-type", type);
            json.WriteString("source", source);
            json.WriteString("account", FunctionName.Account);
            json.WriteString("time", at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
            json.WriteString("region", region);
            json.WriteStartArray("resources");
            foreach (var resource in resources)
                json.WriteStringValue(resource);
            json.WriteEndArray();
            json.WritePropertyName("detail");
            json.WriteRawValue(detail);
            json.WriteEndObject();
        }
        return new(id, buffer.WrittenSpan.ToArray());
    }
}
