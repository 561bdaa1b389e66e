using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Fusionize.Json;

/// <summary>A place in a JSON value: the token there, the path to it, and the type that is expected.</summary>
/// <param name="container">The path to the innermost object or array around the place.</param>
/// <param name="member">The path to the member or element at the place.</param>
/// <param name="type">The expected type; null if it is unknown.</param>
/// <param name="found">The token in words.</param>
/// <param name="around">The type of the innermost object or array around the place; null if it is unknown.</param>
/// <param name="start">Where that object or array begins.</param>
/// <remarks>Every function contains this code, so it is written to be small.</remarks>
internal sealed class JsonPlace(string container, string member, JsonTypeInfo? type, string found, JsonTypeInfo? around = null, int start = 0)
{
    /// <summary>The texts for types, by their full names.</summary>
    private const string Texts = """

        System.String=text
        System.Char=a single character
        System.Boolean=true or false
        System.SByte=a whole number from -128 to 127
        System.Byte=a whole number from 0 to 255
        System.Int16=a whole number from -32768 to 32767
        System.UInt16=a whole number from 0 to 65535
        System.Int32=a whole number from -2147483648 to 2147483647
        System.UInt32=a whole number from 0 to 4294967295
        System.Int64=a whole number from -9223372036854775808 to 9223372036854775807
        System.UInt64=a whole number from 0 to 18446744073709551615
        System.Int128=a whole number
        System.UInt128=a whole number
        System.Half=a number
        System.Single=a number
        System.Double=a number
        System.Decimal=a number
        System.DateTime=a date with time (2026-01-31T13:45:00Z)
        System.DateTimeOffset=a date with time (2026-01-31T13:45:00Z)
        System.DateOnly=a date (2026-01-31)
        System.TimeOnly=a time (13:45:00)
        System.TimeSpan=a duration (1.13:45:00)
        System.Guid=a UUID
        System.Uri=a URI
        System.Version=a version (1.2.3)
        System.Byte[]=text in base64

        """;

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
            var parent = open.Count == 0 ? null : open.Peek();
            if (parent is { Name: null })
                parent.Index++;
            var (path, expected) = parent is null ? (JsonPath.Root, type) : (parent.PathInside, parent.TypeInside);
            if (reader.BytesConsumed >= offset)
                return new JsonPlace(parent?.Path ?? path, path, expected, Describe(reader), parent?.Type, parent?.Start ?? 0);
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
        var name = around?.PolymorphismOptions?.TypeDiscriminatorPropertyName ?? "$type";
        var reader = new Utf8JsonReader(json[start..], JsonForm.Reader);
        reader.Read();
        for (var isFirst = true; reader.Read() && reader.TokenType == JsonTokenType.PropertyName; isFirst = false)
        {
            if (reader.ValueTextEquals(name))
                return $"{container}{JsonPath.Member(name)}: it {(isFirst ? "names no known type" : "must be the object's first member")}";
            reader.Skip();
        }
        return $"{container}: missing '{name}', which says of which type it is";
    }

    /// <summary>The path to the member or element at the place.</summary>
    public string Member => member;

    /// <summary>The token in words.</summary>
    public string Found => found;

    /// <summary>The expected type in words.</summary>
    public string Expected
    {
        get
        {
            var expected = type is null ? null : Nullable.GetUnderlyingType(type.Type) ?? type.Type;
            var entry = $"\n{expected?.FullName}=";
            if (Texts.IndexOf(entry, StringComparison.Ordinal) is >= 0 and var at)
            {
                at += entry.Length;
                return Texts[at..Texts.IndexOf('\n', at)];
            }
            return type?.Kind is JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary ? "an object"
                : type?.Kind == JsonTypeInfoKind.Enumerable ? "an array"
                : expected is { IsEnum: true } ? "a value of an enumeration"
                : "a value of another kind";
        }
    }

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
