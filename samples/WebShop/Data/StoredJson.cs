using System.Text.Json.Serialization;

namespace WebShop.Data;

/// <summary>The JSON of what the shop stores.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(IReadOnlyList<CartItem>))]
[JsonSerializable(typeof(Shipment))]
internal sealed partial class StoredJson : JsonSerializerContext;
