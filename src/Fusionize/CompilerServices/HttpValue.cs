using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Fusionize.CompilerServices;

/// <summary>Reads a value from text.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public delegate bool HttpParser<T>(string text, [MaybeNullWhen(false)] out T value);

/// <summary>Converts text of a request to a value, the same in every culture and time zone. Used by generated code only.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class HttpValue
{
    /// <summary>The text itself.</summary>
    public static bool Text(string text, out string value)
    {
        value = text;
        return true;
    }

    /// <summary>Types with <c>IParsable</c>: numbers, Guid, dates, types of the application.</summary>
    public static bool Parsable<T>(string text, [MaybeNullWhen(false)] out T value)
        where T : IParsable<T>
    {
        const DateTimeStyles Spaces = DateTimeStyles.AllowWhiteSpaces;
        var invariant = CultureInfo.InvariantCulture;
        // The type's own defaults would read 1,5 as fifteen, and a time in the machine's time zone.
        if (typeof(T) == typeof(double))
            return double.TryParse(text, NumberStyles.Float, invariant, out var number) & Is(number, out value);
        if (typeof(T) == typeof(float))
            return float.TryParse(text, NumberStyles.Float, invariant, out var number) & Is(number, out value);
        if (typeof(T) == typeof(decimal))
            return decimal.TryParse(text, NumberStyles.Float, invariant, out var number) & Is(number, out value);
        if (typeof(T) == typeof(DateTime))
            return DateTime.TryParse(text, invariant, DateTimeStyles.AdjustToUniversal | Spaces, out var time) & Is(time, out value);
        if (typeof(T) == typeof(DateTimeOffset))
            return DateTimeOffset.TryParse(text, invariant, DateTimeStyles.AssumeUniversal | Spaces, out var time) & Is(time, out value);
        return T.TryParse(text, invariant, out value);
    }

    private static bool Is<TFrom, T>(TFrom from, out T value)
    {
        value = (T)(object)from!;
        return true;
    }

    /// <summary>A named value of an enumeration in upper or lower case, or its number.</summary>
    public static bool Enumeration<T>(string text, out T value)
        where T : struct, Enum =>
        Enum.TryParse(text, ignoreCase: true, out value) && Enum.IsDefined(value) && !text.Contains(',', StringComparison.Ordinal);

    /// <summary>A URI, absolute or relative.</summary>
    public static bool Address(string text, [MaybeNullWhen(false)] out Uri value) => Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out value);
}
