using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Fusionize.Local.Protocol;

/// <summary>Reads the JSON bodies of requests.</summary>
internal static class JsonBody
{
    /// <summary>A missing body counts as an empty object; invalid JSON is the client's error.</summary>
    public static T Parse<T>(byte[] body, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(body.Length == 0 ? "{}"u8 : body, type)
                ?? throw LambdaError.BadContent("Could not parse request body into json: null");
        }
        catch (JsonException e)
        {
            throw LambdaError.BadContent("Could not parse request body into json: " + e.Message);
        }
    }
}
