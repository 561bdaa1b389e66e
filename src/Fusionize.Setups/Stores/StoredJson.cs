using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fusionize.Setups.Stores;

/// <summary>Writes and reads a store's documents: the same bytes for every kind of store.</summary>
public static class StoredJson
{
    internal static JsonSerializerOptions Options { get; } =
        new(JsonSerializerDefaults.Web)
        {
            WriteIndented = true,
            NewLine = "\n",
            AllowDuplicateProperties = false,
            NumberHandling = JsonNumberHandling.Strict,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            MaxDepth = 8,
            Converters = { new WholeArrays() },
        };

    public static byte[] Write<T>(T document) => JsonSerializer.SerializeToUtf8Bytes(document, Options);

    /// <exception cref="StoreException">The document is incomplete, or another program wrote it.</exception>
    public static T Read<T>(ReadOnlySpan<byte> utf8, string location) => Read<T>(utf8, location, Options);

    internal static T Read<T>(ReadOnlySpan<byte> utf8, string location, JsonSerializerOptions options)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(utf8, options) ?? throw Corrupt(location, "it holds only null");
        }
        // The constructor of a record throws ArgumentException for invalid values.
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw Corrupt(location, e.Message, e);
        }
    }

    public static string Hash(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    public static StoreException Corrupt(string location, string why, Exception? inner = null) =>
        new(StoreCodes.Corrupt, location, $"The document is damaged, or Fusionize did not write it: {why.TrimEnd('.')}.", inner: inner);
}
