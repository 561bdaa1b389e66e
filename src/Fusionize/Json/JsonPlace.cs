using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Fusionize.Json;

/// <summary>A place in a JSON value: the token there, the path to it, and the type that is expected.</summary>
/// <param name="Object">The path to the innermost object or array around the place.</param>
/// <param name="Member">The path to the member or element at the place.</param>
/// <param name="Type">The expected type; null if it is unknown.</param>
/// <param name="Found">The token in words.</param>
/// <param name="Around">The type of the innermost object or array around the place; null if it is unknown.</param>
/// <param name="Start">Where that object or array begins.</param>
internal sealed record JsonPlace(string Object, string Member, JsonTypeInfo? Type, string Found, JsonTypeInfo? Around = null, int Start = 0)
{
    private const string Unknown = "something else";

    /// <summary>Finds the token that ends at or behind a position.</summary>
    public static JsonPlace Find(ReadOnlySpan<byte> json, JsonTypeInfo type, int offset)
    {
        var reader = new Utf8JsonReader(json, JsonForm.Reader);
        var open = new Stack<Container>();
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                if (reader.BytesConsumed >= offset || open.Count == 1)
                    break;
                open.Pop();
                continue;
            }
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                open.Peek().Name = NameOf(in reader);
                if (reader.BytesConsumed >= offset)
                    break;
                continue;
            }
            var container = open.Count == 0 ? null : open.Peek();
            if (container is { Name: null })
                container.Index++;
            var (path, expected) = container is null ? (JsonPath.Root, type) : (container.PathInside, container.TypeInside);
            if (reader.BytesConsumed >= offset)
                return new JsonPlace(container?.Path ?? path, path, expected, Describe(reader), container?.Type, container?.Start ?? 0);
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                open.Push(new Container(path, expected, reader.TokenType == JsonTokenType.StartArray, (int)reader.TokenStartIndex));
        }
        return open.TryPeek(out var last)
            ? new JsonPlace(last.Path, last.PathInside, null, Unknown, last.Type, last.Start)
            : new JsonPlace(JsonPath.Root, JsonPath.Root, type, Unknown);
    }

    /// <summary>What is wrong with the discriminator of the object around the place.</summary>
    /// <param name="json">The whole value.</param>
    public string DiscriminatorProblem(ReadOnlySpan<byte> json)
    {
        var name = Around?.PolymorphismOptions?.TypeDiscriminatorPropertyName ?? "$type";
        var reader = new Utf8JsonReader(json[Start..], JsonForm.Reader);
        reader.Read();
        for (var isFirst = true; reader.Read() && reader.TokenType == JsonTokenType.PropertyName; isFirst = false)
        {
            if (reader.ValueTextEquals(name))
                return $"{Object}{JsonPath.Member(name)}: it {(isFirst ? "names no known type" : "must be the object's first member")}";
            reader.Skip();
        }
        return $"{Object}: missing '{name}', which says of which type it is";
    }

    /// <summary>The expected type in words.</summary>
    public string Expected
    {
        get
        {
            var name = (Nullable.GetUnderlyingType(Type?.Type ?? typeof(object)) ?? Type?.Type)?.FullName;
            return name switch
            {
                "System.String" => "text",
                "System.Char" => "a single character",
                "System.Boolean" => "true or false",
                "System.SByte" => Whole(sbyte.MinValue, sbyte.MaxValue),
                "System.Byte" => Whole(byte.MinValue, byte.MaxValue),
                "System.Int16" => Whole(short.MinValue, short.MaxValue),
                "System.UInt16" => Whole(ushort.MinValue, ushort.MaxValue),
                "System.Int32" => Whole(int.MinValue, int.MaxValue),
                "System.UInt32" => Whole(uint.MinValue, uint.MaxValue),
                "System.Int64" => Whole(long.MinValue, long.MaxValue),
                "System.UInt64" => Whole(ulong.MinValue, ulong.MaxValue),
                "System.Int128" or "System.UInt128" => "a whole number",
                "System.Half" or "System.Single" or "System.Double" or "System.Decimal" => "a number",
                "System.DateTime" or "System.DateTimeOffset" => "a date with time (2026-01-31T13:45:00Z)",
                "System.DateOnly" => "a date (2026-01-31)",
                "System.TimeOnly" => "a time (13:45:00)",
                "System.TimeSpan" => "a duration (1.13:45:00)",
                "System.Guid" => "a UUID",
                "System.Uri" => "a URI",
                "System.Version" => "a version (1.2.3)",
                "System.Byte[]" => "text in base64",
                _ => OfKind(),
            };
        }
    }

    private string OfKind() =>
        Type?.Kind switch
        {
            JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary => "an object",
            JsonTypeInfoKind.Enumerable => "an array",
            _ when (Nullable.GetUnderlyingType(Type?.Type ?? typeof(object)) ?? Type?.Type) is { IsEnum: true } => "a value of an enumeration",
            _ => "a value of another kind",
        };

    private static string Whole(Int128 from, Int128 to) => string.Create(CultureInfo.InvariantCulture, $"a whole number from {from} to {to}");

    private static string NameOf(in Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return Encoding.UTF8.GetString(reader.ValueSpan); // half a surrogate pair, as it is escaped
        }
    }

    /// <summary>Says the kind only: the text gets into logs and traces, which must not have what a request says.</summary>
    private static string Describe(in Utf8JsonReader reader) =>
        reader.TokenType switch
        {
            JsonTokenType.StartObject => "an object",
            JsonTokenType.StartArray => "an array",
            JsonTokenType.String => "text",
            JsonTokenType.Number => "a number",
            JsonTokenType.Null => "null",
            _ => "true or false",
        };

    private sealed class Container(string path, JsonTypeInfo? type, bool isArray, int start)
    {
        public string Path => path;

        public JsonTypeInfo? Type => type;

        public int Start => start;

        /// <summary>The current member; null in an array.</summary>
        public string? Name;

        public int Index = -1;

        public string PathInside => path + (isArray ? JsonPath.Element(Math.Max(Index, 0)) : Name is null ? "" : JsonPath.Member(Name));

        public JsonTypeInfo? TypeInside =>
            type?.Kind switch
            {
                JsonTypeInfoKind.Object when !isArray && Name is not null => InfoOf(TypeOfMember(type, Name)),
                JsonTypeInfoKind.Dictionary when !isArray => InfoOf(type.ElementType),
                JsonTypeInfoKind.Enumerable when isArray => InfoOf(type.ElementType),
                _ => null,
            };

        private JsonTypeInfo? InfoOf(Type? inside) => inside is not null && type!.Options.TryGetTypeInfo(inside, out var info) ? info : null;

        private static Type? TypeOfMember(JsonTypeInfo type, string name)
        {
            foreach (var property in type.Properties)
            {
                if (property.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                    return property.PropertyType;
            }
            // The discriminator has named one of the derived types. Members of the same name have the same meaning in most families.
            foreach (var derived in type.PolymorphismOptions?.DerivedTypes ?? [])
            {
                if (
                    derived.DerivedType != type.Type
                    && type.Options.TryGetTypeInfo(derived.DerivedType, out var info)
                    && TypeOfMember(info, name) is { } found
                )
                    return found;
            }
            return null;
        }
    }
}
