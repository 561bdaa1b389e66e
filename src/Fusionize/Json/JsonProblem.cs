using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Fusionize.Json;

/// <summary>
/// Says why JSON can't be read as a type: where, what is expected, and what was found. The text has no names of the application's types, because
/// HTTP clients see it, too.
/// </summary>
internal static class JsonProblem
{
    private const string PathLabel = " Path: ";

    /// <param name="error">What System.Text.Json threw.</param>
    /// <param name="json">The value that it read.</param>
    /// <param name="type">The type that it read the value as.</param>
    public static string Of(Exception error, ReadOnlySpan<byte> json, JsonTypeInfo type)
    {
        var message = error.Message;
        var path = (error as JsonException)?.Path ?? Labelled(message, PathLabel) ?? JsonPath.Root;
        if (Simple(message) is { } simple)
            return $"{path}: {simple}";
        if (message.Contains("maximum") && message.Contains("depth"))
            return string.Create(CultureInfo.InvariantCulture, $"{path}: it is nested more than {type.Options.MaxDepth} deep");
        // A message without the path comes from a converter of the application, and is kept.
        if (!message.Contains(PathLabel))
            return $"{path}: {message}";
        var isDiscriminator = message.Contains("discriminator");
        var isMetadata = message.Contains("metadata property");
        if (!isDiscriminator && !isMetadata && !message.Contains("converted to") && !message.Contains("must specify"))
            return $"{path}: {message[..message.IndexOf(PathLabel, StringComparison.Ordinal)]}";
        var place = JsonPlace.Find(json, type, OffsetOf(error, json));
        if (isDiscriminator)
            return place.DiscriminatorProblem(json);
        if (isMetadata)
            return $"{place.Member}: it must be the object's first member";
        return $"{path}: {place.Expected} is expected, and {place.Found} was found";
    }

    /// <summary>The same without the place, for logs. Null if only a converter of the application knows it.</summary>
    public static string? WithoutContent(Exception error) =>
        Simple(error.Message) ?? (error.Message.Contains(PathLabel) ? "a value of another kind is expected" : null);

    /// <summary>What System.Text.Json says of a member that is missing, null or unknown; null for anything else.</summary>
    private static string? Simple(string message)
    {
        const string Missing = "including: ";
        if (message.IndexOf(Missing, StringComparison.Ordinal) is var names and > 0)
            return "missing " + message[(names + Missing.Length)..];
        if (message.Contains("null values"))
            return "it must not be null";
        return message.Contains(" mapped ") ? "there is no such member" : null;
    }

    /// <summary>Whether the text isn't JSON at all.</summary>
    public static bool IsSyntax(Exception error) => error.InnerException is JsonException;

    /// <summary>Where the reader was when it failed: right behind a token.</summary>
    private static int OffsetOf(Exception error, ReadOnlySpan<byte> json)
    {
        var read = error as JsonException;
        var line = read?.LineNumber ?? Number(Labelled(error.Message, "LineNumber: "));
        var offset = read?.BytePositionInLine ?? Number(Labelled(error.Message, "BytePositionInLine: "));
        var start = 0;
        for (; line > 0; line--)
            start += json[start..].IndexOf((byte)'\n') + 1;
        return start + (int)offset;
    }

    private static long Number(string? text) =>
        long.TryParse(text?.TrimEnd('.'), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static string? Labelled(string message, string label)
    {
        var start = message.IndexOf(label, StringComparison.Ordinal);
        if (start < 0)
            return null;
        start += label.Length;
        var end = message.IndexOf(" |", start, StringComparison.Ordinal);
        return end < 0 ? message[start..] : message[start..end];
    }
}
