using System.Globalization;
using System.Text.Json;

namespace Fusionize.Events;

/// <summary>Reads members of events.</summary>
internal static class EventJson
{
    /// <summary>A member's text; null if it isn't there or no text.</summary>
    public static string? Text(this JsonElement json, ReadOnlySpan<byte> name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public static bool HasText(this JsonElement json, ReadOnlySpan<byte> name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String;

    public static JsonElement? Object(this JsonElement json, ReadOnlySpan<byte> name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value : null;

    /// <summary>A member's number, which may be in quotes; 0 if it isn't there.</summary>
    public static double Number(this JsonElement json, ReadOnlySpan<byte> name)
    {
        if (!json.TryGetProperty(name, out var value))
            return 0;
        return value.ValueKind == JsonValueKind.Number ? value.GetDouble()
            : value.ValueKind == JsonValueKind.String
            && double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
            : 0;
    }

    /// <summary>A member's time as ISO 8601 text.</summary>
    public static DateTimeOffset Time(this JsonElement json, ReadOnlySpan<byte> name) =>
        DateTimeOffset.TryParse(json.Text(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : default;

    /// <summary>A member's time as Unix time.</summary>
    /// <param name="json">The object.</param>
    /// <param name="name">The member.</param>
    /// <param name="perSecond">The unit: 1 for seconds, 1,000 for milliseconds.</param>
    public static DateTimeOffset UnixTime(this JsonElement json, ReadOnlySpan<byte> name, int perSecond)
    {
        var ms = json.Number(name) * 1000 / perSecond;
        return ms is > 0 and < 253_402_300_799_000 ? DateTimeOffset.FromUnixTimeMilliseconds((long)ms) : default;
    }

    /// <summary>A member with a list of texts; null if it isn't there or empty.</summary>
    public static string[]? Texts(this JsonElement json, ReadOnlySpan<byte> name) =>
        json.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0
            ? [.. list.EnumerateArray().Select(static e => e.ValueKind == JsonValueKind.String ? e.GetString()! : e.GetRawText())]
            : null;

    /// <summary>The attributes of a message; null for none.</summary>
    /// <param name="json">The message.</param>
    /// <param name="member">The member with the attributes.</param>
    /// <param name="isSns">Whether they are in the form of SNS.</param>
    public static Dictionary<string, MessageAttributeValue>? Attributes(this JsonElement json, ReadOnlySpan<byte> member, bool isSns)
    {
        if (json.Object(member) is not { } all)
            return null;
        Dictionary<string, MessageAttributeValue>? attributes = null;
        foreach (var attribute in all.EnumerateObject())
        {
            if (attribute.Value.ValueKind != JsonValueKind.Object)
                continue;
            var type = (isSns ? attribute.Value.Text("Type"u8) : attribute.Value.Text("dataType"u8)) ?? "String";
            var text = isSns ? attribute.Value.Text("Value"u8) : attribute.Value.Text("stringValue"u8);
            var isBinary = type.StartsWith("Binary", StringComparison.Ordinal);
            (attributes ??= new(StringComparer.Ordinal))[attribute.Name] = new MessageAttributeValue
            {
                DataType = type,
                StringValue = isBinary ? null : text,
                BinaryValue = !isBinary ? null : isSns ? text : attribute.Value.Text("binaryValue"u8),
            };
        }
        return attributes;
    }
}
