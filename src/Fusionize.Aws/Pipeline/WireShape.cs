using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Fusionize.Aws.Pipeline;

/// <summary>
/// The places of a request or response class's properties in a message, read once from their attributes. Properties without an attribute are members
/// of the JSON body.
/// </summary>
internal sealed class WireShape
{
    private static readonly ConcurrentDictionary<Type, WireShape> s_shapes = new();

    private WireShape(Type type)
    {
        Operation = type.GetCustomAttribute<OperationAttribute>();
        var properties = Own(type).ToArray();
        Path = properties.Where(p => p.IsDefined(typeof(InPathAttribute))).ToArray();
        Query = properties.Where(p => p.IsDefined(typeof(InQueryAttribute))).ToArray();
        Headers = properties
            .Where(p => p.IsDefined(typeof(InHeaderAttribute)))
            .Select(p => (p.GetCustomAttribute<InHeaderAttribute>()!.Name, p))
            .ToArray();
        Body = properties.SingleOrDefault(p => p.IsDefined(typeof(AsBodyAttribute)));
        Status = properties.SingleOrDefault(p => p.IsDefined(typeof(AsStatusAttribute)));
        HasJson = Body is null && properties.Any(p => !TravelsOutsideJson(p) && !p.IsDefined(typeof(JsonIgnoreAttribute)));
    }

    public OperationAttribute? Operation { get; }
    public PropertyInfo[] Path { get; }
    public PropertyInfo[] Query { get; }
    public (string Name, PropertyInfo Property)[] Headers { get; }
    public PropertyInfo? Body { get; }
    public PropertyInfo? Status { get; }
    public bool HasJson { get; }

    public static WireShape Of(Type type) => s_shapes.GetOrAdd(type, static t => new(t));

    /// <summary>JSON as the AWS protocols expect it: null members left out, unknown members ignored, blobs in base64.</summary>
    public static JsonSerializerOptions Json(JsonNamingPolicy? naming) =>
        new()
        {
            PropertyNamingPolicy = naming,
            PropertyNameCaseInsensitive = true,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Converters = { new BlobConverter() },
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { KeepToJsonMembers } },
        };

    private static void KeepToJsonMembers(JsonTypeInfo info)
    {
        for (var i = info.Properties.Count - 1; i >= 0; i--)
        {
            if (info.Properties[i].AttributeProvider is PropertyInfo p && (!IsOwn(p) || TravelsOutsideJson(p)))
                info.Properties.RemoveAt(i);
        }
    }

    // The SDK's base classes carry metadata of the call, which is not part of any message.
    private static IEnumerable<PropertyInfo> Own(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(IsOwn);

    private static bool IsOwn(PropertyInfo p) => p.DeclaringType!.Assembly != typeof(Amazon.Runtime.AmazonWebServiceRequest).Assembly;

    private static bool TravelsOutsideJson(PropertyInfo p) =>
        p.IsDefined(typeof(InPathAttribute))
        || p.IsDefined(typeof(InQueryAttribute))
        || p.IsDefined(typeof(InHeaderAttribute))
        || p.IsDefined(typeof(AsBodyAttribute))
        || p.IsDefined(typeof(AsStatusAttribute));

    private sealed class BlobConverter : JsonConverter<MemoryStream>
    {
        public override MemoryStream Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => new(reader.GetBytesFromBase64());

        public override void Write(Utf8JsonWriter writer, MemoryStream value, JsonSerializerOptions options) =>
            writer.WriteBase64StringValue(value.TryGetBuffer(out var bytes) ? bytes : value.ToArray());
    }
}
