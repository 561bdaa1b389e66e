using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Fusionize.CompilerServices;

/// <summary>
/// Finds objects of which a type knows no member. A type whose members are all optional can be read from such an object, although none of the values
/// comes from it.
/// </summary>
internal static class UnknownMembers
{
    /// <summary>
    /// A member of an object that has members, none of which the type knows; null if there is none. Looks at the value, or at the elements of a list.
    /// </summary>
    /// <param name="json">At the value.</param>
    /// <param name="info">The value's type.</param>
    public static string? FirstOf(Utf8JsonReader json, JsonTypeInfo info)
    {
        if (json.TokenType == JsonTokenType.None)
            json.Read();
        if (json.TokenType == JsonTokenType.StartObject)
            return OfObject(ref json, info);
        if (json.TokenType != JsonTokenType.StartArray || info.Kind != JsonTypeInfoKind.Enumerable || info.ElementType is not { } element)
            return null;
        var type = info.Options.GetTypeInfo(element);
        if (!CanTell(type))
            return null;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType == JsonTokenType.StartObject)
            {
                var copy = json;
                if (OfObject(ref copy, type) is { } unknown)
                    return unknown;
            }
            json.Skip();
        }
        return null;
    }

    private static string? OfObject(ref Utf8JsonReader json, JsonTypeInfo info)
    {
        string? first = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (first is null && !CanTell(info))
                return null;
            if (Knows(info, in json))
                return null;
            first ??= NameOf(in json) ?? "?";
            json.Skip();
        }
        return first;
    }

    /// <summary>Whether the type's members are known: it is an object without a place for other members.</summary>
    private static bool CanTell(JsonTypeInfo info)
    {
        if (info.Kind != JsonTypeInfoKind.Object || info.Properties.Count == 0)
            return false;
        foreach (var property in info.Properties)
        {
            if (property.IsExtensionData)
                return false;
        }
        return true;
    }

    private static bool Knows(JsonTypeInfo info, in Utf8JsonReader json)
    {
        // Usually the first comparison finds it.
        foreach (var property in info.Properties)
        {
            if (json.ValueTextEquals(property.Name))
                return true;
        }
        if (NameOf(in json) is not { } name)
            return false;
        // Metadata, such as a discriminator.
        if (name.StartsWith('$') || info.PolymorphismOptions?.TypeDiscriminatorPropertyName == name)
            return true;
        foreach (var property in info.Properties)
        {
            if (property.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    /// <summary>The member's name; null if it has half a surrogate pair.</summary>
    private static string? NameOf(in Utf8JsonReader json)
    {
        try
        {
            return json.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
