using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Fusionize.Local.Protocol;

/// <summary>Reads the JSON bodies of requests.</summary>
internal static class JsonBody
{
    /// <summary>
    /// A missing body counts as an empty object. Invalid JSON is the client's error, and so are unknown members, if the type's options disallow them.
    /// </summary>
    public static T Parse<T>(byte[] body, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(body.Length == 0 ? "{}"u8 : body, type)
                ?? throw LambdaError.BadContent("Could not parse request body into json: null");
        }
        catch (JsonException e)
        {
            throw UnknownMember(body, type) is { } member
                ? LambdaError.InvalidParameter($"The local platform doesn't know '{member}'. It is refused, because it would have no effect.")
                : LambdaError.BadContent("Could not parse request body into json: " + e.Message);
        }
    }

    /// <summary>The path of the first unknown member; null if there is none, or if unknown members are allowed.</summary>
    private static string? UnknownMember(byte[] body, JsonTypeInfo type)
    {
        if (type.Options.UnmappedMemberHandling != JsonUnmappedMemberHandling.Disallow)
            return null;
        try
        {
            using var document = JsonDocument.Parse(body);
            return UnknownMember(document.RootElement, type, "");
        }
        // No JSON, or a name that isn't Unicode.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? UnknownMember(JsonElement value, JsonTypeInfo type, string path)
    {
        if (value.ValueKind != JsonValueKind.Object || type.Kind != JsonTypeInfoKind.Object)
            return null;
        foreach (var member in value.EnumerateObject())
        {
            var inside = path + member.Name;
            if (type.Properties.FirstOrDefault(p => p.Name == member.Name) is not { } known)
                return inside;
            if (UnknownMember(member.Value, type.Options.GetTypeInfo(known.PropertyType), inside + ".") is { } unknown)
                return unknown;
        }
        return null;
    }
}
